//! The client's real driver, run to its end or beside other work.

use aloft_client::sync::{self, Control, Outcome, SyncEvent, SyncRequest};
use anyhow::{Result, bail};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A synchronisation under way. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Syncing {
    pub(crate) events: mpsc::UnboundedReceiver<SyncEvent>,
    control: mpsc::UnboundedSender<Control>,
    task: JoinHandle<Result<Outcome, sync::SyncError>>,
}

impl Syncing {
    /// Begins.
    pub(crate) fn start(request: SyncRequest) -> Self {
        let (told, events) = mpsc::unbounded_channel();
        let (control, controls) = mpsc::unbounded_channel();
        let task = tokio::spawn(sync::run(request, told, controls));
        Self { events, control, task }
    }

    /// Waits until all is synced; anything else is an error.
    pub(crate) async fn synced(self) -> Result<()> {
        let outcome = self.task.await??;
        match outcome {
            Outcome::Synced { refused: 0 } => Ok(()),
            other => bail!("it did not end synced: {other:?}"),
        }
    }

    /// Tells it something.
    pub(crate) fn tell(&self, control: Control) {
        // One that has ended is about to be seen.
        let _ = self.control.send(control);
    }

    /// Ends it.
    pub(crate) async fn stop(self) -> Result<()> {
        self.tell(Control::Stop);
        self.task.await??;
        Ok(())
    }
}
