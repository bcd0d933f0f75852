//! One stream as the client follows it: how far it is, and what is on its way.

use crate::client::effect::{Advance, PendingMark};
use crate::client::input::{Counts, TrackedStream};
use crate::client::status::StreamStatus;
use crate::frames::TailEntry;
use crate::instant::Millis;
use crate::log::{ChangeHash, Cursor, Position, Seq, StreamKind};
use aloft_crdt_model::ids::{DocId, OrgId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A followed stream.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) org: OrgId,
    pub(super) kind: StreamKind,
    /// What the store has, durably.
    pub(super) position: Position,
    pub(super) counts: Counts,
    pub(super) state: State,
    /// Everything up to here was given to the store, in this connection.
    pub(super) received: Seq,
    /// The greatest `doc_seq` of its documents.
    pub(super) doc_seq: Seq,
    /// The bootstrap at hand began in an earlier connection.
    resumed: bool,
    /// The newest change that the relay spoke of.
    pub(super) announced: Seq,
    /// Store tasks that are not answered.
    pub(super) storing: usize,
    pub(super) pushing: Pushing,
    pub(super) healing: Healing,
    /// Own changes that were accepted in this connection, after `received`.
    own: BTreeMap<Seq, OwnChange>,
}

/// How far a stream is in this connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing was asked yet.
    Idle,
    /// The relay will not have it.
    NoAccess,
    /// The relay is asked to make it, or its first cursor is being stored.
    Opening,
    /// The relay looks at the position.
    Subscribing,
    /// Documents are coming.
    Snapshots,
    /// Activity is coming.
    Activity { at: Cursor },
    /// The tail is coming.
    Tailing,
    /// Both sides compare heads.
    Reconciling(Reconciling),
}

/// A comparison of all heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reconciling {
    /// Where the stream stood at the first page: the tail will begin there.
    pub(super) at: Option<Cursor>,
    /// The last document of the last page.
    pub(super) after: Option<DocId>,
    /// The store compares a page.
    pub(super) comparing: bool,
    /// The greatest `doc_seq` of the documents fetched.
    pub(super) doc_seq: Seq,
}

/// What of the stream's pending changes is where.
#[derive(Debug, Default)]
pub(super) struct Pushing {
    /// There may be pending changes that were not read.
    pub(super) dirty: bool,
    /// The store is reading some.
    pub(super) loading: bool,
    /// They are to be read from the first again, once nothing is in flight.
    pub(super) restart: bool,
    /// The last one read.
    pub(super) after: Option<PendingMark>,
    /// Offered, and not all answered.
    pub(super) in_flight: VecDeque<InFlight>,
    /// Documents with changes that lacked a dependency, and when they are offered again.
    pub(super) lacking: BTreeMap<DocId, Retry>,
}

/// When something is tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retry {
    pub(super) at: Millis,
    /// How much later the next time, in milliseconds.
    then: u64,
}

/// The longest time between two offers of a change that lacks something, in milliseconds.
const MOST_RETRY_MS: u64 = 15 * 60_000;
/// How soon it is offered again when something comes of its document.
const COME_RETRY_MS: u64 = 5_000;

/// A push that is not all answered.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) push_id: u64,
    pub(super) sent_at: Millis,
    /// By index; none: answered.
    pub(super) changes: Vec<Option<OwnChange>>,
}

/// An own change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OwnChange {
    pub(super) doc: DocId,
    pub(super) hash: ChangeHash,
    /// It was offered as one that the relay had before.
    pub(super) again: bool,
}

/// Documents that are looked at one by one.
#[derive(Debug, Default)]
pub(super) struct Healing {
    /// A page of heads is to be asked for.
    pub(super) heads_wanted: bool,
    /// To be fetched.
    pub(super) wanted: VecDeque<DocId>,
    /// Fetched and not stored yet, or asked for.
    pub(super) fetching: BTreeSet<DocId>,
    /// When a document was looked at, in this connection: two sides that cannot agree must not ask
    /// each other without rest.
    looked_at: BTreeMap<DocId, Millis>,
    /// The first push after the relay's copy of a document was merged, in this connection.
    healed: BTreeMap<DocId, u64>,
}

/// A document is looked at once in this time at most, in milliseconds.
const LOOK_AGAIN_MS: u64 = 60_000;

/// An entry does not follow on the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap;

impl Stream {
    pub(super) fn new(tracked: &TrackedStream) -> Self {
        Self {
            org: tracked.org,
            kind: tracked.kind,
            position: tracked.position.clone(),
            counts: tracked.counts,
            state: State::Idle,
            received: 0,
            doc_seq: tracked.doc_seq,
            resumed: false,
            announced: 0,
            storing: 0,
            pushing: Pushing { dirty: true, ..Pushing::default() },
            healing: Healing::default(),
            own: BTreeMap::new(),
        }
    }

    /// The connection is gone, or the subscription is: only what is durable stays.
    pub(super) fn rest(&mut self, state: State) {
        self.state = state;
        self.own.clear();
        self.pushing = Pushing { dirty: true, ..Pushing::default() };
        self.healing = Healing::default();
    }

    /// A subscription is asked for at the durable position.
    pub(super) fn subscribing(&mut self) {
        self.state = State::Subscribing;
        // The relay's list of what not to send again begins empty at this moment, and so does this.
        self.own.clear();
        self.resumed |=
            matches!(self.position, Position::Snapshots { .. } | Position::Activity { .. });
        self.received = match &self.position {
            Position::Start => 0,
            Position::Snapshots { at, .. } | Position::Activity { at, .. } => at.seq,
            Position::Tail(cursor) => cursor.seq,
        };
    }

    /// The subscription stands.
    pub(super) fn subscribed(&mut self, head_seq: Seq) {
        self.announced = head_seq;
        self.state = match &self.position {
            Position::Start | Position::Snapshots { .. } => State::Snapshots,
            Position::Activity { at, .. } => State::Activity { at: *at },
            Position::Tail(_) => State::Tailing,
        };
        self.pushing.dirty = true;
        self.pushing.restart = true;
    }

    /// The bootstrap began anew, or all heads are compared.
    pub(super) fn restart_at(&mut self, position: Position) {
        self.resumed = position == Position::Start;
        self.position = position;
    }

    /// Something is held that neither the cursor nor the connection at hand vouches for: documents
    /// of a bootstrap that are ahead of it. All heads are to be compared.
    pub(super) fn is_unsure(&self) -> bool {
        match &self.position {
            Position::Tail(cursor) => self.resumed || self.doc_seq > cursor.seq,
            _ => false,
        }
    }

    /// All heads are to be compared now.
    pub(super) fn reconcile(&mut self) {
        self.state = State::Reconciling(Reconciling::default());
        self.healing.heads_wanted = true;
    }

    /// The bootstrap at hand ran in more than one connection, or began twice.
    pub(super) fn was_resumed(&self) -> bool {
        self.resumed
    }

    /// A whole document came, that holds changes up to this place.
    pub(super) fn holds(&mut self, doc_seq: Seq) {
        match &mut self.state {
            State::Reconciling(reconciling) => {
                reconciling.doc_seq = reconciling.doc_seq.max(doc_seq);
            }
            _ => self.doc_seq = self.doc_seq.max(doc_seq),
        }
    }

    /// The relay listens to pushes, and what it says of them can be placed.
    pub(super) fn may_push(&self) -> bool {
        matches!(self.state, State::Snapshots | State::Activity { .. } | State::Tailing)
    }

    /// Where the tail will begin is known now.
    pub(super) fn begins_at(&mut self, at: Cursor) {
        self.received = at.seq;
        self.own = self.own.split_off(&(at.seq + 1));
    }

    /// An own change was accepted at this place.
    pub(super) fn own_accepted(&mut self, seq: Seq, change: OwnChange) {
        self.announced = self.announced.max(seq);
        if seq > self.received {
            self.own.insert(seq, change);
        }
    }

    /// Takes entries of the tail. Own changes fill the gaps that the relay left for them.
    pub(super) fn take_entries(
        &mut self,
        mut entries: Vec<TailEntry>,
    ) -> Result<(Vec<TailEntry>, Option<Advance>), Gap> {
        let from = self.received;
        let mut passed = Vec::new();
        entries.retain(|entry| entry.seq > from);
        for entry in &mut entries {
            self.pass_own(entry.seq, &mut passed);
            if self.received + 1 != entry.seq {
                return Err(Gap);
            }
            self.received = entry.seq;
            self.own.remove(&entry.seq);
            // The store has acknowledged own changes that come after this entry; a digest of the
            // heads without them can tell it nothing.
            if self.own.values().any(|own| own.doc == entry.doc) {
                entry.heads_digest = None;
            }
        }
        self.announced = self.announced.max(self.received);
        self.pass_own(Seq::MAX, &mut passed);
        let moved = self.received > from;
        Ok((entries, moved.then_some(Advance { from, seq: self.received, own: passed })))
    }

    /// Moves past own changes that come next.
    pub(super) fn advance_past_own(&mut self) -> Option<Advance> {
        if self.state != State::Tailing {
            return None;
        }
        let from = self.received;
        let mut own = Vec::new();
        self.pass_own(Seq::MAX, &mut own);
        (!own.is_empty()).then_some(Advance { from, seq: self.received, own })
    }

    /// What waits, as far as is known for sure: while the store is being read, at least one.
    pub(super) fn waiting(&self) -> u64 {
        self.counts.waiting.max(u64::from(self.is_offering()))
    }

    /// Pending changes are being read, or were offered and are not answered.
    pub(super) fn is_offering(&self) -> bool {
        let pushing = &self.pushing;
        self.may_push() && (pushing.dirty || pushing.loading || !pushing.in_flight.is_empty())
    }

    /// Why the stream is not all here; none: it is.
    pub(super) fn status(&self) -> Option<StreamStatus> {
        match &self.state {
            State::Idle => Some(StreamStatus::Idle),
            State::NoAccess => Some(StreamStatus::NoAccess),
            State::Opening | State::Subscribing => Some(StreamStatus::Opening),
            State::Snapshots | State::Activity { .. } => Some(StreamStatus::Bootstrapping),
            State::Reconciling(_) => Some(StreamStatus::Reconciling),
            State::Tailing => self.behind(),
        }
    }

    fn behind(&self) -> Option<StreamStatus> {
        let Position::Tail(cursor) = &self.position else {
            return Some(StreamStatus::Bootstrapping);
        };
        let behind = self.announced.saturating_sub(cursor.seq);
        if behind > 0 || self.storing > 0 {
            return Some(StreamStatus::CatchingUp { behind });
        }
        let healing = !self.healing.is_idle();
        healing.then_some(StreamStatus::Reconciling)
    }

    /// Moves past own changes that come next, and before this place.
    fn pass_own(&mut self, before: Seq, passed: &mut Vec<(Seq, ChangeHash)>) {
        while self.received + 1 < before
            && let Some(own) = self.own.remove(&(self.received + 1))
        {
            self.received += 1;
            passed.push((self.received, own.hash));
        }
    }
}

impl Pushing {
    /// The relay lacks what a change of this document builds on. It is offered again after a while,
    /// and each time that it was in vain after twice as long.
    pub(super) fn lacks(&mut self, doc: DocId, now: Millis, first: u64) {
        self.lacking.entry(doc).or_insert(Retry { at: now.plus(first), then: 2 * first });
    }

    /// Something came of a document: perhaps what was lacking.
    pub(super) fn came(&mut self, doc: DocId, now: Millis) {
        if let Some(retry) = self.lacking.get_mut(&doc) {
            retry.at = retry.at.min(now.plus(COME_RETRY_MS));
        }
    }

    /// A change of this document was accepted.
    pub(super) fn lacks_no_more(&mut self, doc: DocId) {
        self.lacking.remove(&doc);
    }

    /// When something that lacked a dependency is to be offered again.
    pub(super) fn retry_at(&self) -> Option<Millis> {
        self.lacking.values().map(|retry| retry.at).min()
    }

    /// Offers everything again, if it is time.
    pub(super) fn retry(&mut self, now: Millis) {
        let due: Vec<_> = self.lacking.values_mut().filter(|retry| retry.at <= now).collect();
        if due.is_empty() {
            return;
        }
        for retry in due {
            retry.at = now.plus(retry.then);
            retry.then = (2 * retry.then).min(MOST_RETRY_MS);
        }
        self.offer_all();
    }

    /// Everything that waits is offered from the first on.
    pub(super) fn offer_all(&mut self) {
        self.restart = true;
        self.dirty = true;
    }
}

impl Reconciling {
    /// Where the tail will begin, once all pages are compared.
    pub(super) fn done(&self) -> Option<Cursor> {
        self.at.filter(|_| !self.comparing && self.after.is_none())
    }
}

impl Healing {
    /// Has a document looked at, if it was not in the last minute.
    pub(super) fn want(&mut self, doc: DocId, now: Millis) {
        let lately = self.looked_at.get(&doc).is_some_and(|at| now.since(*at) < LOOK_AGAIN_MS);
        if !lately {
            self.looked_at.insert(doc, now);
            self.wanted.push_back(doc);
        }
    }

    /// The relay's copy of a document is merged, before this push.
    pub(super) fn healed(&mut self, doc: DocId, next_push: u64) {
        self.fetching.remove(&doc);
        self.healed.insert(doc, next_push);
    }

    /// Whether all that the relay lacks of a document was known when this was offered.
    pub(super) fn was_healed(&self, doc: DocId, push: u64) -> bool {
        self.healed.get(&doc).is_some_and(|first| *first <= push)
    }

    pub(super) fn is_idle(&self) -> bool {
        !self.heads_wanted && self.wanted.is_empty() && self.fetching.is_empty()
    }
}
