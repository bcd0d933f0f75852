//! Hints between nodes of one process, and for a node that is alone.

use super::{Bus, Heard, Hint, LISTENER_LAG};
use tokio::sync::broadcast;

/// A bus that ends at the process.
#[derive(Clone, Debug)]
pub struct InProcess(broadcast::Sender<Heard>);

impl Default for InProcess {
    fn default() -> Self {
        Self(broadcast::Sender::new(LISTENER_LAG))
    }
}

impl Bus for InProcess {
    fn publish(&self, hint: Hint) {
        // Nobody listens: then nobody needs to know.
        let _ = self.0.send(Heard::Hint(hint));
    }

    fn subscribe(&self) -> broadcast::Receiver<Heard> {
        self.0.subscribe()
    }
}
