//! What ingest works on: offered changes, the stream as it stands, and what is written.

use super::Again;
use super::held::{Held, Source, WrittenDocument};
use super::numbering::NumberKey;
use crate::derive::DerivedRows;
use aloft_crdt_model::document::{ActorId, ChangeHash, DocKind};
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};
use aloft_crdt_model::inspect::FoldedChange;
use aloft_crdt_model::policy::OrgRole;
use aloft_crdt_model::refusal::Refusal;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::log::LogHash;
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
    pub(super) again: Again,
    pub(super) change: Result<FoldedChange, Refusal>,
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
    /// What the log hashed to when it was locked.
    pub(super) locked_at: LogHash,
    pub(super) last_number: i64,
    /// By which the relay knows the numbers that it gave.
    pub(super) number_key: NumberKey,
    /// Until when members may give back what the relay lost of others.
    pub(super) recovers_until: Option<Timestamp>,
}

/// A member, as ingest must know them.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) role: OrgRole,
    pub(super) identities: BTreeSet<UserId>,
}

/// Everything that judging needs, gathered under the stream's lock.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) key: StreamKey,
    pub(super) now: Timestamp,
    pub(super) state: StreamState,
    pub(super) sources: HashMap<DocId, Source>,
    pub(super) members: HashMap<UserId, Member>,
    pub(super) bindings: HashMap<ActorId, Binding>,
    /// Which tasks have the numbers that are given back; their documents are in `sources`.
    pub(super) holders: BTreeMap<u64, DocId>,
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

/// What judging found.
#[derive(Debug)]
pub(super) struct Judged {
    /// One for each offer.
    pub(super) rulings: Vec<Ruling>,
    pub(super) state: StreamState,
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) documents: Vec<WrittenDocument>,
    pub(super) rows: DerivedRows,
    /// Tasks whose numbers change, perhaps with each other.
    pub(super) renumbered: Vec<DocId>,
    /// Actors that were used for the first time, sorted.
    pub(super) bound: BTreeMap<ActorId, Binding>,
    /// Every document in memory, for the cache.
    pub(super) held: HashMap<DocId, Held>,
    pub(super) refused: HashSet<(usize, ChangeHash)>,
}
