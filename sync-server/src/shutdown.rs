//! How a node leaves without cutting anyone off in the middle.
//!
//! 1. *Draining*: `/readyz` fails, sockets say goodbye (each waits for the push in hand), new ones
//!    are refused. The listener stays open for [`crate::config::Config::drain_delay`], because a
//!    load balancer notices only at its next probe.
//! 2. The listener closes; requests in flight finish.
//! 3. What still runs when [`crate::config::Config::drain_timeout`] has passed is dropped. Nothing
//!    is lost: what was not acknowledged is pushed again.

use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The node's way out, shared by everything that runs on it.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    draining: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Begins to drain. Doing it twice changes nothing.
    pub fn begin(&self) {
        self.draining.cancel();
        self.tasks.close();
    }

    /// Whether the node takes nothing new.
    pub fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// Cancelled when draining begins. Sockets and background tasks select on it.
    pub fn draining(&self) -> &CancellationToken {
        &self.draining
    }

    /// Where everything that must end before the process does is spawned: sockets, background
    /// tasks.
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Waits until all tasks ended, or the time is over. False when some were still running.
    pub async fn wait(&self, at_most: Duration) -> bool {
        tokio::time::timeout(at_most, self.tasks.wait()).await.is_ok()
    }
}
