//! When client and relay differ: finding out who lacks what, and mending it.

use super::bootstrap::load;
use super::documents::{self, Record};
use super::incoming::{model_heads, wire_hash};
use super::rebase::RelayCopy;
use super::streams::{model_kind, wire_kind};
use super::{Store, StoreError, Transaction, changes};
use aloft_crdt_model::document::{Change, Document, Heads};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_sync_protocol::frames::{DocHeads, DocumentState};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// What a comparison brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Documents of which the relay has more.
    pub fetch: Vec<DocId>,
    /// Changes that the relay lost and that are pending again.
    pub requeued: u64,
}

/// How one document compares.
enum Comparison {
    /// The relay has more.
    Fetch,
    /// The relay lacks so many changes, perhaps none.
    Requeued(u64),
}

impl Store {
    /// Acknowledged heads of a stream's documents, by id.
    pub fn heads(
        &self,
        stream: StreamId,
        after: Option<DocId>,
        limit: usize,
    ) -> Result<Vec<DocHeads>, StoreError> {
        let records = documents::of_stream(&self.connection, stream, after, limit)?;
        Ok(records
            .into_iter()
            .map(|record| DocHeads {
                doc: record.id,
                kind: wire_kind(record.kind),
                heads: record.heads.iter().map(wire_hash).collect(),
            })
            .collect())
    }

    /// The changes of a document, pending ones too, that a replica with these heads lacks.
    pub fn changes_since(&mut self, doc: DocId, heads: &Heads) -> Result<Vec<Change>, StoreError> {
        self.write(|transaction| Ok(transaction.document(doc)?.changes_since(heads)))
    }

    /// Compares the relay's documents in the id range (`after`, `through`] with what was
    /// acknowledged here. What the relay lacks is pending again; what it has more of is to be
    /// fetched.
    pub fn reconcile(
        &mut self,
        stream: StreamId,
        (after, through): (Option<DocId>, Option<DocId>),
        docs: &[DocHeads],
    ) -> Result<Reconciled, StoreError> {
        self.write(|transaction| {
            let mut result = Reconciled::default();
            let mut theirs: BTreeMap<DocId, &DocHeads> =
                docs.iter().map(|doc| (doc.doc, doc)).collect();
            for record in transaction.in_range(stream, after, through)? {
                let heads = match theirs.remove(&record.id) {
                    Some(theirs) => model_heads(&theirs.heads, record.id)?,
                    None => Document::genesis(record.kind).heads(),
                };
                match transaction.compare(&record, &heads)? {
                    Comparison::Fetch => result.fetch.push(record.id),
                    Comparison::Requeued(count) => result.requeued += count,
                }
            }
            result.fetch.extend(theirs.into_keys());
            result.fetch.sort_unstable();
            Ok(result)
        })
    }

    /// Merges one whole document of the relay's. None: the relay has no such document, and all that
    /// was acknowledged of it is pending again. Returns how many changes that are.
    pub fn store_document(
        &mut self,
        stream: StreamId,
        doc: DocId,
        state: Option<&DocumentState>,
    ) -> Result<u64, StoreError> {
        self.write(|transaction| match state {
            Some(state) => {
                let bytes = state.bytes.unpack().map_err(|_| StoreError::Unreadable(doc))?;
                let kind = model_kind(state.kind);
                transaction.ensure(stream, doc, kind)?;
                let heads = model_heads(&state.heads, doc)?;
                let document = load(doc, kind, &bytes)?;
                let copy = RelayCopy { document, bytes, heads, doc_seq: state.doc_seq };
                transaction.rebase(doc, copy)
            }
            None => match documents::find(&transaction.sql, doc)? {
                Some(record) => {
                    let nothing = Document::genesis(record.kind);
                    transaction.rebase(doc, RelayCopy::of(nothing, 0))
                }
                None => Ok(0),
            },
        })
    }
}

impl RelayCopy {
    fn of(document: Document, doc_seq: u64) -> Self {
        Self { bytes: document.save(), heads: document.heads(), document, doc_seq }
    }
}

impl Transaction<'_> {
    /// Records in an id range. Their `doc_seq` is forgotten: the relay may count anew.
    fn in_range(
        &mut self,
        stream: StreamId,
        after: Option<DocId>,
        through: Option<DocId>,
    ) -> Result<Vec<Record>, StoreError> {
        let upper = through.map_or(Bound::Unbounded, Bound::Included);
        let mut found = Vec::new();
        let mut last = after;
        loop {
            let page = documents::of_stream(&self.sql, stream, last, 512)?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            let before = found.len();
            let read = page.len();
            found.extend(page.into_iter().filter(|record| match upper {
                Bound::Included(through) => record.id <= through,
                _ => true,
            }));
            if found.len() - before < read {
                break;
            }
        }
        self.sql
            .prepare_cached("UPDATE documents SET doc_seq = 0 WHERE id = ?1 AND doc_seq <> 0")
            .and_then(|mut forget| {
                found.iter().try_for_each(|record| forget.execute(params![record.id.0]).map(drop))
            })?;
        for record in &mut found {
            record.doc_seq = 0;
        }
        Ok(found)
    }

    fn compare(&mut self, record: &Record, theirs: &Heads) -> Result<Comparison, StoreError> {
        let is_vouched_for = !changes::any_unvouched(&self.sql, record.id)?;
        if record.heads == *theirs && is_vouched_for {
            if record.diverged {
                self.touch(record.id)?.diverged = false;
            }
            return Ok(Comparison::Requeued(0));
        }
        let ours = documents::load_relayed(&self.sql, record)?.document;
        let foundation = Document::genesis(record.kind).heads();
        if *theirs != foundation && theirs.iter().any(|hash| !ours.contains(hash)) {
            return Ok(Comparison::Fetch);
        }
        let lost: BTreeSet<_> = ours.changes_since(theirs).iter().map(Change::hash).collect();
        let mut common = Document::genesis(record.kind);
        let held = ours.changes_since(&foundation);
        let held = held.into_iter().filter(|change| !lost.contains(&change.hash())).collect();
        common.apply(held).map_err(|source| StoreError::apply(record.id, source))?;
        Ok(Comparison::Requeued(self.rebase(record.id, RelayCopy::of(common, 0))?))
    }
}
