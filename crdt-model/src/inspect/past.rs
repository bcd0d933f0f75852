//! The causal past of a change: what its author had seen, according to its dependencies.
//!
//! A change may name operations of its own past only. Automerge does not check that, and one that
//! names a concurrent operation would apply here and break wherever it arrives first.

use crate::refusal::{Refusal, RefusalCode};
use automerge::legacy::OpId;
use automerge::{ActorId, Automerge, AutomergeError, Change, ChangeHash, ObjId, ReadDoc};
use std::collections::{BTreeSet, BinaryHeap};

/// A document seen from the dependencies of a change to it.
pub(super) struct Past<'a> {
    doc: &'a Automerge,
    heads: Heads<'a>,
    /// Changes in the document that the dependencies do not cover. Mostly none.
    concurrent: BTreeSet<ChangeHash>,
    /// The change that the last lookup landed in: neighbours are looked up together.
    landed: Option<(ActorId, u64, u64)>,
}

/// Where the document is read for what the author saw.
enum Heads<'a> {
    /// The dependencies are the document's heads: read the present, which is indexed.
    Present,
    At(&'a [ChangeHash]),
}

impl<'a> Past<'a> {
    /// Checks the dependencies, the counters and the sequence of `change`.
    pub(super) fn of(doc: &'a Automerge, change: &'a Change) -> Result<Self, Refusal> {
        let deps = change.deps();
        if deps.is_empty() {
            let words = "the change does not descend from the document's first change";
            return Err(Refusal::new(RefusalCode::MissingDependency, words));
        }
        let largest = largest_op(doc, deps).ok_or_else(|| {
            let words = "the change depends on one that is not here";
            Refusal::new(RefusalCode::MissingDependency, words)
        })?;
        let document_heads = doc.get_heads();
        // An author who edits an older state of their document still counts on from its newest.
        let largest_here = largest_op(doc, &document_heads).unwrap_or(largest);
        if !(largest + 1..=largest_here + 1).contains(&change.start_op().get()) {
            let words = "the first operation's counter does not follow those of the dependencies";
            return Err(Refusal::new(RefusalCode::BadStartOp, words));
        }
        let present = document_heads.iter().all(|head| deps.contains(head));
        let missed = if present { Vec::new() } else { doc.get_changes_meta(deps) };
        let forked = missed.iter().any(|other| &*other.actor == change.actor_id());
        let before = if forked { None } else { latest_seq(doc, change) };
        if before.and_then(|seq| seq.checked_add(1)) != Some(change.seq()) {
            let words = "the sequence number does not follow the actor's last";
            return Err(Refusal::new(RefusalCode::BadSequence, words));
        }
        Ok(Self {
            doc,
            heads: if present { Heads::Present } else { Heads::At(deps) },
            concurrent: missed.iter().map(|other| other.hash).collect(),
            landed: None,
        })
    }

    pub(super) fn doc(&self) -> &'a Automerge {
        self.doc
    }

    /// The heads to read the document at, or none for its present.
    pub(super) fn heads(&self) -> Option<&'a [ChangeHash]> {
        match self.heads {
            Heads::Present => None,
            Heads::At(heads) => Some(heads),
        }
    }

    /// Whether the author had seen the operation.
    pub(super) fn covers(&mut self, id: &OpId) -> bool {
        if let Some((actor, first, last)) = &self.landed
            && *actor == id.1
            && (*first..=*last).contains(&id.0)
        {
            return true;
        }
        let Some(hash) = self.doc.hash_for_opid(&object_id(id)) else { return false };
        if self.concurrent.contains(&hash) {
            return false;
        }
        self.landed = self
            .doc
            .get_change_meta_by_hash(&hash)
            .map(|meta| (meta.actor.into_owned(), meta.start_op, meta.max_op));
        true
    }
}

/// Automerge's own id for what an operation made. The index is a hint that it checks itself.
pub(super) fn object_id(id: &OpId) -> ObjId {
    ObjId::Id(id.0, id.1.clone(), 0)
}

/// The largest counter of the changes, each of which is above those of its past; none when one of
/// them is not in the document.
fn largest_op(doc: &Automerge, hashes: &[ChangeHash]) -> Option<u64> {
    hashes.iter().try_fold(0, |largest, hash| {
        doc.get_change_meta_by_hash(hash).map(|meta| largest.max(meta.max_op))
    })
}

/// The actor's last sequence number in the change's past, 0 for an actor that is new to the
/// document; none when its changes are elsewhere than in the past.
///
/// The past is walked from the newest operation to the older, so the first change by the actor is
/// its latest.
fn latest_seq(doc: &Automerge, change: &Change) -> Option<u64> {
    // There is no asking for an actor. An id of an actor that the document knows is not an object,
    // or is one; an id of another is not even an id.
    let probe = ObjId::Id(1, change.actor_id().clone(), 0);
    if matches!(doc.get(&probe, ""), Err(AutomergeError::InvalidObjId(_))) {
        return Some(0);
    }
    // Automerge makes an author's own last change a dependency, whatever else was written since. A
    // still later one behind another dependency would be refused on applying, as a duplicate.
    let metas = change.deps().iter().filter_map(|dep| doc.get_change_meta_by_hash(dep));
    let own = metas.filter(|meta| &*meta.actor == change.actor_id()).map(|meta| meta.seq).max();
    if own.is_some() {
        return own;
    }
    let mut seen = BTreeSet::new();
    let mut queue = BinaryHeap::new();
    let mut reach = |queue: &mut BinaryHeap<_>, deps: &[ChangeHash]| {
        for dep in deps {
            if seen.insert(*dep)
                && let Some(meta) = doc.get_change_meta_by_hash(dep)
            {
                queue.push((meta.max_op, *dep));
            }
        }
    };
    reach(&mut queue, change.deps());
    while let Some((_, hash)) = queue.pop() {
        let meta = doc.get_change_meta_by_hash(&hash)?;
        if &*meta.actor == change.actor_id() {
            return Some(meta.seq);
        }
        reach(&mut queue, &meta.deps);
    }
    None
}
