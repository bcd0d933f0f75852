//! Cursors and tails.

use super::queries::{self, ChangeRecord};
use super::{LogError, model_kind, parse_kind, read, wire_kind};
use crate::clock::from_sql;
use crate::db::{Db, TenantTx};
use crate::ingest::{Entry, Origin, StreamKey, log_hash_at};
use crate::orgs::Role;
use crate::sync::feed::{Feed, Recent};
use aloft_crdt_model::document::{ActorId, ChangeHash, Heads};
use aloft_crdt_model::ids::{DeviceId, DocId, UserId};
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::frames::TailEntry;
use aloft_sync_protocol::log::{Cursor, Seq};
use aloft_sync_protocol::relay::{CursorVerdict, TailRead};
use metrics::histogram;
use std::sync::Arc;

/// From a change's commit on this node, or its arrival from another, to its reading for a socket.
pub(crate) const FANOUT_SECONDS: &str = "aloft_fanout_seconds";
/// How far behind the newest change a reader is still with the others.
const TOGETHER: i64 = 512;

/// Whether a cursor that fits is enough. While an organisation recovers, each client is made to
/// compare all heads, once in a session: what was not taken back from it before may be now.
#[derive(Clone, Copy, Debug)]
pub(in crate::sync) enum Trust {
    /// The client has compared.
    Always,
    /// It has not.
    UnlessRecovering {
        /// What time it is.
        now: Timestamp,
    },
}

/// Whether the person may read the stream now, and whether the cursor fits its log.
pub(in crate::sync) async fn verify(
    db: &Db,
    key: StreamKey,
    user: UserId,
    cursor: Option<Cursor>,
    trust: Trust,
) -> Result<CursorVerdict, LogError> {
    let mut tx = read(db, key).await?;
    let Some(stream) = queries::stream(&mut tx, key.stream).await? else {
        return Ok(CursorVerdict::NotFound);
    };
    let role = crate::orgs::queries::role_of(&mut tx, user).await?;
    if !may_read(role, stream.owner.map(UserId), user) {
        return Ok(CursorVerdict::NotFound);
    }
    let head_seq = stream.head_seq.cast_unsigned();
    let recovers = |now| stream.recovers_until.is_some_and(|until| now < from_sql(until));
    match cursor {
        None | Some(Cursor { seq: 0, .. }) => Ok(CursorVerdict::Fits { head_seq }),
        Some(cursor) if cursor.seq > head_seq => Ok(CursorVerdict::Ahead { head_seq }),
        Some(_) if matches!(trust, Trust::UnlessRecovering { now } if recovers(now)) => {
            Ok(CursorVerdict::HashDiffers { head_seq })
        }
        Some(cursor) => fits(&mut tx, key, cursor, head_seq).await,
    }
}

/// Members read projects, and everyone what is their own. Guests read what they were given, and
/// nothing can be given yet.
pub(in crate::sync) fn may_read(role: Option<Role>, owner: Option<UserId>, user: UserId) -> bool {
    match (role, owner) {
        (None, _) => false,
        (Some(_), Some(owner)) => owner == user,
        (Some(role), None) => role >= Role::Member,
    }
}

async fn fits(
    tx: &mut TenantTx,
    key: StreamKey,
    cursor: Cursor,
    head_seq: Seq,
) -> Result<CursorVerdict, LogError> {
    let hash = log_hash_at(tx, key.stream, cursor.seq.cast_signed()).await?;
    if hash == Some(cursor.hash) {
        Ok(CursorVerdict::Fits { head_seq })
    } else {
        Ok(CursorVerdict::HashDiffers { head_seq })
    }
}

/// The changes after a place, if memory reaches back to there.
pub(in crate::sync) fn recent_tail(
    feed: &Feed,
    after: Seq,
    max_entries: usize,
    max_bytes: usize,
) -> Option<TailRead> {
    let recent = feed.after(after.cast_signed(), max_entries, max_bytes)?;
    Some(from_memory(&recent))
}

/// The changes after a place out of the log, or out of memory, if they came there meanwhile.
pub(in crate::sync) async fn tail(
    db: &Db,
    feed: Option<&Feed>,
    key: StreamKey,
    after: Seq,
    max_entries: usize,
    max_bytes: usize,
) -> Result<TailRead, LogError> {
    let recent = || feed.and_then(|feed| recent_tail(feed, after, max_entries, max_bytes));
    let after = after.cast_signed();
    // Many sockets hear of the same change at once; one reads it, and the others find it in memory.
    let _first = match feed {
        Some(feed) if feed.head_seq() - after < TOGETHER => Some(feed.reading.lock().await),
        _ => None,
    };
    if let Some(recent) = recent() {
        return Ok(recent);
    }
    let mut tx = read(db, key).await?;
    let head_seq = queries::stream(&mut tx, key.stream).await?.ok_or(LogError::NotFound)?.head_seq;
    let limits = (to_sql(max_entries), to_sql(max_bytes));
    let records = queries::changes_after(&mut tx, key.stream, after, limits.0, limits.1).await?;
    let (entries, tail) = split(records)?;
    if let Some(feed) = feed.filter(|_| entries.last().is_some_and(|last| last.seq == head_seq)) {
        feed.keep(&entries);
    }
    Ok(TailRead { entries: tail, head_seq: head_seq.cast_unsigned() })
}

fn from_memory(recent: &Recent) -> TailRead {
    if let Some(since) = recent.since {
        histogram!(FANOUT_SECONDS).record(since.elapsed());
    }
    let entries = recent.entries.iter().map(|entry| TailEntry {
        seq: entry.seq.cast_unsigned(),
        doc: entry.doc,
        kind: wire_kind(entry.kind),
        bytes: entry.bytes.clone().into(),
        heads_digest: entry.heads_digest,
    });
    TailRead { entries: entries.collect(), head_seq: recent.head_seq.cast_unsigned() }
}

/// The records as memory keeps them, and as the session takes them.
fn split(records: Vec<ChangeRecord>) -> Result<(Vec<Arc<Entry>>, Vec<TailEntry>), LogError> {
    let mut entries = Vec::with_capacity(records.len());
    let mut tail = Vec::with_capacity(records.len());
    for record in records {
        let entry = entry(record)?;
        tail.push(TailEntry {
            seq: entry.seq.cast_unsigned(),
            doc: entry.doc,
            kind: wire_kind(entry.kind),
            bytes: entry.bytes.clone().into(),
            heads_digest: entry.heads_digest,
        });
        entries.push(Arc::new(entry));
    }
    Ok((entries, tail))
}

fn entry(record: ChangeRecord) -> Result<Entry, LogError> {
    let heads = record.heads.as_deref().and_then(|heads| Heads::from_bytes(heads).ok());
    let origin = record.user_id.zip(record.device_id);
    Ok(Entry {
        seq: record.seq,
        doc: DocId(record.doc_id),
        kind: model_kind(parse_kind(record.kind)?),
        bytes: record.bytes,
        // The columns' lengths are checked by the table.
        hash: ChangeHash(record.hash.try_into().unwrap_or_default()),
        actor: ActorId(record.actor.try_into().unwrap_or_default()),
        actor_seq: record.actor_seq,
        origin: origin
            .map(|(user, device)| Origin { user: UserId(user), device: DeviceId(device) }),
        heads_digest: heads.map(|heads| heads.digest()),
    })
}

fn to_sql(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
