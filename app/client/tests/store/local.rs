//! Work on one machine: commands, rows, keys, places.

use crate::setup::{Home, environment, open, set_title, titled};
use aloft_client::queries::{Deleted, TaskFilter, TaskQuery};
use aloft_client::store::compose::Placement;
use aloft_client::store::{DATABASE_FILE, Store, StoreError};
use aloft_crdt_model::command::{Command, TaskCommand};
use aloft_crdt_model::document::Heads;
use aloft_crdt_model::ids::{StreamId, TaskId};
use uuid::Uuid;

fn titles(home: &Home) -> Vec<String> {
    let query = TaskQuery {
        filter: TaskFilter { project: Some(home.project), ..TaskFilter::default() },
        ..TaskQuery::default()
    };
    let tasks = home.store.queries().tasks(&query).unwrap();
    tasks.into_iter().map(|task| task.row.title).collect()
}

#[test]
fn a_command_is_there_after_reopening_with_its_rows_and_activity() {
    let mut home = Home::new(1);
    let task = home.task("Boil water");
    home.edit(task, set_title("Boil the water"));
    home.describe(task, "In the *kettle*.");
    home.write(|tx| tx.comment(task, None, "It is on."));
    let mut home = home.reopen(2);
    let detail = home.store.queries().task_detail(task).unwrap().unwrap();
    assert_eq!(detail.task.row.title, "Boil the water");
    assert_eq!(detail.description.as_deref(), Some("In the *kettle*."));
    assert_eq!(detail.comments.len(), 1);
    assert_eq!(detail.waiting, 4);
    assert!(detail.activity.len() >= 3, "{:#?}", detail.activity);
    home.assert_sound();
}

#[test]
fn a_command_that_changes_nothing_writes_nothing() {
    let mut home = Home::new(2);
    let task = home.task("Same");
    let stream = home.project.stream();
    let command = Command::Task(set_title("Same"));
    assert_eq!(home.store.execute(stream, task.doc(), &command).unwrap(), None);
    assert_eq!(home.store.status().unwrap().local, 2);
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let mut home = Home::new(3);
    let project = home.project;
    let failed = home.store.write(|tx| {
        let task = tx.create_task(project, titled("Half"))?;
        tx.edit_task(task, set_title(" "))
    });
    assert!(matches!(failed, Err(StoreError::Command(_))), "{failed:?}");
    assert!(titles(&home).is_empty());
    home.task("Whole");
    assert_eq!(titles(&home), ["Whole"]);
    home.assert_sound();
}

#[test]
fn an_unknown_stream_is_refused() {
    let mut home = Home::new(4);
    let stream = StreamId(Uuid::from_u128(5));
    let command = Command::Task(set_title("Nowhere"));
    let failed = home.store.execute(stream, TaskId(Uuid::from_u128(6)).doc(), &command);
    assert!(matches!(failed, Err(StoreError::UnknownStream(_))), "{failed:?}");
}

#[test]
fn tasks_go_where_they_are_put() {
    let mut home = Home::new(5);
    let tasks: Vec<TaskId> = ["a", "b", "c", "d"].iter().map(|title| home.task(title)).collect();
    let project = home.project;
    assert_eq!(titles(&home), ["a", "b", "c", "d"]);
    home.write(|tx| tx.move_task(project, tasks[3], Placement::First));
    assert_eq!(titles(&home), ["d", "a", "b", "c"]);
    home.write(|tx| tx.move_task(project, tasks[0], Placement::Last));
    assert_eq!(titles(&home), ["d", "b", "c", "a"]);
    home.write(|tx| tx.move_task(project, tasks[0], Placement::Before(tasks[2])));
    assert_eq!(titles(&home), ["d", "b", "a", "c"]);
    home.write(|tx| tx.move_task(project, tasks[3], Placement::After(tasks[1])));
    assert_eq!(titles(&home), ["b", "d", "a", "c"]);
    home.write(|tx| tx.move_task(project, tasks[2], Placement::After(tasks[0])));
    assert_eq!(titles(&home), ["b", "d", "a", "c"]);
}

#[test]
fn a_task_is_found_by_whatever_people_call_it() {
    let mut home = Home::new(6);
    let task = home.task("Findable");
    home.edit(task, TaskCommand::SetExternalId { source: "jira".into(), id: "MESOS-123".into() });
    let queries = home.store.queries();
    let key = queries.tasks_by_id(&[task]).unwrap()[0].key.clone();
    assert!(key.starts_with("KIT-~"), "{key}");
    let id = task.to_string();
    for name in [key.as_str(), &key.to_lowercase(), "MESOS-123", &id, &id[..13]] {
        let found = queries.find_task(name).unwrap();
        assert_eq!(found.map(|found| found.row.id), Some(task), "{name}");
    }
    assert_eq!(queries.find_task("KIT-7").unwrap(), None);
    assert_eq!(queries.find_project("kit").unwrap().unwrap().row.id, home.project);
    let by_external = queries.task_by_external_id(home.project, "jira", "MESOS-123").unwrap();
    assert_eq!(by_external.map(|row| row.id), Some(task));
}

#[test]
fn a_key_that_fits_several_tasks_names_them() {
    let mut home = Home::new(7);
    for _ in 0..2 {
        let task = home.task("Twin");
        home.edit(task, TaskCommand::SetExternalId { source: "x".into(), id: "TWIN".into() });
    }
    let failed = home.store.queries().find_task("TWIN");
    let Err(StoreError::Ambiguous { candidates, .. }) = failed else { panic!("{failed:?}") };
    assert_eq!(candidates.len(), 2);
}

#[test]
fn deleted_tasks_are_hidden_and_can_be_listed() {
    let mut home = Home::new(8);
    let task = home.task("Old");
    home.task("New");
    home.edit(task, TaskCommand::Delete);
    assert_eq!(titles(&home), ["New"]);
    let only = TaskFilter { deleted: Deleted::Only, ..TaskFilter::default() };
    assert_eq!(home.store.queries().count_tasks(&only).unwrap(), 1);
    home.edit(task, TaskCommand::Restore);
    assert_eq!(titles(&home), ["Old", "New"]);
    home.assert_sound();
}

#[test]
fn a_document_with_many_pending_changes_still_loads() {
    let mut home = Home::new(9);
    let task = home.task("0");
    for n in 1..300 {
        home.edit(task, set_title(&n.to_string()));
    }
    let mut home = home.reopen(10);
    assert_eq!(titles(&home), ["299"]);
    let changes = home.store.changes_since(task.doc(), &Heads::default()).unwrap();
    assert_eq!(changes.len(), 300);
    home.edit(task, set_title("300"));
    home.assert_sound();
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let home = Home::new(11);
    let path = home.folder.path().join(DATABASE_FILE);
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    let failed = Store::open(home.folder.path(), environment(1));
    assert!(matches!(failed, Err(StoreError::Newer { found: 99, .. })), "{failed:?}");
}

#[test]
fn a_damaged_file_is_one_clear_error() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join(DATABASE_FILE), vec![7; 8192]).unwrap();
    let failed = Store::open(folder.path(), environment(1));
    assert!(matches!(failed, Err(StoreError::Sql(_))), "{failed:?}");
}

#[test]
fn another_process_s_writes_are_noticed() {
    let mut home = Home::new(12);
    let task = home.task("One");
    let mut other = open(home.folder.path(), 13);
    let before = home.store.data_version().unwrap();
    other.write(|tx| tx.edit_task(task, set_title("Two"))).unwrap();
    assert_ne!(home.store.data_version().unwrap(), before);
    // The cached document is stale now, and must not be used.
    home.edit(task, TaskCommand::SetEstimate { estimate: Some(3.0) });
    other.write(|tx| tx.edit_task(task, set_title("Three"))).unwrap();
    let row = home.store.queries().task(task).unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.estimate), ("Three", Some(3.0)));
    assert!(row.conflicts.is_empty());
    home.assert_sound();
}

#[test]
fn an_organisation_joins_a_relay_without_an_id_changing() {
    let mut home = Home::new(13);
    home.task("Before");
    let status = home.store.status().unwrap();
    assert_eq!((status.waiting, status.local), (0, 2));
    home.store.organisation_joined(home.org, "Home", "https://relay.example").unwrap();
    let status = home.store.status().unwrap();
    assert_eq!((status.waiting, status.local), (2, 0));
    let tracked = home.store.tracked_streams("https://relay.example").unwrap();
    assert_eq!(tracked.len(), 1);
    assert_eq!(tracked[0].stream, home.project.stream());
    assert_eq!(tracked[0].counts.waiting, 2);
}
