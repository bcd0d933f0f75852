//! A task as lists show it: stored as JSON beside the row, so that a window that opens a project of
//! ten thousand tasks reads text and makes none.

use crate::store::{StoreError, sql};
use aloft_crdt_model::ids::{CycleId, LabelId, MilestoneId, StateId, TaskId, UserId};
use aloft_crdt_model::rows::{Priority, StateCategory, TaskRow};
use aloft_crdt_model::time::{Date, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

/// One task as lists and boards need it. Empty values are left out of the JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskLine {
    /// What the task's own row says.
    #[serde(flatten)]
    pub core: LineCore,
    /// What needs other documents to be told.
    #[serde(flatten)]
    pub repaired: Repaired,
}

/// The part of a line that the task's row alone decides: what the column `line` holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LineCore {
    /// The task.
    pub id: TaskId,
    /// Its title, one line.
    pub title: String,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Priority>"))]
    pub priority: Priority,
    /// Who it is assigned to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<UserId>>"))]
    pub assignees: Vec<UserId>,
    /// Its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<LabelId>>"))]
    pub labels: Vec<LabelId>,
    /// When work should begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub start: Option<Date>,
    /// When it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub due: Option<Date>,
    /// Points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub estimate: Option<f64>,
    /// The cycle it is planned for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub cycle: Option<CycleId>,
    /// The milestone it counts towards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub milestone: Option<MilestoneId>,
    /// Its place: compare as text, ties by id.
    pub order: String,
    /// Comments that are not deleted.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<u32>"))]
    pub comments: u32,
    /// Fields with concurrent values.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<u32>"))]
    pub conflicts: u32,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub created_by: Option<UserId>,
    /// The latest time any change of it claims.
    pub updated_at: Timestamp,
    /// When it was deleted, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub deleted_at: Option<Timestamp>,
}

/// The part of a line that needs the project or other tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Repaired {
    /// `KEY-12`; `KEY-~3f2a1b` until the relay has given the number.
    pub key: String,
    /// The state that people see: as written, or the repair of one that no longer exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub state: Option<StateId>,
    /// What that state means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub category: Option<StateCategory>,
    /// The parent that people see: as written, unless it is gone or part of a cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub parent: Option<TaskId>,
}

impl LineCore {
    pub(super) fn of(task: &TaskRow) -> Self {
        Self {
            id: task.id,
            title: task.title.clone(),
            priority: task.priority,
            assignees: task.assignees.clone(),
            labels: task.labels.clone(),
            start: task.start,
            due: task.due,
            estimate: task.estimate,
            cycle: task.cycle_id,
            milestone: task.milestone_id,
            order: task.order.clone(),
            comments: task.comment_count,
            conflicts: u32::try_from(task.conflicts.len()).unwrap_or(u32::MAX),
            created_at: task.created_at,
            created_by: task.created_by,
            updated_at: task.updated_at,
            deleted_at: task.deleted_at,
        }
    }
}

/// Lines and relations for the tasks of a store that was made before there were any.
pub(in crate::store) fn fill_lines(db: &Connection) -> Result<(), StoreError> {
    let mut tasks = db.prepare("SELECT n, row FROM tasks")?;
    let mut write = db.prepare("UPDATE tasks SET line = ?2 WHERE n = ?1")?;
    let mut rows = tasks.query([])?;
    while let Some(row) = rows.next()? {
        let task: TaskRow = sql::from_json(row.get_ref(1)?.as_str()?)?;
        let n: i64 = row.get(0)?;
        write.execute(params![n, sql::to_json(&LineCore::of(&task))?])?;
        super::tasks::put_relations(db, n, &task)?;
    }
    Ok(())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none(priority: &Priority) -> bool {
    *priority == Priority::None
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
