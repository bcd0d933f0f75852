//! The session.

use crate::instant::Millis;
use crate::limits::Limits;
use crate::relay::effect::RelayEffect;
use crate::relay::input::RelayInput;
use uuid::Uuid;

/// What a relay session is told once. Times in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct RelayConfig {
    /// What its client must keep to.
    pub limits: Limits,
}

/// One socket.
#[derive(Debug)]
pub struct RelaySession {
    #[expect(dead_code, reason = "filled in next")]
    config: RelayConfig,
    id: Uuid,
}

impl RelaySession {
    /// A session for a socket that was just opened. `id` names it in logs on both sides.
    pub fn new(config: RelayConfig, id: Uuid, now: Millis) -> Self {
        let _ = now;
        Self { config, id }
    }

    /// Its name in logs.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Takes an event, and says what to do.
    pub fn handle(&mut self, now: Millis, input: RelayInput) -> Vec<RelayEffect> {
        drop((now, input));
        Vec::new()
    }

    /// When to give `Tick` next; none: the session is closed.
    pub fn deadline(&self) -> Option<Millis> {
        None
    }
}
