//! Reading the store: lists, boards, one task with everything on it, search.
//!
//! *Invariant: reads derived rows only.* No document is loaded to show something.

pub mod board;
pub mod detail;
pub mod filter;
pub mod lines;
pub mod list;
pub mod lookup;
pub mod search;

pub use board::{Group, GroupBy, GroupKey};
pub use detail::{CommentNode, TaskDetail};
pub use filter::{Choice, Conflicted, DateRange, Deleted, ParentFilter, TaskFilter};
pub use lines::{Delta, TaskLine};
pub use list::{Direction, SortBy, TaskQuery};
pub use search::SearchHit;

use crate::store::StoreError;
use crate::store::organisations::{self, Organisation};
use crate::store::sql;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::ids::{DocId, OrgId, ProjectId, StateId, StreamId, TaskId, TextRole};
use aloft_crdt_model::rows::{CommentRow, ProjectRow, StateCategory, TaskRow, TextRow, UserRow};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use uuid::Uuid;

/// Everything that reads. All answers of one value fit together: it holds a snapshot.
#[derive(Debug)]
pub struct Queries<'s> {
    db: &'s Connection,
    _snapshot: Option<rusqlite::Transaction<'s>>,
}

/// A task as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskItem {
    /// `KEY-12`; `KEY-~3f2a1b` until the relay has given the number.
    pub key: String,
    /// The state that people see: as written, or the repair of one that no longer exists.
    pub shown_state_id: Option<StateId>,
    /// What that state means.
    pub category: Option<StateCategory>,
    /// The parent that people see: as written, unless it is gone or part of a cycle.
    pub shown_parent_id: Option<TaskId>,
    /// The task.
    #[serde(flatten)]
    pub row: TaskRow,
}

/// A project as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProjectItem {
    /// Whose it is.
    pub org_id: OrgId,
    /// How many tasks it has that are not deleted.
    pub tasks: u64,
    /// The project.
    #[serde(flatten)]
    pub row: ProjectRow,
}

impl<'s> Queries<'s> {
    pub(crate) fn snapshot(db: &'s Connection) -> Self {
        // Only fails when a transaction is open already, and then that one is the snapshot.
        Self { db, _snapshot: db.unchecked_transaction().ok() }
    }

    pub(crate) fn within(db: &'s Connection) -> Self {
        Self { db, _snapshot: None }
    }

    pub(crate) fn db(&self) -> &'s Connection {
        self.db
    }

    /// Every organisation, by name.
    pub fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        organisations::all(self.db)
    }

    /// Projects that are not deleted, by name.
    pub fn projects(&self) -> Result<Vec<ProjectItem>, StoreError> {
        let rows: Vec<(Uuid, u64, String)> = self
            .db
            .prepare_cached(
                "SELECT s.org, (SELECT count(*) FROM tasks AS t
                                WHERE t.project = p.id AND t.deleted_at IS NULL), p.row
                 FROM projects AS p JOIN streams AS s ON s.id = p.id
                 WHERE p.deleted_at IS NULL ORDER BY p.name, p.id",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        rows.into_iter()
            .map(|(org, tasks, row)| {
                Ok(ProjectItem { org_id: OrgId(org), tasks, row: sql::from_json(&row)? })
            })
            .collect()
    }

    /// A project.
    pub fn project(&self, project: ProjectId) -> Result<Option<ProjectRow>, StoreError> {
        self.json("SELECT row FROM projects WHERE id = ?1", project.0)
    }

    /// A task's row.
    pub fn task(&self, task: TaskId) -> Result<Option<TaskRow>, StoreError> {
        self.json("SELECT row FROM tasks WHERE id = ?1", task.0)
    }

    /// A person's private row in a private stream.
    pub fn user_row(&self, doc: DocId) -> Result<Option<UserRow>, StoreError> {
        self.json("SELECT row FROM user_rows WHERE id = ?1", doc.0)
    }

    /// A text.
    pub fn text(&self, doc: DocId) -> Result<Option<TextRow>, StoreError> {
        let found = self
            .db
            .prepare_cached("SELECT owner, role, stream, text FROM texts WHERE id = ?1")?
            .query_row(params![doc.0], |row| {
                let role = TextRole::parse(row.get_ref(1)?.as_str()?)
                    .ok_or_else(|| sql::invalid(1, rusqlite::types::Type::Text))?;
                Ok(TextRow {
                    id: doc,
                    owner: DocId(row.get::<_, Uuid>(0)?),
                    role,
                    stream_id: StreamId(row.get::<_, Uuid>(2)?),
                    text: row.get(3)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// What a task's description says; none if nobody wrote one.
    pub fn description(&self, task: TaskId) -> Result<Option<String>, StoreError> {
        let found = self
            .db
            .prepare_cached("SELECT text FROM texts WHERE id = ?1")?
            .query_row(params![task.description().0], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    /// A task's comments, oldest first, deleted ones too.
    pub fn comments(&self, task: TaskId) -> Result<Vec<CommentRow>, StoreError> {
        self.db
            .prepare_cached("SELECT row FROM comments WHERE task = ?1 ORDER BY created_at, id")?
            .query_map(params![task.0], |row| row.get::<_, String>(0))?
            .map(|row| sql::from_json(&row?))
            .collect()
    }

    /// The newest lines of a document's activity feed, newest first. For a task its description's
    /// are among them.
    pub fn activity(&self, subject: DocId, limit: usize) -> Result<Vec<ActivityRow>, StoreError> {
        self.feed(
            "SELECT row FROM activity WHERE subject = ?1
             ORDER BY at DESC, change, position LIMIT ?2",
            subject.0,
            limit,
        )
    }

    /// The newest lines of a whole stream's activity feed, newest first.
    pub fn stream_activity(
        &self,
        stream: StreamId,
        limit: usize,
    ) -> Result<Vec<ActivityRow>, StoreError> {
        self.feed(
            "SELECT row FROM activity WHERE stream = ?1
             ORDER BY at DESC, change, position, subject LIMIT ?2",
            stream.0,
            limit,
        )
    }

    fn feed(&self, query: &str, id: Uuid, limit: usize) -> Result<Vec<ActivityRow>, StoreError> {
        self.db
            .prepare_cached(query)?
            .query_map(params![id, limit], |row| row.get::<_, String>(0))?
            .map(|row| sql::from_json(&row?))
            .collect()
    }

    fn json<T: serde::de::DeserializeOwned>(
        &self,
        query: &str,
        id: Uuid,
    ) -> Result<Option<T>, StoreError> {
        let found: Option<String> =
            self.db.prepare_cached(query)?.query_row(params![id], |row| row.get(0)).optional()?;
        found.map(|row| sql::from_json(&row)).transpose()
    }
}

/// The columns of a [`TaskItem`], from `tasks AS t LEFT JOIN projects AS p`.
const ITEM_COLUMNS: &str = "t.row, t.shown_state, t.category, t.shown_parent, p.key, t.short";

/// Reads [`ITEM_COLUMNS`].
fn item(row: &Row<'_>) -> Result<TaskItem, StoreError> {
    let task: TaskRow = sql::from_json(row.get_ref(0)?.as_str()?)?;
    let prefix: Option<String> = row.get(4)?;
    let prefix = prefix.unwrap_or_else(|| "?".to_owned());
    let key = match task.number {
        Some(number) => format!("{prefix}-{number}"),
        None => format!("{prefix}-~{}", row.get::<_, String>(5)?),
    };
    let category: Option<String> = row.get(2)?;
    Ok(TaskItem {
        key,
        shown_state_id: row.get::<_, Option<Uuid>>(1)?.map(StateId),
        category: category.as_deref().and_then(StateCategory::parse),
        shown_parent_id: row.get::<_, Option<Uuid>>(3)?.map(TaskId),
        row: task,
    })
}
