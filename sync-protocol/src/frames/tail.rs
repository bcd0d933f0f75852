//! Entries of the log's tail.

use crate::log::{DocKind, Seq};
use crate::wire;
use aloft_crdt_model::ids::DocId;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// One accepted change.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TailEntry {
    /// Its place in the stream.
    #[n(0)]
    pub seq: Seq,
    /// The document it changes.
    #[cbor(n(1), with = "wire::id")]
    pub doc: DocId,
    /// The document's kind.
    #[n(2)]
    pub kind: DocKind,
    /// The change, as its author pushed it.
    #[n(3)]
    pub bytes: ByteVec,
    /// A digest of the document's heads after this change; only on a document's last entry in a
    /// frame. The client compares it with its own to notice divergence.
    #[n(4)]
    pub heads_digest: Option<u64>,
}
