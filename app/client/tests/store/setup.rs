//! A store in a temporary folder with a clock that ticks.

use crate::witness;
use aloft_client::environment::{Clock, Environment};
use aloft_client::store::{Store, StoreError, Transaction};
use aloft_crdt_model::command::{NewTask, TaskCommand};
use aloft_crdt_model::ids::{OrgId, ProjectId, TaskId};
use aloft_crdt_model::time::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// The relay that test organisations live on.
pub(crate) const RELAY: &str = "https://relay.example";

/// A clock that moves on by a second at each look.
#[derive(Debug)]
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1_000, Ordering::Relaxed))
    }
}

/// A clock that stands.
#[derive(Debug)]
pub(crate) struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000)
    }
}

/// The same for the same seed.
pub(crate) fn environment(seed: u64) -> Environment {
    let start = 1_790_000_000_000 + i64::try_from(seed % 1_000).unwrap() * 7;
    Environment::seeded(Arc::new(Ticking(AtomicI64::new(start))), seed)
}

pub(crate) fn open(folder: &Path, seed: u64) -> Store {
    Store::open(folder, environment(seed)).unwrap()
}

/// A store with a project.
pub(crate) struct Home {
    pub(crate) store: Store,
    pub(crate) org: OrgId,
    pub(crate) project: ProjectId,
    pub(crate) folder: TempDir,
}

impl Home {
    pub(crate) fn new(seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let mut store = open(folder.path(), seed);
        let (org, project) = store
            .write(|transaction| {
                let org = transaction.create_organisation("Home")?;
                Ok::<_, StoreError>((org, transaction.create_project(org, "Kitchen", "KIT")?))
            })
            .unwrap();
        witness::watch(folder.path());
        Self { store, org, project, folder }
    }

    /// Closes and opens it.
    pub(crate) fn reopen(self, seed: u64) -> Self {
        self.reopen_in(environment(seed))
    }

    /// Closes and opens it in another environment.
    pub(crate) fn reopen_in(self, environment: Environment) -> Self {
        let Self { store, org, project, folder } = self;
        drop(store);
        let store = Store::open(folder.path(), environment).unwrap();
        Self { store, org, project, folder }
    }

    pub(crate) fn task(&mut self, title: &str) -> TaskId {
        let project = self.project;
        self.write(|transaction| transaction.create_task(project, titled(title)))
    }

    pub(crate) fn edit(&mut self, task: TaskId, command: TaskCommand) {
        self.write(|transaction| transaction.edit_task(task, command));
    }

    pub(crate) fn describe(&mut self, task: TaskId, text: &str) {
        let project = self.project;
        self.write(|transaction| transaction.describe(project, task, text));
    }

    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> T {
        self.store.write(work).unwrap()
    }

    /// The derived rows are what the documents say, the file is sound, and what was written was told.
    pub(crate) fn assert_sound(&mut self) {
        assert_sound(&mut self.store);
        witness::assert_told(self.folder.path());
    }
}

pub(crate) fn assert_sound(store: &mut Store) {
    let report = store.check().unwrap();
    assert!(report.is_sound(), "{report:#?}");
}

pub(crate) fn titled(title: &str) -> NewTask {
    NewTask { title: title.to_owned(), ..NewTask::default() }
}

pub(crate) fn set_title(title: &str) -> TaskCommand {
    TaskCommand::SetTitle { title: title.to_owned() }
}
