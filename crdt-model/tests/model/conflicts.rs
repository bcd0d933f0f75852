//! What the merge cannot decide for people is shown to them, with all values.

use crate::team::{Replica, at, author, created_task, id, relay, title};
use aloft_crdt_model::command::{Command, ProjectCommand, TaskCommand};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::rows::{Conflict, FieldValue, Priority};
use serde_json::json;

/// Two people run a command each, not knowing of the other, and a third sees both.
fn both(base: &Replica, one: TaskCommand, other: TaskCommand) -> Replica {
    let (mut first, mut second) = (base.clone(), base.clone());
    first.task_do(1, 10, one);
    second.task_do(2, 20, other);
    let mut merged = base.clone();
    merged.merge(&first);
    merged.merge(&second);
    first.merge(&second);
    second.merge(&first);
    assert_eq!(first.rows(), second.rows());
    assert_eq!(first.rows(), merged.rows());
    merged
}

/// All values of the conflict with who wrote them, whichever is shown.
fn candidates(conflict: &Conflict) -> Vec<(serde_json::Value, u8, i64)> {
    let all = std::iter::once(&conflict.shown).chain(&conflict.losing);
    let mut all: Vec<_> = all
        .map(|candidate| {
            let user = candidate.author.unwrap();
            let number = (0..9).find(|number| author(*number).user == Some(user)).unwrap();
            (candidate.value.clone(), number, (candidate.at.millis() - at(0).millis()) / 1_000)
        })
        .collect();
    all.sort_by_key(|(_, number, _)| *number);
    all
}

#[test]
fn concurrent_titles_are_both_there_and_choosing_ends_it() {
    let mut merged = both(&created_task(), title("One"), title("Two"));
    let task = merged.task();
    assert_eq!(task.conflicts.len(), 1);
    assert_eq!(task.conflicts[0].field, "title");
    assert_eq!(json!(task.title), task.conflicts[0].shown.value);
    let expected = [(json!("One"), 1, 10), (json!("Two"), 2, 20)];
    assert_eq!(candidates(&task.conflicts[0]), expected);
    let mut confirmed = merged.clone();
    let shown = task.title.clone();
    assert!(confirmed.task_do(0, 30, title(&shown)).is_some(), "confirming is a change");
    assert_eq!((confirmed.task().title, confirmed.task().conflicts), (shown, Vec::new()));
    merged.task_do(0, 30, title("Three"));
    assert!(merged.task().conflicts.is_empty());
}

#[test]
fn equal_values_are_no_conflict() {
    let merged = both(&created_task(), title("Same"), title("Same"));
    assert!(merged.task().conflicts.is_empty());
}

#[test]
fn clearing_conflicts_with_writing() {
    let mut base = created_task();
    base.task_do(0, 1, TaskCommand::SetDue { due: Some("2026-01-31".parse().unwrap()) });
    let later = TaskCommand::SetDue { due: Some("2026-02-28".parse().unwrap()) };
    let merged = both(&base, TaskCommand::SetDue { due: None }, later);
    let conflicts = merged.task().conflicts;
    assert_eq!(conflicts[0].field, "due");
    let expected = [(json!(null), 1, 10), (json!("2026-02-28"), 2, 20)];
    assert_eq!(candidates(&conflicts[0]), expected);
}

#[test]
fn every_scalar_shows_its_conflict() {
    let day = |day: &str| Some(day.parse().unwrap());
    let field = |value| TaskCommand::SetField { field: id(1), value: Some(value) };
    let cases = [
        (
            "state".to_owned(),
            TaskCommand::SetState { state: Some(id(1)) },
            TaskCommand::SetState { state: Some(id(2)) },
        ),
        (
            "priority".to_owned(),
            TaskCommand::SetPriority { priority: Priority::High },
            TaskCommand::SetPriority { priority: Priority::Low },
        ),
        (
            "start".to_owned(),
            TaskCommand::SetStart { start: day("2026-01-01") },
            TaskCommand::SetStart { start: day("2026-01-02") },
        ),
        (
            "estimate".to_owned(),
            TaskCommand::SetEstimate { estimate: Some(1.0) },
            TaskCommand::SetEstimate { estimate: Some(2.0) },
        ),
        (
            "parent".to_owned(),
            TaskCommand::SetParent { parent: Some(id(1)) },
            TaskCommand::SetParent { parent: Some(id(2)) },
        ),
        (
            "cycle".to_owned(),
            TaskCommand::SetCycle { cycle: Some(id(1)) },
            TaskCommand::SetCycle { cycle: Some(id(2)) },
        ),
        (
            "milestone".to_owned(),
            TaskCommand::SetMilestone { milestone: Some(id(1)) },
            TaskCommand::SetMilestone { milestone: Some(id(2)) },
        ),
        (
            format!("fields/{}", id::<uuid::Uuid>(1)),
            field(FieldValue::Text("a".to_owned())),
            field(FieldValue::Text("b".to_owned())),
        ),
    ];
    for (name, one, other) in cases {
        let merged = both(&created_task(), one, other);
        let fields: Vec<_> = merged.task().conflicts.into_iter().map(|it| it.field).collect();
        assert_eq!(fields, [name]);
    }
}

#[test]
fn a_candidate_is_the_rows_value() {
    let one = TaskCommand::SetField { field: id(1), value: Some(FieldValue::Number(1.0)) };
    let other = TaskCommand::SetField { field: id(1), value: Some(FieldValue::Select(id(3))) };
    let merged = both(&created_task(), one, other);
    let found = candidates(&merged.task().conflicts[0]);
    assert_eq!(found[0].0, json!({"type": "number", "value": 1.0}));
    assert_eq!(found[1].0, serde_json::to_value(FieldValue::Select(id(3))).unwrap());
}

#[test]
fn order_is_no_conflict() {
    let order = |key: &str| TaskCommand::SetOrder { order: key.to_owned() };
    assert!(both(&created_task(), order("a1"), order("a2")).task().conflicts.is_empty());
}

#[test]
fn losing_values_come_newest_first() {
    let base = created_task();
    let replicas: Vec<_> = (1..=4)
        .map(|person: u8| {
            let mut replica = base.clone();
            replica.task_do(person, 100 - i64::from(person), title(&format!("By {person}")));
            replica
        })
        .collect();
    let mut merged = base.clone();
    for replica in &replicas {
        merged.merge(replica);
    }
    let task = merged.task();
    let losing = &task.conflicts[0].losing;
    assert_eq!(losing.len(), 3);
    assert!(losing.is_sorted_by_key(|candidate| std::cmp::Reverse(candidate.at)));
}

#[test]
fn an_edit_by_somebody_who_had_not_seen_the_deletion_is_told() {
    let merged = both(&created_task(), TaskCommand::Delete, title("Still working on it"));
    let task = merged.task();
    assert!(task.deleted_at.is_some() && task.edited_despite_delete);
    assert_eq!(task.title, "Still working on it");
}

#[test]
fn what_is_done_in_knowledge_of_the_deletion_is_not_told() {
    let mut replica = created_task();
    replica.task_do(0, 1, title("Before"));
    replica.task_do(1, 2, TaskCommand::Delete);
    replica.task_do(2, 3, title("After"));
    assert!(!replica.task().edited_despite_delete);
    let twice = both(&created_task(), TaskCommand::Delete, TaskCommand::Delete);
    assert!(twice.task().deleted_at.is_some() && !twice.task().edited_despite_delete);
    let mut one = created_task();
    let mut relays = one.clone();
    one.task_do(1, 1, TaskCommand::Delete);
    let number = Command::Task(TaskCommand::SetNumber { number: 1 });
    relays.run(&relay(), at(2), &number).unwrap();
    one.merge(&relays);
    assert!(!one.task().edited_despite_delete, "the relay's number is no edit");
}

#[test]
fn a_restored_task_was_not_edited_despite_anything() {
    let mut merged = both(&created_task(), TaskCommand::Delete, title("Still working on it"));
    merged.task_do(0, 30, TaskCommand::Restore);
    assert!(!merged.task().edited_despite_delete);
    merged.task_do(0, 31, TaskCommand::Delete);
    assert!(!merged.task().edited_despite_delete, "who deletes it now has seen the edit");
}

#[test]
fn a_projects_conflicts_name_the_entry() {
    let mut base = Replica::new(DocKind::Project);
    let run = |replica: &mut Replica, who, command| {
        replica.run(&author(who), at(1), &Command::Project(command)).unwrap();
    };
    let label = |name: &str| ProjectCommand::PutLabel {
        id: id(1),
        name: name.to_owned(),
        color: "#000000".to_owned(),
    };
    let create = ProjectCommand::Create {
        name: "Apollo".to_owned(),
        key: "APO".to_owned(),
        states: Vec::new(),
    };
    run(&mut base, 0, create);
    run(&mut base, 0, label("Bug"));
    let mut other = base.clone();
    for (replica, who, word) in [(&mut base, 1, "Fault"), (&mut other, 2, "Defect")] {
        run(replica, who, label(word));
        run(replica, who, ProjectCommand::SetName { name: word.to_owned() });
        run(replica, who, ProjectCommand::SetKey { key: word.to_uppercase() });
    }
    base.merge(&other);
    let fields: Vec<_> = base.project().conflicts.into_iter().map(|it| it.field).collect();
    let entry = format!("labels/{}/name", id::<uuid::Uuid>(1));
    assert_eq!(fields, ["name", "key", entry.as_str()]);
}
