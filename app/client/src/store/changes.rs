//! Table `changes`: what no snapshot holds yet, and what the relay refused.

use super::{StoreError, sql};
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::{Change, ChangeHash};
use aloft_crdt_model::ids::{DocId, StreamId, UserId};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_crdt_model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

/// Only here.
pub(super) const PENDING: i64 = 0;
/// The relay said that it is durable there.
pub(super) const ACCEPTED: i64 = 1;
/// Seen in the log.
pub(super) const ACKNOWLEDGED: i64 = 2;
/// Not part of the document any more; kept for the person.
pub(super) const REFUSED: i64 = 3;
/// Acknowledged, and then lost by a relay that was put back from a backup and did not take it from
/// here. In the table: [`ACKNOWLEDGED`] and `again`.
pub(super) const LOST: i64 = 4;

/// A change of ours that the relay does not have.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) n: i64,
    pub(super) hash: ChangeHash,
    pub(super) author: Option<UserId>,
    pub(super) at: Timestamp,
    pub(super) intent: Option<String>,
    pub(super) replays: u32,
    /// The relay had it, and lost it.
    pub(super) again: bool,
    pub(super) bytes: Vec<u8>,
}

impl Pending {
    pub(super) fn command(&self) -> Result<Option<Command>, StoreError> {
        self.intent.as_deref().map(sql::from_json).transpose()
    }

    pub(super) fn change(&self, doc: DocId) -> Result<Change, StoreError> {
        read(doc, &self.bytes)
    }
}

/// The change in these bytes.
pub(super) fn read(doc: DocId, bytes: &[u8]) -> Result<Change, StoreError> {
    Change::try_from(bytes).map_err(|_| StoreError::Unreadable(doc))
}

/// Where a new row of `changes` comes from.
pub(super) struct NewChange<'a> {
    pub(super) doc: DocId,
    pub(super) stream: StreamId,
    pub(super) hash: ChangeHash,
    pub(super) author: Option<UserId>,
    pub(super) at: Timestamp,
    pub(super) intent: Option<&'a str>,
    pub(super) replays: u32,
    pub(super) bytes: &'a [u8],
}

pub(super) fn insert_pending(db: &Connection, change: &NewChange<'_>) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO changes (doc, stream, hash, state, author, at, intent, replays, bytes)
         VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        change.doc.0,
        change.stream.0,
        change.hash.0,
        change.author.map(|user| user.0),
        change.at.millis(),
        change.intent,
        change.replays,
        change.bytes,
    ])?;
    Ok(())
}

/// Keeps a change of the log until it is folded into the snapshot. One that had been refused, and
/// got into the log all the same, is refused no more.
pub(super) fn insert_acknowledged(
    db: &Connection,
    (stream, doc): (StreamId, DocId),
    change: &Change,
    seq: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO changes (doc, stream, hash, state, seq, at, bytes)
         VALUES (?1, ?2, ?3, 2, ?4, ?5, ?6)
         ON CONFLICT (hash, doc) DO UPDATE SET state = 2, again = 0, seq = excluded.seq",
    )?
    .execute(params![
        doc.0,
        stream.0,
        change.hash().0,
        seq,
        change.timestamp(),
        change.raw_bytes(),
    ])?;
    Ok(())
}

/// Pending changes of a document, oldest first.
pub(super) fn pending(db: &Connection, doc: DocId) -> Result<Vec<Pending>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT n, hash, author, at, intent, replays, again, bytes FROM changes
             WHERE doc = ?1 AND state = 0 ORDER BY again DESC, n",
        )?
        .query_map(params![doc.0], pending_row)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn pending_row(row: &Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        n: row.get(0)?,
        hash: sql::hash(row.get(1)?),
        author: row.get::<_, Option<Uuid>>(2)?.map(UserId),
        at: Timestamp::from_millis(row.get(3)?),
        intent: row.get(4)?,
        replays: row.get(5)?,
        again: row.get(6)?,
        bytes: row.get(7)?,
    })
}

/// The state of a change that is known, other than inside a snapshot.
pub(super) fn state(
    db: &Connection,
    doc: DocId,
    hash: ChangeHash,
) -> Result<Option<i64>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT CASE WHEN state = 2 AND again = 1 THEN 4 ELSE state END
             FROM changes WHERE hash = ?1 AND doc = ?2",
        )?
        .query_row(params![hash.0, doc.0], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Is anything of the document not yet seen in the log?
pub(super) fn any_unseen(db: &Connection, doc: DocId) -> Result<bool, StoreError> {
    let found = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM changes WHERE doc = ?1 AND state IN (0, 1))")?
        .query_row(params![doc.0], |row| row.get(0))?;
    Ok(found)
}

/// Does anything count as the relay's that its heads do not vouch for: accepted and not yet seen in
/// the log, or lost?
pub(super) fn any_unvouched(db: &Connection, doc: DocId) -> Result<bool, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM changes
             WHERE doc = ?1 AND (state = 1 OR (state = 2 AND again = 1)))",
        )?
        .query_row(params![doc.0], |row| row.get(0))?;
    Ok(found)
}

/// A pending or accepted change was seen in the log.
pub(super) fn acknowledge(
    db: &Connection,
    doc: DocId,
    hash: ChangeHash,
    seq: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE changes SET state = 2, again = 0, code = NULL, seq = ?3
         WHERE hash = ?1 AND doc = ?2",
    )?
    .execute(params![hash.0, doc.0, seq])?;
    Ok(())
}

/// Acknowledged changes are in the snapshot now. Those that the relay lost keep their rows.
pub(super) fn delete_acknowledged(db: &Connection, doc: DocId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM changes WHERE doc = ?1 AND state = 2 AND again = 0")?
        .execute(params![doc.0])?;
    Ok(())
}

pub(super) fn delete(db: &Connection, n: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM changes WHERE n = ?1")?.execute(params![n])?;
    Ok(())
}

/// Number, hash and state of what is here of a document.
pub(super) fn of_document(
    db: &Connection,
    doc: DocId,
) -> Result<Vec<(i64, ChangeHash, i64)>, StoreError> {
    let found = db
        .prepare_cached("SELECT n, hash, state FROM changes WHERE doc = ?1 ORDER BY n")?
        .query_map(params![doc.0], |row| Ok((row.get(0)?, sql::hash(row.get(1)?), row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// What is known of a change besides its bytes.
pub(super) struct Taken {
    pub(super) author: Option<UserId>,
    pub(super) at: Timestamp,
    pub(super) intent: Option<String>,
    pub(super) replays: u32,
}

impl Taken {
    /// Of one that came in a snapshot.
    pub(super) fn unknown(at: i64) -> Self {
        Self { author: None, at: Timestamp::from_millis(at), intent: None, replays: 0 }
    }
}

/// Takes a change out, if it is there.
pub(super) fn take(
    db: &Connection,
    doc: DocId,
    hash: ChangeHash,
) -> Result<Option<Taken>, StoreError> {
    let taken = db
        .prepare_cached(
            "DELETE FROM changes WHERE hash = ?1 AND doc = ?2
             RETURNING author, at, intent, replays",
        )?
        .query_row(params![hash.0, doc.0], |row| {
            Ok(Taken {
                author: row.get::<_, Option<Uuid>>(0)?.map(UserId),
                at: Timestamp::from_millis(row.get(1)?),
                intent: row.get(2)?,
                replays: row.get(3)?,
            })
        })
        .optional()?;
    Ok(taken)
}

/// The relay lost a change that it had: it is pending again, and goes before all others.
pub(super) fn set_again(db: &Connection, doc: DocId, hash: ChangeHash) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE changes SET state = 0, again = 1, seq = NULL WHERE hash = ?1 AND doc = ?2",
    )?
    .execute(params![hash.0, doc.0])?;
    Ok(())
}

/// Keeps the change for the person, outside the document.
pub(super) fn refuse(db: &Connection, n: i64, refusal: &Refusal) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE changes SET state = 3, code = ?2, path = ?3, words = ?4 WHERE n = ?1",
    )?
    .execute(params![n, refusal.code.as_str(), refusal.path, refusal.words])?;
    Ok(())
}

/// A change that waits.
pub(super) struct Standing {
    /// The relay had it, and lost it.
    pub(super) again: bool,
}

/// How a change stands that may be pending; none if it is not.
pub(super) fn standing(
    db: &Connection,
    doc: DocId,
    hash: ChangeHash,
) -> Result<Option<Standing>, StoreError> {
    let found = db
        .prepare_cached("SELECT again FROM changes WHERE hash = ?1 AND doc = ?2 AND state = 0")?
        .query_row(params![hash.0, doc.0], |row| Ok(Standing { again: row.get(0)? }))
        .optional()?;
    Ok(found)
}

/// A change that the relay lost and will not take back stays part of the document here. That it was
/// lost is remembered: when documents are compared it is offered again.
pub(super) fn keep_lost(db: &Connection, doc: DocId, hash: ChangeHash) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE changes SET state = 2, again = 1, code = NULL WHERE hash = ?1 AND doc = ?2",
    )?
    .execute(params![hash.0, doc.0])?;
    Ok(())
}

/// The relay lacks what a pending change builds on.
pub(super) fn hold_up(db: &Connection, doc: DocId, hash: ChangeHash) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE changes SET code = ?3
         WHERE hash = ?1 AND doc = ?2 AND state = 0 AND code IS NULL",
    )?
    .execute(params![hash.0, doc.0, RefusalCode::MissingDependency.as_str()])?;
    Ok(())
}

/// A change that the relay said it has.
pub(super) struct Accepted {
    pub(super) doc: DocId,
    pub(super) seq: u64,
    pub(super) bytes: Vec<u8>,
}

/// Accepted changes of a stream, or of one document of it, up to a place of the log, in its order.
pub(super) fn accepted(
    db: &Connection,
    stream: StreamId,
    doc: Option<DocId>,
    upto: u64,
) -> Result<Vec<Accepted>, StoreError> {
    let query = match doc {
        Some(_) => {
            "SELECT doc, seq, bytes FROM changes INDEXED BY changes_of_document
             WHERE stream = ?1 AND doc = ?3 AND state = 1 AND seq <= ?2 ORDER BY seq"
        }
        None => {
            "SELECT doc, seq, bytes FROM changes
             WHERE stream = ?1 AND ?3 IS NULL AND state = 1 AND seq <= ?2 ORDER BY seq"
        }
    };
    let found = db
        .prepare_cached(query)?
        .query_map(params![stream.0, upto, doc.map(|doc| doc.0)], |row| {
            Ok(Accepted {
                doc: DocId(row.get::<_, Uuid>(0)?),
                seq: row.get(1)?,
                bytes: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
