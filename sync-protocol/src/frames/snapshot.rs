//! Documents as they travel whole: in bootstrap pages, and one by one when healing.

use crate::log::{DocKind, HeadBytes, Seq};
use crate::packed::Packed;
use crate::wire;
use aloft_crdt_model::ids::DocId;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// A document in a page of snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SnapshotDoc {
    /// Its id.
    #[cbor(n(0), with = "wire::id")]
    pub doc: DocId,
    /// Its kind.
    #[n(1)]
    pub kind: DocKind,
    /// The newest change in `bytes`; the client skips tail entries of this document up to it.
    #[n(2)]
    pub doc_seq: Seq,
    /// Its heads.
    #[n(3)]
    pub heads: HeadBytes,
    /// The snapshot, followed by the changes since.
    #[n(4)]
    pub bytes: ByteVec,
    /// Its rows as JSON, so that a list stands before any document is opened; empty when the relay
    /// has none.
    #[n(5)]
    pub rows: ByteVec,
}

/// One document, in answer to `Fetch`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DocumentState {
    /// Its kind.
    #[n(0)]
    pub kind: DocKind,
    /// The newest change in `bytes`.
    #[n(1)]
    pub doc_seq: Seq,
    /// Its heads.
    #[n(2)]
    pub heads: HeadBytes,
    /// The snapshot, followed by the changes since.
    #[n(3)]
    pub bytes: Packed,
}

/// A document's heads in a page of heads.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DocHeads {
    /// Its id.
    #[cbor(n(0), with = "wire::id")]
    pub doc: DocId,
    /// Its kind.
    #[n(1)]
    pub kind: DocKind,
    /// Its heads.
    #[n(2)]
    pub heads: HeadBytes,
}
