//! The store's own thread: SQLite blocks, and the loop must not.
//!
//! Jobs are done one after the other, in the order given. Between jobs the thread looks whether
//! other processes have written, by SQLite's own counter.

mod group;

use super::SyncError;
use super::event::SyncEvent;
use crate::account::RelayUrl;
use crate::store::organisations::Organisation;
use crate::store::tasks::Performed;
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::{OrgId, StreamId};
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::client::{ClientInput, Counts, StoreOutcome, StoreTask};
use aloft_sync_protocol::frames::DirectoryOrg;
use aloft_sync_protocol::log::ChangeHash;
use aloft_sync_protocol::ticket::Ticket;
use group::Group;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::mpsc as channel;

/// What another process writes is noticed within this time.
pub const NOTICE_WITHIN: Duration = Duration::from_millis(200);

/// Something for the store to do. Each is answered with one `Done` or `Failed`.
#[derive(Debug)]
pub(super) enum Job {
    /// Tell which streams there are.
    Begin,
    /// A transaction that the session wants.
    Task { ticket: Ticket, stream: StreamId, task: StoreTask },
    /// What the relay says there is.
    Directory { ticket: Ticket, orgs: Vec<DirectoryOrg> },
    /// The relay knows this organisation now.
    Joined { org: OrgId, name: String },
    /// The relay was heard.
    Heard { at: Timestamp, synced_to: Option<Timestamp> },
    /// Somebody says that there is something new.
    Look,
}

/// What came of a job, or was noticed without one.
#[derive(Debug)]
pub(super) enum Report {
    Done { news: News, event: Option<SyncEvent> },
    Noticed { news: News },
    Failed { ticket: Option<Ticket>, error: StoreError },
}

/// What the session should know.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) inputs: Vec<ClientInput>,
    /// Organisations with something in them that no relay knows.
    pub(super) local: Vec<Organisation>,
}

impl From<Vec<ClientInput>> for News {
    fn from(inputs: Vec<ClientInput>) -> Self {
        Self { inputs, local: Vec::new() }
    }
}

/// The thread, seen from the loop.
#[derive(Debug)]
pub(super) struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    under_way: u64,
}

impl Worker {
    pub(super) fn start(
        store: Store,
        relay: &RelayUrl,
    ) -> Result<(Self, channel::UnboundedReceiver<Report>), SyncError> {
        let (jobs, inbox) = mpsc::channel();
        let (outbox, reports) = channel::unbounded_channel();
        let seen_version = store.data_version()?;
        let relay = relay.to_string();
        let mut keeper = Keeper {
            store,
            relay,
            told: BTreeMap::new(),
            told_local: BTreeSet::new(),
            seen_version,
            outbox,
        };
        let thread = thread::Builder::new()
            .name("aloft-store".to_owned())
            .spawn(move || keeper.work(&inbox))
            .map_err(|error| SyncError::StoreStopped(error.to_string()))?;
        Ok((Self { jobs: Some(jobs), thread: Some(thread), under_way: 0 }, reports))
    }

    pub(super) fn give(&mut self, job: Job) {
        // A thread that ended closes the reports, which the loop is about to see.
        if self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok()) {
            self.under_way += 1;
        }
    }

    /// A job was answered.
    pub(super) fn answered(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    pub(super) fn is_busy(&self) -> bool {
        self.under_way > 0
    }

    /// Why the thread ended by itself.
    pub(super) fn failure(&mut self) -> SyncError {
        let words = match self.thread.take().map(JoinHandle::join) {
            Some(Err(panic)) => panic
                .downcast_ref::<&str>()
                .map(ToString::to_string)
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "it panicked".to_owned()),
            _ => "its thread ended".to_owned(),
        };
        SyncError::StoreStopped(words)
    }
}

impl Drop for Worker {
    /// Lets the thread finish what it has begun: the lock must not be let go before.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic was told already, or nobody is left to be told.
            let _ = thread.join();
        }
    }
}

/// The thread's own.
struct Keeper {
    store: Store,
    relay: String,
    /// The streams that the session knows, and what it was told waits in them.
    told: BTreeMap<StreamId, Counts>,
    /// Local organisations that the loop knows.
    told_local: BTreeSet<OrgId>,
    seen_version: i64,
    outbox: channel::UnboundedSender<Report>,
}

impl Keeper {
    fn work(&mut self, inbox: &mpsc::Receiver<Job>) {
        // The job that ended a group of others.
        let mut next = None;
        loop {
            let job = next.take().map_or_else(|| inbox.recv_timeout(NOTICE_WITHIN), Ok);
            let reports = match job {
                Ok(Job::Task { ticket, stream, task }) if Group::may_begin_with(&task) => {
                    let mut group = Group::new(stream, ticket, task);
                    next = group.fill(inbox);
                    self.perform_together(group)
                }
                Ok(job) => vec![self.perform(job)],
                Err(RecvTimeoutError::Timeout) => self.notice().into_iter().collect(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            for report in reports {
                if self.outbox.send(report).is_err() {
                    return;
                }
            }
        }
    }

    /// Does tasks of a stream as one transaction. One that cannot be done must not take the others
    /// along, so that each is then done by itself.
    fn perform_together(&mut self, group: Group) -> Vec<Report> {
        let Group { stream, tickets, tasks, .. } = group;
        let done = self.store.perform_together(stream, &tasks);
        let tasks = tickets.into_iter().zip(tasks);
        match done {
            Ok(done) => tasks
                .zip(done)
                .map(|((ticket, task), done)| self.answer(ticket, stream, &task, done))
                .collect(),
            Err(_) => tasks
                .map(|(ticket, task)| self.perform(Job::Task { ticket, stream, task }))
                .collect(),
        }
    }

    fn perform(&mut self, job: Job) -> Report {
        let ticket = match &job {
            Job::Task { ticket, .. } | Job::Directory { ticket, .. } => Some(*ticket),
            Job::Begin | Job::Joined { .. } | Job::Heard { .. } | Job::Look => None,
        };
        self.try_perform(job).unwrap_or_else(|error| Report::Failed { ticket, error })
    }

    fn try_perform(&mut self, job: Job) -> Result<Report, StoreError> {
        match job {
            Job::Begin => Ok(Report::Done { news: self.news()?, event: None }),
            Job::Joined { org, name } => {
                self.store.organisation_joined(org, &name, &self.relay)?;
                let event = Some(SyncEvent::Joined { org, name });
                Ok(Report::Done { news: self.news()?, event })
            }
            Job::Directory { ticket, orgs } => {
                self.store.set_directory(&self.relay, &orgs)?;
                let mut news = self.news()?;
                news.inputs.push(ClientInput::Stored { ticket, outcome: StoreOutcome::default() });
                Ok(Report::Done { news, event: Some(SyncEvent::Directory) })
            }
            Job::Heard { at, synced_to } => {
                self.store.heard(at, synced_to)?;
                Ok(Report::Done { news: News::default(), event: None })
            }
            Job::Look => Ok(Report::Done { news: self.unseen()?, event: None }),
            Job::Task { ticket, stream, task } => self.task(ticket, stream, &task),
        }
    }

    fn task(
        &mut self,
        ticket: Ticket,
        stream: StreamId,
        task: &StoreTask,
    ) -> Result<Report, StoreError> {
        let done = self.store.perform(stream, task)?;
        Ok(self.answer(ticket, stream, task, done))
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        stream: StreamId,
        task: &StoreTask,
        done: Performed,
    ) -> Report {
        let mut refused = 0;
        let input = match done {
            Performed::Stored(outcome) => {
                self.told.insert(stream, outcome.counts);
                refused = outcome.refused;
                ClientInput::Stored { ticket, outcome }
            }
            Performed::Pending(changes) => ClientInput::Pending { ticket, changes },
        };
        let event = event_of(stream, task, refused);
        Report::Done { news: vec![input].into(), event }
    }

    /// What other connections wrote since the last look, when nobody asked for it.
    fn notice(&mut self) -> Option<Report> {
        match self.unseen() {
            Ok(news) if news.inputs.is_empty() && news.local.is_empty() => None,
            Ok(news) => Some(Report::Noticed { news }),
            Err(error) => {
                // It is looked at again in a moment.
                tracing::warn!(%error, "cannot look for other processes' changes");
                None
            }
        }
    }

    /// What other connections wrote since the last look; SQLite's counter tells whether they did.
    fn unseen(&mut self) -> Result<News, StoreError> {
        let version = self.store.data_version()?;
        if version == self.seen_version {
            return Ok(News::default());
        }
        let news = self.news()?;
        self.seen_version = version;
        Ok(news)
    }

    /// Streams, changes and local organisations that the loop does not know of.
    fn news(&mut self) -> Result<News, StoreError> {
        let mut gone = std::mem::take(&mut self.told);
        let mut inputs = Vec::new();
        for tracked in self.store.tracked_streams(&self.relay)? {
            let (stream, counts) = (tracked.stream, tracked.counts);
            self.told.insert(stream, counts);
            match gone.remove(&stream) {
                None => inputs.push(ClientInput::Track(tracked)),
                // Equal counts can be of other changes.
                Some(told) if told != counts || counts.waiting > 0 => {
                    inputs.push(ClientInput::PendingAvailable { stream, counts });
                }
                Some(_) => {}
            }
        }
        inputs.extend(gone.into_keys().map(|stream| ClientInput::Untrack { stream }));
        let mut local = self.store.queries().organisations()?;
        local.retain(|org| org.relay.is_none() && org.streams > 0);
        local.retain(|org| self.told_local.insert(org.id));
        Ok(News { inputs, local })
    }
}

fn event_of(stream: StreamId, task: &StoreTask, refused: u64) -> Option<SyncEvent> {
    match task {
        StoreTask::StorePage { docs, .. } => {
            Some(SyncEvent::Fetched { stream, documents: docs.len() as u64 })
        }
        StoreTask::StoreChanges { entries, .. } if !entries.is_empty() => {
            let changes = entries.iter().filter_map(|entry| hash_of(&entry.bytes)).collect();
            Some(SyncEvent::Arrived { stream, changes })
        }
        StoreTask::MarkAccepted { accepted, .. } => {
            Some(SyncEvent::Accepted { count: accepted.len() as u64 })
        }
        StoreTask::MarkRefused { .. } if refused > 0 => Some(SyncEvent::Refused { count: refused }),
        StoreTask::StoreActivity { .. }
        | StoreTask::StoreChanges { .. }
        | StoreTask::MarkRefused { .. }
        | StoreTask::MarkHeldUp { .. }
        | StoreTask::LoadPending { .. }
        | StoreTask::Reconcile { .. }
        | StoreTask::StoreDocument { .. }
        | StoreTask::StoreCursor { .. } => None,
    }
}

/// None for bytes that are no change; the store has noticed that, too.
fn hash_of(bytes: &[u8]) -> Option<ChangeHash> {
    let change = automerge::Change::try_from(bytes).ok()?;
    Some(ChangeHash(change.hash().0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use aloft_crdt_model::command::NewTask;
    use aloft_sync_protocol::log::{Cursor, Position};
    use tempfile::TempDir;

    const RELAY: &str = "https://relay.example";

    /// A store that another process has open, too, with an organisation of a relay's in it.
    fn home() -> (TempDir, Store, OrgId) {
        let folder = TempDir::new().unwrap();
        let mut store = open(&folder);
        let org = store.write(|tx| tx.create_organisation("Home")).unwrap();
        store.organisation_joined(org, "Home", RELAY).unwrap();
        (folder, store, org)
    }

    fn open(folder: &TempDir) -> Store {
        Store::open(folder.path(), Environment::system()).unwrap()
    }

    fn keeper(store: Store) -> (Keeper, channel::UnboundedReceiver<Report>) {
        let (outbox, reports) = channel::unbounded_channel();
        let keeper = Keeper {
            seen_version: store.data_version().unwrap(),
            store,
            relay: RELAY.to_owned(),
            told: BTreeMap::new(),
            told_local: BTreeSet::new(),
            outbox,
        };
        (keeper, reports)
    }

    fn looked(keeper: &mut Keeper) -> Vec<ClientInput> {
        match keeper.try_perform(Job::Look).unwrap() {
            Report::Done { news, event: None } => news.inputs,
            other => panic!("not what a look is answered with: {other:?}"),
        }
    }

    /// SPEC says nothing of how a store is watched; people see it as the time until a change of
    /// theirs leaves.
    #[test]
    fn whoever_wrote_and_says_so_is_not_kept_waiting_for_the_next_look() {
        let (folder, mut elsewhere, org) = home();
        let (mut keeper, _reports) = keeper(open(&folder));
        assert!(looked(&mut keeper).is_empty());
        let project = elsewhere.write(|tx| tx.create_project(org, "Kitchen", "KIT")).unwrap();
        let inputs = looked(&mut keeper);
        assert!(
            matches!(&inputs[..], [ClientInput::Track(tracked)]
                if tracked.stream == project.stream() && tracked.counts.waiting == 1),
            "{inputs:?}"
        );
        assert!(looked(&mut keeper).is_empty());
    }

    #[test]
    fn a_change_that_is_counted_in_the_answer_to_a_task_is_told_all_the_same() {
        let (folder, mut elsewhere, org) = home();
        let project = elsewhere.write(|tx| tx.create_project(org, "Kitchen", "KIT")).unwrap();
        let (mut keeper, _reports) = keeper(open(&folder));
        keeper.news().unwrap();
        let stream = project.stream();
        let task = NewTask { title: "Meanwhile".to_owned(), ..NewTask::default() };
        elsewhere.write(|tx| tx.create_task(project, task)).unwrap();
        // It counts what it finds, which the session has not read.
        let cursor = StoreTask::StoreCursor { cursor: Cursor::ZERO };
        keeper.task(Ticket(1), stream, &cursor).unwrap();
        let inputs = looked(&mut keeper);
        assert!(
            matches!(&inputs[..], [ClientInput::PendingAvailable { stream: of, counts }]
                if *of == stream && counts.waiting == 2),
            "{inputs:?}"
        );
    }

    #[test]
    fn what_cannot_be_stored_of_a_first_look_does_not_take_the_rest_along() {
        let (folder, mut store, org) = home();
        let project = store.write(|tx| tx.create_project(org, "Kitchen", "KIT")).unwrap();
        let (mut keeper, _reports) = keeper(open(&folder));
        let stream = project.stream();
        let at = Cursor::ZERO;
        let page = StoreTask::StorePage { at, docs: Vec::new(), after: None };
        let damaged = StoreTask::StoreActivity { at, rows: b"[{".to_vec(), before: None };
        let (jobs, inbox) = mpsc::channel();
        jobs.send(Job::Task { ticket: Ticket(2), stream, task: damaged }).unwrap();
        let mut group = Group::new(stream, Ticket(1), page);
        assert!(group.fill(&inbox).is_none());
        let reports = keeper.perform_together(group);
        let [Report::Done { .. }, Report::Failed { ticket: Some(failed), .. }] = &reports[..]
        else {
            panic!("{reports:?}");
        };
        assert_eq!(*failed, Ticket(2));
        assert_eq!(store.position(stream).unwrap(), Position::Activity { at, before: None });
    }
}
