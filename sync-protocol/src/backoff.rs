//! Waiting before the next attempt: exponential, with full jitter.
//!
//! Full jitter (uniform in [0, cap)) spreads a herd of clients best; see "Exponential Backoff and
//! Jitter" (M. Brooker, 2015).

use rand::Rng;

/// The state of a backoff.
#[derive(Clone, Debug)]
pub struct Backoff {
    base_ms: u64,
    max_ms: u64,
    failures: u32,
}

impl Backoff {
    /// Waits up to `base_ms` after the first failure, twice as long after each more, never more
    /// than `max_ms`.
    pub fn new(base_ms: u64, max_ms: u64) -> Self {
        Self { base_ms, max_ms, failures: 0 }
    }

    /// The connection proved good: begin anew.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure and says how long to wait, in milliseconds: never less than
    /// `retry_after_ms`, which the relay asked for, plus the jitter, so that those it sent away
    /// together do not come back together.
    pub fn next_wait(&mut self, retry_after_ms: u64, rng: &mut impl Rng) -> u64 {
        let doubled = 1_u64
            .checked_shl(self.failures)
            .map_or(u64::MAX, |factor| self.base_ms.saturating_mul(factor));
        let cap = doubled.clamp(1, self.max_ms.max(1));
        self.failures = self.failures.saturating_add(1);
        retry_after_ms.saturating_add(rng.next_u64() % cap)
    }
}
