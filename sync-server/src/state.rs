//! What every handler is given.

use crate::auth::keys::KeyRing;
use crate::auth::password::PasswordHashing;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::db::Db;
use crate::randomness::Randomness;
use crate::shutdown::Shutdown;
use crate::sync::Sync;
use aloft_crdt_model::time::Timestamp;
use rand::rngs::StdRng;
use std::sync::Arc;

/// A node's shared parts. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The way to Postgres.
    pub db: Db,
    /// What time it is.
    pub clock: SharedClock,
    /// Where random bits come from.
    pub randomness: Randomness,
    /// The keys that sign and check access tokens.
    pub keys: KeyRing,
    /// Hashes and checks passwords.
    pub passwords: PasswordHashing,
    /// How the node was told to behave.
    pub config: Arc<Config>,
    /// The node's way out.
    pub shutdown: Shutdown,
    /// Sockets and the way into the logs.
    pub sync: Sync,
}

impl AppState {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A generator of random bits of its own.
    pub fn rng(&self) -> StdRng {
        self.randomness.generator()
    }
}
