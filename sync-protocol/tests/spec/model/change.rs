//! Changes and documents as a hash-linked graph of words: all that the protocol can see of
//! Automerge.

use aloft_crdt_model::ids::DocId;
use aloft_sync_protocol::log::{ChangeHash, HeadBytes, Seq};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use uuid::Uuid;

/// A change: some words, said on top of other changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Change {
    pub(crate) doc: DocId,
    /// Makes two changes with the same words different.
    pub(crate) nonce: u64,
    pub(crate) deps: Vec<ChangeHash>,
    pub(crate) words: String,
}

impl Change {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let deps: Vec<_> = self.deps.iter().map(|hash| hash.0.to_vec()).collect();
        let doc = self.doc.0.as_bytes().to_vec();
        minicbor::to_vec((doc, self.nonce, deps, &self.words)).unwrap()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Self {
        type Fields = (Vec<u8>, u64, Vec<Vec<u8>>, String);
        let (doc, nonce, deps, words): Fields = minicbor::decode(bytes).unwrap();
        let deps = deps.into_iter().map(|hash| ChangeHash(hash.try_into().unwrap())).collect();
        Self { doc: DocId(Uuid::from_slice(&doc).unwrap()), nonce, deps, words }
    }

    pub(crate) fn hash(&self) -> ChangeHash {
        let mut hash = [0; 32];
        for (salt, part) in hash.chunks_mut(8).enumerate() {
            let mut hasher = DefaultHasher::new();
            (salt, self).hash(&mut hasher);
            part.copy_from_slice(&hasher.finish().to_be_bytes());
        }
        ChangeHash(hash)
    }
}

/// The heads of a set of changes: those that no other builds on.
pub(crate) fn heads<'a>(changes: impl Iterator<Item = &'a Change> + Clone) -> HeadBytes {
    let built_on: BTreeSet<_> = changes.clone().flat_map(|change| &change.deps).collect();
    let all: BTreeSet<_> = changes.map(Change::hash).collect();
    all.iter().filter(|hash| !built_on.contains(hash)).copied().collect()
}

pub(crate) fn digest(heads: &HeadBytes) -> u64 {
    let mut hasher = DefaultHasher::new();
    heads.as_bytes().hash(&mut hasher);
    hasher.finish()
}

/// Changes as a document's bytes: what a snapshot is.
pub(crate) fn snapshot<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<u8> {
    let chunks: Vec<_> = changes.map(Change::bytes).collect();
    minicbor::to_vec(chunks).unwrap()
}

pub(crate) fn parse_snapshot(bytes: &[u8]) -> Vec<Change> {
    let chunks: Vec<Vec<u8>> = minicbor::decode(bytes).unwrap();
    chunks.iter().map(|bytes| Change::parse(bytes)).collect()
}

/// A document at the relay.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelayDoc {
    pub(crate) changes: BTreeMap<ChangeHash, (Seq, Change)>,
}

impl RelayDoc {
    pub(crate) fn heads(&self) -> HeadBytes {
        heads(self.changes.values().map(|(_, change)| change))
    }

    pub(crate) fn doc_seq(&self) -> Seq {
        self.changes.values().map(|(seq, _)| *seq).max().unwrap_or(0)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut by_seq: Vec<_> = self.changes.values().collect();
        by_seq.sort_by_key(|(seq, _)| *seq);
        snapshot(by_seq.into_iter().map(|(_, change)| change))
    }
}
