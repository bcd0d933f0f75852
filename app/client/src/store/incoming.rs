//! What comes from the relay's log: accepted changes, our own among them.

use super::documents;
use super::replay::Cause;
use super::streams::{model_kind, position};
use super::{Store, StoreError, Transaction, changes};
use aloft_crdt_model::document::{Change, ChangeHash, Heads, should_compact};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_sync_protocol::client::Advance;
use aloft_sync_protocol::frames::TailEntry;
use aloft_sync_protocol::log::Position;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// While changes of ours wait, the document is not what is to be folded: that has to be loaded first.
/// So it is put off until the tail is so many times the snapshot; a small snapshot counts as of so
/// many bytes.
const PUT_OFF: usize = 4;
const LEAST_PUT_OFF: usize = 1 << 10;

impl Store {
    /// Applies accepted changes in the log's order and moves the cursor, in one transaction.
    ///
    /// Entries that are here already are skipped.
    pub fn apply_changes(
        &mut self,
        stream: StreamId,
        entries: &[TailEntry],
        advance: &Advance,
    ) -> Result<Applied, StoreError> {
        self.write(|transaction| {
            let requeued = transaction.store_changes(stream, entries, advance)?;
            Ok(Applied { diverging: transaction.diverging(stream)?, requeued })
        })
    }
}

/// What came of applying a part of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Documents of the stream that differ from the relay's: their heads do, or a change could not
    /// be applied. They are to be fetched.
    pub diverging: Vec<DocId>,
    /// Changes that are pending anew: somebody else's have the numbers of those they replace.
    pub requeued: u64,
}

/// An entry of the log, and the change in it, if its bytes are one.
struct Entry<'a> {
    entry: &'a TailEntry,
    change: Option<Change>,
}

/// What the entries of one document come to.
#[derive(Default)]
struct Taken {
    /// Changes that were not here, with their places.
    news: Vec<(u64, Change)>,
    /// Heads or bytes were not as they should be.
    diverged: bool,
}

impl Transaction<'_> {
    /// Applies a part of the log, whose rows follow when the transaction ends, and moves the cursor.
    /// Returns how many changes are pending anew.
    pub(super) fn store_changes(
        &mut self,
        stream: StreamId,
        entries: &[TailEntry],
        advance: &Advance,
    ) -> Result<u64, StoreError> {
        let Position::Tail(cursor) = position(&self.sql, stream)? else {
            return Err(StoreError::OutOfStep(stream));
        };
        let mut by_document: BTreeMap<DocId, Vec<Entry<'_>>> = BTreeMap::new();
        let mut hashes = Vec::with_capacity(entries.len());
        for entry in entries.iter().filter(|entry| entry.seq > cursor.seq) {
            let change = changes::read(entry.doc, &entry.bytes).ok();
            // Of bytes that are no change there is no hash. The cursor will not fit then, and all
            // heads are compared in the next connection.
            let hash = change.as_ref().map(|change| wire_hash(&change.hash())).unwrap_or_default();
            hashes.push((entry.seq, hash));
            by_document.entry(entry.doc).or_default().push(Entry { entry, change });
        }
        let mut requeued = 0;
        for (doc, entries) in by_document {
            requeued += self.take_entries(stream, doc, entries)?;
        }
        self.advance(stream, advance, &hashes)?;
        Ok(requeued)
    }

    /// Returns how many changes are pending anew.
    fn take_entries(
        &mut self,
        stream: StreamId,
        doc: DocId,
        entries: Vec<Entry<'_>>,
    ) -> Result<u64, StoreError> {
        let Some(first) = entries.first() else { return Ok(0) };
        self.ensure(stream, doc, model_kind(first.entry.kind))?;
        let heads_before = self.record(doc)?.record.heads.clone();
        let taken = self.sort_entries(stream, doc, entries)?;
        let Some(requeued) = self.apply_news(stream, doc, &taken.news)? else {
            // What we hold of it has not moved.
            self.touch(doc)?.heads = heads_before;
            self.touch(doc)?.diverged = true;
            return Ok(0);
        };
        if taken.diverged {
            tracing::warn!(%doc, "differs from the relay's copy");
            self.touch(doc)?.diverged = true;
        }
        self.grown.entry(doc).or_default();
        Ok(requeued)
    }

    /// Tells our own changes from news, and moves the heads on.
    fn sort_entries(
        &mut self,
        stream: StreamId,
        doc: DocId,
        entries: Vec<Entry<'_>>,
    ) -> Result<Taken, StoreError> {
        let mut taken = Taken::default();
        let known_to = self.record(doc)?.record.doc_seq;
        for Entry { entry, change } in entries {
            if entry.seq <= known_to {
                continue;
            }
            self.settle(stream, Some(doc), entry.seq - 1)?;
            let Some(change) = change else {
                taken.diverged = true;
                continue;
            };
            let hash = change.hash();
            match changes::state(&self.sql, doc, hash)? {
                Some(changes::ACKNOWLEDGED) => {}
                Some(changes::PENDING | changes::ACCEPTED | changes::LOST) => {
                    changes::acknowledge(&self.sql, doc, hash, entry.seq)?;
                    self.hold(doc, &change)?;
                }
                _ => {
                    self.touch(doc)?.heads.advance(hash, change.deps());
                    taken.news.push((entry.seq, change));
                }
            }
            let digest = self.record(doc)?.record.heads.digest();
            taken.diverged |= entry.heads_digest.is_some_and(|relay| relay != digest);
        }
        Ok(taken)
    }

    /// A change is seen in the log, and its bytes are here outside the snapshot.
    fn hold(&mut self, doc: DocId, change: &Change) -> Result<(), StoreError> {
        let record = self.touch(doc)?;
        record.heads.advance(change.hash(), change.deps());
        record.tail_bytes += change.raw_bytes().len();
        Ok(())
    }

    /// Returns how many changes are pending anew. None: they do not apply, and nothing was changed.
    fn apply_news(
        &mut self,
        stream: StreamId,
        doc: DocId,
        news: &[(u64, Change)],
    ) -> Result<Option<u64>, StoreError> {
        if news.is_empty() {
            return Ok(Some(0));
        }
        let fresh: Vec<Change> = news.iter().map(|(_, change)| change.clone()).collect();
        let conflicting = self.conflicting(doc, &fresh)?;
        let actor = self.identity.actor.to_automerge();
        if !conflicting.is_empty() || fresh.iter().any(|change| *change.actor_id() == actor) {
            // Somebody writes as we do: the database was copied.
            self.rotate_actor()?;
        }
        if conflicting.is_empty() {
            let mut document = self.document(doc)?.clone();
            if document.apply(fresh.clone()).is_err() {
                return Ok(None);
            }
            self.hold_news(stream, doc, news)?;
            self.put_document(doc, document)?;
            self.grown.entry(doc).or_default().extend(fresh);
            Ok(Some(0))
        } else {
            let record = self.record(doc)?.record.clone();
            let mut relayed = documents::load_relayed(&self.sql, &record)?.document;
            if relayed.apply(fresh.clone()).is_err() {
                return Ok(None);
            }
            // While ours and theirs are not beside each other yet: two changes of one actor and
            // number are bytes that do not load, and rebuilding asks what the document was.
            self.document(doc)?;
            self.hold_news(stream, doc, news)?;
            let requeued = self.rebuild(doc, &Cause::Replay(&conflicting))?.requeued;
            self.derive_activity(doc, &fresh)?;
            Ok(Some(requeued))
        }
    }

    fn hold_news(
        &mut self,
        stream: StreamId,
        doc: DocId,
        news: &[(u64, Change)],
    ) -> Result<(), StoreError> {
        for (seq, change) in news {
            changes::insert_acknowledged(&self.sql, (stream, doc), change, *seq)?;
            self.touch(doc)?.tail_bytes += change.raw_bytes().len();
        }
        Ok(())
    }

    /// Accepted changes up to a place of the log count as seen in it. Returns their documents.
    pub(super) fn settle(
        &mut self,
        stream: StreamId,
        doc: Option<DocId>,
        upto: u64,
    ) -> Result<BTreeSet<DocId>, StoreError> {
        let mut settled = BTreeSet::new();
        for accepted in changes::accepted(&self.sql, stream, doc, upto)? {
            let change = changes::read(accepted.doc, &accepted.bytes)?;
            changes::acknowledge(&self.sql, accepted.doc, change.hash(), accepted.seq)?;
            self.hold(accepted.doc, &change)?;
            settled.insert(accepted.doc);
        }
        Ok(settled)
    }

    /// What follows from changes of the log once a document and not once a change: rows, activity,
    /// and folding them into the snapshot.
    pub(super) fn finish_grown(&mut self) -> Result<(), StoreError> {
        for (doc, changes) in std::mem::take(&mut self.grown) {
            if !changes.is_empty() {
                self.derive(doc, &changes)?;
            }
            self.fold_if_due(doc)?;
        }
        Ok(())
    }

    /// Folds acknowledged changes into the snapshot when there are enough of them.
    fn fold_if_due(&mut self, doc: DocId) -> Result<(), StoreError> {
        let record = self.record(doc)?.record.clone();
        if !should_compact(record.snapshot_bytes, record.tail_bytes) {
            return Ok(());
        }
        let bytes = if !changes::any_unseen(&self.sql, doc)? {
            self.document(doc)?.save()
        } else if record.tail_bytes > PUT_OFF * record.snapshot_bytes.max(LEAST_PUT_OFF) {
            documents::load_acknowledged(&self.sql, &record)?.document.save()
        } else {
            return Ok(());
        };
        let mut folded = record;
        documents::set_snapshot(&self.sql, &mut folded, &bytes)?;
        *self.touch(doc)? = folded;
        changes::delete_acknowledged(&self.sql, doc)
    }

    /// Documents that are to be fetched.
    pub(super) fn diverging(&mut self, stream: StreamId) -> Result<Vec<DocId>, StoreError> {
        self.flush_records()?;
        let found = self
            .sql
            .prepare_cached("SELECT id FROM documents WHERE stream = ?1 AND diverged = 1")?
            .query_map(params![stream.0], |row| Ok(DocId(row.get::<_, Uuid>(0)?)))?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}

/// Heads and hashes of the protocol as the model has them.
pub(super) fn model_heads(
    wire: &aloft_sync_protocol::log::HeadBytes,
    doc: DocId,
) -> Result<Heads, StoreError> {
    Heads::from_bytes(wire.as_bytes()).map_err(|_| StoreError::Unreadable(doc))
}

/// A hash as the protocol writes it.
pub(super) fn wire_hash(hash: &ChangeHash) -> aloft_sync_protocol::log::ChangeHash {
    aloft_sync_protocol::log::ChangeHash(hash.0)
}
