//! The log's vocabulary: where a reader stands in a stream, and what identifies a change.

use crate::wire;
use aloft_crdt_model::ids::DocId;
use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use std::fmt;

/// A change's place in its stream: 1 for the first, without gaps, in commit order. 0 is before
/// the first.
pub type Seq = u64;

/// The SHA-256 that Automerge knows a change by.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

/// What a log's changes up to one of them hash to: the SHA-256 of the same before it and the
/// change's own hash. Zeros before the first.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LogHash(pub [u8; 32]);

impl LogHash {
    /// With this change after it.
    #[must_use]
    pub fn then(self, change: ChangeHash) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(change.0).finalize().into())
    }
}

macro_rules! hash_as_bytes {
    ($hash:ident) => {
        impl fmt::Display for $hash {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $hash {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl<C> Encode<C> for $hash {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $hash {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                ctx: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                ByteArray::<32>::decode(d, ctx).map(|bytes| Self(*bytes))
            }
        }
    };
}
hash_as_bytes!(ChangeHash);
hash_as_bytes!(LogHash);

/// The heads of a document: its sorted 32-byte change hashes, concatenated.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HeadBytes(Vec<u8>);

/// The bytes are not a whole number of hashes, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are not a list of heads")]
pub struct InvalidHeads(usize);

impl HeadBytes {
    /// The most heads a document may show on the wire; Automerge changes rarely make more than a
    /// handful, as many as people edited it concurrently.
    pub const MAX: usize = 1024;

    /// From concatenated hashes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, InvalidHeads> {
        if bytes.len().is_multiple_of(32) && bytes.len() / 32 <= Self::MAX {
            Ok(Self(bytes))
        } else {
            Err(InvalidHeads(bytes.len()))
        }
    }

    /// The concatenated hashes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The hashes one by one.
    pub fn hashes(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        self.0.as_chunks::<32>().0.iter().map(|hash| ChangeHash(*hash))
    }
}

impl FromIterator<ChangeHash> for HeadBytes {
    fn from_iter<I: IntoIterator<Item = ChangeHash>>(hashes: I) -> Self {
        Self(hashes.into_iter().flat_map(|hash| hash.0).collect())
    }
}

impl fmt::Debug for HeadBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.hashes()).finish()
    }
}

impl<C> Encode<C> for HeadBytes {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for HeadBytes {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = ByteVec::decode(d, ctx)?;
        Self::new(bytes.into()).map_err(|error| minicbor::decode::Error::message(error.to_string()))
    }
}

/// A place in a stream that both sides can check: a number alone would not show that a relay was
/// restored from a backup and has given the same numbers to other changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Cursor {
    /// Everything up to and including this change is held.
    #[n(0)]
    pub seq: Seq,
    /// What the log up to and including it hashes to.
    #[n(1)]
    pub hash: LogHash,
}

impl Cursor {
    /// Before the first change of any stream.
    pub const ZERO: Self = Self { seq: 0, hash: LogHash([0; 32]) };

    /// After the next change.
    #[must_use]
    pub fn then(self, change: ChangeHash) -> Self {
        Self { seq: self.seq + 1, hash: self.hash.then(change) }
    }
}

/// How far a client has a stream, durably. What it sends to subscribe, and what its store keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub enum Position {
    /// Nothing yet: bootstrap from snapshots.
    #[n(0)]
    #[default]
    Start,
    /// In the middle of the snapshots: they began when the stream stood `at`, and documents up to
    /// and including `after` (in id order) are stored.
    #[n(1)]
    Snapshots {
        /// Where the tail will begin.
        #[n(0)]
        at: Cursor,
        /// The last document stored.
        #[cbor(n(1), with = "wire::id")]
        after: DocId,
    },
    /// All snapshots are stored, the activity feed not yet.
    #[n(2)]
    Activity {
        /// Where the tail will begin.
        #[n(0)]
        at: Cursor,
        /// The relay's mark of the oldest activity stored; none before the first page.
        #[n(1)]
        before: Option<ActivityMark>,
    },
    /// Everything up to here.
    #[n(3)]
    Tail(#[n(0)] Cursor),
}

/// Where a reading of the activity feed stopped. The relay's own bytes: at most 64, and only it
/// reads them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct ActivityMark(#[cbor(n(0), with = "wire::short_bytes")] pub Vec<u8>);

/// What kind of document it is, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DocKind {
    /// A project.
    #[n(0)]
    Project,
    /// A task.
    #[n(1)]
    Task,
    /// A rich text.
    #[n(2)]
    Text,
    /// A person's private state.
    #[n(3)]
    User,
}

/// What kind of stream it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum StreamKind {
    /// A project's documents, for everyone who may see the project.
    #[n(0)]
    Project,
    /// One person's private documents in an organisation.
    #[n(1)]
    Private,
}

impl From<aloft_crdt_model::schema::DocKind> for DocKind {
    fn from(kind: aloft_crdt_model::schema::DocKind) -> Self {
        use aloft_crdt_model::schema::DocKind as Model;
        match kind {
            Model::Project => Self::Project,
            Model::Task => Self::Task,
            Model::Text => Self::Text,
            Model::User => Self::User,
        }
    }
}

impl From<DocKind> for aloft_crdt_model::schema::DocKind {
    fn from(kind: DocKind) -> Self {
        match kind {
            DocKind::Project => Self::Project,
            DocKind::Task => Self::Task,
            DocKind::Text => Self::Text,
            DocKind::User => Self::User,
        }
    }
}
