//! What the client takes from the machine besides files: the time, random bits, and where people
//! keep things.
//!
//! *Invariant: the only place that reads the clock or the system's randomness.* Everything else
//! in the store is a function of its input, so tests fix both.

use aloft_crdt_model::time::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Where the desktop app keeps its store, and the command line too; none where there is no home.
pub fn default_store() -> Option<PathBuf> {
    Some(directories::BaseDirs::new()?.data_local_dir().join("Aloft"))
}

/// Where people look for a file that a program wrote for them.
pub fn downloads() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let named = folders.download_dir().map(Path::to_owned);
    Some(named.unwrap_or_else(|| folders.home_dir().join("Downloads")))
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Clock and randomness of a store.
pub struct Environment {
    clock: Arc<dyn Clock>,
    rng: StdRng,
}

impl Environment {
    /// The machine's clock, and a generator seeded by the operating system.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system for random bits"
    )]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), rng: rand::make_rng() }
    }

    /// A given clock, and a generator that repeats itself for the same seed.
    pub fn seeded(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self { clock, rng: StdRng::seed_from_u64(seed) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The generator.
    pub fn rng(&mut self) -> &mut StdRng {
        &mut self.rng
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
