//! Semantic events: what a change means to people.
//!
//! *Invariant: an event is a function of the change and of its causal past alone*, never of the
//! order in which changes arrived: `from` is what the author saw. So the activity feed is the same
//! on every replica.

use crate::ids::{
    AttachmentId, CommentId, CycleId, FieldId, LabelId, MilestoneId, StateId, TaskId, UserId,
};
use crate::rows::{FieldValue, Priority, RelationKind};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// What happened. The JSON is stored (activity) and published (webhooks, event stream later).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "`from` is what the author saw, `to` what they wrote; no more to say"
)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Event {
    TaskCreated { title: String },
    TaskTitleChanged { from: String, to: String },
    TaskStateChanged { from: Option<StateId>, to: Option<StateId> },
    TaskPriorityChanged { from: Priority, to: Priority },
    TaskAssigned { user: UserId },
    TaskUnassigned { user: UserId },
    TaskLabelAdded { label: LabelId },
    TaskLabelRemoved { label: LabelId },
    TaskStartChanged { from: Option<Date>, to: Option<Date> },
    TaskDueChanged { from: Option<Date>, to: Option<Date> },
    TaskEstimateChanged { from: Option<f64>, to: Option<f64> },
    TaskParentChanged { from: Option<TaskId>, to: Option<TaskId> },
    TaskCycleChanged { from: Option<CycleId>, to: Option<CycleId> },
    TaskMilestoneChanged { from: Option<MilestoneId>, to: Option<MilestoneId> },
    TaskRelationAdded { kind: RelationKind, task: TaskId },
    TaskRelationRemoved { kind: RelationKind, task: TaskId },
    TaskFieldChanged { field: FieldId, from: Option<FieldValue>, to: Option<FieldValue> },
    TaskNumbered { number: u64 },
    TaskDeleted,
    TaskRestored,
    CommentAdded { comment: CommentId, parent: Option<CommentId> },
    CommentEdited { comment: CommentId },
    CommentDeleted { comment: CommentId },
    ReactionAdded { comment: CommentId, emoji: String },
    ReactionRemoved { comment: CommentId, emoji: String },
    AttachmentAdded { attachment: AttachmentId, name: String },
    AttachmentRemoved { attachment: AttachmentId },
    TextEdited,
    ProjectCreated { name: String },
    ProjectRenamed { from: String, to: String },
    ProjectKeyChanged { from: String, to: String },
    ProjectSettingsChanged { what: ProjectSetting },
    ProjectDeleted,
    ProjectRestored,
}

/// Which part of a project's settings changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the like-named list of a project row")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ProjectSetting {
    States,
    Labels,
    Fields,
    Cycles,
    Milestones,
    Templates,
    Views,
}
