//! Pushes: one at a time a stream, answered after commit.

use crate::frames::from_client::{PackedPush, Push};
use crate::frames::from_relay::{Accepted, AcceptedItem, Refused, RefusedItem};
use crate::frames::{GoodbyeCode, RelayFrame, WireRefusal};
use crate::instant::Millis;
use crate::log::Seq;
use crate::relay::access::Access;
use crate::relay::effect::RelayEffect;
use crate::relay::input::Outcome;
use crate::relay::session::{Purpose, RelaySession};
use aloft_crdt_model::ids::StreamId;
use std::collections::{BTreeMap, VecDeque};

/// Pushes that are not answered yet.
#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// By stream, in order; a stream is here as long as one of its pushes is being committed.
    waiting: BTreeMap<StreamId, VecDeque<Push>>,
    unanswered: usize,
}

impl Pushes {
    /// Drops those that are not being committed; their client will offer them again.
    pub(super) fn forget_waiting(&mut self) {
        let forgotten: usize = self.waiting.values_mut().map(|queue| queue.drain(..).count()).sum();
        self.unanswered -= forgotten;
    }

    /// Drops those for streams that the person may not see any more, and names them.
    pub(super) fn forget_lost(&mut self, access: &Access) -> Vec<(StreamId, u64)> {
        let lost: Vec<_> = self
            .waiting
            .iter_mut()
            .filter(|(stream, _)| access.org_of(**stream).is_none())
            .flat_map(|(stream, queue)| queue.drain(..).map(|push| (*stream, push.push_id)))
            .collect();
        self.unanswered -= lost.len();
        lost
    }

    fn finish_one(&mut self, stream: StreamId) -> Option<Push> {
        self.unanswered -= 1;
        let next = self.waiting.get_mut(&stream)?.pop_front();
        if next.is_none() {
            self.waiting.remove(&stream);
        }
        next
    }
}

impl RelaySession {
    /// What it unfolds to counts besides what was sent.
    pub(super) fn packed_push(&mut self, now: Millis, packed: &PackedPush) {
        match packed.unpack(&self.config.limits) {
            Err(error) => self.goodbye(GoodbyeCode::Protocol, &error.to_string(), 0),
            Ok((push, bytes)) => {
                if self.within_rate(now, bytes) {
                    self.push(push);
                }
            }
        }
    }

    pub(super) fn push(&mut self, push: Push) {
        if let Err(words) = self.check_push(&push) {
            return self.goodbye(GoodbyeCode::Protocol, words, 0);
        }
        if self.access.org_of(push.stream).is_none() {
            return self.deny(push.stream, Some(push.push_id));
        }
        self.pushes.unanswered += 1;
        if let Some(queue) = self.pushes.waiting.get_mut(&push.stream) {
            queue.push_back(push);
        } else {
            self.pushes.waiting.insert(push.stream, VecDeque::new());
            self.ingest(push);
        }
    }

    pub(super) fn ingested(
        &mut self,
        stream: StreamId,
        push_id: u64,
        changes: usize,
        (outcomes, head_seq): (Vec<Outcome>, Seq),
    ) {
        if outcomes.len() != changes {
            return self.wrong_answer();
        }
        let (accepted, refused) = sorted(outcomes);
        self.subscriptions.own_accepted(stream, accepted.iter().map(|item| item.seq));
        // What the relay wrote in answer is read now, not when a hint comes.
        self.subscriptions.hint(stream, head_seq);
        if !accepted.is_empty() {
            let newest = accepted.iter().map(|item| item.seq).max();
            let head_seq = Some(head_seq).filter(|head| newest.is_some_and(|seq| seq < *head));
            self.out.send(&RelayFrame::Accepted(Accepted { push_id, accepted, head_seq }));
        }
        if !refused.is_empty() {
            self.out.send(&RelayFrame::Refused(Refused { push_id, refused }));
        }
        if let Some(next) = self.pushes.finish_one(stream) {
            self.ingest(next);
        }
    }

    fn check_push(&self, push: &Push) -> Result<(), &'static str> {
        let limits = &self.config.limits;
        let bytes: usize = push.changes.iter().map(|change| change.bytes.len()).sum();
        if push.changes.is_empty() {
            Err("an empty push")
        } else if push.changes.len() > limits.push_changes as usize {
            Err("too many changes in a push")
        } else if push.changes.len() > 1 && bytes > limits.push_bytes as usize {
            Err("too many bytes in a push")
        } else if self.pushes.unanswered >= limits.pushes_in_flight as usize {
            Err("too many pushes in flight")
        } else {
            Ok(())
        }
    }

    fn ingest(&mut self, push: Push) {
        let Push { push_id, stream, changes } = push;
        let who =
            self.caller.as_ref().and_then(|caller| Some((caller.proved_user()?, caller.device)));
        let (Some((user, device)), Some(org)) = (who, self.access.org_of(stream)) else {
            // Access went away while the push waited, and `forget_lost` has said so.
            return;
        };
        let purpose = Purpose::Ingest { stream, push_id, changes: changes.len() };
        let ticket = self.tickets.issue(purpose);
        self.out.push(RelayEffect::Ingest { ticket, org, stream, user, device, changes });
    }
}

fn sorted(outcomes: Vec<Outcome>) -> (Vec<AcceptedItem>, Vec<RefusedItem>) {
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for (index, outcome) in (0_u32..).zip(outcomes) {
        match outcome {
            Outcome::Accepted { seq } => accepted.push(AcceptedItem { index, seq }),
            Outcome::Refused(refusal) => {
                refused.push(RefusedItem { index, refusal: WireRefusal::from(&refusal) });
            }
        }
    }
    (accepted, refused)
}
