//! What changes mean to people.

use crate::team::{Replica, at, author, comment, created_task, doc_id, id, new_task, relay, title};
use aloft_crdt_model::command::{
    Command, NewTask, ProjectCommand, TaskCommand, TextCommand, UserCommand,
};
use aloft_crdt_model::document::{Change, DocKind};
use aloft_crdt_model::event::{Event, ProjectSetting};
use aloft_crdt_model::ids::{DocId, TextRole};
use aloft_crdt_model::rows::{FieldValue, Priority, RelationKind};

fn events(replica: &Replica, change: &Change) -> Vec<Event> {
    replica.activity_of(change).into_iter().map(|row| row.event).collect()
}

fn task_events(replica: &mut Replica, command: TaskCommand) -> Vec<Event> {
    let change = replica.task_do(0, 50, command).unwrap();
    events(replica, &change)
}

#[test]
fn a_row_says_who_when_and_where() {
    let mut replica = created_task();
    let change = replica.task_do(1, 5, title("New")).unwrap();
    let rows = replica.activity_of(&change);
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row.change, change.hash().to_string());
    assert_eq!((row.position, row.at, row.author), (0, at(5), author(1).user));
    assert_eq!((row.subject, row.stream_id), (doc_id(DocKind::Task), crate::team::stream()));
    let json = serde_json::to_value(row).unwrap();
    assert_eq!(json["event"], "task_title_changed");
    assert_eq!(
        serde_json::from_value::<aloft_crdt_model::activity::ActivityRow>(json).unwrap(),
        *row
    );
}

#[test]
fn creation_is_one_event_and_assignments_are_news() {
    let mut replica = Replica::new(DocKind::Task);
    let new = NewTask {
        state: Some(id(1)),
        priority: Priority::High,
        estimate: Some(1.0),
        labels: vec![id(5)],
        assignees: vec![id(101)],
        ..new_task("Begin")
    };
    let found = task_events(&mut replica, TaskCommand::Create(Box::new(new)));
    let created = Event::TaskCreated { title: "Begin".to_owned() };
    assert_eq!(found, [created, Event::TaskAssigned { user: id(101) }]);
}

#[test]
fn every_task_field_has_its_event() {
    let mut replica = created_task();
    let mut told = |command| task_events(&mut replica, command);
    let day = |day: &str| Some(day.parse().unwrap());
    let (from, to) = (None, Some(id(1)));
    assert_eq!(told(TaskCommand::SetState { state: to }), [Event::TaskStateChanged { from, to }]);
    assert_eq!(
        told(TaskCommand::SetPriority { priority: Priority::Urgent }),
        [Event::TaskPriorityChanged { from: Priority::None, to: Priority::Urgent }]
    );
    assert_eq!(
        told(TaskCommand::SetStart { start: day("2026-01-01") }),
        [Event::TaskStartChanged { from: None, to: day("2026-01-01") }]
    );
    assert_eq!(
        told(TaskCommand::SetDue { due: day("2026-01-02") }),
        [Event::TaskDueChanged { from: None, to: day("2026-01-02") }]
    );
    assert_eq!(
        told(TaskCommand::SetDue { due: None }),
        [Event::TaskDueChanged { from: day("2026-01-02"), to: None }]
    );
    assert_eq!(
        told(TaskCommand::SetEstimate { estimate: Some(3.0) }),
        [Event::TaskEstimateChanged { from: None, to: Some(3.0) }]
    );
    assert_eq!(
        told(TaskCommand::SetParent { parent: Some(id(3)) }),
        [Event::TaskParentChanged { from: None, to: Some(id(3)) }]
    );
    assert_eq!(
        told(TaskCommand::SetCycle { cycle: Some(id(3)) }),
        [Event::TaskCycleChanged { from: None, to: Some(id(3)) }]
    );
    assert_eq!(
        told(TaskCommand::SetMilestone { milestone: Some(id(3)) }),
        [Event::TaskMilestoneChanged { from: None, to: Some(id(3)) }]
    );
    assert_eq!(
        told(TaskCommand::AddLabel { label: id(3) }),
        [Event::TaskLabelAdded { label: id(3) }]
    );
    assert_eq!(
        told(TaskCommand::RemoveLabel { label: id(3) }),
        [Event::TaskLabelRemoved { label: id(3) }]
    );
    let (kind, task) = (RelationKind::Blocks, id(3));
    assert_eq!(
        told(TaskCommand::AddRelation { kind, task }),
        [Event::TaskRelationAdded { kind, task }]
    );
    assert_eq!(
        told(TaskCommand::RemoveRelation { kind, task }),
        [Event::TaskRelationRemoved { kind, task }]
    );
    assert_eq!(told(TaskCommand::SetOrder { order: "a5".to_owned() }), []);
    assert_eq!(told(TaskCommand::Delete), [Event::TaskDeleted]);
    assert_eq!(told(TaskCommand::Restore), [Event::TaskRestored]);
}

#[test]
fn a_multi_select_is_one_event() {
    let mut replica = created_task();
    let field = id(1);
    let both = Some(FieldValue::MultiSelect(vec![id(1), id(2)]));
    let set = TaskCommand::SetField { field, value: both.clone() };
    let found = task_events(&mut replica, set);
    assert_eq!(found, [Event::TaskFieldChanged { field, from: None, to: both.clone() }]);
    let one = Some(FieldValue::MultiSelect(vec![id(2)]));
    let set = TaskCommand::SetField { field, value: one.clone() };
    let found = task_events(&mut replica, set);
    assert_eq!(found, [Event::TaskFieldChanged { field, from: both, to: one }]);
}

#[test]
fn comments_reactions_and_attachments_are_told() {
    let mut replica = created_task();
    let comment_id = id(1);
    let found = task_events(&mut replica, comment(1, "Hello"));
    assert_eq!(found, [Event::CommentAdded { comment: comment_id, parent: None }]);
    let edit = TaskCommand::EditComment { id: comment_id, body: "Hello!".to_owned() };
    assert_eq!(task_events(&mut replica, edit), [Event::CommentEdited { comment: comment_id }]);
    let emoji = "👍".to_owned();
    let react = TaskCommand::React { id: comment_id, emoji: emoji.clone() };
    let added = Event::ReactionAdded { comment: comment_id, emoji: emoji.clone() };
    assert_eq!(task_events(&mut replica, react), [added]);
    let unreact = TaskCommand::Unreact { id: comment_id, emoji: emoji.clone() };
    let removed = Event::ReactionRemoved { comment: comment_id, emoji };
    assert_eq!(task_events(&mut replica, unreact), [removed]);
    let delete = TaskCommand::DeleteComment { id: comment_id };
    assert_eq!(task_events(&mut replica, delete), [Event::CommentDeleted { comment: comment_id }]);
    let (attachment, name) = (id(4), "plan.pdf".to_owned());
    let add = TaskCommand::AddAttachment {
        id: attachment,
        name: name.clone(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        sha256: "0123456789abcdef".repeat(4),
    };
    assert_eq!(task_events(&mut replica, add), [Event::AttachmentAdded { attachment, name }]);
    let remove = TaskCommand::RemoveAttachment { id: attachment };
    assert_eq!(task_events(&mut replica, remove), [Event::AttachmentRemoved { attachment }]);
}

#[test]
fn the_relays_numbering_is_nobodys() {
    let mut replica = created_task();
    let number = Command::Task(TaskCommand::SetNumber { number: 7 });
    let change = replica.run(&relay(), at(1), &number).unwrap().unwrap();
    let rows = replica.activity_of(&change);
    assert_eq!(rows[0].event, Event::TaskNumbered { number: 7 });
    assert_eq!(rows[0].author, None);
}

#[test]
fn from_is_what_the_author_saw() {
    let base = created_task();
    let (mut one, mut other) = (base.clone(), base.clone());
    one.task_do(1, 1, title("One"));
    let change = other.task_do(2, 2, title("Two")).unwrap();
    one.merge(&other);
    let (from, to) = ("Write the tests".to_owned(), "Two".to_owned());
    assert_eq!(events(&one, &change), [Event::TaskTitleChanged { from, to }]);
    let stranger = created_task();
    assert_eq!(events(&stranger, &change), [], "a change that is not here means nothing");
}

fn text_change(replica: &mut Replica, who: u8, seconds: i64, insert: &str) -> Vec<Event> {
    let insert = insert.to_owned();
    let splice = Command::Text(TextCommand::Splice { index: 0, delete: 0, insert });
    let change = replica.run(&author(who), at(seconds), &splice).unwrap().unwrap();
    events(replica, &change)
}

#[test]
fn typing_is_one_line_in_the_feed() {
    let mut replica = Replica::new(DocKind::Text);
    let owner: DocId = id(201);
    let start = TextCommand::Start { owner, role: TextRole::Description, text: "a".to_owned() };
    let change = replica.run(&author(0), at(0), &Command::Text(start)).unwrap().unwrap();
    let rows = replica.activity_of(&change);
    assert_eq!((rows[0].event.clone(), rows[0].subject), (Event::TextEdited, owner));
    assert_eq!(text_change(&mut replica, 0, 599, "b"), []);
    assert_eq!(text_change(&mut replica, 0, 1_198, "c"), []);
    assert_eq!(text_change(&mut replica, 0, 1_798, "d"), [Event::TextEdited], "a break");
    assert_eq!(text_change(&mut replica, 1, 1_799, "e"), [Event::TextEdited], "somebody else");
    assert_eq!(text_change(&mut replica, 0, 1_800, "f"), [Event::TextEdited]);
}

#[test]
fn a_project_tells_its_settings_once_a_change() {
    let mut replica = Replica::new(DocKind::Project);
    let mut told = |command| {
        let command = Command::Project(command);
        let change = replica.run(&author(0), at(1), &command).unwrap().unwrap();
        events(&replica, &change)
    };
    let name = "Apollo".to_owned();
    let create =
        ProjectCommand::Create { name: name.clone(), key: "APO".to_owned(), states: Vec::new() };
    assert_eq!(told(create), [Event::ProjectCreated { name: name.clone() }]);
    let to = "Artemis".to_owned();
    let renamed = Event::ProjectRenamed { from: name, to: to.clone() };
    assert_eq!(told(ProjectCommand::SetName { name: to }), [renamed]);
    let label = |number: u8| ProjectCommand::PutLabel {
        id: id(number),
        name: format!("Label {number}"),
        color: "#000000".to_owned(),
    };
    let key = ProjectCommand::SetKey { key: "ART".to_owned() };
    let batch = ProjectCommand::Batch { commands: vec![label(1), label(2), key] };
    let changed = Event::ProjectKeyChanged { from: "APO".to_owned(), to: "ART".to_owned() };
    let what = ProjectSetting::Labels;
    assert_eq!(told(batch), [Event::ProjectSettingsChanged { what }, changed]);
    assert_eq!(told(ProjectCommand::Delete), [Event::ProjectDeleted]);
    assert_eq!(told(ProjectCommand::Restore), [Event::ProjectRestored]);
}

#[test]
fn private_documents_tell_nothing() {
    let mut replica = Replica::new(DocKind::User);
    let star = Command::User(UserCommand::Star { doc: id(1) });
    let change = replica.run(&author(0), at(1), &star).unwrap().unwrap();
    assert_eq!(events(&replica, &change), []);
}
