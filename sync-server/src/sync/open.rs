//! Making streams.

use super::log::{LogError, may_read, stream_kind};
use super::queries;
use crate::db::{Ctx, Db, TenantTx};
use crate::ingest::StreamKey;
use crate::live::{self, Announcement};
use crate::orgs::Role;
use aloft_crdt_model::ids::{UserId, private_stream};
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::frames::ErrorCode;
use aloft_sync_protocol::log::StreamKind;
use aloft_sync_protocol::relay::{Answer, Opened};

/// Makes the stream if it is not there and the person may; opening it again changes nothing.
pub(super) async fn open(
    db: &Db,
    key: StreamKey,
    user: UserId,
    kind: StreamKind,
    now: Timestamp,
) -> Result<Answer, LogError> {
    let mut tx = TenantTx::begin(db, &Ctx::of_user(key.org, user)).await?;
    let Some(role) = crate::orgs::queries::role_of(&mut tx, user).await? else {
        return Ok(not_found());
    };
    let owner = match kind {
        StreamKind::Project if role < Role::Member => {
            let words = "guests begin no projects".to_owned();
            return Ok(Answer::NotOpened { code: ErrorCode::Forbidden, words });
        }
        StreamKind::Project => None,
        StreamKind::Private if is_own(&mut tx, key, user).await? => Some(user),
        StreamKind::Private => return Ok(not_found()),
    };
    let is_new = queries::insert_stream(&mut tx, key.stream, owner, user, now).await?;
    let Some(stream) = queries::stream(&mut tx, key.stream).await? else {
        // The id is another organisation's.
        return Ok(not_found());
    };
    let fits = stream_kind(&stream.kind)? == kind;
    if !fits || !may_read(Some(role), stream.owner.map(UserId), user) {
        return Ok(not_found());
    }
    tx.commit().await?;
    if is_new {
        let announcement = owner.map_or(Announcement::Org(key.org), Announcement::Person);
        live::announce(db, announcement).await;
    }
    Ok(Answer::Opened(Opened { head_seq: stream.head_seq.cast_unsigned() }))
}

/// A private stream's id follows from its person: from any id under which they write.
async fn is_own(tx: &mut TenantTx, key: StreamKey, user: UserId) -> Result<bool, LogError> {
    let identities = queries::identities(tx, user).await?;
    let mut ids = identities.into_iter().chain([user]);
    Ok(ids.any(|id| private_stream(key.org, id) == key.stream))
}

fn not_found() -> Answer {
    Answer::NotOpened { code: ErrorCode::NotFound, words: "there is no such stream".to_owned() }
}
