//! The sync session's store tasks, as transactions.

use super::outgoing;
use super::streams::position;
use super::{Store, StoreError, Transaction};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::{PendingChange, StoreOutcome, StoreTask};
use aloft_sync_protocol::log::Position;
use std::{mem, slice};

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
            StoreTask::StorePage { .. }
            | StoreTask::StoreActivity { .. }
            | StoreTask::StoreChanges { .. }
            | StoreTask::MarkAccepted { .. } => {
                let done = self.perform_together(stream, slice::from_ref(task))?;
                return done.into_iter().next().ok_or(StoreError::OutOfStep(stream));
            }
            StoreTask::MarkRefused { refused } => {
                let after = self.mark_refused(refused)?;
                (outcome.requeued, outcome.refused) = (after.requeued, after.refused);
            }
            StoreTask::MarkHeldUp { changes } => self.mark_held_up(changes)?,
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

    /// Does tasks of a stream, those for which [`Store::goes_together`], all of them or, when one
    /// fails, none.
    ///
    /// A commit writes each page of the file that it touched, and rows are derived once a document:
    /// doing at once what came bit by bit is much less work.
    pub fn perform_together(
        &mut self,
        stream: StreamId,
        tasks: &[StoreTask],
    ) -> Result<Vec<Performed>, StoreError> {
        let (mut done, mut diverging) = self.write(|transaction| {
            let done = tasks.iter().map(|task| transaction.perform(stream, task));
            let done = done.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, StoreError>((done, transaction.diverging(stream)?))
        })?;
        let counts = self.counts(stream)?;
        for done in done.iter_mut().rev() {
            if let Performed::Stored(outcome) = done {
                outcome.counts = counts;
                outcome.diverging = mem::take(&mut diverging);
            }
        }
        Ok(done)
    }

    /// Whether a task may be one of several in a transaction.
    pub fn goes_together(task: &StoreTask) -> bool {
        match task {
            StoreTask::StorePage { .. }
            | StoreTask::StoreActivity { .. }
            | StoreTask::StoreChanges { .. }
            | StoreTask::MarkAccepted { .. }
            | StoreTask::LoadPending { .. } => true,
            StoreTask::MarkRefused { .. }
            | StoreTask::MarkHeldUp { .. }
            | StoreTask::Reconcile { .. }
            | StoreTask::StoreDocument { .. }
            | StoreTask::StoreCursor { .. } => false,
        }
    }
}

impl Transaction<'_> {
    /// Does one of the tasks that go together; what is true only of all of them is not told yet.
    fn perform(&mut self, stream: StreamId, task: &StoreTask) -> Result<Performed, StoreError> {
        let mut outcome = StoreOutcome::default();
        match task {
            StoreTask::LoadPending { after, max_changes, max_bytes } => {
                let bounds = (*max_changes, *max_bytes);
                let found = outgoing::pending(&self.sql, stream, *after, bounds)?;
                return Ok(Performed::Pending(found));
            }
            StoreTask::StorePage { at, docs, after } => {
                outcome.requeued = self.store_page(stream, *at, docs, *after)?;
            }
            StoreTask::StoreActivity { at, rows, before } => {
                self.store_activity(stream, *at, rows, before.clone())?;
            }
            StoreTask::StoreChanges { entries, advance } => {
                outcome.requeued = self.store_changes(stream, entries, advance)?;
            }
            StoreTask::MarkAccepted { accepted, advance } => {
                self.mark_accepted(stream, accepted, advance.as_ref())?;
            }
            StoreTask::MarkRefused { .. }
            | StoreTask::MarkHeldUp { .. }
            | StoreTask::Reconcile { .. }
            | StoreTask::StoreDocument { .. }
            | StoreTask::StoreCursor { .. } => return Err(StoreError::OutOfStep(stream)),
        }
        if let Position::Tail(cursor) = position(&self.sql, stream)? {
            outcome.cursor = Some(cursor);
        }
        Ok(Performed::Stored(outcome))
    }
}
