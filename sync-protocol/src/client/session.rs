//! The session.

use crate::client::effect::ClientEffect;
use crate::client::input::ClientInput;
use crate::instant::Millis;
use aloft_crdt_model::ids::DeviceId;
use rand::Rng;

/// What a client session is told once. Times in milliseconds.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The store that calls.
    pub device: DeviceId,
    /// The program and its version.
    pub agent: String,
}

/// One account's synchronisation with one relay, across reconnects.
#[derive(Debug)]
pub struct ClientSession<R> {
    #[expect(dead_code, reason = "filled in next")]
    config: ClientConfig,
    #[expect(dead_code, reason = "filled in next")]
    rng: R,
}

impl<R: Rng> ClientSession<R> {
    /// A session that does nothing before `Track` and `Start`. The random bits are for jitter.
    pub fn new(config: ClientConfig, rng: R) -> Self {
        Self { config, rng }
    }

    /// Takes an event, and says what to do, in order.
    pub fn handle(&mut self, now: Millis, input: ClientInput) -> Vec<ClientEffect> {
        drop((now, input));
        Vec::new()
    }

    /// When to give `Tick` next; none: only after another input.
    pub fn deadline(&self) -> Option<Millis> {
        None
    }
}
