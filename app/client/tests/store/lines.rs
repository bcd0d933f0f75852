//! Lines of tasks, and that whoever reads what changed never misses anything.

use crate::relay::{joined, never};
use crate::setup::{Home, environment, open, set_title, titled};
use crate::tail::{pair, sync_both};
use aloft_client::queries::{Deleted, Delta, TaskFilter, TaskLine, TaskQuery};
use aloft_client::store::{DATABASE_FILE, Store};
use aloft_crdt_model::command::{Command, NewTask, ProjectCommand, TaskCommand};
use aloft_crdt_model::document::Change;
use aloft_crdt_model::ids::{LabelId, ProjectId, TaskId};
use aloft_crdt_model::rows::{FieldValue, Priority, RelationKind};
use aloft_sync_protocol::log::Position;
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn revision(home: &Home) -> u64 {
    home.store.queries().revision().unwrap()
}

fn since(home: &Home, revision: u64) -> Delta {
    home.store.queries().delta(Some(home.project), revision).unwrap()
}

fn upserted(delta: &Delta) -> Vec<TaskId> {
    delta.upserted.iter().map(|line| line.core.id).collect()
}

fn lines(store: &Store, project: ProjectId) -> Vec<TaskLine> {
    let queries = store.queries();
    let mut lines = Vec::new();
    for deleted in [false, true] {
        let json = queries.lines_json(project, deleted).unwrap();
        let some: Vec<TaskLine> = serde_json::from_str(&json).unwrap();
        // The type and the text say the same, to the letter.
        assert_eq!(serde_json::to_string(&some).unwrap(), json);
        assert!(some.iter().all(|line| line.core.deleted_at.is_some() == deleted));
        lines.extend(some);
    }
    lines
}

/// A task that has everything that a line can say.
fn full(home: &mut Home) -> TaskId {
    let (project, user) = (home.project, home.store.identity().unwrap().user);
    let parent = home.task("Parent \"quoted\" \\ \u{1f980} \t");
    let states = home.store.queries().project(project).unwrap().unwrap().states;
    let task = home.write(|tx| {
        let task = NewTask {
            state: Some(states[3].id),
            priority: Priority::Urgent,
            assignees: vec![user],
            labels: vec![LabelId(Uuid::from_u128(1)), LabelId(Uuid::from_u128(2))],
            start: Some("2026-12-01".parse().unwrap()),
            due: Some("2026-12-24".parse().unwrap()),
            estimate: Some(0.1 + 0.2),
            parent: Some(parent),
            ..titled("Full </script> \u{7f}")
        };
        let task = tx.create_task(project, task)?;
        tx.comment(task, None, "One")?;
        Ok(task)
    });
    home.edit(task, TaskCommand::SetCycle { cycle: Some(Uuid::from_u128(3).into()) });
    home.edit(task, TaskCommand::SetMilestone { milestone: Some(Uuid::from_u128(4).into()) });
    task
}

#[test]
fn lines_say_what_the_rows_say() {
    let mut home = Home::new(1);
    let task = full(&mut home);
    home.edit(task, TaskCommand::Delete);
    home.task("Plain");
    let filter = TaskFilter { deleted: Deleted::Include, ..TaskFilter::default() };
    let query = TaskQuery { filter, ..TaskQuery::default() };
    let items = home.store.queries().tasks(&query).unwrap();
    let lines = lines(&home.store, home.project);
    assert_eq!(lines.len(), items.len());
    for line in &lines {
        let item = items.iter().find(|item| item.row.id == line.core.id).unwrap();
        let (core, row) = (&line.core, &item.row);
        assert_eq!((&core.title, core.priority), (&row.title, row.priority));
        assert_eq!((&core.assignees, &core.labels), (&row.assignees, &row.labels));
        assert_eq!((core.start, core.due, core.estimate), (row.start, row.due, row.estimate));
        assert_eq!((core.cycle, core.milestone), (row.cycle_id, row.milestone_id));
        assert_eq!((&core.order, core.comments), (&row.order, row.comment_count));
        assert_eq!((core.created_at, core.created_by), (row.created_at, row.created_by));
        assert_eq!((core.updated_at, core.deleted_at), (row.updated_at, row.deleted_at));
        assert_eq!(line.repaired.key, item.key);
        assert_eq!(line.repaired.state, item.shown_state_id);
        assert_eq!(line.repaired.category, item.category);
        assert_eq!(line.repaired.parent, item.shown_parent_id);
        assert_eq!(home.store.queries().line(core.id).unwrap().as_ref(), Some(line));
    }
    assert_eq!(home.store.queries().line(TaskId(Uuid::nil())).unwrap(), None);
}

#[test]
fn lines_come_by_place() {
    let mut home = Home::new(2);
    for title in ["a", "b", "c"] {
        home.task(title);
    }
    let items = home.store.queries().tasks(&TaskQuery::default()).unwrap();
    let wanted: Vec<_> = items.iter().map(|item| item.row.id).collect();
    let found: Vec<_> = lines(&home.store, home.project).iter().map(|line| line.core.id).collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_delta_holds_what_was_written_since_and_nothing_else() {
    let mut home = Home::new(3);
    let (one, two) = (home.task("One"), home.task("Two"));
    let start = revision(&home);
    assert!(since(&home, start).is_empty());
    home.edit(one, set_title("Uno"));
    let delta = since(&home, start);
    assert_eq!((upserted(&delta), delta.touched.as_slice()), (vec![one], [one].as_slice()));
    assert_eq!(delta.upserted[0].core.title, "Uno");
    assert!(!delta.workspace && delta.removed.is_empty());
    assert_eq!(delta.revision, revision(&home));
    assert!(since(&home, delta.revision).is_empty());
    // A command that changes nothing is no news.
    home.edit(one, set_title("Uno"));
    assert!(since(&home, delta.revision).is_empty());
    home.edit(two, TaskCommand::Delete);
    let deleted = since(&home, delta.revision);
    assert_eq!(upserted(&deleted), [two]);
    assert!(deleted.upserted[0].core.deleted_at.is_some());
    // Whoever saw nothing yet gets both, once each.
    assert_eq!(upserted(&since(&home, start)), [one, two]);
}

#[test]
fn words_on_a_task_s_page_touch_it() {
    let mut home = Home::new(4);
    let (task, other) = (home.task("One"), home.task("Other"));
    let mut seen = revision(&home);
    let mut next = |home: &mut Home| {
        let delta = since(home, seen);
        seen = delta.revision;
        delta
    };
    home.describe(task, "Words");
    let delta = next(&mut home);
    assert_eq!((delta.touched.as_slice(), upserted(&delta)), ([task].as_slice(), vec![]));
    let comment = home.write(|tx| tx.comment(task, None, "Said"));
    let delta = next(&mut home);
    assert_eq!(delta.upserted[0].core.comments, 1);
    home.edit(task, TaskCommand::EditComment { id: comment, body: "Said so".to_owned() });
    assert!(next(&mut home).touched.contains(&task));
    home.edit(task, TaskCommand::AddRelation { kind: RelationKind::Blocks, task: other });
    let delta = next(&mut home);
    assert!(delta.touched.contains(&other), "the other side is shown there: {delta:?}");
    assert_eq!(upserted(&delta), [task]);
    assert!(next(&mut home).is_empty());
}

#[test]
fn a_project_s_key_and_states_are_in_its_lines() {
    let mut home = Home::new(5);
    let (task, project) = (home.task("One"), home.project);
    home.task("Two");
    let states = home.store.queries().project(project).unwrap().unwrap().states;
    let start = revision(&home);
    let edit = |home: &mut Home, command: ProjectCommand| {
        let command = Command::Project(command);
        home.store.execute(project.stream(), project.doc(), &command).unwrap();
    };
    edit(&mut home, ProjectCommand::SetName { name: "Cuisine".to_owned() });
    let delta = since(&home, start);
    assert!(delta.workspace && delta.upserted.is_empty(), "{delta:?}");
    edit(&mut home, ProjectCommand::SetKey { key: "CUI".to_owned() });
    let renamed = since(&home, delta.revision);
    assert_eq!(renamed.upserted.len(), 2);
    assert!(renamed.upserted.iter().all(|line| line.repaired.key.starts_with("CUI-~")));
    edit(&mut home, ProjectCommand::RemoveState { id: states[0].id });
    let moved = since(&home, renamed.revision);
    assert!(upserted(&moved).contains(&task), "{moved:?}");
    assert!(moved.upserted.iter().all(|line| line.repaired.state != Some(states[0].id)));
}

#[test]
fn lines_of_other_projects_stay_out_and_their_tasks_are_touched() {
    let mut home = Home::new(6);
    let start = revision(&home);
    let org = home.org;
    let garden = home.write(|tx| tx.create_project(org, "Garden", "GAR"));
    let task = home.write(|tx| tx.create_task(garden, titled("Dig")));
    let delta = since(&home, start);
    assert!(delta.workspace);
    assert_eq!((delta.upserted.len(), delta.touched.as_slice()), (0, [task].as_slice()));
    let queries = home.store.queries();
    assert_eq!(upserted(&queries.delta(Some(garden), start).unwrap()), [task]);
    assert_eq!(queries.delta(None, start).unwrap().upserted, []);
}

#[test]
fn another_process_s_writes_are_in_the_delta() {
    let mut home = Home::new(7);
    let task = home.task("Here");
    let start = revision(&home);
    let mut other = open(home.folder.path(), 8);
    other.write(|tx| tx.edit_task(task, set_title("There"))).unwrap();
    let delta = since(&home, start);
    assert_eq!(delta.upserted[0].core.title, "There");
    drop(other);
    // Revisions go on where they were.
    let home = home.reopen(9);
    assert_eq!(revision(&home), delta.revision);
}

#[test]
fn what_a_relay_brings_is_in_the_delta_and_what_it_refuses_leaves() {
    let (mut a, mut b, mut relay) = pair(10);
    let stream = a.project.stream();
    let task = a.task("From a");
    let start = revision(&b);
    sync_both(&mut relay, &mut a, &mut b);
    let delta = since(&b, start);
    assert_eq!(upserted(&delta), [task]);
    let quiet = delta.revision;
    sync_both(&mut relay, &mut a, &mut b);
    assert!(since(&b, quiet).is_empty(), "a sync without news is none");
    a.edit(task, set_title("Again from a"));
    a.describe(task, "Words");
    sync_both(&mut relay, &mut a, &mut b);
    let delta = since(&b, quiet);
    assert_eq!(delta.upserted[0].core.title, "Again from a");
    let gone = b.task("Refused");
    let shown = since(&b, delta.revision);
    assert_eq!(upserted(&shown), [gone]);
    relay.push_all(&mut b.store, stream, &|_: &Change| Some("forbidden"));
    let delta = since(&b, shown.revision);
    assert_eq!((delta.removed.as_slice(), upserted(&delta)), ([gone].as_slice(), vec![]));
    relay.push_all(&mut a.store, stream, &never);
}

#[test]
fn activity_that_comes_after_its_task_touches_it() {
    let (mut a, mut b, mut relay) = pair(14);
    let task = a.task("Old");
    sync_both(&mut relay, &mut a, &mut b);
    let mut late = joined(&a, 16);
    let stream = late.project.stream();
    let mut touched = Vec::new();
    while let Some(step) = relay.next_page(&late.store, stream, 100) {
        let start = revision(&late);
        let is_activity = matches!(late.store.position(stream).unwrap(), Position::Activity { .. });
        step(&mut late.store);
        if is_activity {
            touched.extend(since(&late, start).touched);
        }
    }
    assert_eq!(touched, [task]);
}

#[test]
fn a_store_of_the_first_format_gets_its_lines_and_relations() {
    let mut home = Home::new(11);
    let (task, other) = (full(&mut home), home.task("Other"));
    home.edit(task, TaskCommand::AddRelation { kind: RelationKind::Duplicates, task: other });
    let before = lines(&home.store, home.project);
    let Home { store, org, project, folder } = home;
    drop(store);
    to_first_format(&folder.path().join(DATABASE_FILE));
    let mut home = Home { store: open(folder.path(), 12), org, project, folder };
    crate::witness::watch(home.folder.path());
    assert_eq!(lines(&home.store, home.project), before);
    let relations = home.store.queries().relations(other).unwrap();
    assert_eq!(relations, [(RelationKind::Duplicates, true, task)]);
    let start = revision(&home);
    home.edit(task, set_title("Since then"));
    assert_eq!(upserted(&since(&home, start)), [task]);
    home.assert_sound();
}

/// Takes away what the second format added.
fn to_first_format(path: &std::path::Path) {
    let raw = rusqlite::Connection::open(path).unwrap();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        raw.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    // The indexes that format 5 took away.
    let first = include_str!("../../src/store/schema.sql");
    for index in first.lines().filter(|line| line.starts_with("CREATE INDEX tasks_by_")) {
        raw.execute_batch(&index.replace("INDEX", "INDEX IF NOT EXISTS")).unwrap();
    }
    raw.execute_batch(
        "DROP INDEX changes_held_up; DROP TABLE witness; DROP TABLE feed; DROP TABLE task_relations; ALTER TABLE tasks DROP COLUMN line;
         ALTER TABLE meta DROP COLUMN synced_to;
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

/// What two processes may do to one store, in any order, and when somebody looks.
#[derive(Clone, Copy, Debug)]
enum Step {
    Create { other: bool },
    Rename { other: bool, task: usize },
    Delete { other: bool, task: usize },
    Restore { task: usize },
    Nest { task: usize, under: usize },
    Move { task: usize },
    Comment { other: bool, task: usize },
    Rekey,
    Look,
}

fn step() -> impl Strategy<Value = Step> {
    let (other, task) = (any::<bool>(), 0..6_usize);
    prop_oneof![
        2 => other.prop_map(|other| Step::Create { other }),
        2 => (other, task.clone()).prop_map(|(other, task)| Step::Rename { other, task }),
        1 => (other, task.clone()).prop_map(|(other, task)| Step::Delete { other, task }),
        1 => task.clone().prop_map(|task| Step::Restore { task }),
        1 => (task.clone(), task.clone()).prop_map(|(task, under)| Step::Nest { task, under }),
        1 => task.clone().prop_map(|task| Step::Move { task }),
        1 => (other, task).prop_map(|(other, task)| Step::Comment { other, task }),
        1 => Just(Step::Rekey),
        4 => Just(Step::Look),
    ]
}

/// A window: lines that it read once, and then deltas alone.
struct Window {
    revision: u64,
    lines: BTreeMap<TaskId, TaskLine>,
}

impl Window {
    fn look(&mut self, store: &Store, project: ProjectId) {
        let delta = store.queries().delta(Some(project), self.revision).unwrap();
        self.revision = delta.revision;
        for line in delta.upserted {
            self.lines.insert(line.core.id, line);
        }
        for task in delta.removed {
            self.lines.remove(&task);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_window_that_reads_deltas_alone_shows_what_is_there(
        steps in prop::collection::vec(step(), 1..24),
        seed in 0_u64..1_000,
    ) {
        let mut home = Home::new(seed);
        let project = home.project;
        let mut second = Store::open(home.folder.path(), environment(seed + 1)).unwrap();
        let mut tasks = vec![home.task("First")];
        let mut window = Window { revision: 0, lines: BTreeMap::new() };
        for (n, step) in steps.into_iter().enumerate() {
            let at = |index: usize| tasks[index % tasks.len()];
            let (other, edit) = match step {
                Step::Look => { window.look(&home.store, project); continue }
                Step::Rekey => {
                    let command = Command::Project(ProjectCommand::SetKey { key: format!("K{n}") });
                    home.store.execute(project.stream(), project.doc(), &command).unwrap();
                    continue
                }
                Step::Create { other } => {
                    let store = if other { &mut second } else { &mut home.store };
                    tasks.push(store.write(|tx| tx.create_task(project, titled("New"))).unwrap());
                    continue
                }
                Step::Comment { other, task } => {
                    let (store, task) = (if other { &mut second } else { &mut home.store }, at(task));
                    store.write(|tx| tx.comment(task, None, "Hm")).unwrap();
                    continue
                }
                Step::Rename { other, task } => (other, (at(task), set_title(&n.to_string()))),
                Step::Delete { other, task } => (other, (at(task), TaskCommand::Delete)),
                Step::Restore { task } => (false, (at(task), TaskCommand::Restore)),
                Step::Nest { task, under } => {
                    (true, (at(task), TaskCommand::SetParent { parent: Some(at(under)) }))
                }
                Step::Move { task } => {
                    let order = home.write(|tx| tx.last_place(project));
                    (false, (at(task), TaskCommand::SetOrder { order }))
                }
            };
            let store = if other { &mut second } else { &mut home.store };
            // A task cannot be under itself: refused, and nothing is written.
            let _ = store.write(|tx| tx.edit_task(edit.0, edit.1));
        }
        window.look(&home.store, project);
        let shown: Vec<_> = window.lines.into_values().collect();
        let mut wanted = lines(&home.store, project);
        wanted.sort_by_key(|line| line.core.id);
        prop_assert_eq!(shown, wanted);
    }
}

#[test]
fn fields_that_no_line_shows_still_touch_the_task() {
    let mut home = Home::new(13);
    let task = home.task("One");
    let start = revision(&home);
    let value = Some(FieldValue::Text("x".to_owned()));
    home.edit(task, TaskCommand::SetField { field: Uuid::from_u128(9).into(), value });
    assert_eq!(since(&home, start).touched, [task]);
}
