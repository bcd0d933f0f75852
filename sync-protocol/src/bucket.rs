//! A token bucket.

use crate::instant::Millis;

/// Tokens that refill with time; it may be overdrawn, and then says for how long to wait.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    burst: u64,
    per_second: u64,
    /// Thousandths of tokens, so that short spans refill something.
    level: i64,
    filled_at: Millis,
}

impl Bucket {
    pub(crate) fn new(burst: u64, per_second: u64, now: Millis) -> Self {
        let level = i64::try_from(burst.saturating_mul(1000)).unwrap_or(i64::MAX);
        Self { burst, per_second: per_second.max(1), level, filled_at: now }
    }

    /// Takes tokens, going into debt if need be. Returns the milliseconds until the debt is paid.
    pub(crate) fn take(&mut self, tokens: u64, now: Millis) -> u64 {
        self.refill(now);
        let cost = i64::try_from(tokens.saturating_mul(1000)).unwrap_or(i64::MAX);
        self.level = self.level.saturating_sub(cost);
        let debt = u64::try_from(self.level.saturating_neg()).unwrap_or(0);
        debt.div_ceil(self.per_second)
    }

    /// Takes tokens only if they are there.
    pub(crate) fn try_take(&mut self, tokens: u64, now: Millis) -> bool {
        self.refill(now);
        let cost = i64::try_from(tokens.saturating_mul(1000)).unwrap_or(i64::MAX);
        let enough = self.level >= cost;
        if enough {
            self.level -= cost;
        }
        enough
    }

    fn refill(&mut self, now: Millis) {
        let earned = now.since(self.filled_at).saturating_mul(self.per_second);
        let full = i64::try_from(self.burst.saturating_mul(1000)).unwrap_or(i64::MAX);
        self.level = self.level.saturating_add(i64::try_from(earned).unwrap_or(i64::MAX)).min(full);
        self.filled_at = self.filled_at.max(now);
    }
}
