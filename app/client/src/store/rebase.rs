//! Putting the relay's copy of a document under what is pending here.

use super::changes::{self, NewChange, Taken};
use super::replay::Cause;
use super::{StoreError, Transaction, documents};
use aloft_crdt_model::document::{Change, ChangeHash, Document, Heads};
use aloft_crdt_model::ids::DocId;
use std::collections::BTreeSet;

/// What the relay has of a document.
pub(super) struct RelayCopy {
    pub(super) document: Document,
    pub(super) bytes: Vec<u8>,
    pub(super) heads: Heads,
    pub(super) doc_seq: u64,
}

impl Transaction<'_> {
    /// Takes the relay's copy of a document as its acknowledged base. Pending changes stay on top;
    /// what had been acknowledged and is not in the copy becomes pending again.
    ///
    /// Returns how many changes are pending anew.
    pub(super) fn rebase(&mut self, doc: DocId, copy: RelayCopy) -> Result<u64, StoreError> {
        let RelayCopy { document: base, bytes, heads, doc_seq } = copy;
        let ours = self.document(doc)?.clone();
        let missing = ours.changes_since(&base.heads());
        let missing: Vec<Change> =
            missing.into_iter().filter(|change| !base.contains(&change.hash())).collect();
        let news = base.changes_since(&ours.heads());
        let news: Vec<Change> =
            news.into_iter().filter(|change| !ours.contains(&change.hash())).collect();
        let conflicting = self.conflicting(doc, &news)?;
        self.settle_rows(doc, &base)?;
        let mut requeued = self.offer_again(doc, &missing)?;
        let mut record = self.record(doc)?.record.clone();
        documents::set_snapshot(&self.sql, &mut record, &bytes)?;
        record.heads = heads;
        record.doc_seq = doc_seq;
        record.diverged = false;
        *self.touch(doc)? = record;
        if conflicting.is_empty() {
            let mut merged = base;
            merged.apply(missing).map_err(|source| StoreError::apply(doc, source))?;
            self.replace(doc, merged)?;
        } else {
            self.rotate_actor()?;
            requeued += self.rebuild(doc, &Cause::Replay(&conflicting))?.requeued;
        }
        self.derive_or_remove(doc)?;
        self.derive_activity(doc, &news)?;
        Ok(requeued)
    }

    /// Changes of ours that are in the relay's copy are pending no more.
    fn settle_rows(&mut self, doc: DocId, base: &Document) -> Result<(), StoreError> {
        for (n, hash, state) in changes::of_document(&self.sql, doc)? {
            if base.contains(&hash) {
                // A refused one that got in all the same is refused no more.
                changes::delete(&self.sql, n)?;
                tracing::debug!(%doc, %hash, state, "in the relay's copy");
            }
        }
        Ok(())
    }

    /// Changes that the relay had and lost are offered again, before all others.
    fn offer_again(&mut self, doc: DocId, missing: &[Change]) -> Result<u64, StoreError> {
        let stream = self.record(doc)?.record.stream;
        let mut again = 0;
        for change in missing {
            let hash = change.hash();
            let standing = changes::standing(&self.sql, doc, hash)?;
            if standing.as_ref().is_some_and(|standing| !standing.again) {
                continue;
            }
            // Taken out and put in again, so that all are offered in this order: what was in the
            // snapshot has no row yet, and comes before what has one.
            let taken = changes::take(&self.sql, doc, hash)?;
            let taken = taken.unwrap_or_else(|| Taken::unknown(change.timestamp()));
            changes::insert_pending(
                &self.sql,
                &NewChange {
                    doc,
                    stream,
                    hash,
                    author: taken.author,
                    at: taken.at,
                    intent: taken.intent.as_deref(),
                    replays: taken.replays,
                    bytes: change.raw_bytes(),
                },
            )?;
            changes::set_again(&self.sql, doc, hash)?;
            again += u64::from(standing.is_none());
        }
        Ok(again)
    }

    /// Pending changes whose actor and number somebody else's change has: the database was copied,
    /// and its copy went on writing.
    pub(super) fn conflicting(
        &self,
        doc: DocId,
        news: &[Change],
    ) -> Result<BTreeSet<ChangeHash>, StoreError> {
        let pending = changes::pending(&self.sql, doc)?;
        let mut conflicting = BTreeSet::new();
        for ours in &pending {
            let ours = ours.change(doc)?;
            let taken = news.iter().any(|theirs| {
                theirs.actor_id() == ours.actor_id()
                    && theirs.seq() == ours.seq()
                    && theirs.hash() != ours.hash()
            });
            if taken {
                conflicting.insert(ours.hash());
            }
        }
        Ok(conflicting)
    }

    /// Rows of the document as it is now; none when nothing but its foundation is left.
    pub(super) fn derive_or_remove(&mut self, doc: DocId) -> Result<(), StoreError> {
        let heads = self.document(doc)?.heads();
        let kind = self.record(doc)?.record.kind;
        if heads == Document::genesis(kind).heads() {
            return self.remove_rows(doc, kind);
        }
        self.derive(doc, &[])
    }

    /// The activity of changes that are in the document.
    pub(super) fn derive_activity(
        &mut self,
        doc: DocId,
        changes: &[Change],
    ) -> Result<(), StoreError> {
        let stream = self.record(doc)?.record.stream;
        let document = self.document(doc)?;
        let rows: Vec<_> =
            changes.iter().flat_map(|change| document.activity(doc, stream, change)).collect();
        self.put_activity(&rows)
    }
}
