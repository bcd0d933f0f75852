//! The statements that read logs and documents.

use crate::db::{DbError, TenantTx};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_sync_protocol::log::{Cursor, LogHash};
use sqlx::types::Uuid;
use time::OffsetDateTime;

/// A stream as its readers see it.
pub(super) struct StreamRecord {
    pub(super) owner: Option<Uuid>,
    pub(super) head_seq: i64,
    /// An operator lets clients give back what the relay lost, until then.
    pub(super) recovers_until: Option<OffsetDateTime>,
}

pub(super) async fn stream(
    tx: &mut TenantTx,
    stream: StreamId,
) -> Result<Option<StreamRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        StreamRecord,
        "SELECT s.owner, s.head_seq, o.recovers_until
        FROM streams s JOIN orgs o USING (org_id) WHERE s.org_id = $1 AND s.id = $2",
        org,
        stream.0
    )
    .fetch_optional(tx.connection())
    .await?)
}

/// Where the stream stands; at zero when there is none.
pub(super) async fn cursor(tx: &mut TenantTx, stream: StreamId) -> Result<Cursor, DbError> {
    let org = tx.ctx().org.0;
    let row = sqlx::query!(
        r#"SELECT s.head_seq, c.log_hash AS "log_hash?"
        FROM streams s
        LEFT JOIN changes c ON c.org_id = s.org_id AND c.stream_id = s.id AND c.seq = s.head_seq
        WHERE s.org_id = $1 AND s.id = $2"#,
        org,
        stream.0
    )
    .fetch_optional(tx.connection())
    .await?;
    let cursor = row.and_then(|row| {
        let hash = LogHash(row.log_hash?.try_into().ok()?);
        Some(Cursor { seq: row.head_seq.cast_unsigned(), hash })
    });
    Ok(cursor.unwrap_or(Cursor::ZERO))
}

/// A change in the log, and its document's heads if it is the document's newest.
pub(super) struct ChangeRecord {
    pub(super) seq: i64,
    pub(super) doc_id: Uuid,
    pub(super) kind: String,
    pub(super) bytes: Vec<u8>,
    pub(super) hash: Vec<u8>,
    pub(super) actor: Vec<u8>,
    pub(super) actor_seq: i64,
    pub(super) user_id: Option<Uuid>,
    pub(super) device_id: Option<Uuid>,
    pub(super) heads: Option<Vec<u8>>,
}

/// Changes after a place: at most so many and so many bytes, but at least one.
pub(super) async fn changes_after(
    tx: &mut TenantTx,
    stream: StreamId,
    after: i64,
    max_changes: i64,
    max_bytes: i64,
) -> Result<Vec<ChangeRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        ChangeRecord,
        r#"SELECT c.seq, c.doc_id, d.kind, c.bytes, c.hash, c.actor, c.actor_seq, c.user_id,
            c.device_id, CASE WHEN d.seq = c.seq THEN d.heads END AS heads
        FROM (
            SELECT *, (sum(length(bytes)) OVER (ORDER BY seq) - length(bytes))::bigint AS bytes_before
            FROM (
                SELECT * FROM changes WHERE org_id = $1 AND stream_id = $2 AND seq > $3
                ORDER BY seq LIMIT $4
            ) AS next
        ) AS c
        JOIN documents d ON d.org_id = $1 AND d.id = c.doc_id
        WHERE c.bytes_before < $5
        ORDER BY c.seq"#,
        org,
        stream.0,
        after,
        max_changes,
        max_bytes
    )
    .fetch_all(tx.connection())
    .await?)
}

/// A document as it is stored.
pub(super) struct DocumentRecord {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) heads: Vec<u8>,
    pub(super) seq: i64,
    pub(super) snapshot: Vec<u8>,
    pub(super) snapshot_seq: i64,
}

/// A document in a page.
pub(super) struct PagedRecord {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) heads: Vec<u8>,
    pub(super) seq: i64,
    pub(super) snapshot: Vec<u8>,
    pub(super) snapshot_seq: i64,
    /// There are more after it.
    pub(super) has_next: bool,
}

/// The documents after this one, in the order of pages: at most about so many bytes with their
/// rows, but at least one. Nothing after a document that is not there is known, so then all are.
pub(super) async fn page(
    tx: &mut TenantTx,
    stream: StreamId,
    after: Option<DocId>,
    max_documents: i64,
    max_bytes: i64,
) -> Result<Vec<PagedRecord>, DbError> {
    let org = tx.ctx().org.0;
    // Rows say again what the document's bytes say, and take some hundred bytes for themselves.
    Ok(sqlx::query_as!(
        PagedRecord,
        r#"SELECT id, kind, heads, seq, snapshot, snapshot_seq, has_next AS "has_next!"
        FROM (
            SELECT *, lead(id) OVER in_order IS NOT NULL AS has_next,
                (sum(weight) OVER in_order - weight)::bigint AS weight_before
            FROM (
                SELECT *, 2 * (length(snapshot) + tail_len) + 800 AS weight FROM documents
                WHERE org_id = $1 AND stream_id = $2 AND (page_rank, id) > (
                    COALESCE((SELECT page_rank FROM documents
                        WHERE org_id = $1 AND stream_id = $2 AND id = $3), -1), $3)
                ORDER BY page_rank, id LIMIT $4::bigint + 1
            ) AS next
            WINDOW in_order AS (ORDER BY page_rank, id)
        ) AS d
        WHERE weight_before < $5
        ORDER BY page_rank, id LIMIT $4"#,
        org,
        stream.0,
        after.map_or(Uuid::nil(), |doc| doc.0),
        max_documents,
        max_bytes
    )
    .fetch_all(tx.connection())
    .await?)
}

pub(super) async fn document(
    tx: &mut TenantTx,
    stream: StreamId,
    doc: DocId,
) -> Result<Option<DocumentRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        DocumentRecord,
        "SELECT id, kind, heads, seq, snapshot, snapshot_seq FROM documents
        WHERE org_id = $1 AND stream_id = $2 AND id = $3",
        org,
        stream.0,
        doc.0
    )
    .fetch_optional(tx.connection())
    .await?)
}

/// The bytes of the documents' changes after their snapshots, in order.
pub(super) async fn tails(
    tx: &mut TenantTx,
    ids: &[Uuid],
    snapshot_seqs: &[i64],
) -> Result<Vec<(Uuid, Vec<u8>)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        "SELECT c.doc_id, c.bytes
        FROM UNNEST($2::uuid[], $3::bigint[]) AS w (id, snapshot_seq)
        JOIN changes c ON c.org_id = $1 AND c.doc_id = w.id AND c.seq > w.snapshot_seq
        ORDER BY c.seq",
        org,
        ids,
        snapshot_seqs
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.doc_id, row.bytes)).collect())
}

/// A document's heads.
pub(super) struct HeadsRecord {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) heads: Vec<u8>,
}

pub(super) async fn heads(
    tx: &mut TenantTx,
    stream: StreamId,
    after: Option<DocId>,
    limit: i64,
) -> Result<Vec<HeadsRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        HeadsRecord,
        "SELECT id, kind, heads FROM documents
        WHERE org_id = $1 AND stream_id = $2 AND ($3::uuid IS NULL OR id > $3)
        ORDER BY id LIMIT $4",
        org,
        stream.0,
        after.map(|doc| doc.0),
        limit
    )
    .fetch_all(tx.connection())
    .await?)
}
