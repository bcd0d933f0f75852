//! What the tables hold, and how it becomes the model's rows.

use super::ActivityCursor;
use crate::db::DbError;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::event::Event;
use aloft_crdt_model::ids::{
    CommentId, CycleId, DocId, FieldId, LabelId, MilestoneId, ProjectId, StateId, StreamId, TaskId,
    TextRole, UserId,
};
use aloft_crdt_model::rows::{
    Attachment, CommentRow, Conflict, Cycle, Field, FieldValue, Label, Milestone, Priority,
    ProjectRow, Relation, SavedView, State, TaskRow, Template, TextRow, UserRow,
};
use aloft_crdt_model::time::{Date, Timestamp};
use sqlx::types::Json;
use std::collections::BTreeMap;
use std::fmt::Write;
use uuid::Uuid;

pub(super) struct ProjectRecord {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) key: String,
    pub(super) states: Json<Vec<State>>,
    pub(super) removed_states: Json<Vec<State>>,
    pub(super) labels: Json<Vec<Label>>,
    pub(super) fields: Json<Vec<Field>>,
    pub(super) cycles: Json<Vec<Cycle>>,
    pub(super) milestones: Json<Vec<Milestone>>,
    pub(super) templates: Json<Vec<Template>>,
    pub(super) views: Json<Vec<SavedView>>,
    pub(super) conflicts: Json<Vec<Conflict>>,
    pub(super) created_at: i64,
    pub(super) created_by: Option<Uuid>,
    pub(super) updated_at: i64,
    pub(super) deleted_at: Option<i64>,
}

impl From<ProjectRecord> for ProjectRow {
    fn from(record: ProjectRecord) -> Self {
        Self {
            id: ProjectId(record.id),
            name: record.name,
            key: record.key,
            states: record.states.0,
            removed_states: record.removed_states.0,
            labels: record.labels.0,
            fields: record.fields.0,
            cycles: record.cycles.0,
            milestones: record.milestones.0,
            templates: record.templates.0,
            views: record.views.0,
            conflicts: record.conflicts.0,
            created_at: Timestamp::from_millis(record.created_at),
            created_by: record.created_by.map(UserId),
            updated_at: Timestamp::from_millis(record.updated_at),
            deleted_at: record.deleted_at.map(Timestamp::from_millis),
        }
    }
}

pub(super) struct TaskRecord {
    pub(super) id: Uuid,
    pub(super) project_id: Uuid,
    pub(super) number: Option<i64>,
    pub(super) title: String,
    pub(super) state_id: Option<Uuid>,
    pub(super) priority: String,
    pub(super) assignees: Vec<Uuid>,
    pub(super) labels: Vec<Uuid>,
    pub(super) start_date: Option<time::Date>,
    pub(super) due_date: Option<time::Date>,
    pub(super) estimate: Option<f64>,
    pub(super) parent_id: Option<Uuid>,
    pub(super) cycle_id: Option<Uuid>,
    pub(super) milestone_id: Option<Uuid>,
    pub(super) relations: Json<Vec<Relation>>,
    pub(super) order_key: String,
    pub(super) fields: Json<BTreeMap<FieldId, FieldValue>>,
    pub(super) attachments: Json<Vec<Attachment>>,
    pub(super) external_ids: Json<BTreeMap<String, String>>,
    pub(super) comment_count: i64,
    pub(super) conflicts: Json<Vec<Conflict>>,
    pub(super) created_at: i64,
    pub(super) created_by: Option<Uuid>,
    pub(super) updated_at: i64,
    pub(super) deleted_at: Option<i64>,
    pub(super) edited_despite_delete: bool,
}

impl TryFrom<TaskRecord> for TaskRow {
    type Error = DbError;

    fn try_from(record: TaskRecord) -> Result<Self, DbError> {
        Ok(Self {
            id: TaskId(record.id),
            project_id: ProjectId(record.project_id),
            number: record.number.map(i64::cast_unsigned),
            title: record.title,
            state_id: record.state_id.map(StateId),
            priority: Priority::parse(&record.priority).ok_or_else(|| undecodable("priority"))?,
            assignees: record.assignees.into_iter().map(UserId).collect(),
            labels: record.labels.into_iter().map(LabelId).collect(),
            start: record.start_date.map(Date::from),
            due: record.due_date.map(Date::from),
            estimate: record.estimate,
            parent_id: record.parent_id.map(TaskId),
            cycle_id: record.cycle_id.map(CycleId),
            milestone_id: record.milestone_id.map(MilestoneId),
            relations: record.relations.0,
            order: record.order_key,
            fields: record.fields.0,
            attachments: record.attachments.0,
            external_ids: record.external_ids.0,
            comment_count: u32::try_from(record.comment_count)
                .map_err(|_| undecodable("comment_count"))?,
            conflicts: record.conflicts.0,
            created_at: Timestamp::from_millis(record.created_at),
            created_by: record.created_by.map(UserId),
            updated_at: Timestamp::from_millis(record.updated_at),
            deleted_at: record.deleted_at.map(Timestamp::from_millis),
            edited_despite_delete: record.edited_despite_delete,
        })
    }
}

pub(super) struct CommentRecord {
    pub(super) id: Uuid,
    pub(super) task_id: Uuid,
    pub(super) project_id: Uuid,
    pub(super) parent_id: Option<Uuid>,
    pub(super) author: Option<Uuid>,
    pub(super) body: String,
    pub(super) reactions: Json<BTreeMap<String, Vec<UserId>>>,
    pub(super) created_at: i64,
    pub(super) edited_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
}

impl From<CommentRecord> for CommentRow {
    fn from(record: CommentRecord) -> Self {
        Self {
            id: CommentId(record.id),
            task_id: TaskId(record.task_id),
            project_id: ProjectId(record.project_id),
            parent_id: record.parent_id.map(CommentId),
            author: record.author.map(UserId),
            body: record.body,
            reactions: record.reactions.0,
            created_at: Timestamp::from_millis(record.created_at),
            edited_at: record.edited_at.map(Timestamp::from_millis),
            deleted_at: record.deleted_at.map(Timestamp::from_millis),
        }
    }
}

pub(super) struct TextRecord {
    pub(super) id: Uuid,
    pub(super) owner: Uuid,
    pub(super) role: String,
    pub(super) stream_id: Uuid,
    pub(super) text: String,
}

impl TryFrom<TextRecord> for TextRow {
    type Error = DbError;

    fn try_from(record: TextRecord) -> Result<Self, DbError> {
        Ok(Self {
            id: DocId(record.id),
            owner: DocId(record.owner),
            role: TextRole::parse(&record.role).ok_or_else(|| undecodable("role"))?,
            stream_id: StreamId(record.stream_id),
            text: record.text,
        })
    }
}

pub(super) struct UserRecord {
    pub(super) stream_id: Uuid,
    pub(super) stars: Vec<Uuid>,
    pub(super) read: Json<BTreeMap<DocId, Timestamp>>,
    pub(super) drafts: Json<BTreeMap<String, String>>,
    pub(super) views: Json<Vec<SavedView>>,
}

impl From<UserRecord> for UserRow {
    fn from(record: UserRecord) -> Self {
        Self {
            stream_id: StreamId(record.stream_id),
            stars: record.stars.into_iter().map(DocId).collect(),
            read: record.read.0,
            drafts: record.drafts.0,
            views: record.views.0,
        }
    }
}

pub(super) struct ActivityRecord {
    pub(super) stream_id: Uuid,
    pub(super) seq: i64,
    pub(super) position: i32,
    pub(super) change: Vec<u8>,
    pub(super) subject: Uuid,
    pub(super) author: Option<Uuid>,
    pub(super) at: i64,
    pub(super) detail: Json<Event>,
}

impl ActivityRecord {
    pub(super) fn placed(self) -> (ActivityCursor, ActivityRow) {
        let row = ActivityRow {
            change: hex(&self.change),
            position: self.position.cast_unsigned(),
            stream_id: StreamId(self.stream_id),
            subject: DocId(self.subject),
            author: self.author.map(UserId),
            at: Timestamp::from_millis(self.at),
            event: self.detail.0,
        };
        (ActivityCursor { seq: self.seq, position: self.position }, row)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A column holds what this program never wrote: a newer one did, or somebody by hand.
fn undecodable(column: &'static str) -> DbError {
    DbError::Sql(sqlx::Error::Decode(format!("column {column} holds an unknown value").into()))
}
