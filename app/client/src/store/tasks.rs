//! The sync session's store tasks, each as one transaction.

use super::{Store, StoreError};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::{PendingChange, StoreOutcome, StoreTask};

/// What a task came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Performed {
    /// It is durable.
    Stored(StoreOutcome),
    /// The answer to `LoadPending`.
    Pending(Vec<PendingChange>),
}

impl Store {
    /// Does one task of the sync session. When this returns, it is durable; when it fails, nothing
    /// was changed. Doing a task again changes nothing more.
    pub fn perform(&mut self, stream: StreamId, task: &StoreTask) -> Result<Performed, StoreError> {
        let mut outcome = StoreOutcome::default();
        match task {
            StoreTask::LoadPending { after, max_changes, max_bytes } => {
                let found = self.pending(stream, *after, *max_changes, *max_bytes)?;
                return Ok(Performed::Pending(found));
            }
            StoreTask::StorePage { at, docs, after } => {
                outcome.requeued = self.store_page(stream, *at, docs, *after)?;
            }
            StoreTask::StoreActivity { at, rows, before } => {
                self.store_activity(stream, *at, rows, before.clone())?;
            }
            StoreTask::StoreChanges { entries, advance } => {
                let applied = self.apply_changes(stream, entries, advance)?;
                (outcome.diverging, outcome.requeued) = (applied.diverging, applied.requeued);
            }
            StoreTask::MarkAccepted { accepted, advance } => {
                self.mark_accepted(stream, accepted, *advance)?;
            }
            StoreTask::MarkRefused { refused } => {
                outcome.requeued = self.mark_refused(refused)?;
            }
            StoreTask::Reconcile { after, through, docs } => {
                let found = self.reconcile(stream, (*after, *through), docs)?;
                (outcome.fetch, outcome.requeued) = (found.fetch, found.requeued);
            }
            StoreTask::StoreDocument { doc, state } => {
                outcome.requeued = self.store_document(stream, *doc, state.as_ref())?;
            }
            StoreTask::StoreCursor { cursor } => self.set_cursor(stream, *cursor)?,
        }
        outcome.counts = self.counts(stream)?;
        outcome.cursor = self.cursor(stream)?;
        Ok(Performed::Stored(outcome))
    }
}
