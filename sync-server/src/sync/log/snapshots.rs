//! Pages of whole documents with their rows, for clients that begin.

use super::queries::{self, PagedRecord};
use super::{LogError, head_bytes, parse_kind, read};
use crate::db::Db;
use crate::derive;
use crate::ingest::StreamKey;
use aloft_crdt_model::ids::DocId;
use aloft_crdt_model::rows::DocRows;
use aloft_sync_protocol::frames::SnapshotDoc;
use aloft_sync_protocol::log::Cursor;
use aloft_sync_protocol::relay::SnapshotRead;
use metrics::counter;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Pages of snapshots read.
pub(crate) const PAGES: &str = "aloft_snapshot_pages_total";
/// Documents in a page at most.
const DOCUMENTS: i64 = 2000;

/// A page of a stream's documents. Projects and tasks come before texts: what a list shows, before
/// what opens on a click.
pub(in crate::sync) async fn snapshots(
    db: &Db,
    key: StreamKey,
    after: Option<DocId>,
    max_bytes: usize,
) -> Result<SnapshotRead, LogError> {
    let mut tx = read(db, key).await?;
    let at = queries::cursor(&mut tx, key.stream).await?;
    let max_bytes = i64::try_from(max_bytes).unwrap_or(i64::MAX);
    let records = queries::page(&mut tx, key.stream, after, DOCUMENTS, max_bytes).await?;
    counter!(PAGES).increment(1);
    let ids: Vec<_> = records.iter().map(|record| record.id).collect();
    let snapshot_seqs: Vec<_> = records.iter().map(|record| record.snapshot_seq).collect();
    let mut tails: HashMap<_, Vec<u8>> = HashMap::new();
    for (id, bytes) in queries::tails(&mut tx, &ids, &snapshot_seqs).await? {
        tails.entry(id).or_default().extend_from_slice(&bytes);
    }
    let docs: Vec<_> = ids.iter().copied().map(DocId).collect();
    let rows = derive::rows_of(&mut tx, &docs).await?;
    drop(tx);
    // Writing a thousand rows takes milliseconds, in which other sockets' hints would wait.
    tokio::task::spawn_blocking(move || assemble(at, records, tails, rows)).await?
}

fn assemble(
    at: Cursor,
    records: Vec<PagedRecord>,
    mut tails: HashMap<Uuid, Vec<u8>>,
    mut rows: BTreeMap<DocId, DocRows>,
) -> Result<SnapshotRead, LogError> {
    let mut read = SnapshotRead { at, docs: Vec::with_capacity(records.len()), after: None };
    for record in records {
        let doc = DocId(record.id);
        read.after = record.has_next.then_some(doc);
        let rows = rows.remove(&doc).map(|rows| serde_json::to_vec(&rows)).transpose()?;
        let tail = tails.remove(&record.id).unwrap_or_default();
        read.docs.push(snapshot(record, &tail, rows.unwrap_or_default())?);
    }
    Ok(read)
}

fn snapshot(record: PagedRecord, tail: &[u8], rows: Vec<u8>) -> Result<SnapshotDoc, LogError> {
    let mut bytes = record.snapshot;
    bytes.extend_from_slice(tail);
    Ok(SnapshotDoc {
        doc: DocId(record.id),
        kind: parse_kind(record.kind)?,
        doc_seq: record.seq.cast_unsigned(),
        heads: head_bytes(record.heads)?,
        bytes: bytes.into(),
        rows: rows.into(),
    })
}
