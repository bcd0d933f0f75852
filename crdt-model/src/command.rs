//! Commands: what a person means to do, in types.
//!
//! A command carries every id, order key and value it needs, so that running it is deterministic:
//! the same command on the same document by the same author at the same time makes the same
//! change, byte for byte. The client stores commands as the *intents* behind its pending changes
//! and runs them again after a refusal, so their JSON is a stored format: add variants and
//! optional fields, never rename.

mod check;
mod comment;
mod diff;
mod error;
mod field;
mod project;
mod task;
mod text;
mod user;
mod write;

pub use error::CommandError;

use crate::document::{Author, DocKind};
use crate::ids::{
    AttachmentId, CommentId, CycleId, DocId, FieldId, LabelId, MilestoneId, OptionId, SavedViewId,
    StateId, TaskId, TemplateId, TextRole, UserId, text_doc,
};
use crate::rows::{FieldType, FieldValue, Priority, RelationKind, StateCategory};
use crate::time::{Date, Timestamp};
use automerge::transaction::{Transactable, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use write::Write;

/// How many operations one command may make; a character inserted or deleted is one. Well below
/// what the relay takes in one change ([`crate::inspect::Limits`]), so that nothing that was
/// accepted here is refused there for its size. Longer texts are written by several commands.
pub const MAX_OPS: usize = 65_536;

/// An intent on one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "on", content = "do", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Command {
    /// On a project document.
    Project(ProjectCommand),
    /// On a task document.
    Task(TaskCommand),
    /// On a text document.
    Text(TextCommand),
    /// On a person's private document.
    User(UserCommand),
}

/// An intent on a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TaskCommand {
    /// Bring the task into being. Boxed fields keep the enum small.
    Create(Box<NewTask>),
    /// Several commands as one change: all or nothing.
    Batch {
        /// In order.
        commands: Vec<TaskCommand>,
    },
    /// Rename it.
    SetTitle {
        /// One line, not blank.
        title: String,
    },
    /// Move it to a workflow state.
    SetState {
        /// The state, or none.
        state: Option<StateId>,
    },
    /// Say how urgent it is.
    SetPriority {
        /// The priority.
        priority: Priority,
    },
    /// Assign a person.
    Assign {
        /// Who.
        user: UserId,
    },
    /// Take a person off.
    Unassign {
        /// Who.
        user: UserId,
    },
    /// Put a label on.
    AddLabel {
        /// Which.
        label: LabelId,
    },
    /// Take a label off.
    RemoveLabel {
        /// Which.
        label: LabelId,
    },
    /// Plan its beginning.
    SetStart {
        /// The day, or none.
        start: Option<Date>,
    },
    /// Plan its end.
    SetDue {
        /// The day, or none.
        due: Option<Date>,
    },
    /// Estimate it.
    SetEstimate {
        /// Points, finite and not negative; or none.
        estimate: Option<f64>,
    },
    /// Make it part of another task.
    SetParent {
        /// The other, or none.
        parent: Option<TaskId>,
    },
    /// Plan it for a cycle.
    SetCycle {
        /// The cycle, or none.
        cycle: Option<CycleId>,
    },
    /// Count it towards a milestone.
    SetMilestone {
        /// The milestone, or none.
        milestone: Option<MilestoneId>,
    },
    /// Relate it to another task.
    AddRelation {
        /// How.
        kind: RelationKind,
        /// To which.
        task: TaskId,
    },
    /// End a relation.
    RemoveRelation {
        /// How.
        kind: RelationKind,
        /// To which.
        task: TaskId,
    },
    /// Give it a place.
    SetOrder {
        /// A key from [`crate::order`].
        order: String,
    },
    /// Fill a custom field.
    SetField {
        /// Which.
        field: FieldId,
        /// The value, or none to clear it.
        value: Option<FieldValue>,
    },
    /// Remember the id another tool knows it by.
    SetExternalId {
        /// The other tool or import.
        source: String,
        /// Its id there.
        id: String,
    },
    /// Say something on it.
    AddComment {
        /// A new id.
        id: CommentId,
        /// The comment it answers.
        parent: Option<CommentId>,
        /// What it says, not blank.
        body: String,
        /// The time it was written elsewhere, for imports; else the change's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Change one's own comment.
    EditComment {
        /// Which.
        id: CommentId,
        /// What it says now.
        body: String,
    },
    /// Delete a comment; its replies stay in place.
    DeleteComment {
        /// Which.
        id: CommentId,
    },
    /// React to a comment.
    React {
        /// To which.
        id: CommentId,
        /// With what.
        emoji: String,
    },
    /// Take a reaction back.
    Unreact {
        /// From which.
        id: CommentId,
        /// What.
        emoji: String,
    },
    /// Record an attachment.
    AddAttachment {
        /// A new id.
        id: AttachmentId,
        /// Its file name.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its length in bytes.
        size: u64,
        /// SHA-256 of its bytes, lower-case hex.
        sha256: String,
    },
    /// Remove an attachment's record.
    RemoveAttachment {
        /// Which.
        id: AttachmentId,
    },
    /// Put it in the bin.
    Delete,
    /// Take it out of the bin.
    Restore,
    /// The relay's own: give the task its number. No person's client may run it.
    SetNumber {
        /// The number.
        number: u64,
    },
}

/// The values a task begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NewTask {
    /// One line, not blank.
    pub title: String,
    /// Its workflow state.
    pub state: Option<StateId>,
    /// How urgent.
    pub priority: Priority,
    /// Who it is assigned to.
    pub assignees: Vec<UserId>,
    /// Its labels.
    pub labels: Vec<LabelId>,
    /// When work should begin.
    pub start: Option<Date>,
    /// When it should be done.
    pub due: Option<Date>,
    /// Points.
    pub estimate: Option<f64>,
    /// The task it is part of.
    pub parent: Option<TaskId>,
    /// A key from [`crate::order`].
    pub order: String,
    /// The ids other tools know it by.
    pub external_ids: BTreeMap<String, String>,
}

/// An intent on a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ProjectCommand {
    /// Bring the project into being with its workflow.
    Create {
        /// Not blank.
        name: String,
        /// 1 to 10 of A–Z and 0–9, a letter first.
        key: String,
        /// Its first workflow states: id, name, category, colour, order.
        states: Vec<NewState>,
    },
    /// Several commands as one change: all or nothing.
    Batch {
        /// In order.
        commands: Vec<ProjectCommand>,
    },
    /// Rename it.
    SetName {
        /// Not blank.
        name: String,
    },
    /// Change the prefix of its keys.
    SetKey {
        /// As in `Create`.
        key: String,
    },
    /// Add a workflow state or change one: only what is given is written.
    PutState(NewState),
    /// Remove a workflow state; tasks in it show the first state of the same category.
    RemoveState {
        /// Which.
        id: StateId,
    },
    /// Add a label or change one.
    PutLabel {
        /// A new or known id.
        id: LabelId,
        /// Its name.
        name: String,
        /// `#rrggbb`.
        color: String,
    },
    /// Remove a label.
    RemoveLabel {
        /// Which.
        id: LabelId,
    },
    /// Add a custom field or rename one; a field's type never changes.
    PutField {
        /// A new or known id.
        id: FieldId,
        /// Its name.
        name: String,
        /// What it holds.
        field_type: FieldType,
        /// Its place.
        order: String,
    },
    /// Remove a custom field; values stay in the tasks and are not shown.
    RemoveField {
        /// Which.
        id: FieldId,
    },
    /// Add an option to a select field, or change one.
    PutOption {
        /// The field.
        field: FieldId,
        /// A new or known id.
        id: OptionId,
        /// Its name.
        name: String,
        /// `#rrggbb`.
        color: String,
        /// Its place.
        order: String,
    },
    /// Remove an option.
    RemoveOption {
        /// The field.
        field: FieldId,
        /// Which.
        id: OptionId,
    },
    /// Add a cycle or change one.
    PutCycle {
        /// A new or known id.
        id: CycleId,
        /// Its name.
        name: String,
        /// Its first day.
        start: Option<Date>,
        /// Its last day, not before the first.
        end: Option<Date>,
    },
    /// Remove a cycle.
    RemoveCycle {
        /// Which.
        id: CycleId,
    },
    /// Add a milestone or change one.
    PutMilestone {
        /// A new or known id.
        id: MilestoneId,
        /// Its name.
        name: String,
        /// When it should be reached.
        due: Option<Date>,
        /// Its place.
        order: String,
    },
    /// Remove a milestone.
    RemoveMilestone {
        /// Which.
        id: MilestoneId,
    },
    /// Add a task template or change one.
    PutTemplate {
        /// A new or known id.
        id: TemplateId,
        /// Its name.
        name: String,
        /// The title a task begins with.
        title: String,
        /// The description a task begins with.
        description: String,
    },
    /// Remove a task template.
    RemoveTemplate {
        /// Which.
        id: TemplateId,
    },
    /// Add a shared view or change one.
    PutView {
        /// A new or known id.
        id: SavedViewId,
        /// Its name.
        name: String,
        /// The query (JSON).
        query: String,
    },
    /// Remove a shared view.
    RemoveView {
        /// Which.
        id: SavedViewId,
    },
    /// Put it in the bin.
    Delete,
    /// Take it out of the bin.
    Restore,
}

/// A workflow state to add or to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NewState {
    /// A new or known id.
    pub id: StateId,
    /// Its name, not blank.
    pub name: String,
    /// What it means to reports.
    pub category: StateCategory,
    /// `#rrggbb`.
    pub color: String,
    /// Its place in the workflow.
    pub order: String,
}

/// An intent on a text document. Offsets are UTF-16 code units, the webview's unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TextCommand {
    /// Say whose text it is, and write it: the first edit of a new text does both in one change.
    Start {
        /// The document it belongs to.
        owner: DocId,
        /// What it is to its owner.
        role: TextRole,
        /// The text to begin with.
        text: String,
    },
    /// Insert and delete at one place.
    Splice {
        /// Where, in UTF-16 code units.
        index: usize,
        /// How many code units go.
        delete: usize,
        /// What comes.
        insert: String,
    },
    /// Make the text read like this, changing as little as a diff finds necessary, so that a
    /// concurrent edit elsewhere in the text survives.
    Replace {
        /// What it reads now.
        text: String,
    },
    /// What was done in the editor, which makes its changes itself: kept as the intent behind
    /// them, to show and to copy, and never run ([`crate::document::Document::edit_again`] is).
    Edited {
        /// What was typed, without what it replaced.
        inserted: String,
        /// How many code units went.
        deleted: usize,
    },
}

/// An intent on a person's private document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UserCommand {
    /// Star a document.
    Star {
        /// Which.
        doc: DocId,
    },
    /// Take a star off.
    Unstar {
        /// Which.
        doc: DocId,
    },
    /// Everything up to then has been read.
    MarkRead {
        /// Where.
        doc: DocId,
        /// Up to when.
        upto: Timestamp,
    },
    /// Keep what was typed and not sent.
    SetDraft {
        /// Where it was typed.
        place: String,
        /// The text; empty discards the draft.
        text: String,
    },
    /// Add a personal view or change one.
    PutView {
        /// A new or known id.
        id: SavedViewId,
        /// Its name.
        name: String,
        /// The query (JSON).
        query: String,
    },
    /// Remove a personal view.
    RemoveView {
        /// Which.
        id: SavedViewId,
    },
}

impl Command {
    /// The kind of document that the command is for.
    pub fn kind(&self) -> DocKind {
        match self {
            Self::Project(_) => DocKind::Project,
            Self::Task(_) => DocKind::Task,
            Self::Text(_) => DocKind::Text,
            Self::User(_) => DocKind::User,
        }
    }

    /// Checks what only the document's id can tell, which documents do not hold: that a task is
    /// not made its own parent or related to itself, and that a text's id follows from its owner
    /// and role. Whoever runs a command on a stored document calls this first.
    pub fn check_target(&self, doc: DocId) -> Result<(), CommandError> {
        match self {
            Self::Task(command) => task::check_target(command, doc),
            Self::Text(TextCommand::Start { owner, role, .. }) => {
                let fits = text_doc(*owner, *role) == doc;
                fits.then_some(()).ok_or(CommandError::WrongTextId)
            }
            _ => Ok(()),
        }
    }
}

/// Writes the command into the transaction. On an error the caller rolls back.
pub(crate) fn run(
    tx: &mut Transaction<'_>,
    kind: DocKind,
    author: &Author,
    at: Timestamp,
    command: &Command,
) -> Result<(), CommandError> {
    if command.kind() != kind {
        return Err(CommandError::WrongKind { wanted: command.kind(), found: kind });
    }
    let mut write = Write { tx, author, at };
    match command {
        Command::Project(command) => project::run(&mut write, command),
        Command::Task(command) => task::run(&mut write, command),
        Command::Text(command) => text::run(&mut write, command),
        Command::User(command) => user::run(&mut write, command),
    }?;
    if write.tx.pending_ops() > MAX_OPS { Err(CommandError::TooMuch) } else { Ok(()) }
}
