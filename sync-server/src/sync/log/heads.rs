//! Heads and single documents, for clients that heal.

use super::queries;
use super::{LogError, head_bytes, parse_kind, read};
use crate::db::Db;
use crate::ingest::StreamKey;
use aloft_crdt_model::ids::DocId;
use aloft_sync_protocol::frames::{DocHeads, DocumentState};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::{DocumentRead, HeadsRead};

/// Heads of a stream's documents, in id order.
pub(in crate::sync) async fn heads(
    db: &Db,
    key: StreamKey,
    after: Option<DocId>,
    limit: usize,
) -> Result<HeadsRead, LogError> {
    let mut tx = read(db, key).await?;
    let at = queries::cursor(&mut tx, key.stream).await?;
    let limit_sql = i64::try_from(limit).unwrap_or(i64::MAX);
    let records = queries::heads(&mut tx, key.stream, after, limit_sql).await?;
    let after = records.last().filter(|_| records.len() == limit).map(|last| DocId(last.id));
    let docs = records.into_iter().map(|record| {
        Ok(DocHeads {
            doc: DocId(record.id),
            kind: parse_kind(record.kind)?,
            heads: head_bytes(record.heads)?,
        })
    });
    Ok(HeadsRead { at, docs: docs.collect::<Result<_, LogError>>()?, after })
}

/// One document, whole.
pub(in crate::sync) async fn document(
    db: &Db,
    key: StreamKey,
    doc: DocId,
) -> Result<DocumentRead, LogError> {
    let mut tx = read(db, key).await?;
    let Some(record) = queries::document(&mut tx, key.stream, doc).await? else {
        return Ok(DocumentRead { state: None });
    };
    let mut bytes = record.snapshot;
    for (_, change) in queries::tails(&mut tx, &[record.id], &[record.snapshot_seq]).await? {
        bytes.extend_from_slice(&change);
    }
    let state = DocumentState {
        kind: parse_kind(record.kind)?,
        doc_seq: record.seq.cast_unsigned(),
        heads: head_bytes(record.heads)?,
        bytes: Packed::pack(bytes),
    };
    Ok(DocumentRead { state: Some(state) })
}
