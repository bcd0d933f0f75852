//! Rows: what a document means, flat and typed, the same in SQLite and in Postgres.
//!
//! A row is made from one document alone, so that deriving is local. What needs several documents
//! (a cycle of parents, a state that no longer exists) is repaired by [`crate::repair`] when rows
//! are read.
//!
//! *Invariant: canonical.* Equal documents make equal rows, byte for byte as JSON: every list is
//! sorted, every map is a `BTreeMap`.

use crate::ids::{
    AttachmentId, CommentId, CycleId, DocId, FieldId, LabelId, MilestoneId, OptionId, ProjectId,
    SavedViewId, StateId, StreamId, TaskId, TemplateId, TextRole, UserId,
};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All rows of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DocRows {
    /// A project document.
    Project(Box<ProjectRow>),
    /// A task document: the task and its comments, ordered by comment id.
    Task {
        /// The task.
        task: Box<TaskRow>,
        /// Its comments, deleted ones too (as tombstones that keep replies in place).
        comments: Vec<CommentRow>,
    },
    /// A text document.
    Text(TextRow),
    /// A person's private document.
    User(Box<UserRow>),
}

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskRow {
    /// Its id, the same everywhere and for ever.
    pub id: TaskId,
    /// The stream (project) that it lives in.
    pub project_id: ProjectId,
    /// Its number in the project (`ABC-<number>`), once the relay has given it.
    pub number: Option<u64>,
    /// Its title, one line.
    pub title: String,
    /// Its workflow state as written; [`crate::repair`] resolves one that no longer exists.
    pub state_id: Option<StateId>,
    /// How urgent it is.
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
    /// The task it is part of, as written; [`crate::repair`] breaks cycles.
    pub parent_id: Option<TaskId>,
    /// The cycle it is planned for.
    pub cycle_id: Option<CycleId>,
    /// The milestone it counts towards.
    pub milestone_id: Option<MilestoneId>,
    /// Relations from this task to others.
    pub relations: Vec<Relation>,
    /// Its place among its project's tasks: compare as bytes, ties by id.
    pub order: String,
    /// Custom field values.
    pub fields: BTreeMap<FieldId, FieldValue>,
    /// Attachment records; the bytes live elsewhere.
    pub attachments: Vec<Attachment>,
    /// The ids other tools know it by, keyed by source.
    pub external_ids: BTreeMap<String, String>,
    /// How many comments it has that are not deleted.
    pub comment_count: u32,
    /// Fields whose concurrent values the merge could not decide for people.
    pub conflicts: Vec<Conflict>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: Option<UserId>,
    /// The latest time any change of it claims.
    pub updated_at: Timestamp,
    /// When it was deleted, if it is.
    pub deleted_at: Option<Timestamp>,
    /// It is deleted, and somebody changed it who had not seen the deletion.
    pub edited_despite_delete: bool,
}

/// How urgent a task is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Priority {
    /// Not said.
    #[default]
    None,
    /// Drop everything.
    Urgent,
    /// Soon.
    High,
    /// Ordinary.
    Medium,
    /// Some day.
    Low,
}

impl Priority {
    /// Every priority, in the order of a menu.
    pub const ALL: [Self; 5] = [Self::None, Self::Urgent, Self::High, Self::Medium, Self::Low];

    /// The name in documents, rows and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The priority with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == name)
    }
}

/// A relation to another task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Relation {
    /// What the relation says.
    pub kind: RelationKind,
    /// The other task.
    pub task: TaskId,
}

/// What a relation says of the task that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum RelationKind {
    /// The other cannot proceed before this one is done.
    Blocks,
    /// This one says the same as the other.
    Duplicates,
    /// They have to do with each other.
    RelatesTo,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Blocks, Self::Duplicates, Self::RelatesTo];

    /// The name in documents and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Duplicates => "duplicates",
            Self::RelatesTo => "relates_to",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The value of a custom field on a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FieldValue {
    /// Text of one line.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// Yes or no.
    Checkbox(bool),
    /// One option.
    Select(OptionId),
    /// Several options, sorted.
    MultiSelect(Vec<OptionId>),
    /// A person.
    User(UserId),
    /// A web address.
    Url(String),
}

/// The record of an attachment; its bytes live in object storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Who added it.
    pub added_by: Option<UserId>,
    /// When.
    pub added_at: Timestamp,
}

/// A field with concurrent values: people decide, by a command that writes the field again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Conflict {
    /// The field's path, such as `title` or `fields/<id>`.
    pub field: String,
    /// The value that every replica shows.
    pub shown: Candidate,
    /// The values that lost, newest first by (time, author).
    pub losing: Vec<Candidate>,
}

/// One of several concurrent values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Candidate {
    /// The value, as JSON; null is a cleared field.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub value: serde_json::Value,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// When, by their clock.
    pub at: Timestamp,
}

/// A comment on a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CommentRow {
    /// Its id.
    pub id: CommentId,
    /// The task that it is on.
    pub task_id: TaskId,
    /// The project of that task.
    pub project_id: ProjectId,
    /// The comment it answers.
    pub parent_id: Option<CommentId>,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// What it says; empty once deleted.
    pub body: String,
    /// Emoji to the people who gave it, both sorted.
    pub reactions: BTreeMap<String, Vec<UserId>>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last edited, if it was.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted, if it is.
    pub deleted_at: Option<Timestamp>,
}

/// A text document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextRow {
    /// The document's id.
    pub id: DocId,
    /// The document it belongs to.
    pub owner: DocId,
    /// What it is to its owner.
    pub role: TextRole,
    /// The stream that it lives in.
    pub stream_id: StreamId,
    /// The text without its marks.
    pub text: String,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProjectRow {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// The prefix of its tasks' keys.
    pub key: String,
    /// Workflow states in order.
    pub states: Vec<State>,
    /// States that were removed, by id: what tasks still in them fall back to depends on their
    /// category ([`crate::repair::effective_state`]).
    #[serde(default)]
    pub removed_states: Vec<State>,
    /// Labels by name.
    pub labels: Vec<Label>,
    /// Custom fields in order.
    pub fields: Vec<Field>,
    /// Cycles by start.
    pub cycles: Vec<Cycle>,
    /// Milestones in order.
    pub milestones: Vec<Milestone>,
    /// Task templates by name.
    pub templates: Vec<Template>,
    /// Shared views by name.
    pub views: Vec<SavedView>,
    /// Fields whose concurrent values the merge could not decide for people.
    pub conflicts: Vec<Conflict>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: Option<UserId>,
    /// The latest time any change of it claims.
    pub updated_at: Timestamp,
    /// When it was deleted, if it is.
    pub deleted_at: Option<Timestamp>,
}

/// What a workflow state means to reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum StateCategory {
    /// Not planned yet.
    Backlog,
    /// Planned, not begun.
    Unstarted,
    /// Begun.
    Started,
    /// Finished.
    Completed,
    /// Given up.
    Canceled,
}

impl StateCategory {
    /// Every category in the order of a board.
    pub const ALL: [Self; 5] =
        [Self::Backlog, Self::Unstarted, Self::Started, Self::Completed, Self::Canceled];

    /// The name in documents and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::Unstarted => "unstarted",
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }

    /// The category with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }
}

/// A workflow state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(rename = "WorkflowState"))]
pub struct State {
    /// Its id.
    pub id: StateId,
    /// Its name.
    pub name: String,
    /// What it means to reports.
    pub category: StateCategory,
    /// `#rrggbb`.
    pub color: String,
    /// Its place in the workflow.
    pub order: String,
}

/// A label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// Its name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
}

/// What a custom field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FieldType {
    /// Text of one line.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    Checkbox,
    /// One of its options.
    Select,
    /// Some of its options.
    MultiSelect,
    /// A person.
    User,
    /// A web address.
    Url,
}

impl FieldType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::Checkbox,
        Self::Select,
        Self::MultiSelect,
        Self::User,
        Self::Url,
    ];

    /// The name in documents and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Checkbox => "checkbox",
            Self::Select => "select",
            Self::MultiSelect => "multi_select",
            Self::User => "user",
            Self::Url => "url",
        }
    }

    /// The type with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Field {
    /// Its id.
    pub id: FieldId,
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// The options of a select, in order.
    pub options: Vec<FieldOption>,
    /// Its place among the fields.
    pub order: String,
}

/// An option of a select field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldOption {
    /// Its id.
    pub id: OptionId,
    /// Its name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
}

/// A cycle (sprint).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Cycle {
    /// Its id.
    pub id: CycleId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
}

/// A milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Its name.
    pub name: String,
    /// When it should be reached.
    pub due: Option<Date>,
    /// Its place among the milestones.
    pub order: String,
}

/// A task template: the values that a task made from it begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// The title a task begins with.
    pub title: String,
    /// The description a task begins with.
    pub description: String,
}

/// A saved view: a query and how to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Its name.
    pub name: String,
    /// The query, as the client writes it (JSON).
    pub query: String,
}

/// A person's private state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UserRow {
    /// The private stream (and document).
    pub stream_id: StreamId,
    /// Starred documents.
    pub stars: Vec<DocId>,
    /// Up to when each document has been read.
    pub read: BTreeMap<DocId, Timestamp>,
    /// Unsent text, keyed by where it was typed.
    pub drafts: BTreeMap<String, String>,
    /// Personal views by name.
    pub views: Vec<SavedView>,
}
