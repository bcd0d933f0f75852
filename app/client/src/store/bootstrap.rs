//! The first look at a stream: snapshots with their rows, then its activity. Resumable anywhere.

use super::documents::{self, Record};
use super::incoming::model_heads;
use super::rebase::RelayCopy;
use super::streams::model_kind;
use super::{StoreError, Transaction};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::document::Document;
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::rows::DocRows;
use aloft_sync_protocol::frames::SnapshotDoc;
use aloft_sync_protocol::log::{ActivityMark, Cursor, Position};

impl Transaction<'_> {
    /// Stores a page of a first look; then the stream's position is after it. A document that was
    /// not here is stored without being loaded, with the rows that came along. One that was is
    /// merged.
    ///
    /// Returns how many acknowledged changes the relay turned out to have lost: they are pending
    /// again.
    pub(super) fn store_page(
        &mut self,
        stream: StreamId,
        at: Cursor,
        docs: &[SnapshotDoc],
        after: Option<DocId>,
    ) -> Result<u64, StoreError> {
        let mut again = 0;
        for doc in docs {
            again += self.store_snapshot(stream, doc)?;
        }
        let position = if let Some(after) = after {
            self.searches_later = true;
            Position::Snapshots { at, after }
        } else {
            self.searches_later = false;
            self.search_what_was_put_off(stream)?;
            Position::Activity { at, before: None }
        };
        self.set_position(stream, &position)?;
        Ok(again)
    }

    /// `rows` is a JSON array of activity.
    pub(super) fn store_activity(
        &mut self,
        stream: StreamId,
        at: Cursor,
        rows: &[u8],
        before: Option<ActivityMark>,
    ) -> Result<(), StoreError> {
        let rows: Vec<ActivityRow> = if rows.is_empty() {
            Vec::new()
        } else {
            serde_json::from_slice(rows)
                .map_err(|error| StoreError::UnreadableRows(error.to_string()))?
        };
        self.put_activity(&rows)?;
        // A window that shows one of these tasks has more to show: here activity comes without a
        // write of its task. The project's own is on no page.
        for row in rows.iter().filter(|row| row.subject.0 != stream.0) {
            self.news.detail(row.subject.0);
        }
        let position = match before {
            Some(_) => Position::Activity { at, before },
            None => Position::Tail(at),
        };
        self.set_position(stream, &position)
    }

    fn store_snapshot(&mut self, stream: StreamId, doc: &SnapshotDoc) -> Result<u64, StoreError> {
        let heads = model_heads(&doc.heads, doc.doc)?;
        let kind = model_kind(doc.kind);
        if let Some(known) = documents::find(&self.sql, doc.doc)? {
            self.ensure(stream, doc.doc, kind)?;
            if known.heads == heads && known.snapshot_bytes + known.tail_bytes > 0 {
                self.touch(doc.doc)?.doc_seq = doc.doc_seq;
                return Ok(0);
            }
            let document = load(doc.doc, kind, &doc.bytes)?;
            let copy =
                RelayCopy { document, bytes: doc.bytes.to_vec(), heads, doc_seq: doc.doc_seq };
            return self.rebase(doc.doc, copy);
        }
        let record = Record {
            doc_seq: doc.doc_seq,
            version: 1,
            ..Record::new(doc.doc, stream, kind, heads)
        };
        documents::insert(&self.sql, &record, Some(&doc.bytes))?;
        let rows = if doc.rows.is_empty() {
            load(doc.doc, kind, &doc.bytes)?.rows(doc.doc, stream)
        } else {
            serde_json::from_slice::<DocRows>(&doc.rows)
                .map_err(|error| StoreError::UnreadableRows(error.to_string()))?
        };
        self.put_rows(doc.doc, &rows)?;
        Ok(0)
    }
}

/// A document as the relay sent it.
pub(super) fn load(
    doc: DocId,
    kind: aloft_crdt_model::document::DocKind,
    bytes: &[u8],
) -> Result<Document, StoreError> {
    Document::load(kind, bytes).map_err(|source| StoreError::load(doc, source))
}
