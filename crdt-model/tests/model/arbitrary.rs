//! Random commands, over few ids and values so that they meet each other.

use crate::team::{doc_id, id};
use aloft_crdt_model::command::{
    Command, NewState, NewTask, ProjectCommand, TaskCommand, TextCommand, UserCommand,
};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::TextRole;
use aloft_crdt_model::rows::{FieldType, FieldValue, Priority, RelationKind, StateCategory};
use aloft_crdt_model::time::{Date, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// One of four ids, of whatever type.
fn some_id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0_u8..4).prop_map(id)
}

fn line() -> impl Strategy<Value = String> {
    select(vec!["Buy milk", "Größe", "🙂 done", "x", "two words"]).prop_map(str::to_owned)
}

fn prose() -> impl Strategy<Value = String> {
    select(vec!["Fine.", "one\ntwo", "👩‍👩‍👧 family", "e\u{301}", "Fine, thanks."])
        .prop_map(str::to_owned)
}

fn date() -> impl Strategy<Value = Date> {
    select(vec!["2026-01-31", "2026-02-28", "2027-12-01"]).prop_map(|day| day.parse().unwrap())
}

fn order() -> impl Strategy<Value = String> {
    select(vec!["a0", "a1V", "Zz", "b00x"]).prop_map(str::to_owned)
}

fn color() -> impl Strategy<Value = String> {
    select(vec!["#5e6ad2", "#000000"]).prop_map(str::to_owned)
}

fn estimate() -> impl Strategy<Value = f64> {
    select(vec![0.0, 0.5, 3.0, 1e300])
}

fn field_value() -> impl Strategy<Value = FieldValue> {
    prop_oneof![
        prose().prop_map(FieldValue::Text),
        estimate().prop_map(|number| FieldValue::Number(-number)),
        date().prop_map(FieldValue::Date),
        any::<bool>().prop_map(FieldValue::Checkbox),
        some_id().prop_map(FieldValue::Select),
        prop::collection::vec(some_id(), 0..3).prop_map(FieldValue::MultiSelect),
        some_id().prop_map(FieldValue::User),
        Just(FieldValue::Url("https://example.org".to_owned())),
    ]
}

fn new_task() -> impl Strategy<Value = NewTask> {
    (line(), order(), prop::option::of(some_id()), prop::collection::vec(some_id(), 0..3)).prop_map(
        |(title, order, state, assignees)| NewTask {
            title,
            order,
            state,
            assignees,
            external_ids: [("csv".to_owned(), "X-1".to_owned())].into(),
            ..NewTask::default()
        },
    )
}

pub(crate) fn task_command() -> impl Strategy<Value = TaskCommand> {
    let single = prop_oneof![
        task_scalar_command(),
        task_set_command(),
        comment_command(),
        attachment_command()
    ];
    prop_oneof![
        9 => single.clone(),
        1 => prop::collection::vec(single, 0..4)
            .prop_map(|commands| TaskCommand::Batch { commands }),
    ]
}

fn task_scalar_command() -> impl Strategy<Value = TaskCommand> + Clone {
    use prop::option::of;
    prop_oneof![
        new_task().prop_map(|new| TaskCommand::Create(Box::new(new))),
        line().prop_map(|title| TaskCommand::SetTitle { title }),
        of(some_id()).prop_map(|state| TaskCommand::SetState { state }),
        select(Priority::ALL.to_vec()).prop_map(|priority| TaskCommand::SetPriority { priority }),
        of(date()).prop_map(|start| TaskCommand::SetStart { start }),
        of(date()).prop_map(|due| TaskCommand::SetDue { due }),
        of(estimate()).prop_map(|estimate| TaskCommand::SetEstimate { estimate }),
        of(some_id()).prop_map(|parent| TaskCommand::SetParent { parent }),
        of(some_id()).prop_map(|cycle| TaskCommand::SetCycle { cycle }),
        of(some_id()).prop_map(|milestone| TaskCommand::SetMilestone { milestone }),
        order().prop_map(|order| TaskCommand::SetOrder { order }),
        (some_id(), of(field_value()))
            .prop_map(|(field, value)| TaskCommand::SetField { field, value }),
        Just(TaskCommand::Delete),
        Just(TaskCommand::Restore),
        (1_u64..9).prop_map(|number| TaskCommand::SetNumber { number }),
    ]
    .boxed()
}

fn task_set_command() -> impl Strategy<Value = TaskCommand> + Clone {
    let relation = || (select(RelationKind::ALL.to_vec()), some_id());
    prop_oneof![
        some_id().prop_map(|user| TaskCommand::Assign { user }),
        some_id().prop_map(|user| TaskCommand::Unassign { user }),
        some_id().prop_map(|label| TaskCommand::AddLabel { label }),
        some_id().prop_map(|label| TaskCommand::RemoveLabel { label }),
        relation().prop_map(|(kind, task)| TaskCommand::AddRelation { kind, task }),
        relation().prop_map(|(kind, task)| TaskCommand::RemoveRelation { kind, task }),
        line().prop_map(|id| TaskCommand::SetExternalId { source: "csv".to_owned(), id }),
    ]
    .boxed()
}

fn comment_command() -> impl Strategy<Value = TaskCommand> + Clone {
    let emoji = || select(vec!["👍", ":-)", "🎉"]).prop_map(str::to_owned);
    prop_oneof![
        (some_id(), prop::option::of(some_id()), prose(), prop::option::of(0_i64..99)).prop_map(
            |(id, parent, body, at)| TaskCommand::AddComment {
                id,
                parent,
                body,
                at: at.map(Timestamp::from_millis),
            }
        ),
        (some_id(), prose()).prop_map(|(id, body)| TaskCommand::EditComment { id, body }),
        some_id().prop_map(|id| TaskCommand::DeleteComment { id }),
        (some_id(), emoji()).prop_map(|(id, emoji)| TaskCommand::React { id, emoji }),
        (some_id(), emoji()).prop_map(|(id, emoji)| TaskCommand::Unreact { id, emoji }),
    ]
    .boxed()
}

fn attachment_command() -> impl Strategy<Value = TaskCommand> + Clone {
    prop_oneof![
        (some_id(), line(), any::<u32>()).prop_map(|(id, name, size)| {
            TaskCommand::AddAttachment {
                id,
                name,
                media_type: "image/png".to_owned(),
                size: u64::from(size),
                sha256: "0123456789abcdef".repeat(4),
            }
        }),
        some_id().prop_map(|id| TaskCommand::RemoveAttachment { id }),
    ]
    .boxed()
}

fn new_state() -> impl Strategy<Value = NewState> {
    (some_id(), line(), select(StateCategory::ALL.to_vec()), color(), order()).prop_map(
        |(id, name, category, color, order)| NewState { id, name, category, color, order },
    )
}

pub(crate) fn project_command() -> impl Strategy<Value = ProjectCommand> {
    let single = prop_oneof![project_own_command(), project_list_command()].boxed();
    prop_oneof![
        9 => single.clone(),
        1 => prop::collection::vec(single, 0..4)
            .prop_map(|commands| ProjectCommand::Batch { commands }),
    ]
}

fn project_own_command() -> impl Strategy<Value = ProjectCommand> {
    let key = || select(vec!["ABC", "X1"]).prop_map(str::to_owned);
    prop_oneof![
        (line(), key(), prop::collection::vec(new_state(), 0..3))
            .prop_map(|(name, key, states)| ProjectCommand::Create { name, key, states }),
        line().prop_map(|name| ProjectCommand::SetName { name }),
        key().prop_map(|key| ProjectCommand::SetKey { key }),
        Just(ProjectCommand::Delete),
        Just(ProjectCommand::Restore),
    ]
}

fn project_list_command() -> impl Strategy<Value = ProjectCommand> {
    use prop::option::of;
    prop_oneof![
        new_state().prop_map(ProjectCommand::PutState),
        some_id().prop_map(|id| ProjectCommand::RemoveState { id }),
        (some_id(), line(), color()).prop_map(|(id, name, color)| ProjectCommand::PutLabel {
            id,
            name,
            color
        }),
        some_id().prop_map(|id| ProjectCommand::RemoveLabel { id }),
        (some_id(), line(), select(FieldType::ALL.to_vec()), order()).prop_map(
            |(id, name, field_type, order)| ProjectCommand::PutField {
                id,
                name,
                field_type,
                order
            }
        ),
        some_id().prop_map(|id| ProjectCommand::RemoveField { id }),
        (some_id(), some_id(), line(), color(), order()).prop_map(
            |(field, id, name, color, order)| ProjectCommand::PutOption {
                field,
                id,
                name,
                color,
                order
            }
        ),
        (some_id(), some_id()).prop_map(|(field, id)| ProjectCommand::RemoveOption { field, id }),
        (some_id(), line(), of(date()), of(date()))
            .prop_map(|(id, name, start, end)| ProjectCommand::PutCycle { id, name, start, end }),
        some_id().prop_map(|id| ProjectCommand::RemoveCycle { id }),
        (some_id(), line(), of(date()), order()).prop_map(|(id, name, due, order)| {
            ProjectCommand::PutMilestone { id, name, due, order }
        }),
        some_id().prop_map(|id| ProjectCommand::RemoveMilestone { id }),
        (some_id(), line(), line(), prose()).prop_map(|(id, name, title, description)| {
            ProjectCommand::PutTemplate { id, name, title, description }
        }),
        some_id().prop_map(|id| ProjectCommand::RemoveTemplate { id }),
        (some_id(), line()).prop_map(|(id, name)| ProjectCommand::PutView {
            id,
            name,
            query: "{}".to_owned()
        }),
        some_id().prop_map(|id| ProjectCommand::RemoveView { id }),
    ]
}

pub(crate) fn text_command() -> impl Strategy<Value = TextCommand> {
    prop_oneof![
        1 => prose().prop_map(|text| TextCommand::Start {
            owner: id(201),
            role: TextRole::Description,
            text
        }),
        4 => (0_usize..30, 0_usize..4, prose())
            .prop_map(|(index, delete, insert)| TextCommand::Splice { index, delete, insert }),
        2 => prop::collection::vec(prose(), 0..4)
            .prop_map(|parts| TextCommand::Replace { text: parts.concat() }),
    ]
}

pub(crate) fn user_command() -> impl Strategy<Value = UserCommand> {
    prop_oneof![
        some_id().prop_map(|doc| UserCommand::Star { doc }),
        some_id().prop_map(|doc| UserCommand::Unstar { doc }),
        (some_id(), 0_i64..9).prop_map(|(doc, upto)| UserCommand::MarkRead {
            doc,
            upto: Timestamp::from_millis(upto)
        }),
        (line(), prop_oneof![prose(), Just(String::new())])
            .prop_map(|(place, text)| UserCommand::SetDraft { place, text }),
        (some_id(), line()).prop_map(|(id, name)| UserCommand::PutView {
            id,
            name,
            query: "{}".to_owned()
        }),
        some_id().prop_map(|id| UserCommand::RemoveView { id }),
    ]
}

/// A random command for a kind of document.
pub(crate) fn command(kind: DocKind) -> BoxedStrategy<Command> {
    match kind {
        DocKind::Project => project_command().prop_map(Command::Project).boxed(),
        DocKind::Task => task_command().prop_map(Command::Task).boxed(),
        DocKind::Text => text_command().prop_map(Command::Text).boxed(),
        DocKind::User => user_command().prop_map(Command::User).boxed(),
    }
}

/// A command that brings the document into being, and is the first in a history.
pub(crate) fn creation(kind: DocKind) -> Command {
    match kind {
        DocKind::Project => Command::Project(ProjectCommand::Create {
            name: "Apollo".to_owned(),
            key: "APO".to_owned(),
            states: Vec::new(),
        }),
        DocKind::Task => {
            Command::Task(TaskCommand::Create(Box::new(crate::team::new_task("Begin"))))
        }
        DocKind::Text => Command::Text(TextCommand::Start {
            owner: id(201),
            role: TextRole::Description,
            text: "Once upon a time.".to_owned(),
        }),
        DocKind::User => Command::User(UserCommand::Star { doc: doc_id(DocKind::Task) }),
    }
}
