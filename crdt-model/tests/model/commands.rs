//! What commands write, and what they refuse in which words.

use crate::team::{Replica, at, author, comment, created_task, doc_id, id, new_task, relay, title};
use aloft_crdt_model::command::{Command, CommandError, NewTask, ProjectCommand, TaskCommand};
use aloft_crdt_model::document::{Author, DocKind};
use aloft_crdt_model::ids::{FieldId, TaskId};
use aloft_crdt_model::rows::{FieldType, FieldValue, Priority, Relation, RelationKind};

fn refusal(replica: &mut Replica, command: TaskCommand) -> String {
    let before = replica.rows();
    let error = replica.run(&author(0), at(9), &Command::Task(command)).unwrap_err();
    assert_eq!(replica.rows(), before);
    error.to_string()
}

fn project_refusal(replica: &mut Replica, command: ProjectCommand) -> String {
    replica.run(&author(0), at(9), &Command::Project(command)).unwrap_err().to_string()
}

fn created_project() -> Replica {
    let mut replica = Replica::new(DocKind::Project);
    project_do(
        &mut replica,
        ProjectCommand::Create {
            name: "Apollo".to_owned(),
            key: "APO".to_owned(),
            states: Vec::new(),
        },
    );
    replica
}

fn project_do(replica: &mut Replica, command: ProjectCommand) {
    replica.run(&author(0), at(1), &Command::Project(command)).unwrap();
}

#[test]
fn a_task_is_created_with_its_values() {
    let mut replica = Replica::new(DocKind::Task);
    let new = NewTask {
        state: Some(id(1)),
        priority: Priority::High,
        assignees: vec![id(101), id(100)],
        labels: vec![id(5)],
        start: Some("2026-01-31".parse().unwrap()),
        due: Some("2026-02-28".parse().unwrap()),
        estimate: Some(2.5),
        parent: Some(id(7)),
        external_ids: [("mesos.csv".to_owned(), "MESOS-313".to_owned())].into(),
        ..new_task("  Titles keep their spaces ")
    };
    let change = replica.task_do(0, 3, TaskCommand::Create(Box::new(new.clone()))).unwrap();
    assert_eq!(change.author().unwrap().as_bytes(), author(0).user.unwrap().0.as_bytes());
    assert_eq!((change.timestamp(), change.seq()), (at(3).millis(), 1));
    let task = replica.task();
    assert_eq!(task.title, new.title);
    assert_eq!((task.state_id, task.priority), (new.state, new.priority));
    assert_eq!(task.assignees, [id(100), id(101)]);
    assert_eq!((task.start, task.due, task.estimate), (new.start, new.due, new.estimate));
    assert_eq!((task.parent_id, task.order), (new.parent, new.order));
    assert_eq!(task.external_ids, new.external_ids);
    assert_eq!((task.created_at, task.created_by), (at(3), author(0).user));
    assert_eq!(task.updated_at, at(3));
    assert_eq!(task.project_id.0, crate::team::stream().0);
}

#[test]
fn a_task_is_created_once_and_first() {
    let mut replica = Replica::new(DocKind::Task);
    let words = refusal(&mut replica, title("Too early"));
    assert_eq!(words, "the task does not exist yet: create it first");
    let mut replica = created_task();
    let words = refusal(&mut replica, TaskCommand::Create(Box::new(new_task("Again"))));
    assert_eq!(words, "the task exists already");
}

#[test]
fn titles_say_something_on_one_line() {
    let mut replica = created_task();
    assert_eq!(refusal(&mut replica, title(" \t")), "the title may not be empty");
    let words = refusal(&mut replica, title("two\nlines"));
    assert_eq!(words, "the title must be one line: remove the line breaks");
    let words = refusal(&mut replica, title("nul\0"));
    assert_eq!(
        words,
        "the title contains a NUL character (U+0000), which cannot be stored: remove it"
    );
    let words = refusal(&mut replica, title(&"x".repeat(2_001)));
    assert_eq!(words, "the title is longer than 2000 characters: shorten it");
}

#[test]
fn values_that_make_no_sense_are_refused() {
    let mut replica = created_task();
    for estimate in [f64::NAN, f64::INFINITY, -0.5] {
        let words = refusal(&mut replica, TaskCommand::SetEstimate { estimate: Some(estimate) });
        assert_eq!(words, "the estimate must be a number, 0 or more");
    }
    let words = refusal(&mut replica, TaskCommand::SetOrder { order: "!".to_owned() });
    assert_eq!(words, "`!` is not an order key");
    let field = |value| TaskCommand::SetField { field: id(1), value: Some(value) };
    let words = refusal(&mut replica, field(FieldValue::Number(f64::INFINITY)));
    assert_eq!(words, "the field's number must be a finite number");
    let words = refusal(&mut replica, field(FieldValue::Text("\0".to_owned())));
    assert!(words.contains("NUL"));
    let attachment = TaskCommand::AddAttachment {
        id: id(1),
        name: "a.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 1,
        sha256: "ABC".to_owned(),
    };
    let words = refusal(&mut replica, attachment);
    assert_eq!(words, "`ABC` is not a SHA-256 sum: 64 lower-case hexadecimal digits");
}

#[test]
fn what_needs_the_documents_id_is_checked_against_it() {
    let doc = doc_id(DocKind::Task);
    let own = TaskId(doc.0);
    let check = |command| Command::Task(command).check_target(doc);
    assert!(check(TaskCommand::SetParent { parent: Some(id(1)) }).is_ok());
    let parent = TaskCommand::SetParent { parent: Some(own) };
    assert!(matches!(check(parent.clone()), Err(CommandError::SelfParent)));
    let batch = TaskCommand::Batch { commands: vec![parent] };
    assert!(matches!(check(batch), Err(CommandError::SelfParent)));
    let relation = TaskCommand::AddRelation { kind: RelationKind::Blocks, task: own };
    assert!(matches!(check(relation), Err(CommandError::SelfRelation)));
}

#[test]
fn sets_gain_and_lose_members() {
    let mut replica = created_task();
    let relation = Relation { kind: RelationKind::Blocks, task: id(8) };
    let (kind, task) = (relation.kind, relation.task);
    replica.task_do(0, 1, TaskCommand::Assign { user: id(100) });
    replica.task_do(0, 1, TaskCommand::AddLabel { label: id(5) });
    replica.task_do(0, 1, TaskCommand::AddRelation { kind, task });
    assert_eq!(replica.task().assignees, [id(100)]);
    assert_eq!(replica.task().labels, [id(5)]);
    assert_eq!(replica.task().relations, [relation]);
    assert!(replica.task_do(0, 2, TaskCommand::Assign { user: id(100) }).is_none());
    replica.task_do(0, 3, TaskCommand::Unassign { user: id(100) });
    replica.task_do(0, 3, TaskCommand::RemoveLabel { label: id(5) });
    replica.task_do(0, 3, TaskCommand::RemoveRelation { kind, task });
    let task = replica.task();
    assert!(task.assignees.is_empty() && task.labels.is_empty() && task.relations.is_empty());
    assert!(replica.task_do(0, 4, TaskCommand::Unassign { user: id(100) }).is_none());
}

#[test]
fn custom_fields_hold_every_type() {
    let values = [
        FieldValue::Text("text: with a colon".to_owned()),
        FieldValue::Number(-1.5),
        FieldValue::Date("2026-11-23".parse().unwrap()),
        FieldValue::Checkbox(true),
        FieldValue::Select(id(3)),
        FieldValue::MultiSelect(vec![id(3), id(4)]),
        FieldValue::User(id(100)),
        FieldValue::Url("https://example.org/?a=b:c".to_owned()),
    ];
    let field: FieldId = id(1);
    for first in &values {
        for second in &values {
            let mut replica = created_task();
            let mut set = |value| replica.task_do(0, 1, TaskCommand::SetField { field, value });
            set(Some(first.clone()));
            set(Some(second.clone()));
            assert!(set(Some(second.clone())).is_none());
            assert_eq!(replica.task().fields[&field], *second);
            replica.task_do(0, 2, TaskCommand::SetField { field, value: None });
            assert!(replica.task().fields.is_empty());
            let again = TaskCommand::SetField { field, value: None };
            assert!(replica.task_do(0, 3, again).is_none());
        }
    }
}

#[test]
fn options_chosen_by_two_people_at_once_are_both_chosen() {
    let mut one = created_task();
    let mut other = one.clone();
    let choose = |options: &[u8]| TaskCommand::SetField {
        field: id(1),
        value: Some(FieldValue::MultiSelect(options.iter().map(|option| id(*option)).collect())),
    };
    one.task_do(0, 1, choose(&[1, 2]));
    other.task_do(1, 1, choose(&[3]));
    one.merge(&other);
    let expected = FieldValue::MultiSelect(vec![id(1), id(2), id(3)]);
    assert_eq!(one.task().fields[&id(1)], expected);
}

#[test]
fn comments_live_and_stay_as_tombstones() {
    let mut replica = created_task();
    replica.task_do(0, 1, comment(1, "First 🙂"));
    let reply = TaskCommand::AddComment {
        id: id(2),
        parent: Some(id(1)),
        body: "Reply".to_owned(),
        at: Some(at(-500)),
    };
    replica.task_do(1, 2, reply);
    let edit = |body: &str| TaskCommand::EditComment { id: id(1), body: body.to_owned() };
    replica.task_do(0, 3, edit("First, edited 🙂"));
    assert!(replica.task_do(0, 4, edit("First, edited 🙂")).is_none());
    replica.task_do(1, 5, TaskCommand::React { id: id(1), emoji: "👍".to_owned() });
    replica.task_do(0, 5, TaskCommand::React { id: id(1), emoji: "👍".to_owned() });
    replica.task_do(0, 6, TaskCommand::React { id: id(1), emoji: ":-)".to_owned() });
    replica.task_do(0, 7, TaskCommand::Unreact { id: id(1), emoji: ":-)".to_owned() });
    let comments = replica.comments();
    assert_eq!(comments[0].body, "First, edited 🙂");
    assert_eq!(comments[0].edited_at, Some(at(3)));
    let reactions = [("👍".to_owned(), vec![id(100), id(101)])];
    assert_eq!(comments[0].reactions, reactions.into());
    assert_eq!(comments[1].parent_id, Some(id(1)));
    assert_eq!((comments[1].created_at, comments[1].author), (at(-500), author(1).user));
    replica.task_do(0, 8, TaskCommand::DeleteComment { id: id(1) });
    assert!(replica.task_do(0, 9, TaskCommand::DeleteComment { id: id(1) }).is_none());
    let comments = replica.comments();
    assert_eq!((comments[0].body.as_str(), comments[0].deleted_at), ("", Some(at(8))));
    assert_eq!(replica.task().comment_count, 1);
    assert_eq!(refusal(&mut replica, edit("Back")), "there is no such comment, or it was removed");
}

#[test]
fn comments_that_make_no_sense_are_refused() {
    let mut replica = created_task();
    assert_eq!(refusal(&mut replica, comment(1, " \n ")), "the comment may not be empty");
    let edit = TaskCommand::EditComment { id: id(9), body: "x".to_owned() };
    assert_eq!(refusal(&mut replica, edit), "there is no such comment, or it was removed");
    let reply =
        TaskCommand::AddComment { id: id(2), parent: Some(id(9)), body: "x".to_owned(), at: None };
    assert_eq!(refusal(&mut replica, reply), "there is no such comment, or it was removed");
    replica.task_do(0, 1, comment(1, "x"));
    let words = refusal(&mut replica, comment(1, "y"));
    assert_eq!(words, "there is a comment with this id already");
}

#[test]
fn attachments_come_and_go() {
    let mut replica = created_task();
    let add = TaskCommand::AddAttachment {
        id: id(1),
        name: "plan.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: u64::MAX,
        sha256: "0123456789abcdef".repeat(4),
    };
    replica.task_do(0, 1, add);
    let task = replica.task();
    assert_eq!((task.attachments[0].size, task.attachments[0].added_at), (u64::MAX, at(1)));
    replica.task_do(0, 2, TaskCommand::RemoveAttachment { id: id(1) });
    assert!(replica.task().attachments.is_empty());
    assert!(replica.task_do(0, 3, TaskCommand::RemoveAttachment { id: id(1) }).is_none());
    let words = refusal(&mut replica, TaskCommand::RemoveAttachment { id: id(2) });
    assert_eq!(words, "there is no such attachment, or it was removed");
}

#[test]
fn a_task_goes_to_the_bin_and_comes_back() {
    let mut replica = created_task();
    assert!(replica.task_do(0, 1, TaskCommand::Restore).is_none());
    replica.task_do(0, 1, TaskCommand::Delete);
    assert_eq!(replica.task().deleted_at, Some(at(1)));
    assert!(replica.task_do(0, 2, TaskCommand::Delete).is_none());
    replica.task_do(0, 3, TaskCommand::Restore);
    assert_eq!(replica.task().deleted_at, None);
}

#[test]
fn only_the_relay_numbers_tasks_and_it_does_not_comment() {
    let mut replica = created_task();
    let number = TaskCommand::SetNumber { number: 7 };
    let words = refusal(&mut replica, number.clone());
    assert_eq!(words, "only the relay gives numbers to tasks");
    replica.run(&relay(), at(1), &Command::Task(number)).unwrap();
    assert_eq!(replica.task().number, Some(7));
    let said = replica.run(&relay(), at(1), &Command::Task(comment(1, "Beep")));
    assert_eq!(said.unwrap_err().to_string(), "only a person can do this");
}

#[test]
fn an_actor_writes_as_one_person() {
    let mut replica = created_task();
    let other = Author { user: author(1).user, ..author(0) };
    let error = replica.run(&other, at(1), &Command::Task(title("Mine"))).unwrap_err();
    assert!(matches!(error, CommandError::ActorOfAnother));
}

#[test]
fn a_batch_is_one_change_or_none() {
    let mut replica = created_task();
    let good = TaskCommand::Batch { commands: vec![title("New"), comment(1, "Said")] };
    let change = replica.task_do(0, 1, good).unwrap();
    assert_eq!(replica.document.heads().to_vec(), [change.hash()]);
    let bad = TaskCommand::Batch { commands: vec![title("Newer"), title("")] };
    refusal(&mut replica, bad);
    assert_eq!(replica.task().title, "New");
    assert!(replica.task_do(0, 2, TaskCommand::Batch { commands: Vec::new() }).is_none());
}

#[test]
fn project_keys_colours_and_cycles_are_checked() {
    let mut replica = created_project();
    for key in ["", "abc", "1A", "ABCDEFGHIJK", "A-B", "É"] {
        let words = project_refusal(&mut replica, ProjectCommand::SetKey { key: key.to_owned() });
        assert!(words.starts_with(&format!("`{key}` is not a project key")), "{words}");
    }
    for color in ["", "5e6ad2", "#5e6ad", "#5e6adg", "red"] {
        let (id, name) = (id(1), "Bug".to_owned());
        let label = ProjectCommand::PutLabel { id, name, color: color.to_owned() };
        let words = project_refusal(&mut replica, label);
        assert!(words.starts_with(&format!("`{color}` is not a colour")), "{words}");
    }
    let cycle = ProjectCommand::PutCycle {
        id: id(1),
        name: "Sprint".to_owned(),
        start: Some("2026-02-02".parse().unwrap()),
        end: Some("2026-02-01".parse().unwrap()),
    };
    let words = project_refusal(&mut replica, cycle);
    assert_eq!(words, "the end (2026-02-01) is before the start (2026-02-02)");
}

#[test]
fn a_fields_type_is_for_ever_and_only_selects_have_options() {
    let mut replica = created_project();
    let put = |field_type| ProjectCommand::PutField {
        id: id(1),
        name: "Size".to_owned(),
        field_type,
        order: "a0".to_owned(),
    };
    let option = || ProjectCommand::PutOption {
        field: id(1),
        id: id(2),
        name: "Large".to_owned(),
        color: "#000000".to_owned(),
        order: "a0".to_owned(),
    };
    let words = project_refusal(&mut replica, option());
    assert_eq!(words, "there is no such field, or it was removed");
    project_do(&mut replica, put(FieldType::Number));
    let words = project_refusal(&mut replica, put(FieldType::Text));
    assert_eq!(words, "a field's type cannot be changed: add a new field");
    assert_eq!(project_refusal(&mut replica, option()), "only a select field has options");
}

#[test]
fn removed_entries_are_gone_until_they_are_put_again() {
    let mut replica = created_project();
    let put = || ProjectCommand::PutLabel {
        id: id(1),
        name: "Bug".to_owned(),
        color: "#ff0000".to_owned(),
    };
    project_do(&mut replica, put());
    project_do(&mut replica, ProjectCommand::RemoveLabel { id: id(1) });
    assert!(replica.project().labels.is_empty());
    project_do(&mut replica, put());
    assert_eq!(replica.project().labels.len(), 1);
    let words = project_refusal(&mut replica, ProjectCommand::RemoveLabel { id: id(2) });
    assert_eq!(words, "there is no such label, or it was removed");
}
