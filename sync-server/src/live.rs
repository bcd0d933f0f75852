//! What live sockets must hear of at once, on whatever node they are: a session that ended, a
//! person or an organisation that changed.
//!
//! A hint, like all notifications: who hears it reads what is true now. One that is lost costs at
//! most the rest of an access token's ten minutes; one of a recovery, that those who stay connected
//! compare with their next connection only.

use crate::db::Db;
use aloft_crdt_model::ids::{OrgId, UserId};
use std::fmt;
use uuid::Uuid;

/// The Postgres channel of announcements ([`crate::db::Listener`]).
pub const CHANNEL: &str = "aloft_live";

/// Something changed that open sockets depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// The organisation's name, members or their roles.
    Org(OrgId),
    /// The person's ids or organisations.
    Person(UserId),
    /// The session was revoked: its sockets are to be closed.
    SessionEnded(Uuid),
    /// What the relay lost of the organisation may be given back from now on, or no more: its
    /// sockets come back, and everybody compares.
    Recovery(OrgId),
}

/// Tells all nodes. Failing is logged and not returned: what it is about is committed already.
pub async fn announce(db: &Db, announcement: Announcement) {
    if let Err(error) = db.notify(CHANNEL, &announcement.to_string(), db.incarnation()).await {
        tracing::warn!(%error, %announcement, "could not announce");
    }
}

impl Announcement {
    /// Reads a payload; `None` for one of a newer version.
    pub fn parse(payload: &str) -> Option<Self> {
        let (kind, id) = payload.split_once(' ')?;
        let id = Uuid::parse_str(id).ok()?;
        match kind {
            "org" => Some(Self::Org(OrgId(id))),
            "person" => Some(Self::Person(UserId(id))),
            "session_ended" => Some(Self::SessionEnded(id)),
            "recovery" => Some(Self::Recovery(OrgId(id))),
            _ => None,
        }
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Org(id) => write!(f, "org {id}"),
            Self::Person(id) => write!(f, "person {id}"),
            Self::SessionEnded(id) => write!(f, "session_ended {id}"),
            Self::Recovery(id) => write!(f, "recovery {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_can_be_read() {
        let id = Uuid::from_u128(5);
        for said in [
            Announcement::Org(OrgId(id)),
            Announcement::Person(UserId(id)),
            Announcement::SessionEnded(id),
            Announcement::Recovery(OrgId(id)),
        ] {
            assert_eq!(Announcement::parse(&said.to_string()), Some(said));
        }
        assert_eq!(Announcement::parse("of a newer version"), None);
    }
}
