//! One task with everything on it, and what was refused.

use crate::queries::{self, TaskLine};
use crate::store::compose;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::command;
use aloft_crdt_model::ids::{
    CommentId, DocId, FieldId, LabelId, ProjectId, StateId, TaskId, TextRole, UserId,
};
use aloft_crdt_model::rows::{Attachment, Conflict, FieldValue, Priority, RelationKind};
use aloft_crdt_model::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One task with everything on it. The description is edited through the `text_*` commands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskDetail {
    /// The task as lists show it.
    pub line: TaskLine,
    /// Its project.
    pub project: ProjectId,
    /// Tasks it is related to, either way.
    pub relations: Vec<RelatedTask>,
    /// Custom field values.
    pub fields: BTreeMap<FieldId, FieldValue>,
    /// Attachment records.
    pub attachments: Vec<Attachment>,
    /// The ids other tools know it by.
    pub external_ids: BTreeMap<String, String>,
    /// Fields with concurrent values.
    pub conflicts: Vec<Conflict>,
    /// Plain text of the description; null if nobody wrote one.
    pub description: Option<String>,
    /// Its comments as a tree, oldest first.
    pub comments: Vec<CommentNode>,
    /// Its parts, by place.
    pub children: Vec<TaskLine>,
    /// What it is part of.
    pub parent: Option<TaskLine>,
    /// What happened to it, newest first.
    pub activity: Vec<ActivityLine>,
    /// Changes of it that no relay has acknowledged.
    pub waiting: u64,
    /// It is deleted, and somebody changed it who had not seen the deletion.
    pub edited_despite_delete: bool,
}

/// A relation as seen from the task that is shown; `inverse`: the other task holds it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RelatedTask {
    /// What it says.
    pub kind: RelationKind,
    /// Whether the other task holds it.
    pub inverse: bool,
    /// The other task.
    pub task: TaskLine,
}

/// A comment and what answers it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CommentNode {
    /// Its id.
    pub id: CommentId,
    /// What it answers.
    pub parent_id: Option<CommentId>,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// What it says; empty once deleted.
    pub body: String,
    /// Emoji to the people who gave it.
    pub reactions: BTreeMap<String, Vec<UserId>>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// What answers it, oldest first.
    pub replies: Vec<CommentNode>,
}

impl From<queries::CommentNode> for CommentNode {
    fn from(node: queries::CommentNode) -> Self {
        let queries::CommentNode { row, replies } = node;
        Self {
            id: row.id,
            parent_id: row.parent_id,
            author: row.author,
            body: row.body,
            reactions: row.reactions,
            created_at: row.created_at,
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
            replies: replies.into_iter().map(Self::from).collect(),
        }
    }
}

/// One line of the activity feed. `event` is the model's, with its name as `type`:
/// `{type: "task_state_changed", from, to}`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityLine {
    /// The change it came from.
    pub change: String,
    /// When, by their clock.
    pub at: Timestamp,
    /// Who did it; null for the relay.
    pub author: Option<UserId>,
    /// What happened.
    #[cfg_attr(feature = "typescript", ts(type = "{ type: string; [key: string]: unknown }"))]
    pub event: Value,
}

impl ActivityLine {
    /// None for an event that is no JSON object: there is no such.
    pub(in crate::desk) fn of(row: &ActivityRow) -> Option<Self> {
        let Ok(Value::Object(mut event)) = serde_json::to_value(&row.event) else { return None };
        // The model's tag is `event`, which would be `event.event` here.
        let name = event.remove("event")?;
        event.insert("type".to_owned(), name);
        let (change, event) = (row.change.clone(), Value::Object(event));
        Some(Self { change, at: row.at, author: row.author, event })
    }
}

/// The values a task begins with.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct NewTask {
    /// One line, not blank.
    pub title: String,
    /// Its state; null: the project's first.
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
}

impl From<NewTask> for command::NewTask {
    fn from(new: NewTask) -> Self {
        let NewTask { title, state, priority, assignees, labels, start, due, estimate, parent } =
            new;
        Self {
            title,
            state,
            priority,
            assignees,
            labels,
            start,
            due,
            estimate,
            parent,
            ..Self::default()
        }
    }
}

/// Where a task goes among its project's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Placement {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Right before this one.
    Before {
        /// Which.
        task: TaskId,
    },
    /// Right after this one.
    After {
        /// Which.
        task: TaskId,
    },
}

impl From<Placement> for compose::Placement {
    fn from(placement: Placement) -> Self {
        match placement {
            Placement::First => Self::First,
            Placement::Last => Self::Last,
            Placement::Before { task } => Self::Before(task),
            Placement::After { task } => Self::After(task),
        }
    }
}

/// A task that was found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SearchHit {
    /// The task.
    pub line: TaskLine,
    /// Its project.
    pub project: ProjectId,
}

/// What an editor begins with, before the document's bytes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextHeader {
    /// The text's document.
    pub doc: DocId,
    /// The actor of this editor, and of no other: 32 hex digits.
    pub actor: String,
    /// The person who types.
    pub author: UserId,
    /// The document it belongs to.
    pub owner: DocId,
    /// What it is to its owner.
    pub role: TextRole,
}

/// Work that the relay would not take.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RefusedWork {
    /// For `retry_refused` and `discard_refused`.
    pub number: i64,
    /// The project.
    pub project: Option<ProjectId>,
    /// The task.
    pub task: Option<TaskId>,
    /// `LAMP-12 Title`, or the project's name.
    pub subject: String,
    /// What the person meant to do, in words.
    pub intent: String,
    /// Text that can be copied, if there is any.
    pub text: Option<String>,
    /// When it was made.
    pub at: Timestamp,
    /// The refusal's code.
    pub code: String,
    /// Why, in one sentence.
    pub words: String,
    /// Whether it can be tried again.
    pub can_retry: bool,
}
