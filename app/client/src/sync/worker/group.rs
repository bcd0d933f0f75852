//! What waits for the store and may go into one transaction.

use super::Job;
use crate::store::Store;
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_sync_protocol::client::StoreTask;
use aloft_sync_protocol::ticket::Ticket;
use std::collections::HashSet;
use std::sync::mpsc;

/// So much goes into one transaction, if so much is there: enough that the file's pages are not
/// written again for each of the relay's, and little enough that a person's own command does not
/// wait long for its turn.
const BYTES: usize = 4 << 20;

/// Documents that changes of the log are applied to in one transaction, one frame's more at most:
/// each is loaded, and its rows are derived anew, whether one change came or a hundred.
const CHANGED: usize = 1024;

/// Consecutive tasks of one stream.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) stream: StreamId,
    pub(super) tickets: Vec<Ticket>,
    pub(super) tasks: Vec<StoreTask>,
    bytes: usize,
    changed: HashSet<DocId>,
}

impl Group {
    /// Reading what is pending needs no transaction of its own.
    pub(super) fn may_begin_with(task: &StoreTask) -> bool {
        Store::goes_together(task) && !matches!(task, StoreTask::LoadPending { .. })
    }

    pub(super) fn new(stream: StreamId, ticket: Ticket, task: StoreTask) -> Self {
        let mut group = Self {
            stream,
            tickets: Vec::new(),
            tasks: Vec::new(),
            bytes: 0,
            changed: HashSet::new(),
        };
        group.add(ticket, task);
        group
    }

    /// Adds what waits behind, until it is enough. Returns the first job that goes by itself.
    pub(super) fn fill(&mut self, inbox: &mpsc::Receiver<Job>) -> Option<Job> {
        while self.bytes < BYTES
            && self.changed.len() < CHANGED
            && let Ok(job) = inbox.try_recv()
        {
            match job {
                Job::Task { ticket, stream, task }
                    if stream == self.stream && Store::goes_together(&task) =>
                {
                    self.add(ticket, task);
                }
                other => return Some(other),
            }
        }
        None
    }

    fn add(&mut self, ticket: Ticket, task: StoreTask) {
        self.bytes += match &task {
            StoreTask::StorePage { docs, .. } => {
                docs.iter().map(|doc| doc.bytes.len() + doc.rows.len()).sum()
            }
            StoreTask::StoreActivity { rows, .. } => rows.len(),
            StoreTask::StoreChanges { entries, .. } => {
                self.changed.extend(entries.iter().map(|entry| entry.doc));
                entries.iter().map(|entry| entry.bytes.len()).sum()
            }
            _ => 0,
        };
        self.tickets.push(ticket);
        self.tasks.push(task);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_sync_protocol::client::Advance;
    use aloft_sync_protocol::frames::TailEntry;
    use aloft_sync_protocol::log::{Cursor, DocKind};
    use uuid::Uuid;

    fn page(stream: StreamId) -> Job {
        let task = StoreTask::StorePage { at: Cursor::ZERO, docs: Vec::new(), after: None };
        Job::Task { ticket: Ticket(1), stream, task }
    }

    /// One change of each of so many documents.
    fn changes(stream: StreamId, docs: u128) -> Job {
        let entry = |doc| TailEntry {
            seq: 1,
            doc: DocId(Uuid::from_u128(doc)),
            kind: DocKind::Task,
            bytes: Vec::new().into(),
            heads_digest: None,
        };
        let entries = (0..docs).map(entry).collect();
        let advance = Advance { from: 0, seq: 1, own: Vec::new() };
        Job::Task { ticket: Ticket(1), stream, task: StoreTask::StoreChanges { entries, advance } }
    }

    fn pending(stream: StreamId) -> Job {
        let task = StoreTask::LoadPending { after: None, max_changes: 1, max_bytes: 1 };
        Job::Task { ticket: Ticket(1), stream, task }
    }

    /// How many tasks go together, in order.
    fn sizes(waiting: Vec<Job>) -> Vec<usize> {
        let (jobs, inbox) = mpsc::channel();
        for job in waiting {
            jobs.send(job).unwrap();
        }
        let mut sizes = Vec::new();
        let mut next = None;
        while let Some(job) = next.take().or_else(|| inbox.try_recv().ok()) {
            match job {
                Job::Task { ticket, stream, task } if Group::may_begin_with(&task) => {
                    let mut group = Group::new(stream, ticket, task);
                    next = group.fill(&inbox);
                    assert_eq!(group.tickets.len(), group.tasks.len());
                    sizes.push(group.tasks.len());
                }
                _ => sizes.push(0),
            }
        }
        sizes
    }

    #[test]
    fn what_waits_of_a_stream_goes_together_up_to_the_first_job_that_is_another() {
        let (one, two) = (StreamId(Uuid::from_u128(1)), StreamId(Uuid::from_u128(2)));
        let cursor = StoreTask::StoreCursor { cursor: Cursor::ZERO };
        let alone = Job::Task { ticket: Ticket(1), stream: one, task: cursor };
        assert_eq!(
            sizes(vec![page(one), page(one), page(two), page(one), Job::Look, page(one)]),
            [2, 1, 1, 0, 1]
        );
        assert_eq!(
            sizes(vec![pending(one), changes(one, 1), pending(one), changes(one, 2), alone]),
            [0, 3, 0]
        );
    }

    #[test]
    fn a_transaction_changes_no_more_documents_than_a_person_waits_for() {
        let stream = StreamId(Uuid::from_u128(1));
        // The same documents again and again cost little more than once.
        assert_eq!(sizes((0..20).map(|_| changes(stream, 1_000)).collect()), [20]);
        let more = vec![changes(stream, 800), changes(stream, 1_100), changes(stream, 1)];
        assert_eq!(sizes(more), [2, 1]);
    }
}
