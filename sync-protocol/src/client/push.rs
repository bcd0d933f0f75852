//! Offering pending changes, and taking what the relay says of them.

use crate::client::effect::ClientEffect;
use crate::client::effect::{AcceptedChange, RefusedChange, StoreTask};
use crate::client::input::PendingChange;
use crate::client::session::{ClientSession, Purpose, Then};
use crate::client::stream::{InFlight, OwnChange, Stream};
use crate::frames::from_client::{Again, PackedPush, Push, PushedChange};
use crate::frames::from_relay::{Accepted, Refused, RefusedItem};
use crate::frames::{ClientFrame, WireRefusal};
use crate::instant::Millis;
use crate::ticket::Ticket;
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use rand::Rng;
use std::collections::BTreeSet;

/// Room in a frame for what is not the changes' bytes: 64 a change and 1 KiB more.
const FRAME_OVERHEAD: usize = 1 << 10;

impl<R: Rng> ClientSession<R> {
    /// Reads pending changes where there may be some, as long as more pushes may be in flight.
    pub(super) fn pump_pushes(&mut self) {
        if !self.is_online() {
            return;
        }
        let in_flight: usize = self.streams.values().map(Stream::pushes).sum();
        let mut free = (self.limits.pushes_in_flight as usize).saturating_sub(in_flight);
        let ids: Vec<_> = self.streams.keys().copied().collect();
        for id in ids {
            if free == 0 {
                return;
            }
            free -= usize::from(self.load_pending(id));
        }
    }

    pub(super) fn pending(&mut self, ticket: Ticket, changes: Vec<PendingChange>) {
        let Some(Purpose::LoadPending { stream: id }) = self.tickets.redeem(ticket) else { return };
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.pushing.loading = false;
        let Some(last) = changes.last() else { return };
        stream.pushing.after = Some(last.mark);
        // There may be more behind these.
        stream.pushing.dirty = true;
        let most = self.limits.frame_bytes as usize - FRAME_OVERHEAD;
        let (fitting, too_large): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|change| change.bytes.len() <= most);
        self.refuse_too_large(id, too_large);
        self.push(id, fitting);
    }

    pub(super) fn accepted(&mut self, accepted: &Accepted) {
        let Some((id, stream)) = self.stream_of(accepted.push_id) else { return };
        let mut changes = Vec::new();
        for item in &accepted.accepted {
            if let Some(own) = stream.answered(accepted.push_id, item.index) {
                stream.own_accepted(item.seq, own);
                stream.pushing.lacks_no_more(own.doc);
                changes.push(AcceptedChange { doc: own.doc, hash: own.hash, seq: item.seq });
            }
        }
        stream.drop_answered(accepted.push_id);
        stream.announced = stream.announced.max(accepted.head_seq.unwrap_or(0));
        let advance = stream.advance_past_own();
        let then = if advance.is_some() { Then::Advanced } else { Then::Nothing };
        if !changes.is_empty() {
            self.store(id, StoreTask::MarkAccepted { accepted: changes, advance }, 0, then);
        }
    }

    pub(super) fn refused(&mut self, Refused { push_id, refused: items }: Refused) {
        let now = self.now;
        let retry_ms = self.config.push_retry_ms;
        let Some((id, stream)) = self.stream_of(push_id) else { return };
        let mut changes = Vec::new();
        for RefusedItem { index, refusal } in items {
            if let Some(own) = stream.answered(push_id, index) {
                changes.push((own, refusal));
            }
        }
        stream.drop_answered(push_id);
        let documents = lacking(&changes);
        let (mut refused, mut held_up) = (Vec::new(), Vec::new());
        for (own, refusal) in changes {
            let OwnChange { doc, hash, .. } = own;
            if builds_on_what_lacks(&documents, own, &refusal) {
                stream.pushing.lacks(doc, now, retry_ms);
                stream.healing.want(doc, now);
                // Before, it may only have been offered without what it builds on.
                if stream.healing.was_healed(doc, push_id) {
                    held_up.push((doc, hash));
                }
            } else {
                refused.push(RefusedChange { doc, hash, refusal });
            }
        }
        // In this order: what is lost for good comes before what builds on it.
        if !refused.is_empty() {
            self.store(id, StoreTask::MarkRefused { refused }, 0, Then::Nothing);
        }
        if !held_up.is_empty() {
            self.store(id, StoreTask::MarkHeldUp { changes: held_up }, 0, Then::Nothing);
        }
    }

    pub(super) fn push_deadline(&self) -> Option<Millis> {
        let answers = self.config.push_answer_ms;
        self.streams
            .values()
            .flat_map(|stream| {
                let oldest = stream.pushing.in_flight.front();
                [stream.pushing.retry_at(), oldest.map(|push| push.sent_at.plus(answers))]
            })
            .flatten()
            .min()
    }

    pub(super) fn check_pushes(&mut self) {
        if self.push_deadline().is_none_or(|at| self.now < at) {
            return;
        }
        for stream in self.streams.values_mut() {
            stream.pushing.retry(self.now);
        }
        if self.push_deadline().is_some_and(|at| self.now >= at) {
            self.hang_up("a push was not answered");
        }
    }

    /// What the store reads for a stream that came to rest is not wanted any more.
    pub(super) fn forget_loading(&mut self, id: StreamId) {
        self.tickets
            .retain(|purpose| !matches!(purpose, Purpose::LoadPending { stream } if *stream == id));
    }

    fn load_pending(&mut self, id: StreamId) -> bool {
        let (most_pushes, most) = (self.config.pushes_per_stream, self.limits);
        let Some(stream) = self.streams.get_mut(&id) else { return false };
        if !stream.wants_loading(most_pushes) {
            return false;
        }
        stream.pushing.start_loading();
        let after = stream.pushing.after;
        let (max_changes, max_bytes) = (most.push_changes as usize, most.push_bytes as usize);
        let ticket = self.tickets.issue(Purpose::LoadPending { stream: id });
        let task = StoreTask::LoadPending { after, max_changes, max_bytes };
        self.effect(ClientEffect::Store { ticket, stream: id, task });
        true
    }

    fn push(&mut self, id: StreamId, changes: Vec<PendingChange>) {
        if changes.is_empty() {
            return;
        }
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let push_id = self.next_push_id;
        self.next_push_id += 1;
        stream.pushing.in_flight.push_back(InFlight {
            push_id,
            sent_at: self.now,
            changes: changes
                .iter()
                .map(|change| {
                    let PendingChange { doc, hash, acknowledged_before: again, .. } = *change;
                    Some(OwnChange { doc, hash, again })
                })
                .collect(),
        });
        let changes = changes.into_iter().map(PushedChange::from).collect();
        let push = Push { push_id, stream: id, changes };
        let packed = PackedPush::of(&push, &self.limits);
        self.send(&packed.map_or(ClientFrame::Push(push), ClientFrame::PackedPush));
    }

    /// A change that no frame can carry would block all that come after it.
    fn refuse_too_large(&mut self, id: StreamId, changes: Vec<PendingChange>) {
        let refusal = Refusal::new(RefusalCode::TooLarge, "This change is too large to be sent.");
        let refused: Vec<_> = changes
            .into_iter()
            .map(|PendingChange { doc, hash, .. }| RefusedChange {
                doc,
                hash,
                refusal: WireRefusal::from(&refusal),
            })
            .collect();
        if !refused.is_empty() {
            self.store(id, StoreTask::MarkRefused { refused }, 0, Then::Nothing);
        }
    }

    fn stream_of(&mut self, push_id: u64) -> Option<(StreamId, &mut Stream)> {
        self.streams
            .iter_mut()
            .find(|(_, stream)| stream.pushing.in_flight.iter().any(|push| push.push_id == push_id))
            .map(|(id, stream)| (*id, stream))
    }
}

impl Stream {
    /// Pushes in flight, and those that are being read.
    fn pushes(&self) -> usize {
        self.pushing.in_flight.len() + usize::from(self.pushing.loading)
    }

    fn wants_loading(&self, most_pushes: usize) -> bool {
        let pushing = &self.pushing;
        let room = if pushing.restart { 1 } else { most_pushes };
        self.may_push() && pushing.dirty && !pushing.loading && pushing.in_flight.len() < room
    }

    /// Takes a change of a push off the list of those that are not answered.
    fn answered(&mut self, push_id: u64, index: u32) -> Option<OwnChange> {
        let push = self.pushing.in_flight.iter_mut().find(|push| push.push_id == push_id)?;
        push.changes.get_mut(index as usize)?.take()
    }

    fn drop_answered(&mut self, push_id: u64) {
        self.pushing
            .in_flight
            .retain(|push| push.push_id != push_id || push.changes.iter().any(Option::is_some));
    }
}

impl super::stream::Pushing {
    fn start_loading(&mut self) {
        if std::mem::take(&mut self.restart) {
            self.after = None;
        }
        self.dirty = false;
        self.loading = true;
    }
}

impl From<PendingChange> for PushedChange {
    fn from(change: PendingChange) -> Self {
        Self {
            doc: change.doc,
            kind: change.kind,
            bytes: change.bytes.into(),
            again: change.acknowledged_before.then_some(Again::WasAcknowledged),
        }
    }
}

/// Documents of which the relay lacks something: what a change builds on, or one that it had and
/// will not take back from here.
fn lacking(refused: &[(OwnChange, WireRefusal)]) -> BTreeSet<DocId> {
    refused
        .iter()
        .filter(|(own, refusal)| {
            own.again || refusal.known_code() == Some(RefusalCode::MissingDependency)
        })
        .map(|(own, _)| own.doc)
        .collect()
}

/// That can be mended; anything else the relay will never take.
fn builds_on_what_lacks(
    documents: &BTreeSet<DocId>,
    own: OwnChange,
    refusal: &WireRefusal,
) -> bool {
    match refusal.known_code() {
        Some(RefusalCode::MissingDependency) => true,
        Some(RefusalCode::DependsOnRefused) => documents.contains(&own.doc),
        _ => false,
    }
}
