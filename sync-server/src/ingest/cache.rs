//! Documents that were in hand lately, within a bound of bytes.
//!
//! *Invariant: an optimisation, never a truth.* What is taken out may be behind the log; it says up
//! to which seq of its stream it was known to be current, and [`super::loading`] decides by that.

use super::batch::StreamKey;
use super::held::Held;
use aloft_crdt_model::ids::{DocId, OrgId};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A document and how current it is.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) held: Held,
    pub(super) stream: StreamKey,
    /// The stream's newest change when the document was last known to be current.
    pub(super) current_at: i64,
}

/// Least recently used goes first.
#[derive(Debug)]
pub(super) struct DocumentCache {
    max_bytes: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    bytes: usize,
    clock: u64,
    /// In boxes: documents are large, and moved whenever the map grows.
    places: HashMap<(OrgId, DocId), (u64, Box<Cached>)>,
    by_age: BTreeMap<u64, (OrgId, DocId)>,
}

impl DocumentCache {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { max_bytes, shelf: Mutex::default() }
    }

    /// Takes a document out: whoever changes it puts it back once that is committed, and on failure
    /// it is simply gone.
    pub(super) fn take(&self, org: OrgId, doc: DocId) -> Option<Cached> {
        let taken = self.lock().remove((org, doc));
        taken.map(|cached| *cached)
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        let forgotten = std::mem::take(&mut *self.lock());
        // Not under the lock.
        drop(forgotten);
    }

    /// Puts documents in, the oldest ones out.
    pub(super) fn put(&self, documents: impl IntoIterator<Item = (DocId, Cached)>) {
        // Made before the lock is taken and dropped after it: all streams of the node wait for it.
        let documents: Vec<_> =
            documents.into_iter().map(|(doc, cached)| (doc, Box::new(cached))).collect();
        let mut out = Vec::new();
        let mut kept = self.lock();
        for (doc, cached) in documents {
            out.extend(kept.insert((cached.stream.org, doc), cached));
        }
        while kept.bytes > self.max_bytes {
            let Some((_, oldest)) = kept.by_age.pop_first() else { break };
            out.extend(kept.forget(oldest));
        }
        drop(kept);
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    /// What was in its place goes out.
    fn insert(&mut self, key: (OrgId, DocId), cached: Box<Cached>) -> Option<Box<Cached>> {
        let before = self.remove(key);
        self.clock += 1;
        self.bytes += cached.held.weight();
        self.by_age.insert(self.clock, key);
        self.places.insert(key, (self.clock, cached));
        before
    }

    fn remove(&mut self, key: (OrgId, DocId)) -> Option<Box<Cached>> {
        let age = self.places.get(&key)?.0;
        self.by_age.remove(&age);
        self.forget(key)
    }

    fn forget(&mut self, key: (OrgId, DocId)) -> Option<Box<Cached>> {
        let (_, cached) = self.places.remove(&key)?;
        self.bytes -= cached.held.weight();
        Some(cached)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_crdt_model::document::DocKind;
    use aloft_crdt_model::ids::StreamId;
    use uuid::Uuid;

    const ORG: OrgId = OrgId(Uuid::nil());

    fn cached() -> Cached {
        let stream = StreamKey { org: ORG, stream: StreamId(Uuid::nil()) };
        Cached { held: Held::fresh(DocKind::Task), stream, current_at: 1 }
    }

    fn doc(number: u128) -> DocId {
        DocId(Uuid::from_u128(number))
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let cache = DocumentCache::new(2 * cached().held.weight());
        cache.put([(doc(1), cached()), (doc(2), cached())]);
        let first = cache.take(ORG, doc(1)).unwrap();
        cache.put([(doc(1), first)]);
        cache.put([(doc(3), cached())]);
        assert!(cache.take(ORG, doc(2)).is_none());
        assert!(cache.take(ORG, doc(1)).is_some());
        assert!(cache.take(ORG, doc(3)).is_some());
    }

    #[test]
    fn putting_one_in_twice_counts_it_once() {
        let cache = DocumentCache::new(usize::MAX);
        cache.put([(doc(1), cached()), (doc(1), cached())]);
        cache.take(ORG, doc(1));
        assert_eq!(cache.shelf.lock().unwrap().bytes, 0);
    }
}
