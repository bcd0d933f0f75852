//! Loaded documents, bounded by an estimate of their bytes in memory; the least recently used go.
//!
//! *Invariant: never a truth.* A document is handed out only for the version that the caller has
//! just read inside its write transaction.

use aloft_crdt_model::document::Document;
use aloft_crdt_model::ids::DocId;
use std::collections::{BTreeMap, HashMap};

/// Enough for some thousand tasks.
pub(super) const DEFAULT_BUDGET: usize = 64 << 20;

/// A loaded document takes about this many times its saved bytes, and this much at least
/// (measured on tasks of one to ten kilobytes).
const GROWTH: usize = 10;
const LEAST: usize = 16 << 10;

#[derive(Debug)]
pub(super) struct DocumentCache {
    budget: usize,
    used: usize,
    clock: u64,
    documents: HashMap<DocId, Entry>,
    by_use: BTreeMap<u64, DocId>,
}

struct Entry {
    version: i64,
    document: Document,
    cost: usize,
    used_at: u64,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("version", &self.version).finish_non_exhaustive()
    }
}

impl DocumentCache {
    pub(super) fn new(budget: usize) -> Self {
        Self { budget, used: 0, clock: 0, documents: HashMap::new(), by_use: BTreeMap::new() }
    }

    /// Takes the document out, if it is here in this version.
    pub(super) fn take(&mut self, doc: DocId, version: i64) -> Option<Document> {
        let entry = self.documents.remove(&doc)?;
        self.by_use.remove(&entry.used_at);
        self.used = self.used.saturating_sub(entry.cost);
        (entry.version == version).then_some(entry.document)
    }

    /// Keeps a document whose version is committed. `bytes` is its saved length, roughly.
    pub(super) fn put(&mut self, doc: DocId, version: i64, document: Document, bytes: usize) {
        drop(self.take(doc, version));
        self.clock += 1;
        let cost = LEAST + bytes.saturating_mul(GROWTH);
        self.documents.insert(doc, Entry { version, document, cost, used_at: self.clock });
        self.by_use.insert(self.clock, doc);
        self.used += cost;
        while self.used > self.budget {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            if let Some(entry) = self.documents.remove(&oldest) {
                self.used = self.used.saturating_sub(entry.cost);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_crdt_model::document::DocKind;
    use uuid::Uuid;

    fn doc(n: u128) -> DocId {
        DocId(Uuid::from_u128(n))
    }

    #[test]
    fn a_stale_version_is_not_handed_out() {
        let mut cache = DocumentCache::new(1 << 20);
        cache.put(doc(1), 3, Document::genesis(DocKind::Task), 100);
        assert!(cache.take(doc(1), 4).is_none());
        assert!(cache.take(doc(1), 3).is_none(), "a stale copy does not come back");
    }

    #[test]
    fn the_least_recently_used_go_first_and_the_budget_holds() {
        let mut cache = DocumentCache::new(3 * (LEAST + GROWTH));
        for n in 1..=3 {
            cache.put(doc(n), 0, Document::genesis(DocKind::Task), 1);
        }
        let again = cache.take(doc(1), 0).expect("cached");
        cache.put(doc(1), 0, again, 1);
        cache.put(doc(4), 0, Document::genesis(DocKind::Task), 1);
        assert!(cache.take(doc(2), 0).is_none());
        for n in [1, 3, 4] {
            assert!(cache.take(doc(n), 0).is_some(), "{n}");
        }
        assert_eq!(cache.used, 0);
    }
}
