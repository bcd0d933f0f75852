//! Whether it is safe: what the screen says, made of durable facts only.

use crate::instant::Millis;
use aloft_crdt_model::ids::StreamId;

/// The state of synchronisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// The connection.
    pub link: LinkStatus,
    /// Changes that are durable here and not acknowledged and marked.
    pub waiting: u64,
    /// Those of them that build on what the relay does not have, and nobody here can give it. They
    /// are offered now and then.
    pub held_up: u64,
    /// Refused changes that the user has not dealt with.
    pub refused: u64,
    /// The last moment at which nothing waited and everything that the relay had announced was
    /// stored. None: never yet in this session.
    pub synced_to: Option<Millis>,
    /// The last moment at which the relay was heard.
    pub last_contact: Option<Millis>,
    /// Streams that are not fully here, or cannot be synced.
    pub behind: Vec<(StreamId, StreamStatus)>,
    /// What only a person can mend.
    pub problem: Option<Problem>,
}

impl SyncStatus {
    /// All synced: connected, nothing waits, and everything that the relay announced is stored.
    /// Refused changes are told apart.
    pub fn is_synced(&self) -> bool {
        self.link == LinkStatus::Online && self.waiting == 0 && self.behind.is_empty()
    }

    /// Something a person would want to know is different. The times move all the time, and are
    /// told every ten seconds.
    pub(super) fn differs_from(&self, newer: &Self) -> bool {
        let told = |status: &Self| {
            let tens = |at: Option<Millis>| at.map(|at| at.0 / 10_000);
            (tens(status.synced_to), tens(status.last_contact))
        };
        let untimed =
            |status: &Self| Self { synced_to: None, last_contact: None, ..status.clone() };
        told(self) != told(newer) || untimed(self) != untimed(newer)
    }
}

/// The connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// Not wanted.
    Stopped,
    /// Lost; the next attempt is at this time.
    Waiting {
        /// When.
        until: Millis,
    },
    /// Being made.
    Connecting,
    /// The relay welcomed this client, and its directory is stored.
    Online,
}

/// A stream that is not fully here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamStatus {
    /// Not begun in this connection.
    Idle,
    /// The relay will not have it: no such organisation, or no access.
    NoAccess,
    /// Being opened or subscribed.
    Opening,
    /// Snapshots and activity are coming.
    Bootstrapping,
    /// So many changes are announced and not stored yet.
    CatchingUp {
        /// How many.
        behind: u64,
    },
    /// Client and relay find out who lacks what.
    Reconciling,
}

/// What only a person can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Sign in again.
    SignedOut,
    /// This client is too old, or too new, for the relay.
    UnsupportedVersion,
    /// The local store cannot write.
    StoreFailed,
}
