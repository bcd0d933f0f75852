//! The statements of the ingest transaction. Each runs once a batch, however many changes it holds.

use super::batch::{Binding, Entry, StreamState};
use super::held::WrittenDocument;
use super::numbering::NumberKey;
use crate::clock::{from_sql, to_sql};
use crate::db::{DbError, TenantTx, exactly_one};
use aloft_crdt_model::document::ActorId;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::log::{ChangeHash, LogHash};
use sqlx::types::Uuid;
use std::collections::BTreeMap;

/// A member of the tenant, as ingest must know them.
pub(super) struct MemberRecord {
    pub(super) user: Uuid,
    pub(super) role: String,
    pub(super) identities: Vec<Uuid>,
}

/// How the stream stands, and roles and identities of those of these people who are members. None:
/// there is no such stream. Read under the stream's lock.
pub(super) async fn standing(
    tx: &mut TenantTx,
    stream: StreamId,
    users: &[Uuid],
) -> Result<Option<(StreamState, Vec<MemberRecord>)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        r#"SELECT s.owner, s.head_seq, c.log_hash AS "log_hash?", s.last_number, o.number_key AS "number_key!",
            o.recovers_until, m.user_id AS "user?", m.role AS "role?",
            ARRAY(SELECT i.identity_id FROM identities i WHERE i.user_id = m.user_id)
                AS "identities!"
        FROM streams s
        JOIN orgs o ON o.org_id = s.org_id
        LEFT JOIN changes c ON c.org_id = s.org_id AND c.stream_id = s.id AND c.seq = s.head_seq
        LEFT JOIN members m ON m.org_id = s.org_id AND m.user_id = ANY($3)
        WHERE s.org_id = $1 AND s.id = $2"#,
        org,
        stream.0,
        users
    )
    .fetch_all(tx.connection())
    .await?;
    let (mut state, mut members) = (None, Vec::new());
    for row in rows {
        if state.is_none() {
            let number_key = row.number_key.try_into().map_err(|_| {
                DbError::Sql(sqlx::Error::Decode("a number key has 32 bytes".into()))
            })?;
            state = Some(StreamState {
                owner: row.owner.map(UserId),
                head_seq: row.head_seq,
                locked_at: row.log_hash.map(log_hash).unwrap_or_default(),
                last_number: row.last_number,
                number_key: NumberKey::new(number_key),
                recovers_until: row.recovers_until.map(from_sql),
            });
        }
        if let Some((user, role)) = row.user.zip(row.role) {
            members.push(MemberRecord { user, role, identities: row.identities });
        }
    }
    Ok(state.map(|state| (state, members)))
}

/// What the log up to a change hashes to.
pub(crate) async fn log_hash_at(
    tx: &mut TenantTx,
    stream: StreamId,
    seq: i64,
) -> Result<Option<LogHash>, DbError> {
    let org = tx.ctx().org.0;
    let found = sqlx::query_scalar!(
        "SELECT log_hash FROM changes WHERE org_id = $1 AND stream_id = $2 AND seq = $3",
        org,
        stream.0,
        seq
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(found.map(log_hash))
}

/// The column's length is checked by the table.
fn log_hash(bytes: Vec<u8>) -> LogHash {
    LogHash(bytes.try_into().unwrap_or_default())
}

/// Which tasks of the project have these numbers.
pub(super) async fn holders(
    tx: &mut TenantTx,
    stream: StreamId,
    numbers: &[i64],
) -> Result<BTreeMap<u64, DocId>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        r#"SELECT number AS "number!", id FROM tasks
        WHERE org_id = $1 AND project_id = $2 AND number = ANY($3)"#,
        org,
        stream.0,
        numbers
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.number.cast_unsigned(), DocId(row.id))).collect())
}

/// Whose these actors are, as far as they are anyone's.
pub(super) async fn bindings(
    tx: &mut TenantTx,
    actors: &[Vec<u8>],
) -> Result<Vec<(ActorId, Binding)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        "SELECT actor, user_id, device_id FROM actors WHERE org_id = $1 AND actor = ANY($2)",
        org,
        actors
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let actor = ActorId(row.actor.try_into().ok()?);
            Some((actor, Binding { user: UserId(row.user_id), device: DeviceId(row.device_id) }))
        })
        .collect())
}

/// Binds actors; says how many were nobody's until now. Sorted, so that two transactions that bind
/// the same ones wait for each other in one direction only.
pub(super) async fn bind(
    tx: &mut TenantTx,
    bound: &[(ActorId, Binding)],
    now: Timestamp,
) -> Result<u64, DbError> {
    let org = tx.ctx().org.0;
    let actors: Vec<Vec<u8>> = bound.iter().map(|(actor, _)| actor.0.to_vec()).collect();
    let users: Vec<Uuid> = bound.iter().map(|(_, binding)| binding.user.0).collect();
    let devices: Vec<Uuid> = bound.iter().map(|(_, binding)| binding.device.0).collect();
    let done = sqlx::query!(
        "INSERT INTO actors (org_id, actor, user_id, device_id, bound_at)
        SELECT $1, actor, user_id, device_id, $5
        FROM UNNEST($2::bytea[], $3::uuid[], $4::uuid[]) AS t (actor, user_id, device_id)
        ORDER BY actor
        ON CONFLICT DO NOTHING",
        org,
        &actors,
        &users,
        &devices,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected())
}

/// A document's row, and its snapshot where it was asked for.
pub(super) struct DocumentRecord {
    pub(super) id: Uuid,
    pub(super) stream_id: Uuid,
    pub(super) kind: String,
    pub(super) seq: i64,
    pub(super) snapshot_seq: i64,
    pub(super) snapshot_len: i32,
    pub(super) tail_len: i64,
    pub(super) snapshot: Option<Vec<u8>>,
}

/// The documents' rows. A negative `held` asks for the snapshot too: nothing of it is held yet.
pub(super) async fn documents(
    tx: &mut TenantTx,
    ids: &[Uuid],
    held: &[i64],
) -> Result<Vec<DocumentRecord>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query_as!(
        DocumentRecord,
        r#"SELECT d.id, d.stream_id, d.kind, d.seq, d.snapshot_seq, d.tail_len,
            length(d.snapshot) AS "snapshot_len!",
            CASE WHEN w.held < 0 THEN d.snapshot END AS snapshot
        FROM UNNEST($2::uuid[], $3::bigint[]) AS w (id, held)
        JOIN documents d ON d.org_id = $1 AND d.id = w.id"#,
        org,
        ids,
        held
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// The bytes of the documents' changes after what is held of each, in order.
pub(super) async fn tails(
    tx: &mut TenantTx,
    ids: &[Uuid],
    held: &[i64],
) -> Result<Vec<(DocId, Vec<u8>)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        "SELECT c.doc_id, c.bytes
        FROM UNNEST($2::uuid[], $3::bigint[]) AS w (id, held)
        JOIN changes c ON c.org_id = $1 AND c.doc_id = w.id AND c.seq > w.held
        ORDER BY c.seq",
        org,
        ids,
        held
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (DocId(row.doc_id), row.bytes)).collect())
}

/// The seqs of changes that are in the log already.
pub(super) async fn seqs(
    tx: &mut TenantTx,
    docs: &[Uuid],
    hashes: &[Vec<u8>],
) -> Result<Vec<(DocId, Vec<u8>, i64)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        "SELECT c.doc_id, c.hash, c.seq
        FROM UNNEST($2::uuid[], $3::bytea[]) AS w (doc_id, hash)
        JOIN changes c ON c.org_id = $1 AND c.doc_id = w.doc_id AND c.hash = w.hash",
        org,
        docs,
        hashes
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (DocId(row.doc_id), row.hash, row.seq)).collect())
}

/// Takes the numbers of these tasks away, so that those which they get cannot collide with those
/// that they had.
pub(super) async fn forget_numbers(tx: &mut TenantTx, tasks: &[DocId]) -> Result<(), DbError> {
    let org = tx.ctx().org.0;
    let ids: Vec<_> = tasks.iter().map(|task| task.0).collect();
    sqlx::query!("UPDATE tasks SET number = NULL WHERE org_id = $1 AND id = ANY($2)", org, &ids)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Moves the stream on, appends to the log and writes the documents, in one round trip. Returns what
/// the log hashes to then.
pub(super) async fn append(
    tx: &mut TenantTx,
    stream: StreamId,
    state: &StreamState,
    entries: &[std::sync::Arc<Entry>],
    documents: &[WrittenDocument],
    now: Timestamp,
) -> Result<LogHash, DbError> {
    let org = tx.ctx().org.0;
    let (log, head_hash) = LogColumns::of(entries, state.locked_at);
    let docs = DocumentColumns::of(documents);
    let done = sqlx::query!(
        r#"WITH appended AS (
            INSERT INTO changes (org_id, stream_id, seq, doc_id, hash, actor, actor_seq, bytes,
                user_id, device_id, received_at, log_hash)
            SELECT $1, $2, seq, doc_id, hash, actor, actor_seq, bytes, user_id, device_id, $5,
                log_hash
            FROM UNNEST($6::bigint[], $7::uuid[], $8::bytea[], $9::bytea[], $10::bigint[],
                    $11::bytea[], $12::uuid[], $13::uuid[], $21::bytea[])
                AS t (seq, doc_id, hash, actor, actor_seq, bytes, user_id, device_id, log_hash)
        ), written AS (
            INSERT INTO documents AS d (org_id, stream_id, id, kind, heads, snapshot, snapshot_seq,
                seq, tail_len)
            SELECT $1, $2, id, kind, heads, snapshot, snapshot_seq, seq, tail_len
            FROM UNNEST($14::uuid[], $15::text[], $16::bytea[], $17::bytea[], $18::bigint[],
                    $19::bigint[], $20::bigint[])
                AS t (id, kind, heads, snapshot, snapshot_seq, seq, tail_len)
            ON CONFLICT (org_id, id) DO UPDATE SET heads = excluded.heads, seq = excluded.seq,
                tail_len = excluded.tail_len, snapshot_seq = excluded.snapshot_seq,
                snapshot = CASE WHEN length(excluded.snapshot) > 0 THEN excluded.snapshot
                    ELSE d.snapshot END
        )
        UPDATE streams SET head_seq = $3, last_number = $4 WHERE org_id = $1 AND id = $2"#,
        org,
        stream.0,
        state.head_seq,
        state.last_number,
        to_sql(now),
        &log.seqs,
        &log.docs,
        &log.hashes,
        &log.actors,
        &log.actor_seqs,
        &log.bytes,
        &log.users as &[Option<Uuid>],
        &log.devices as &[Option<Uuid>],
        &docs.ids,
        &docs.kinds as &[&str],
        &docs.heads,
        &docs.snapshots as &[&[u8]],
        &docs.snapshot_seqs,
        &docs.seqs,
        &docs.tail_lens,
        &log.log_hashes
    )
    .execute(tx.connection())
    .await?;
    exactly_one("append to a stream", &done)?;
    Ok(head_hash)
}

#[derive(Default)]
struct LogColumns {
    seqs: Vec<i64>,
    docs: Vec<Uuid>,
    hashes: Vec<Vec<u8>>,
    actors: Vec<Vec<u8>>,
    actor_seqs: Vec<i64>,
    bytes: Vec<Vec<u8>>,
    users: Vec<Option<Uuid>>,
    devices: Vec<Option<Uuid>>,
    log_hashes: Vec<Vec<u8>>,
}

impl LogColumns {
    /// And what the log hashes to after them.
    fn of(entries: &[std::sync::Arc<Entry>], before: LogHash) -> (Self, LogHash) {
        let mut columns = Self::default();
        let mut log_hash = before;
        for entry in entries {
            log_hash = log_hash.then(ChangeHash(entry.hash.0));
            columns.log_hashes.push(log_hash.0.to_vec());
            columns.seqs.push(entry.seq);
            columns.docs.push(entry.doc.0);
            columns.hashes.push(entry.hash.0.to_vec());
            columns.actors.push(entry.actor.0.to_vec());
            columns.actor_seqs.push(entry.actor_seq);
            columns.bytes.push(entry.bytes.clone());
            columns.users.push(entry.origin.map(|origin| origin.user.0));
            columns.devices.push(entry.origin.map(|origin| origin.device.0));
        }
        (columns, log_hash)
    }
}

#[derive(Default)]
struct DocumentColumns<'a> {
    ids: Vec<Uuid>,
    kinds: Vec<&'a str>,
    heads: Vec<Vec<u8>>,
    snapshots: Vec<&'a [u8]>,
    snapshot_seqs: Vec<i64>,
    seqs: Vec<i64>,
    tail_lens: Vec<i64>,
}

impl<'a> DocumentColumns<'a> {
    fn of(documents: &'a [WrittenDocument]) -> Self {
        let mut columns = Self::default();
        for document in documents {
            columns.ids.push(document.id.0);
            columns.kinds.push(document.kind.as_str());
            columns.heads.push(document.heads.to_bytes());
            columns.snapshots.push(document.snapshot.as_deref().unwrap_or_default());
            columns.snapshot_seqs.push(document.snapshot_seq);
            columns.seqs.push(document.seq);
            columns.tail_lens.push(document.tail_len);
        }
        columns
    }
}
