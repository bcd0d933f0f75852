//! Rebuilding a document: from what the relay has, with what is still pending run again.

use super::changes::{self, NewChange, Pending};
use super::documents;
use super::transaction::Made;
use super::{StoreError, Transaction};
use aloft_crdt_model::command::CommandError;
use aloft_crdt_model::document::{Author, Change, ChangeHash, Document, Heads};
use aloft_crdt_model::ids::DocId;
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use std::collections::{BTreeMap, BTreeSet};

/// An intent is run again at most so often: what a relay refuses every time is refused.
const MAX_REPLAYS: u32 = 3;

/// Why pending changes leave the document.
pub(super) enum Cause<'a> {
    /// The relay refused these.
    Refused(&'a BTreeMap<ChangeHash, Refusal>),
    /// These cannot go out as they are: the actor is another's, or its numbers were used twice.
    Replay(&'a BTreeSet<ChangeHash>),
}

impl Cause<'_> {
    fn concerns(&self, hash: &ChangeHash) -> bool {
        match self {
            Self::Refused(refused) => refused.contains_key(hash),
            Self::Replay(hashes) => hashes.contains(hash),
        }
    }

    fn refusal(&self, hash: &ChangeHash) -> Option<&Refusal> {
        match self {
            Self::Refused(refused) => refused.get(hash),
            Self::Replay(_) => None,
        }
    }
}

/// The document as the person saw it when they made a change, as far as it still exists. A command
/// that is run again there overwrites what it overwrote then, and what others did meanwhile stays
/// concurrent: a conflict that people see.
struct Past {
    document: Document,
    /// The document before the rebuild: it knows what depends on what.
    original: Document,
    relayed: Vec<Change>,
}

impl Past {
    fn new(original: Document, relayed: &Document, kept: Vec<Change>) -> Self {
        let mut relayed = relayed.changes_since(&Heads::default());
        relayed.retain(|change| original.contains(&change.hash()));
        relayed.extend(kept);
        Self { document: Document::genesis(original.kind()), original, relayed }
    }

    /// Moves on to what the author of this change saw.
    fn see(&mut self, doc: DocId, pending: &Pending) -> Result<(), StoreError> {
        let seen: Heads = pending.change(doc)?.deps().iter().copied().collect();
        let unseen = self.original.changes_since(&seen);
        let unseen: BTreeSet<_> = unseen.iter().map(Change::hash).collect();
        let (later, now) =
            std::mem::take(&mut self.relayed).into_iter().partition(|c| unseen.contains(&c.hash()));
        self.relayed = later;
        self.document.apply(now).map_err(|source| StoreError::Apply { doc, source })
    }
}

/// What the relay has of a document.
pub(super) struct RelayCopy {
    pub(super) document: Document,
    pub(super) bytes: Vec<u8>,
    pub(super) heads: Heads,
    pub(super) doc_seq: u64,
}

impl Transaction<'_> {
    /// Rebuilds the document without the pending changes that `cause` names. Those made after them
    /// depend on them (an actor's changes follow each other), so they are run again under the
    /// present actor, which the caller has rotated.
    ///
    /// Returns how many changes became pending anew.
    pub(super) fn rebuild(&mut self, doc: DocId, cause: &Cause<'_>) -> Result<u64, StoreError> {
        let pending = changes::pending(&self.sql, doc)?;
        let first = pending
            .iter()
            .position(|change| !change.again && cause.concerns(&change.hash))
            .unwrap_or(pending.len());
        let (kept, replaced) = pending.split_at(first);
        let record = self.record(doc)?.record.clone();
        let relayed = documents::load_relayed(&self.sql, &record)?.document;
        let kept = kept.iter().map(|change| change.change(doc)).collect::<Result<Vec<_>, _>>()?;
        let mut past = Past::new(self.document(doc)?.clone(), &relayed, kept.clone());
        let mut document = relayed;
        document.apply(kept).map_err(|source| StoreError::Apply { doc, source })?;
        self.replace(doc, document)?;
        for change in replaced {
            self.remove_activity(change.hash)?;
        }
        let mut replayed = 0;
        for change in replaced {
            past.see(doc, change)?;
            replayed += u64::from(self.run_again(doc, &mut past.document, change, cause)?);
        }
        self.derive_or_remove(doc)?;
        Ok(replayed)
    }

    /// True: it is pending again, as another change.
    fn run_again(
        &mut self,
        doc: DocId,
        past: &mut Document,
        pending: &Pending,
        cause: &Cause<'_>,
    ) -> Result<bool, StoreError> {
        if let Some(refusal) = cause.refusal(&pending.hash) {
            changes::refuse(&self.sql, pending.n, refusal)?;
            return Ok(false);
        }
        if pending.replays >= MAX_REPLAYS {
            self.refuse_dependant(pending, "the relay refused it under several actors")?;
            return Ok(false);
        }
        let (Some(intent), Some(command)) = (&pending.intent, pending.command()?) else {
            self.refuse_dependant(pending, "it depends on a change that was refused")?;
            return Ok(false);
        };
        let author = Author { actor: self.identity.actor, user: pending.author };
        let mut made = past.execute(&author, pending.at, &command);
        if matches!(made, Err(CommandError::ActorOfAnother)) {
            // Two people's changes wait in one document: each needs an actor.
            self.rotate_actor()?;
            let author = Author { actor: self.identity.actor, ..author };
            made = past.execute(&author, pending.at, &command);
        }
        match made {
            Ok(None) => {
                changes::delete(&self.sql, pending.n)?;
                Ok(false)
            }
            Ok(Some(change)) => {
                changes::delete(&self.sql, pending.n)?;
                self.document(doc)?
                    .apply(vec![change.clone()])
                    .map_err(|source| StoreError::Apply { doc, source })?;
                let made = Made {
                    author: pending.author,
                    at: pending.at,
                    intent,
                    replays: pending.replays + 1,
                };
                self.keep(doc, change, &made)?;
                Ok(true)
            }
            Err(error) => {
                self.refuse_dependant(pending, &error.to_string())?;
                Ok(false)
            }
        }
    }

    fn refuse_dependant(&self, pending: &Pending, words: &str) -> Result<(), StoreError> {
        let refusal = Refusal::new(RefusalCode::DependsOnRefused, words);
        changes::refuse(&self.sql, pending.n, &refusal)
    }

    /// Takes the relay's copy of a document as its acknowledged base. Pending changes stay on top;
    /// what had been acknowledged and is not in the copy becomes pending again.
    ///
    /// Returns how many changes that were.
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
        let again = self.offer_again(doc, &missing)?;
        let mut record = self.record(doc)?.record.clone();
        documents::set_snapshot(&self.sql, &mut record, &bytes)?;
        record.heads = heads;
        record.doc_seq = doc_seq;
        record.diverged = false;
        *self.touch(doc)? = record;
        if conflicting.is_empty() {
            let mut merged = base;
            merged.apply(missing).map_err(|source| StoreError::Apply { doc, source })?;
            self.replace(doc, merged)?;
        } else {
            self.rotate_actor()?;
            self.rebuild(doc, &Cause::Replay(&conflicting))?;
        }
        self.derive_or_remove(doc)?;
        self.derive_activity(doc, &news)?;
        Ok(again)
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
            match changes::state(&self.sql, doc, hash)? {
                Some(changes::PENDING) => continue,
                Some(_) => changes::set_again(&self.sql, doc, hash)?,
                None => {
                    changes::insert_pending(
                        &self.sql,
                        &NewChange {
                            doc,
                            stream,
                            hash,
                            author: None,
                            at: aloft_crdt_model::time::Timestamp::from_millis(change.timestamp()),
                            intent: None,
                            replays: 0,
                            bytes: change.raw_bytes(),
                        },
                    )?;
                    changes::set_again(&self.sql, doc, hash)?;
                }
            }
            again += 1;
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
