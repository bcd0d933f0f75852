//! The statements that read a stream as a whole.

use super::PlacedActivity;
use crate::db::{DbError, TenantTx};
use crate::derive::activity_of_changes;
use aloft_crdt_model::ids::{DocId, StreamId};
use sqlx::types::Uuid;
use std::collections::HashMap;

pub(super) async fn streams(tx: &mut TenantTx) -> Result<Vec<StreamId>, DbError> {
    let org = tx.ctx().org.0;
    let ids = sqlx::query_scalar!("SELECT id FROM streams WHERE org_id = $1 ORDER BY id", org)
        .fetch_all(tx.connection())
        .await?;
    Ok(ids.into_iter().map(StreamId).collect())
}

/// Keeps everyone else from writing the stream.
pub(super) async fn lock(tx: &mut TenantTx, stream: StreamId) -> Result<(), DbError> {
    let org = tx.ctx().org.0;
    sqlx::query!("SELECT id FROM streams WHERE org_id = $1 AND id = $2 FOR UPDATE", org, stream.0)
        .fetch_optional(tx.connection())
        .await?;
    Ok(())
}

/// A document as it is stored.
pub(super) struct DocumentRecord {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) heads: Vec<u8>,
    pub(super) snapshot: Vec<u8>,
    pub(super) snapshot_seq: i64,
}

pub(super) async fn documents(
    tx: &mut TenantTx,
    stream: StreamId,
    after: Option<DocId>,
    limit: i64,
) -> Result<Vec<DocumentRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        DocumentRecord,
        "SELECT id, kind, heads, snapshot, snapshot_seq FROM documents
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

/// The whole logs of these documents, in order.
pub(super) async fn changes(
    tx: &mut TenantTx,
    docs: &[Uuid],
) -> Result<Vec<(DocId, i64, Vec<u8>)>, DbError> {
    let org = tx.ctx().org.0;
    let rows = sqlx::query!(
        "SELECT doc_id, seq, bytes FROM changes WHERE org_id = $1 AND doc_id = ANY($2)
        ORDER BY seq",
        org,
        docs
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (DocId(row.doc_id), row.seq, row.bytes)).collect())
}

/// The stored activity of these documents' changes, in order.
pub(super) async fn activity_by_document(
    tx: &mut TenantTx,
    stream: StreamId,
    docs: &[DocId],
) -> Result<HashMap<DocId, PlacedActivity>, DbError> {
    let mut by_document: HashMap<_, PlacedActivity> = HashMap::new();
    for (doc, place, line) in activity_of_changes(tx, stream, docs).await? {
        by_document.entry(doc).or_default().push((place.seq, line));
    }
    Ok(by_document)
}

/// How many derived rows the stream has.
pub(super) async fn rows_in(tx: &mut TenantTx, stream: StreamId) -> Result<i64, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_scalar!(
        r#"SELECT (SELECT count(*) FROM projects WHERE org_id = $1 AND id = $2)
            + (SELECT count(*) FROM tasks WHERE org_id = $1 AND project_id = $2)
            + (SELECT count(*) FROM comments WHERE org_id = $1 AND project_id = $2)
            + (SELECT count(*) FROM texts WHERE org_id = $1 AND stream_id = $2)
            + (SELECT count(*) FROM user_rows WHERE org_id = $1 AND stream_id = $2)
            + (SELECT count(*) FROM activity WHERE org_id = $1 AND stream_id = $2) AS "rows!""#,
        org,
        stream.0
    )
    .fetch_one(tx.connection())
    .await?)
}
