//! A client's database, in memory: what is in it is durable, and outlives every session.

use crate::model::change::{Change, digest, heads, parse_snapshot};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_sync_protocol::client::{
    AcceptedChange, Advance, Counts, PendingChange, PendingMark, RefusedChange, StoreOutcome,
    StoreTask, TrackedStream,
};
use aloft_sync_protocol::frames::{DocHeads, TailEntry};
use aloft_sync_protocol::log::{ChangeHash, Cursor, DocKind, Position, Seq, StreamKind};
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

#[derive(Debug, Default)]
pub(crate) struct ClientStore {
    pub(crate) streams: BTreeMap<StreamId, LocalStream>,
    /// Words of refused changes, kept for the user.
    pub(crate) refused: Vec<String>,
    counter: u64,
    salt: u64,
}

#[derive(Debug)]
pub(crate) struct LocalStream {
    org: OrgId,
    pub(crate) position: Position,
    pub(crate) docs: BTreeMap<DocId, LocalDoc>,
    pub(crate) activity: BTreeSet<String>,
    held_up: BTreeSet<(DocId, ChangeHash)>,
    refused: u64,
}

#[derive(Debug, Default)]
pub(crate) struct LocalDoc {
    pub(crate) changes: BTreeMap<ChangeHash, Local>,
    doc_seq: Seq,
}

#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) change: Change,
    pub(crate) state: Durability,
    /// Its place among what is offered.
    mark: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    Pending { before: bool },
    Acknowledged { seq: Option<Seq> },
}

/// What a task is answered with.
#[derive(Debug)]
pub(crate) enum Done {
    Stored(StoreOutcome),
    Pending(Vec<PendingChange>),
    /// It does not follow on what is stored.
    Failed,
}

impl ClientStore {
    /// `salt` makes the changes of two stores different.
    pub(crate) fn new(salt: u64) -> Self {
        Self { salt, ..Self::default() }
    }

    pub(crate) fn track(&mut self, org: OrgId, stream: StreamId) -> TrackedStream {
        let local = self.streams.entry(stream).or_insert_with(|| LocalStream {
            org,
            position: Position::Start,
            docs: BTreeMap::new(),
            activity: BTreeSet::new(),
            held_up: BTreeSet::new(),
            refused: 0,
        });
        TrackedStream {
            stream,
            org: local.org,
            kind: StreamKind::Project,
            position: local.position.clone(),
            counts: local.counts(),
            doc_seq: local.docs.values().map(|doc| doc.doc_seq).max().unwrap_or(0),
        }
    }

    pub(crate) fn tracked(&mut self) -> Vec<TrackedStream> {
        let ids: Vec<_> = self.streams.iter().map(|(id, local)| (local.org, *id)).collect();
        ids.into_iter().map(|(org, stream)| self.track(org, stream)).collect()
    }

    /// A local edit, durable at once.
    pub(crate) fn edit(&mut self, stream: StreamId, doc: DocId, words: &str) -> Counts {
        let (mark, nonce) = self.next();
        let local = self.streams.get_mut(&stream).unwrap();
        local.docs.entry(doc).or_default().write(doc, words, nonce, mark);
        local.counts()
    }

    pub(crate) fn perform(&mut self, stream: StreamId, task: StoreTask) -> Done {
        let Some(local) = self.streams.get_mut(&stream) else { return Done::Failed };
        let mut outcome = StoreOutcome::default();
        match task {
            StoreTask::LoadPending { after, max_changes, max_bytes } => {
                return Done::Pending(local.pending(after, max_changes, max_bytes));
            }
            StoreTask::StorePage { at, docs, after } => {
                for doc in docs {
                    let state = (doc.doc_seq, parse_snapshot(&doc.bytes));
                    let merged = local.docs.entry(doc.doc).or_default();
                    outcome.requeued += merged.merge(state.0, state.1, &mut self.counter);
                }
                local.position = match after {
                    Some(after) => Position::Snapshots { at, after },
                    None => Position::Activity { at, before: None },
                };
            }
            StoreTask::StoreActivity { at, rows, before } => {
                let rows: Vec<String> = serde_json::from_slice(&rows).unwrap();
                local.activity.extend(rows);
                local.position = match before {
                    Some(mark) => Position::Activity { at, before: Some(mark) },
                    None => Position::Tail(at),
                };
            }
            StoreTask::StoreChanges { entries, advance } => {
                let Some(diverging) = local.apply(&entries, &advance) else { return Done::Failed };
                outcome.diverging = diverging;
            }
            StoreTask::MarkAccepted { accepted, advance } => {
                if !local.accept(&accepted, advance.as_ref()) {
                    return Done::Failed;
                }
            }
            StoreTask::MarkRefused { refused } => {
                outcome.requeued = self.refuse(stream, &refused);
            }
            StoreTask::MarkHeldUp { changes } => local.held_up.extend(changes),
            StoreTask::Reconcile { after, through, docs } => {
                let (fetch, requeued) = local.compare(after, through, &docs, &mut self.counter);
                outcome.fetch = fetch;
                outcome.requeued = requeued;
            }
            StoreTask::StoreDocument { doc, state } => {
                let state = state.map_or((0, Vec::new()), |state| {
                    (state.doc_seq, parse_snapshot(&state.bytes.unpack().unwrap()))
                });
                let merged = local.docs.entry(doc).or_default();
                outcome.requeued = merged.merge(state.0, state.1, &mut self.counter);
            }
            StoreTask::StoreCursor { cursor } => local.position = Position::Tail(cursor),
        }
        let local = &self.streams[&stream];
        outcome.counts = local.counts();
        outcome.cursor = local.cursor();
        Done::Stored(outcome)
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.streams.values().map(|local| local.counts().waiting).sum()
    }

    fn next(&mut self) -> (u64, u64) {
        self.counter += 1;
        (self.counter, self.salt << 32 | self.counter)
    }

    /// Keeps the refused words, and says again what was said on top of them.
    fn refuse(&mut self, stream: StreamId, refused: &[RefusedChange]) -> u64 {
        let mut replayed = 0;
        for RefusedChange { doc, hash, .. } in refused {
            let local = self.streams.get_mut(&stream).unwrap();
            let Some(merged) = local.docs.get_mut(doc) else { continue };
            let Some(found) = merged.changes.get_mut(hash) else { continue };
            match found.state {
                Durability::Acknowledged { .. } => continue,
                Durability::Pending { before: true, .. } => {
                    found.state = Durability::Acknowledged { seq: None };
                    continue;
                }
                Durability::Pending { .. } => {}
            }
            local.refused += 1;
            let (words, later) = merged.take_out(*hash);
            self.refused.push(words);
            for words in later {
                replayed += 1;
                self.edit(stream, *doc, &words);
            }
        }
        replayed
    }
}

impl LocalStream {
    pub(crate) fn counts(&self) -> Counts {
        let changes = self.docs.iter().flat_map(|(id, doc)| doc.changes.iter().map(|c| (*id, c)));
        let waiting: BTreeSet<_> = changes
            .filter(|(_, (_, local))| matches!(local.state, Durability::Pending { .. }))
            .map(|(doc, (hash, _))| (doc, *hash))
            .collect();
        let held_up = waiting.intersection(&self.held_up).count() as u64;
        Counts { waiting: waiting.len() as u64, held_up, refused: self.refused }
    }

    pub(crate) fn words(&self) -> BTreeSet<String> {
        let changes = self.docs.values().flat_map(|doc| doc.changes.values());
        changes.map(|local| local.change.words.clone()).collect()
    }

    pub(crate) fn cursor(&self) -> Option<Cursor> {
        match self.position {
            Position::Tail(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// Everything up to here is in the relay's log, by its own word.
    fn vouched(&self) -> Seq {
        match self.position {
            Position::Start => 0,
            Position::Snapshots { at, .. } | Position::Activity { at, .. } => at.seq,
            Position::Tail(cursor) => cursor.seq,
        }
    }

    fn pending(
        &self,
        after: Option<PendingMark>,
        max_changes: usize,
        max_bytes: usize,
    ) -> Vec<PendingChange> {
        let mut all: Vec<_> = self
            .docs
            .iter()
            .flat_map(|(doc, merged)| merged.changes.iter().map(move |(hash, l)| (doc, hash, l)))
            .filter_map(|(doc, hash, local)| match local.state {
                Durability::Pending { before } => Some((doc, hash, local, before)),
                // No cursor vouches for it: the relay may have lost it since.
                Durability::Acknowledged { seq: Some(seq) }
                    if after.is_none() && seq > self.vouched() =>
                {
                    Some((doc, hash, local, true))
                }
                Durability::Acknowledged { .. } => None,
            })
            .map(|(doc, hash, local, before)| PendingChange {
                // What was acknowledged before is offered first.
                mark: PendingMark(local.mark + if before { 0 } else { 1 << 62 }),
                doc: *doc,
                kind: DocKind::Task,
                hash: *hash,
                bytes: local.change.bytes(),
                acknowledged_before: before,
            })
            .filter(|change| after.is_none_or(|after| change.mark > after))
            .collect();
        all.sort_by_key(|change| change.mark);
        let mut bytes = 0;
        all.into_iter()
            .take(max_changes)
            .enumerate()
            .take_while(|(index, change)| {
                bytes += change.bytes.len();
                *index == 0 || bytes <= max_bytes
            })
            .map(|(_, change)| change)
            .collect()
    }

    fn apply(&mut self, entries: &[TailEntry], advance: &Advance) -> Option<Vec<DocId>> {
        let cursor = self.cursor()?;
        let mut diverging = Vec::new();
        for entry in entries {
            let change = Change::parse(&entry.bytes);
            let doc = self.docs.entry(entry.doc).or_default();
            if entry.seq > cursor.seq && entry.seq > doc.doc_seq {
                let fits = doc.acknowledge(&change, entry.seq);
                let digest = digest(&doc.acknowledged_heads());
                if !fits || entry.heads_digest.is_some_and(|theirs| theirs != digest) {
                    diverging.push(entry.doc);
                }
            }
        }
        let hash = |entry: &TailEntry| (entry.seq, Change::parse(&entry.bytes).hash());
        self.advance(advance, entries.iter().map(hash)).then_some(diverging)
    }

    fn accept(&mut self, accepted: &[AcceptedChange], advance: Option<&Advance>) -> bool {
        for AcceptedChange { doc, hash, seq } in accepted {
            let local = self.docs.get_mut(doc).and_then(|doc| doc.changes.get_mut(hash));
            if let Some(local) = local {
                local.state = Durability::Acknowledged { seq: Some(*seq) };
            }
        }
        advance.is_none_or(|advance| self.advance(advance, iter::empty()))
    }

    fn advance(
        &mut self,
        advance: &Advance,
        entries: impl Iterator<Item = (Seq, ChangeHash)>,
    ) -> bool {
        let Some(mut cursor) = self.cursor() else { return false };
        if cursor.seq < advance.from {
            return false;
        }
        let passed: BTreeMap<_, _> = entries.chain(advance.own.iter().copied()).collect();
        while cursor.seq < advance.seq {
            cursor = cursor.then(passed[&(cursor.seq + 1)]);
        }
        self.position = Position::Tail(cursor);
        true
    }

    fn compare(
        &mut self,
        after: Option<DocId>,
        through: Option<DocId>,
        theirs: &[DocHeads],
        counter: &mut u64,
    ) -> (Vec<DocId>, u64) {
        let theirs: BTreeMap<_, _> = theirs.iter().map(|doc| (doc.doc, &doc.heads)).collect();
        let in_range = |doc: &DocId| {
            after.is_none_or(|after| *doc > after) && through.is_none_or(|last| *doc <= last)
        };
        let mut requeued = 0;
        for (id, doc) in self.docs.iter_mut().filter(|(id, _)| in_range(id)) {
            doc.doc_seq = 0;
            let known: BTreeSet<_> =
                theirs.get(id).map(|heads| heads.hashes().collect()).unwrap_or_default();
            let held = doc.ancestors(&known);
            requeued += doc.requeue(|hash| !held.contains(hash), counter);
        }
        let unknown = |doc: &DocId, heads: &aloft_sync_protocol::log::HeadBytes| {
            let ours = self.docs.get(doc);
            heads.hashes().any(|hash| ours.is_none_or(|doc| !doc.changes.contains_key(&hash)))
        };
        let fetch = theirs.iter().filter(|(doc, heads)| unknown(doc, heads));
        (fetch.map(|(doc, _)| *doc).collect(), requeued)
    }
}

impl LocalDoc {
    fn write(&mut self, doc: DocId, words: &str, nonce: u64, mark: u64) {
        let deps = heads(self.changes.values().map(|local| &local.change)).hashes().collect();
        let change = Change { doc, nonce, deps, words: words.to_owned() };
        let state = Durability::Pending { before: false };
        self.changes.insert(change.hash(), Local { change, state, mark });
    }

    pub(crate) fn acknowledged(&self) -> BTreeSet<ChangeHash> {
        self.changes
            .iter()
            .filter(|(_, local)| matches!(local.state, Durability::Acknowledged { .. }))
            .map(|(hash, _)| *hash)
            .collect()
    }

    fn acknowledged_heads(&self) -> aloft_sync_protocol::log::HeadBytes {
        let acknowledged = self
            .changes
            .values()
            .filter(|local| matches!(local.state, Durability::Acknowledged { .. }));
        heads(acknowledged.map(|local| &local.change))
    }

    /// An accepted change came. False: what it builds on is missing.
    fn acknowledge(&mut self, change: &Change, seq: Seq) -> bool {
        let known = change.deps.iter().all(|dep| self.changes.contains_key(dep));
        if known {
            let state = Durability::Acknowledged { seq: Some(seq) };
            self.changes.insert(change.hash(), Local { change: change.clone(), state, mark: 0 });
        }
        known
    }

    /// Merges a whole document, and wants what it lacks to be offered again.
    fn merge(&mut self, doc_seq: Seq, theirs: Vec<Change>, counter: &mut u64) -> u64 {
        let held: BTreeSet<_> = theirs.iter().map(Change::hash).collect();
        for change in theirs {
            let hash = change.hash();
            let seq = self.changes.get(&hash).and_then(|local| match local.state {
                Durability::Acknowledged { seq } => seq,
                Durability::Pending { .. } => None,
            });
            let state = Durability::Acknowledged { seq };
            self.changes.insert(hash, Local { change, state, mark: 0 });
        }
        self.doc_seq = doc_seq;
        // What came by the tail while the document was on its way is offered once too often; that
        // is cheap, and to be lost is not.
        self.requeue(|hash| !held.contains(hash), counter)
    }

    fn requeue(&mut self, lost: impl Fn(&ChangeHash) -> bool, counter: &mut u64) -> u64 {
        let mut requeued = 0;
        for hash in self.in_causal_order() {
            let local = self.changes.get_mut(&hash).unwrap();
            if matches!(local.state, Durability::Acknowledged { .. }) && lost(&hash) {
                requeued += 1;
                local.state = Durability::Pending { before: true };
            }
        }
        if requeued > 0 {
            self.mark_pending_again(counter);
        }
        requeued
    }

    /// Pending changes come after what they build on, also when that became pending again.
    fn mark_pending_again(&mut self, counter: &mut u64) {
        for hash in self.in_causal_order() {
            let local = self.changes.get_mut(&hash).unwrap();
            *counter += 1;
            local.mark = *counter;
        }
    }

    fn in_causal_order(&self) -> Vec<ChangeHash> {
        let mut ordered: Vec<ChangeHash> = Vec::new();
        while ordered.len() < self.changes.len() {
            let ready = self.changes.iter().filter(|(hash, local)| {
                !ordered.contains(hash) && local.change.deps.iter().all(|dep| ordered.contains(dep))
            });
            let next: Vec<_> = ready.map(|(hash, _)| *hash).collect();
            assert!(!next.is_empty(), "a change without what it builds on");
            ordered.extend(next);
        }
        ordered
    }

    fn ancestors(&self, heads: &BTreeSet<ChangeHash>) -> BTreeSet<ChangeHash> {
        let mut found = BTreeSet::new();
        let mut open: Vec<_> = heads.iter().copied().collect();
        while let Some(hash) = open.pop() {
            if let Some(local) = self.changes.get(&hash)
                && found.insert(hash)
            {
                open.extend(&local.change.deps);
            }
        }
        found
    }

    /// Takes out a pending change and all that build on it; the words of those are to be said again.
    fn take_out(&mut self, hash: ChangeHash) -> (String, Vec<String>) {
        let words = self.changes[&hash].change.words.clone();
        let mut out = BTreeSet::from([hash]);
        let mut later = Vec::new();
        for hash in self.in_causal_order() {
            let change = &self.changes[&hash].change;
            if change.deps.iter().any(|dep| out.contains(dep)) {
                out.insert(hash);
                later.push(change.words.clone());
            }
        }
        self.changes.retain(|hash, _| !out.contains(hash));
        (words, later)
    }
}
