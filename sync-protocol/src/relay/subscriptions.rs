//! Subscriptions: what of a stream was sent, and what comes next.

use crate::log::{ActivityMark, Cursor, Position, Seq};
use aloft_crdt_model::ids::{DocId, StreamId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// All subscriptions of a session.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    by_stream: BTreeMap<StreamId, Subscription>,
    /// The last one that was served, so that all get their turn.
    served: Option<StreamId>,
}

/// One subscription.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) stage: Stage,
    /// Everything up to here was sent, or is the client's own and was acknowledged to it.
    pub(super) sent: Seq,
    /// The newest change that is known to be there.
    pub(super) head: Seq,
    /// The head when the reading that is out began; none: no reading is out.
    pub(super) reading: Option<Seq>,
    /// Read without a hint.
    pub(super) probe: bool,
    /// The person showed a presence here.
    pub(super) present: bool,
    /// Changes after `sent` that were acknowledged to this client: not sent again.
    own: BTreeSet<Seq>,
}

/// What is being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing yet: the position is looked at.
    Verifying(Position),
    /// Documents.
    Snapshots { at: Option<Cursor>, after: Option<DocId> },
    /// Activity.
    Activity { at: Cursor, before: Option<ActivityMark> },
    /// The log's tail.
    Tail,
}

/// More own changes than this are sent like everybody's: memory is worth more than their bytes.
const MAX_OWN: usize = 65_536;

impl Subscriptions {
    pub(super) fn len(&self) -> usize {
        self.by_stream.len()
    }

    pub(super) fn streams(&self) -> Vec<StreamId> {
        self.by_stream.keys().copied().collect()
    }

    pub(super) fn get_mut(&mut self, stream: StreamId) -> Option<&mut Subscription> {
        self.by_stream.get_mut(&stream)
    }

    pub(super) fn insert(&mut self, stream: StreamId, position: Position) {
        self.by_stream.insert(stream, Subscription::new(position));
    }

    pub(super) fn remove(&mut self, stream: StreamId) -> Option<Subscription> {
        self.by_stream.remove(&stream)
    }

    pub(super) fn hint(&mut self, stream: StreamId, head_seq: Seq) {
        if let Some(subscription) = self.by_stream.get_mut(&stream) {
            subscription.head = subscription.head.max(head_seq);
        }
    }

    /// Has every tail read once without a hint.
    pub(super) fn probe(&mut self) {
        for subscription in self.by_stream.values_mut() {
            subscription.probe = true;
        }
    }

    pub(super) fn own_accepted(&mut self, stream: StreamId, seqs: impl Iterator<Item = Seq>) {
        if let Some(subscription) = self.by_stream.get_mut(&stream) {
            subscription.own_accepted(seqs);
        }
    }

    pub(super) fn reads_out(&self) -> usize {
        self.by_stream.values().filter(|subscription| subscription.reading.is_some()).count()
    }

    /// The next stream that wants a reading, in turn.
    pub(super) fn next_wanting(&mut self) -> Option<StreamId> {
        let after = self.served.map_or(Bound::Unbounded, Bound::Excluded);
        let wanting = self
            .by_stream
            .range((after, Bound::Unbounded))
            .chain(&self.by_stream)
            .find(|(_, subscription)| subscription.wants_reading())
            .map(|(stream, _)| *stream);
        self.served = wanting.or(self.served);
        wanting
    }
}

impl Subscription {
    fn new(position: Position) -> Self {
        Self {
            stage: Stage::Verifying(position),
            sent: 0,
            head: 0,
            reading: None,
            probe: false,
            present: false,
            own: BTreeSet::new(),
        }
    }

    /// The position fits: what follows from it.
    pub(super) fn begin(&mut self, head_seq: Seq) {
        let Stage::Verifying(position) = &self.stage else { return };
        let (stage, sent) = match position.clone() {
            Position::Start => (Stage::Snapshots { at: None, after: None }, 0),
            Position::Snapshots { at, after } => {
                (Stage::Snapshots { at: Some(at), after: Some(after) }, at.seq)
            }
            Position::Activity { at, before } => (Stage::Activity { at, before }, at.seq),
            Position::Tail(cursor) => (Stage::Tail, cursor.seq),
        };
        self.stage = stage;
        self.head = self.head.max(head_seq);
        self.move_to(sent);
    }

    /// Everything up to `seq` is dealt with, and so are the own changes that follow on it.
    pub(super) fn move_to(&mut self, seq: Seq) {
        self.sent = self.sent.max(seq);
        self.own = self.own.split_off(&(self.sent + 1));
        if matches!(self.stage, Stage::Tail | Stage::Activity { .. }) {
            while self.own.remove(&(self.sent + 1)) {
                self.sent += 1;
            }
        }
    }

    pub(super) fn is_own(&self, seq: Seq) -> bool {
        self.own.contains(&seq)
    }

    /// A reading of the tail came back: its head, unless a hint came meanwhile that is newer.
    pub(super) fn finish_reading(&mut self, head_seq: Seq) {
        let asked = self.reading.take().unwrap_or_default();
        if self.head <= asked {
            // A hint that promised more than there is must not be asked for for ever.
            self.head = head_seq;
        }
        self.head = self.head.max(head_seq);
    }

    fn own_accepted(&mut self, seqs: impl Iterator<Item = Seq>) {
        for seq in seqs {
            self.head = self.head.max(seq);
            if seq > self.sent && self.own.len() < MAX_OWN {
                self.own.insert(seq);
            }
        }
        self.move_to(self.sent);
    }

    fn wants_reading(&self) -> bool {
        let wanted = match self.stage {
            Stage::Verifying(_) => false,
            Stage::Snapshots { .. } | Stage::Activity { .. } => true,
            Stage::Tail => self.probe || self.head > self.sent,
        };
        wanted && self.reading.is_none()
    }
}
