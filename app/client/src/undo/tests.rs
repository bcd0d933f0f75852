//! Doing and undoing on a task document of its own.

use super::{Names, describe, inverse};
use aloft_crdt_model::command::{Command, NewState, NewTask, ProjectCommand, TaskCommand};
use aloft_crdt_model::document::{ActorId, Author, DocKind, Document};
use aloft_crdt_model::ids::{DocId, StreamId, UserId};
use aloft_crdt_model::rows::{
    CommentRow, DocRows, FieldValue, Priority, RelationKind, StateCategory, TaskRow,
};
use aloft_crdt_model::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Task {
    document: Document,
    at: i64,
}

impl Task {
    fn new() -> Self {
        let mut task = Self { document: Document::genesis(DocKind::Task), at: 0 };
        let new = NewTask { title: "New".to_owned(), order: "a0".to_owned(), ..NewTask::default() };
        assert!(task.run(&TaskCommand::Create(Box::new(new))));
        task
    }

    /// Whether the command can be run and changes something.
    fn run(&mut self, command: &TaskCommand) -> bool {
        self.at += 1_000;
        let author = Author { actor: ActorId([7; 16]), user: Some(id::<UserId>(1)) };
        let at = Timestamp::from_millis(self.at);
        let made = self.document.execute(&author, at, &Command::Task(command.clone()));
        made.is_ok_and(|change| change.is_some())
    }

    fn rows(&self) -> (TaskRow, Vec<CommentRow>) {
        // None of the ids that commands name: no task is related to itself, and rows would not say so.
        let (doc, stream) = (DocId(Uuid::from_u128(200)), StreamId(Uuid::from_u128(3)));
        match self.document.rows(doc, stream) {
            DocRows::Task { task, comments } => (*task, comments),
            other => panic!("a task has a task's rows: {other:?}"),
        }
    }

    /// What people see of it: without when it was last changed or deleted, and what was deleted.
    fn seen(&self) -> (TaskRow, Vec<CommentRow>) {
        let (mut task, mut comments) = self.rows();
        task.updated_at = task.created_at;
        task.deleted_at = task.deleted_at.map(|_| task.created_at);
        comments.retain(|comment| comment.deleted_at.is_none());
        for comment in &mut comments {
            comment.edited_at = None;
        }
        (task, comments)
    }
}

fn id<T: From<Uuid>>(n: u8) -> T {
    Uuid::from_u128(u128::from(n)).into()
}

fn some_id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0_u8..3).prop_map(id)
}

fn words() -> impl Strategy<Value = String> {
    select(vec!["One", "Two", "Three"]).prop_map(str::to_owned)
}

fn on_values() -> impl Strategy<Value = TaskCommand> {
    use TaskCommand as T;
    let date = || prop::option::of(select(vec!["2026-01-31", "2027-12-01"]));
    let day = |day: Option<&str>| day.map(|day| day.parse().expect("a day"));
    let value = prop_oneof![
        words().prop_map(FieldValue::Text),
        any::<bool>().prop_map(FieldValue::Checkbox),
    ];
    prop_oneof![
        words().prop_map(|title| T::SetTitle { title }),
        prop::option::of(some_id()).prop_map(|state| T::SetState { state }),
        select(Priority::ALL.to_vec()).prop_map(|priority| T::SetPriority { priority }),
        date().prop_map(move |start| T::SetStart { start: day(start) }),
        date().prop_map(move |due| T::SetDue { due: day(due) }),
        prop::option::of(select(vec![0.5, 3.0])).prop_map(|estimate| T::SetEstimate { estimate }),
        prop::option::of(some_id()).prop_map(|parent| T::SetParent { parent }),
        prop::option::of(some_id()).prop_map(|cycle| T::SetCycle { cycle }),
        prop::option::of(some_id()).prop_map(|milestone| T::SetMilestone { milestone }),
        select(vec!["a0", "a1V"]).prop_map(|order| T::SetOrder { order: order.to_owned() }),
        (some_id(), prop::option::of(value))
            .prop_map(|(field, value)| T::SetField { field, value }),
        Just(T::Delete),
        Just(T::Restore),
    ]
}

fn on_sets() -> impl Strategy<Value = TaskCommand> {
    use TaskCommand as T;
    let kind = || select(RelationKind::ALL.to_vec());
    prop_oneof![
        some_id().prop_map(|user| T::Assign { user }),
        some_id().prop_map(|user| T::Unassign { user }),
        some_id().prop_map(|label| T::AddLabel { label }),
        some_id().prop_map(|label| T::RemoveLabel { label }),
        (kind(), some_id()).prop_map(|(kind, task)| T::AddRelation { kind, task }),
        (kind(), some_id()).prop_map(|(kind, task)| T::RemoveRelation { kind, task }),
        (some_id(), words()).prop_map(|(id, body)| T::AddComment {
            id,
            parent: None,
            body,
            at: None
        }),
        (some_id(), words()).prop_map(|(id, body)| T::EditComment { id, body }),
        (some_id(), words()).prop_map(|(id, name)| T::AddAttachment {
            id,
            name,
            media_type: "image/png".to_owned(),
            size: 1,
            sha256: "0".repeat(64),
        }),
    ]
}

/// Never in a batch: rows do not say which reactions are this person's, so that taking back one of
/// several could take back an older one.
fn reaction() -> impl Strategy<Value = TaskCommand> {
    use TaskCommand as T;
    let emoji = || select(vec!["👍", "🎉"]).prop_map(str::to_owned);
    prop_oneof![
        (some_id(), emoji()).prop_map(|(id, emoji)| T::React { id, emoji }),
        (some_id(), emoji()).prop_map(|(id, emoji)| T::Unreact { id, emoji }),
    ]
}

fn command() -> impl Strategy<Value = TaskCommand> {
    let one = || prop_oneof![on_values(), on_sets()];
    let several = prop::collection::vec(one(), 1..4);
    prop_oneof![8 => one(), 1 => reaction(), 2 => several.prop_map(|commands| TaskCommand::Batch { commands })]
}

proptest! {
    #[test]
    fn what_was_done_is_undone(
        before in prop::collection::vec(prop_oneof![on_values(), on_sets(), reaction()], 0..12),
        command in command(),
    ) {
        let mut task = Task::new();
        for command in &before {
            task.run(command);
        }
        let (row, comments) = task.rows();
        let seen = task.seen();
        let back = inverse(&row, &comments, &command);
        if task.run(&command) {
            let back = back.expect("what changes something can be undone");
            task.run(&back);
        }
        prop_assert_eq!(task.seen(), seen);
    }
}

#[test]
fn what_others_did_meanwhile_stays() {
    let mut task = Task::new();
    let (row, comments) = task.rows();
    let title = TaskCommand::SetTitle { title: "Mine".to_owned() };
    let back = inverse(&row, &comments, &title).expect("a title");
    task.run(&title);
    task.run(&TaskCommand::SetPriority { priority: Priority::High });
    task.run(&back);
    let (row, _) = task.rows();
    assert_eq!((row.title.as_str(), row.priority), ("New", Priority::High));
}

#[test]
fn what_cannot_come_back_is_not_offered() {
    let task = Task::new();
    let (row, comments) = task.rows();
    for command in [
        TaskCommand::DeleteComment { id: id(0) },
        TaskCommand::RemoveAttachment { id: id(0) },
        TaskCommand::Restore,
        TaskCommand::Batch { commands: vec![] },
    ] {
        assert_eq!(inverse(&row, &comments, &command), None, "{command:?}");
    }
}

#[test]
fn words_say_the_names_that_are_known() {
    let state = NewState {
        id: id(7),
        name: "In review".to_owned(),
        category: StateCategory::Started,
        color: "#888888".to_owned(),
        order: "a0".to_owned(),
    };
    let (name, key) = ("Lamp".to_owned(), "LAMP".to_owned());
    let create = ProjectCommand::Create { name, key, states: vec![state] };
    let author = Author { actor: ActorId([7; 16]), user: Some(id::<UserId>(1)) };
    let mut document = Document::genesis(DocKind::Project);
    let at = Timestamp::from_millis(1_000);
    document.execute(&author, at, &Command::Project(create)).unwrap();
    let rows = document.rows(DocId(Uuid::from_u128(3)), StreamId(Uuid::from_u128(3)));
    let DocRows::Project(project) = rows else { panic!("a project has a project's row") };
    let people = BTreeMap::from([(id(8), "Ben".to_owned())]);

    let names = Names::new(Some(*project), people);
    let moved = TaskCommand::SetState { state: Some(id(7)) };
    assert_eq!(describe(&moved, &names), "Moved to In review");
    assert_eq!(describe(&TaskCommand::Assign { user: id(8) }, &names), "Assigned to Ben");
    assert_eq!(describe(&TaskCommand::AddLabel { label: id(9) }, &names), "Added a label");
    assert_eq!(describe(&moved, &Names::default()), "Changed the state");
}
