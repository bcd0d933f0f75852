//! Time as sessions are told it.

use std::fmt;

/// A moment in milliseconds since the Unix epoch.
///
/// Drivers pass a clock that does not run backwards within one session: the wall clock read once,
/// and a monotonic clock added to it. A clock that jumps would fire idle and token timers wrongly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// This moment, `span` milliseconds later.
    #[must_use]
    pub const fn plus(self, span: u64) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// Milliseconds since `earlier`; zero if that lies ahead.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}
