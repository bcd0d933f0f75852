//! Documents: one Automerge document of a known kind.
//!
//! The only way to change a document is a [`Command`] or a change that
//! was accepted already; the only ways to read one are rows and activity.
//!
//! *Invariant:* a document always holds the whole foundation of its kind, its text is counted in
//! UTF-16 code units, and no change waits in it for a dependency. Foundation changes are known
//! everywhere, so they never show up among heads or among the changes to send.

mod actor;
mod heads;
pub(crate) mod history;
mod project_rows;
mod rewrite;
pub(crate) mod task_rows;
mod text_rows;
mod user_rows;
pub(crate) mod view;

pub use crate::schema::DocKind;
pub use actor::{ActorId, Author, InvalidActorId};
pub use automerge::{Change, ChangeHash};
pub use heads::{Heads, InvalidHeads};

pub(crate) use actor::user_of;

use crate::activity::{self, ActivityRow};
use crate::command::{self, Command, CommandError};
use crate::ids::{DocId, StreamId, UserId};
use crate::rows::DocRows;
use crate::schema::{EPOCH, Foundation, root};
use crate::time::Timestamp;
use automerge::transaction::CommitOptions;
use automerge::{Automerge, AutomergeError, LoadOptions, ROOT, ReadDoc, TextEncoding};
use std::collections::BTreeSet;

/// A document in memory.
#[derive(Clone, Debug)]
pub struct Document {
    kind: DocKind,
    automerge: Automerge,
}

/// Why bytes are no document of the kind that was expected.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are damaged, or not Automerge's.
    #[error("the document's bytes cannot be read: {0}")]
    Damaged(#[from] AutomergeError),
    /// Changes are there whose dependencies are not.
    #[error("the document lacks {} changes that others depend on", .0.len())]
    MissingDependencies(Vec<ChangeHash>),
    /// It does not begin as documents of this kind do.
    #[error("the bytes are not those of a {0} document")]
    NotThisKind(DocKind),
    /// A newer version began its history anew.
    #[error("the document is of epoch {found}, and this version knows epoch {EPOCH}: update Aloft")]
    NewerEpoch {
        /// The document's epoch.
        found: u64,
    },
}

/// Why accepted changes do not fit a document. The document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// They depend on changes that are not here; fetch those first.
    #[error("{} changes are missing that the new ones depend on", .0.len())]
    MissingDependencies(Vec<ChangeHash>),
    /// Automerge refused them: an actor's number was used twice.
    #[error("the changes do not fit the document: {0}")]
    Refused(#[from] AutomergeError),
}

impl Document {
    /// The document that holds nothing but its kind's foundation.
    pub fn genesis(kind: DocKind) -> Self {
        Self { kind, automerge: Foundation::of(kind).automerge().clone() }
    }

    /// Reads what [`Self::save`] wrote, or that with raw changes after it, or raw changes alone
    /// (upon the genesis). Trusts the bytes: those of strangers go through [`crate::inspect`]
    /// first. A document of an older schema is upgraded.
    pub fn load(kind: DocKind, bytes: &[u8]) -> Result<Self, LoadError> {
        let foundation = Foundation::of(kind);
        let mut automerge = if begins_with_snapshot(bytes) {
            read(bytes)?
        } else if bytes.is_empty() {
            foundation.automerge().clone()
        } else {
            read(&[foundation.bytes(), bytes].concat())?
        };
        let missing = automerge.get_missing_deps(&[]);
        if !missing.is_empty() {
            return Err(LoadError::MissingDependencies(missing));
        }
        upgrade(kind, &mut automerge)?;
        Ok(Self { kind, automerge })
    }

    /// The whole document, not compressed: stores and frames compress many at once, better.
    pub fn save(&self) -> Vec<u8> {
        self.automerge.save_nocompress()
    }

    /// What it holds.
    pub fn kind(&self) -> DocKind {
        self.kind
    }

    /// The changes that no other depends on. The foundation counts only while nothing else is
    /// there, so that heads kept without the document ([`Heads::advance`]) stay equal when a newer
    /// version lays more foundation under an old document.
    pub fn heads(&self) -> Heads {
        let foundation = Foundation::of(self.kind);
        let heads = self.automerge.get_heads();
        if heads.iter().all(|hash| foundation.contains(hash)) {
            return heads.into_iter().collect();
        }
        heads.into_iter().filter(|hash| !foundation.contains(hash)).collect()
    }

    /// Whether the change is part of the document.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        contains(&self.automerge, hash)
    }

    /// The changes that a replica with these heads lacks, in an order in which it can apply them.
    /// Heads that are not known here are as if they were not given.
    pub fn changes_since(&self, heads: &Heads) -> Vec<Change> {
        let known: Vec<_> = heads.iter().filter(|hash| self.contains(hash)).copied().collect();
        let foundation = Foundation::of(self.kind);
        let mut changes = self.automerge.get_changes(&known);
        changes.retain(|change| !foundation.contains(&change.hash()));
        changes
    }

    /// Does what the command says, as one change by this author at this time; none if the document
    /// says so already. On an error the document is as it was.
    ///
    /// Deterministic: the same document, author, time and command make the same bytes.
    pub fn execute(
        &mut self,
        author: &Author,
        at: Timestamp,
        command: &Command,
    ) -> Result<Option<Change>, CommandError> {
        self.take_author(author)?;
        let mut tx = self.automerge.transaction();
        if let Err(error) = command::run(&mut tx, self.kind, author, at, command) {
            tx.rollback();
            return Err(error);
        }
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(at.millis()));
        Ok(hash.and_then(|hash| self.automerge.get_change_by_hash(&hash)))
    }

    /// For whom an actor writes in this document, as its first change says; none for one that has
    /// not written, and for the relay's.
    pub fn author_of(&self, actor: ActorId) -> Option<UserId> {
        user_of(&self.automerge.get_author_for_actor(&actor.to_automerge())?)
    }

    /// A change that is here.
    pub fn change(&self, hash: &ChangeHash) -> Option<Change> {
        self.automerge.get_change_by_hash(hash)
    }

    /// For whom a change was made that this document has; none for the relay's.
    pub fn author_of_change(&self, change: &Change) -> Option<UserId> {
        user_of(&self.automerge.get_author_for_actor(change.actor_id())?)
    }

    /// Takes in changes that were accepted already, in any order; those that are here are skipped.
    pub fn apply(&mut self, changes: Vec<Change>) -> Result<(), ApplyError> {
        let hashes: BTreeSet<_> = changes.iter().map(Change::hash).collect();
        let missing: BTreeSet<_> = changes
            .iter()
            .flat_map(Change::deps)
            .filter(|dep| !hashes.contains(dep) && !self.contains(dep))
            .copied()
            .collect();
        if !missing.is_empty() {
            return Err(ApplyError::MissingDependencies(missing.into_iter().collect()));
        }
        Ok(self.automerge.apply_changes(changes)?)
    }

    /// What the document means, flat and typed.
    pub fn rows(&self, id: DocId, stream: StreamId) -> DocRows {
        match self.kind {
            DocKind::Project => project_rows::rows(&self.automerge, id),
            DocKind::Task => task_rows::rows(&self.automerge, id, stream),
            DocKind::Text => text_rows::rows(&self.automerge, id, stream),
            DocKind::User => user_rows::rows(&self.automerge, stream),
        }
    }

    /// What a change of this document means to people: a function of the change and its causal
    /// past, whatever else the document has seen. None for a change that is not here.
    pub fn activity(&self, id: DocId, stream: StreamId, change: &Change) -> Vec<ActivityRow> {
        activity::derive(self, id, stream, change)
    }

    /// The Automerge document, to read.
    pub fn automerge(&self) -> &Automerge {
        &self.automerge
    }

    /// Sets who writes next. `set_author` makes a random actor, which `set_actor` then replaces.
    fn take_author(&mut self, author: &Author) -> Result<(), CommandError> {
        let actor = author.actor.to_automerge();
        let bytes = author.user.map(|user| automerge::Author::from(user.0.as_bytes().to_vec()));
        let bound = self.automerge.get_author_for_actor(&actor).map(automerge::Author::into_owned);
        if bound.is_some() && bound != bytes {
            return Err(CommandError::ActorOfAnother);
        }
        self.automerge.set_author(bytes);
        self.automerge.set_actor(actor);
        Ok(())
    }
}

/// Whether it is time to save a document anew: `tail_len` bytes of changes came after a snapshot
/// of `snapshot_len` bytes. Each byte is then written a constant number of times on average, and
/// loading reads at most half again as much as it must.
pub fn should_compact(snapshot_len: usize, tail_len: usize) -> bool {
    tail_len > (snapshot_len / 2).max(256)
}

/// Automerge's magic bytes and a checksum come first, then the type: 0 is a whole document.
fn begins_with_snapshot(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&0)
}

fn read(bytes: &[u8]) -> Result<Automerge, AutomergeError> {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    Automerge::load_with_options(bytes, options)
}

/// Lays what the document lacks of its foundation.
fn upgrade(kind: DocKind, automerge: &mut Automerge) -> Result<(), LoadError> {
    let changes = Foundation::of(kind).changes();
    let begins_right = changes.first().is_some_and(|first| contains(automerge, &first.hash()));
    if !begins_right {
        return Err(LoadError::NotThisKind(kind));
    }
    let lacking: Vec<_> =
        changes.iter().filter(|change| !contains(automerge, &change.hash())).cloned().collect();
    if !lacking.is_empty() {
        automerge.apply_changes(lacking)?;
    }
    match epoch(automerge) {
        found if found > EPOCH => Err(LoadError::NewerEpoch { found }),
        _ => Ok(()),
    }
}

fn epoch(automerge: &Automerge) -> u64 {
    let value = automerge.get(ROOT, root::EPOCH).ok().flatten();
    value.and_then(|(value, _)| value.as_u64()).unwrap_or(EPOCH)
}

fn contains(automerge: &Automerge, hash: &ChangeHash) -> bool {
    automerge.get_missing_deps(&[*hash]).is_empty()
}
