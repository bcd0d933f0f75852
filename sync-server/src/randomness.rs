//! Random bits, as something passed in.

use rand::rngs::{StdRng, SysError, SysRng};
use rand::{SeedableRng, TryRng};
use std::sync::{Arc, Mutex, PoisonError};

/// A source of generators. Each is a cryptographic one of its own, so that no lock is held while
/// it is used, nor across an await.
#[derive(Clone)]
pub struct Randomness(Arc<Mutex<StdRng>>);

impl Randomness {
    /// Seeded by the operating system.
    pub fn from_system() -> Result<Self, SysError> {
        let mut seed = [0; 32];
        SysRng.try_fill_bytes(&mut seed)?;
        Ok(Self(Arc::new(Mutex::new(StdRng::from_seed(seed)))))
    }

    /// The same bits every time, for tests.
    pub fn from_seed(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A generator of its own.
    pub fn generator(&self) -> StdRng {
        // The generator cannot be left half changed by a panic that another thread had.
        let mut parent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        StdRng::from_rng(&mut *parent)
    }
}

impl std::fmt::Debug for Randomness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Randomness")
    }
}
