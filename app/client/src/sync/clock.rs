//! The session's clock: the wall clock read once, and a monotonic clock added to it.

use crate::environment::Environment;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::instant::Millis;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug)]
pub(super) struct SteadyClock {
    wall: u64,
    began: Instant,
}

impl SteadyClock {
    pub(super) fn start(environment: &Environment) -> Self {
        let wall = u64::try_from(environment.now().millis()).unwrap_or(0);
        Self { wall, began: Instant::now() }
    }

    pub(super) fn now(&self) -> Millis {
        let elapsed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Millis(self.wall.saturating_add(elapsed))
    }

    /// The moment as documents and tokens have it.
    pub(super) fn timestamp(&self) -> Timestamp {
        moment(self.now())
    }

    /// The runtime's instant of a moment of the session.
    pub(super) fn instant(&self, at: Millis) -> tokio::time::Instant {
        let offset = Duration::from_millis(at.0.saturating_sub(self.wall));
        tokio::time::Instant::from_std(self.began + offset)
    }
}

/// A moment of a session as documents and the store have it.
pub fn moment(at: Millis) -> Timestamp {
    Timestamp::from_millis(i64::try_from(at.0).unwrap_or(i64::MAX))
}
