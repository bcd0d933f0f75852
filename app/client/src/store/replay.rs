//! Rebuilding a document without some of its pending changes: what came after them is run again.

use super::changes::{self, Pending};
use super::documents;
use super::transaction::Made;
use super::{StoreError, Transaction};
use aloft_crdt_model::command::{Command, CommandError, TextCommand};
use aloft_crdt_model::document::{Author, Change, ChangeHash, Document, Heads};
use aloft_crdt_model::ids::DocId;
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use std::collections::{BTreeMap, BTreeSet};

/// An intent is run again at most so often: what a relay refuses every time is refused.
const MAX_REPLAYS: u32 = 3;

/// What became of the pending changes of a document that was rebuilt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Those that are kept for the person, and part of nothing any more.
    pub refused: u64,
    /// Those that are pending anew.
    pub requeued: u64,
}

/// What became of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Requeued,
    Refused,
    /// The document says so already.
    Needless,
}

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

impl Transaction<'_> {
    /// Rebuilds the document without the pending changes that `cause` names. Those made after them
    /// depend on them (an actor's changes follow each other), so they are run again under the
    /// present actor, which the caller has rotated.
    pub(super) fn rebuild(&mut self, doc: DocId, cause: &Cause<'_>) -> Result<Rebuilt, StoreError> {
        let pending = changes::pending(&self.sql, doc)?;
        let first = pending
            .iter()
            .position(|change| !change.again && cause.concerns(&change.hash))
            .unwrap_or(pending.len());
        let (kept, leaving) = pending.split_at(first);
        let record = self.record(doc)?.record.clone();
        let relayed = documents::load_relayed(&self.sql, &record)?.document;
        let kept = kept.iter().map(|change| change.change(doc)).collect::<Result<Vec<_>, _>>()?;
        let original = self.document(doc)?.clone();
        for change in leaving {
            let rows = original.activity(doc, record.stream, &change.change(doc)?);
            self.remove_activity(&rows)?;
        }
        let mut past = Past::new(original, &relayed, kept.clone());
        let mut document = relayed;
        document.apply(kept).map_err(|source| StoreError::apply(doc, source))?;
        self.replace(doc, document)?;
        let mut rebuilt = Rebuilt::default();
        for change in leaving {
            past.see(doc, change)?;
            match self.run_again(doc, &mut past, change, cause)? {
                Fate::Requeued => rebuilt.requeued += 1,
                Fate::Refused => rebuilt.refused += 1,
                Fate::Needless => {}
            }
        }
        self.derive_or_remove(doc)?;
        Ok(rebuilt)
    }

    fn run_again(
        &mut self,
        doc: DocId,
        past: &mut Past,
        pending: &Pending,
        cause: &Cause<'_>,
    ) -> Result<Fate, StoreError> {
        if let Some(refusal) = cause.refusal(&pending.hash) {
            changes::refuse(&self.sql, pending.n, refusal)?;
            return Ok(Fate::Refused);
        }
        if pending.replays >= MAX_REPLAYS {
            return self.refuse_dependant(pending, "the relay refused it under several actors");
        }
        let (Some(intent), Some(command)) = (&pending.intent, pending.command()?) else {
            return self.refuse_dependant(pending, "it depends on a change that was refused");
        };
        let author = Author { actor: self.identity.actor, user: pending.author };
        let mut made = past.run(doc, &author, pending, &command)?;
        if matches!(made, Err(CommandError::ActorOfAnother)) {
            // Two people's changes wait in one document: each needs an actor.
            self.rotate_actor()?;
            let author = Author { actor: self.identity.actor, ..author };
            made = past.run(doc, &author, pending, &command)?;
        }
        match made {
            Ok(None) => {
                changes::delete(&self.sql, pending.n)?;
                Ok(Fate::Needless)
            }
            Ok(Some(change)) => {
                changes::delete(&self.sql, pending.n)?;
                self.document(doc)?
                    .apply(vec![change.clone()])
                    .map_err(|source| StoreError::apply(doc, source))?;
                let made = Made {
                    author: pending.author,
                    at: pending.at,
                    intent,
                    replays: pending.replays + 1,
                };
                self.keep(doc, change, &made)?;
                Ok(Fate::Requeued)
            }
            Err(error) => self.refuse_dependant(pending, &error.to_string()),
        }
    }

    fn refuse_dependant(&self, pending: &Pending, words: &str) -> Result<Fate, StoreError> {
        let refusal = Refusal::new(RefusalCode::DependsOnRefused, words);
        changes::refuse(&self.sql, pending.n, &refusal)?;
        Ok(Fate::Refused)
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

    /// Does again what the change did. What was typed in the editor is no command: the text is
    /// made to read as it read just after the change.
    fn run(
        &mut self,
        doc: DocId,
        author: &Author,
        pending: &Pending,
        command: &Command,
    ) -> Result<Result<Option<Change>, CommandError>, StoreError> {
        if let Command::Text(TextCommand::Edited { .. }) = command {
            let edit = pending.change(doc)?;
            return Ok(self.document.edit_again(author, pending.at, &self.original, &edit));
        }
        Ok(self.document.execute(author, pending.at, command))
    }

    /// Moves on to what the author of this change saw.
    fn see(&mut self, doc: DocId, pending: &Pending) -> Result<(), StoreError> {
        let seen: Heads = pending.change(doc)?.deps().iter().copied().collect();
        let unseen = self.original.changes_since(&seen);
        let unseen: BTreeSet<_> = unseen.iter().map(Change::hash).collect();
        let (later, now) =
            std::mem::take(&mut self.relayed).into_iter().partition(|c| unseen.contains(&c.hash()));
        self.relayed = later;
        self.document.apply(now).map_err(|source| StoreError::apply(doc, source))
    }
}
