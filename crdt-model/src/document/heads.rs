//! The heads of a document, as a value that can move on without the document.

use automerge::ChangeHash;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The changes that no other change depends on. Two replicas with equal heads have equal
/// documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heads(BTreeSet<ChangeHash>);

/// The bytes are not a sequence of 32-byte hashes in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these are not the heads of a document: {0} bytes, or hashes out of order")]
pub struct InvalidHeads(usize);

impl Heads {
    /// The hashes in ascending order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ChangeHash> {
        self.0.iter()
    }

    /// The hashes as Automerge takes them.
    pub fn to_vec(&self) -> Vec<ChangeHash> {
        self.0.iter().copied().collect()
    }

    /// Whether this change is one of the heads.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.0.contains(hash)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The heads after one more change. It must not be among the document's changes already, and
    /// its dependencies must be.
    pub fn advance(&mut self, hash: ChangeHash, deps: &[ChangeHash]) {
        for dep in deps {
            self.0.remove(dep);
        }
        self.0.insert(hash);
    }

    /// The first 8 bytes of SHA-256 over the hashes in order, big-endian: cheap to compare, enough
    /// to notice divergence.
    pub fn digest(&self) -> u64 {
        let mut digest = Sha256::new();
        for hash in &self.0 {
            digest.update(hash.0);
        }
        let bytes: [u8; 32] = digest.finalize().into();
        let mut first = [0; 8];
        first.copy_from_slice(&bytes[..8]);
        u64::from_be_bytes(first)
    }

    /// The hashes in ascending order, 32 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// The inverse of [`Self::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidHeads> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || !hashes.is_sorted_by(|a, b| a < b) {
            return Err(InvalidHeads(bytes.len()));
        }
        Ok(Self(hashes.iter().copied().map(ChangeHash).collect()))
    }
}

impl FromIterator<ChangeHash> for Heads {
    fn from_iter<I: IntoIterator<Item = ChangeHash>>(hashes: I) -> Self {
        Self(hashes.into_iter().collect())
    }
}

impl Serialize for Heads {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl<'de> Deserialize<'de> for Heads {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hashes = Vec::<String>::deserialize(deserializer)?;
        hashes.iter().map(|hash| hash.parse().map_err(de::Error::custom)).collect()
    }
}
