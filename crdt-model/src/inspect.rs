//! Hostile bytes in, safe changes out.
//!
//! Automerge trusts what it applies: a crafted change makes it panic, unfold a hundred bytes into
//! gigabytes, or save a document that can never be loaded again. Whoever takes changes from
//! strangers takes them through here, in this order, and stops at the first refusal:
//!
//! 1. [`check_bytes`]: size, chunk kind, checksum, and what the columns unfold into, all before
//!    Automerge decodes anything; then its own decoding, held to the one encoding that it would
//!    itself write (what it would write differently hashes differently after a save, and such a
//!    document does not load).
//! 2. [`check_structure`]: the change fits *this* document: dependencies, sequence, counters, and
//!    every object, element and predecessor it names are in its own causal past.
//! 3. [`apply_guarded`]: applied to a copy, and the copy must give the very same change back.
//! 4. [`resolve`]: what it writes where, for [`crate::policy`].
//!
//! *Invariant: never panics, and leaves the document as it was on refusal.* Every call into
//! Automerge on a stranger's behalf is inside `catch_unwind`; that is the second fence, the checks
//! are the first. It cannot work in a build with `panic = "abort"`.

mod apply;
mod chunk;
mod columns;
mod past;
mod reader;
mod resolve;
mod structure;
mod visible;

pub use apply::{apply_guarded, apply_to_copy};
pub use resolve::{Action, PathItem, ResolvedOp, TextEdit, resolve};
pub use structure::{Verdict, check_structure};

use crate::ids::UserId;
use crate::refusal::{Refusal, RefusalCode};
use crate::schema::task;
use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ChangeHash, ScalarValue};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bounds of one change. The defaults are far above what Aloft's commands make: the largest, a
/// pasted text, is one operation a character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The whole chunk.
    pub max_bytes: usize,
    /// Operations, and predecessors of all of them together.
    pub max_ops: usize,
    /// Dependencies; more than a few mean that many people wrote at once.
    pub max_deps: usize,
    /// Actors that it names besides its own.
    pub max_actors: usize,
    /// One map key or mark name.
    pub max_key_bytes: usize,
    /// One scalar value.
    pub max_value_bytes: usize,
    /// The commit message; Aloft writes none.
    pub max_message_bytes: usize,
    /// Keys and mark names of all operations together, once unfolded.
    pub max_unfolded_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 1024 * 1024,
            max_ops: 100_000,
            max_deps: 64,
            max_actors: 1024,
            max_key_bytes: 1024,
            max_value_bytes: 256 * 1024,
            max_message_bytes: 1024,
            max_unfolded_bytes: 8 * 1024 * 1024,
        }
    }
}

/// A change whose bytes are sound. Only [`check_bytes`] makes one; whether it fits a document is
/// for [`check_structure`] to say.
#[derive(Clone, Debug)]
pub struct CheckedChange {
    change: Change,
    ops: Vec<Op>,
    author: Option<UserId>,
}

impl CheckedChange {
    /// The change, as Automerge decoded it.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// The change without its unfolded operations.
    pub fn into_change(self) -> Change {
        self.change
    }

    /// Its hash.
    pub fn hash(&self) -> ChangeHash {
        self.change.hash()
    }

    /// Who wrote it, as it says itself: only an actor's first change in a document says it, and
    /// the relay's changes never do.
    pub fn author(&self) -> Option<UserId> {
        self.author
    }

    /// The number that it gives a task, if that is all it does and it has the form that the relay's
    /// own changes have: an actor's first, by nobody.
    pub fn number(&self) -> Option<u64> {
        let [op] = self.ops.as_slice() else { return None };
        let is_number = op.obj == ObjectId::Root && op.key == Key::Map(task::NUMBER.into());
        if !is_number || self.author.is_some() || self.change.seq() != 1 {
            return None;
        }
        match &op.action {
            OpType::Put(ScalarValue::Uint(number)) => Some(*number),
            OpType::Put(ScalarValue::Int(number)) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// Its operations in order; the first has the counter [`Change::start_op`].
    fn ops(&self) -> &[Op] {
        &self.ops
    }
}

/// A sound change to be kept until its turn: a hundred bytes can unfold into operations of many
/// megabytes, and a queue of such changes must not weigh more than their bytes.
#[derive(Clone, Debug)]
pub struct FoldedChange {
    change: Change,
    author: Option<UserId>,
    number: Option<u64>,
}

impl From<CheckedChange> for FoldedChange {
    fn from(checked: CheckedChange) -> Self {
        let number = checked.number();
        Self { change: checked.change, author: checked.author, number }
    }
}

impl FoldedChange {
    /// The change, as Automerge decoded it.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Its hash.
    pub fn hash(&self) -> ChangeHash {
        self.change.hash()
    }

    /// As [`CheckedChange::number`].
    pub fn number(&self) -> Option<u64> {
        self.number
    }

    /// What [`check_bytes`] made of it.
    pub fn unfold(&self) -> Result<CheckedChange, Refusal> {
        guarded(|| {
            let ops = self.change.decode().operations;
            Ok(CheckedChange { change: self.change.clone(), ops, author: self.author })
        })
    }
}

/// One change from untrusted bytes.
pub fn check_bytes(bytes: &[u8], limits: &Limits) -> Result<CheckedChange, Refusal> {
    let header = chunk::read(bytes, limits)?;
    guarded(|| {
        let change = Change::try_from(bytes)
            .map_err(|_| reader::malformed("the operations cannot be decoded"))?;
        let expanded = change.decode();
        // Saving keeps the operations and not the bytes: any other spelling of them would come
        // back as another hash.
        let again = Change::from(expanded.clone());
        if change.len() != header.ops || again.raw_bytes() != bytes {
            return Err(reader::malformed("the change is not in its canonical encoding"));
        }
        Ok(CheckedChange { change, ops: expanded.operations, author: header.author })
    })
}

/// Runs Automerge on a stranger's behalf: a panic is a refusal.
fn guarded<T>(run: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    // Whatever the closure borrowed is either only read, or a copy that is dropped on refusal.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        Err(Refusal::new(RefusalCode::CannotApply, "the change breaks the document engine"))
    })
}
