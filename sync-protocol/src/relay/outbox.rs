//! What goes out: effects, and how many bytes the socket has not taken yet.

use crate::frames::from_relay::{ErrorFrame, RelayGoodbye};
use crate::frames::refusals::clipped;
use crate::frames::{ErrorCode, GoodbyeCode, RelayFrame};
use crate::instant::Millis;
use crate::limits::MAX_WORDS;
use crate::relay::effect::RelayEffect;
use aloft_crdt_model::ids::StreamId;

/// Effects of the input at hand, and the queue in front of the socket.
#[derive(Debug)]
pub(super) struct Outbox {
    /// Bytes given to `Send` and not reported as `Sent`.
    pub(super) queued: usize,
    /// The time of the input at hand.
    pub(super) now: Millis,
    moved_at: Millis,
    effects: Vec<RelayEffect>,
}

impl Outbox {
    pub(super) fn new(now: Millis) -> Self {
        Self { queued: 0, now, moved_at: now, effects: Vec::new() }
    }

    pub(super) fn push(&mut self, effect: RelayEffect) {
        self.effects.push(effect);
    }

    pub(super) fn send(&mut self, frame: &RelayFrame) {
        let bytes = frame.encode();
        if self.queued == 0 {
            self.moved_at = self.now;
        }
        self.queued += bytes.len();
        self.effects.push(RelayEffect::Send(bytes));
    }

    pub(super) fn error(
        &mut self,
        code: ErrorCode,
        words: &str,
        stream: Option<StreamId>,
        push_id: Option<u64>,
    ) {
        let words = clipped(words, MAX_WORDS);
        self.send(&RelayFrame::Error(ErrorFrame { code, words, stream, push_id }));
    }

    pub(super) fn goodbye(&mut self, code: GoodbyeCode, words: &str, retry_after_ms: u64) {
        let words = clipped(words, MAX_WORDS);
        self.send(&RelayFrame::Goodbye(RelayGoodbye { code, words, retry_after_ms }));
    }

    pub(super) fn sent(&mut self, bytes: usize) {
        self.queued = self.queued.saturating_sub(bytes);
        self.moved_at = self.now;
    }

    /// When a queue that does not move is given up.
    pub(super) fn stalls_at(&self, stall_ms: u64) -> Option<Millis> {
        (self.queued > 0).then(|| self.moved_at.plus(stall_ms))
    }

    pub(super) fn take(&mut self) -> Vec<RelayEffect> {
        std::mem::take(&mut self.effects)
    }
}
