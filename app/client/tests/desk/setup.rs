//! A desk that somebody sits at, and what it told them.

use aloft_client::desk::views::{NewTask, Placement};
use aloft_client::desk::{Desk, DeskEvent};
use aloft_client::environment::Environment;
use aloft_client::queries::TaskLine;
use aloft_client::store::Store;
use aloft_crdt_model::ids::{ProjectId, TaskId};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Seat {
    pub(crate) desk: Desk,
    pub(crate) project: ProjectId,
    events: Mutex<UnboundedReceiver<DeskEvent>>,
    pub(crate) folder: TempDir,
}

impl Seat {
    /// A desk with a project that is open.
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let (desk, events) = sit_down(folder.path());
        let created = desk.create_project(None, "Kitchen".to_owned(), "KIT".to_owned()).await;
        let project = ProjectId(created.unwrap().id);
        desk.open_project(project).await.unwrap();
        Self { desk, project, events: Mutex::new(events), folder }
    }

    pub(crate) async fn task(&self, title: &str) -> TaskId {
        let task = NewTask { title: title.to_owned(), ..NewTask::default() };
        let placement = Some(Placement::Last);
        TaskId(self.desk.create_task(self.project, task, placement, None).await.unwrap().id)
    }

    /// The lines as the window would read them now, by place.
    pub(crate) async fn lines(&self) -> Vec<TaskLine> {
        let json = self.desk.open_project(self.project).await.unwrap();
        let value: Value = serde_json::from_str(&json).unwrap();
        serde_json::from_value(value["lines"].clone()).unwrap()
    }

    pub(crate) async fn titles(&self) -> Vec<String> {
        self.lines().await.into_iter().map(|line| line.core.title).collect()
    }

    /// The first event from now on that is wanted.
    pub(crate) async fn hear<T>(&self, wanted: impl Fn(DeskEvent) -> Option<T>) -> T {
        let mut events = self.events.lock().await;
        let heard = async {
            loop {
                if let Some(found) = events.recv().await.and_then(&wanted) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, heard).await.unwrap()
    }

    /// The store, as another process opens it.
    pub(crate) fn elsewhere(&self) -> Store {
        Store::open(self.folder.path(), Environment::system()).unwrap()
    }
}

pub(crate) fn sit_down(folder: &Path) -> (Desk, UnboundedReceiver<DeskEvent>) {
    let (sender, events) = mpsc::unbounded_channel();
    let listener = Arc::new(move |event| {
        // A test that has seen enough has gone.
        let _ = sender.send(event);
    });
    (Desk::open(folder, listener).unwrap(), events)
}
