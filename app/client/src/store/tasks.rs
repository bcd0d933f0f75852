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
            StoreTask::StorePage { .. } | StoreTask::StoreActivity { .. } => {
                outcome.requeued =
                    self.write(|transaction| transaction.store_look(stream, task))?;
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

    /// Does tasks of a stream's first look (`StorePage`, `StoreActivity`), all of them or, when one
    /// fails, none. Their rows lie all over the same pages of the file, and a commit writes each
    /// page that it touched: one commit is much less to write than one for each task.
    pub fn perform_looks(
        &mut self,
        stream: StreamId,
        tasks: &[StoreTask],
    ) -> Result<Vec<StoreOutcome>, StoreError> {
        let requeued: Vec<u64> = self.write(|transaction| {
            tasks.iter().map(|task| transaction.store_look(stream, task)).collect()
        })?;
        let (counts, cursor) = (self.counts(stream)?, self.cursor(stream)?);
        let outcomes = requeued.into_iter().map(|requeued| StoreOutcome {
            counts,
            cursor,
            requeued,
            ..StoreOutcome::default()
        });
        Ok(outcomes.collect())
    }
}
