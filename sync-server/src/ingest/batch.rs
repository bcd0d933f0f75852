//! What ingest works on: offered changes, the stream as it stands, and what is written.

use crate::derive::DerivedRows;
use aloft_crdt_model::document::{ActorId, ChangeHash, DocKind, Document, Heads};
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};
use aloft_crdt_model::inspect::CheckedChange;
use aloft_crdt_model::policy::OrgRole;
use aloft_crdt_model::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A stream of the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// The tenant.
    pub org: OrgId,
    /// The stream.
    pub stream: StreamId,
}

/// From whom a change came: what the socket proved, never what the change says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The person.
    pub user: UserId,
    /// Their store.
    pub device: DeviceId,
}

/// Whose an actor is, for good.
pub(super) type Binding = Origin;

/// A change that somebody offers, after its bytes were checked.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) origin: Origin,
    /// Which push of the batch it came in: refusals reach on to what depends on them there.
    pub(super) push: usize,
    pub(super) doc: DocId,
    pub(super) kind: DocKind,
    pub(super) change: Result<CheckedChange, Refusal>,
}

/// What became of an offer.
#[derive(Clone, Debug)]
pub(super) enum Ruling {
    /// It has this place in the log, if the transaction commits.
    Accepted(i64),
    /// It is in the log already; its place is still to be looked up.
    Duplicate(DocId, ChangeHash),
    /// It will never be.
    Refused(Refusal),
}

/// A stream under its lock.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamState {
    /// Whose private stream it is.
    pub(super) owner: Option<UserId>,
    pub(super) head_seq: i64,
    pub(super) last_number: i64,
}

/// A member, as ingest must know them.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) role: OrgRole,
    pub(super) identities: BTreeSet<UserId>,
}

/// A document in memory, as it stands in the log.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) document: Document,
    pub(super) stored: Stored,
}

/// How a document stands in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stored {
    /// Its newest change; 0 while it has none.
    pub(super) seq: i64,
    /// Up to where its snapshot reaches.
    pub(super) snapshot_seq: i64,
    pub(super) snapshot_len: usize,
    /// Bytes of its changes since.
    pub(super) tail_len: usize,
}

impl Held {
    /// A document of which the log has nothing.
    pub(super) fn fresh(kind: DocKind) -> Self {
        Self { document: Document::genesis(kind), stored: Stored::default() }
    }

    /// Roughly what it takes in memory. Measured on task documents: a loaded one takes some
    /// kilobytes, and several times its saved bytes.
    pub(super) fn weight(&self) -> usize {
        4096 + 8 * (self.stored.snapshot_len + self.stored.tail_len)
    }
}

/// A document on its way into memory.
#[derive(Debug)]
pub(super) enum Source {
    /// It is there.
    Held(Held),
    /// It is there, and these changes came since.
    Behind { document: Document, changes: Vec<Vec<u8>>, stored: Stored },
    /// It is only in the database: its snapshot with the changes since after it.
    Bytes { kind: DocKind, bytes: Vec<u8>, stored: Stored },
    /// Its id belongs to a document of another stream.
    Elsewhere,
}

/// Everything that judging needs, gathered under the stream's lock.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) key: StreamKey,
    pub(super) state: StreamState,
    pub(super) sources: HashMap<DocId, Source>,
    pub(super) members: HashMap<UserId, Member>,
    pub(super) bindings: HashMap<ActorId, Binding>,
    /// What earlier transactions refused of the same pushes.
    pub(super) refused: HashSet<(usize, ChangeHash)>,
}

/// An accepted change at its place in the log.
#[derive(Debug)]
pub struct Entry {
    /// Its place.
    pub seq: i64,
    /// The document it changes.
    pub doc: DocId,
    /// The document's kind.
    pub kind: DocKind,
    /// The change, as it came.
    pub bytes: Vec<u8>,
    /// Its hash.
    pub hash: ChangeHash,
    /// Who numbered it.
    pub actor: ActorId,
    /// Its number by that actor in that document.
    pub actor_seq: i64,
    /// From whom it came; none for the relay's own.
    pub origin: Option<Origin>,
    /// The digest of the document's heads after it, where that is known.
    pub heads_digest: Option<u64>,
}

/// A document's row to be written.
#[derive(Debug)]
pub(super) struct WrittenDocument {
    pub(super) id: DocId,
    pub(super) kind: DocKind,
    pub(super) heads: Heads,
    pub(super) seq: i64,
    pub(super) snapshot_seq: i64,
    pub(super) tail_len: i64,
    /// Only when it was made anew.
    pub(super) snapshot: Option<Vec<u8>>,
}

/// What judging found.
#[derive(Debug)]
pub(super) struct Judged {
    /// One for each offer.
    pub(super) rulings: Vec<Ruling>,
    pub(super) state: StreamState,
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) documents: Vec<WrittenDocument>,
    pub(super) rows: DerivedRows,
    /// Actors that were used for the first time, sorted.
    pub(super) bound: BTreeMap<ActorId, Binding>,
    /// Every document in memory, for the cache.
    pub(super) held: HashMap<DocId, Held>,
    pub(super) refused: HashSet<(usize, ChangeHash)>,
}
