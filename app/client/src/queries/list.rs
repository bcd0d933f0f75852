//! Lists of tasks.

use super::filter::Condition;
use super::{ITEM_COLUMNS, Queries, TaskFilter, TaskItem, item};
use crate::store::StoreError;
use aloft_crdt_model::ids::TaskId;
use rusqlite::{params, params_from_iter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which tasks, in which order, and how many of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskQuery {
    /// Which.
    pub filter: TaskFilter,
    /// In which order.
    pub sort: SortBy,
    /// From which end.
    pub direction: Direction,
    /// At most so many; none: all.
    pub limit: Option<usize>,
    /// Leaving out so many at the beginning.
    pub offset: usize,
}

/// What a list is sorted by. Tasks without a value come last either way; ties go by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The place people gave them.
    #[default]
    Order,
    /// The number; those without come last.
    Number,
    /// Urgent first.
    Priority,
    /// The day they are due.
    Due,
    /// When they were created.
    Created,
    /// When they were last changed.
    Updated,
    /// The title, letter case aside.
    Title,
    /// The estimate.
    Estimate,
}

/// From which end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest, oldest or most urgent first.
    #[default]
    Ascending,
    /// The other way round.
    Descending,
}

impl TaskQuery {
    pub(super) fn order(&self) -> String {
        let (column, can_be_missing) = match self.sort {
            SortBy::Order => ("place", false),
            SortBy::Number => ("number", true),
            SortBy::Priority => ("priority", false),
            SortBy::Due => ("due", true),
            SortBy::Created => ("created_at", false),
            SortBy::Updated => ("updated_at", false),
            SortBy::Title => ("title", false),
            SortBy::Estimate => ("estimate", true),
        };
        let direction = match self.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        // Descending puts NULL last by itself.
        let last = if can_be_missing && self.direction == Direction::Ascending {
            " NULLS LAST"
        } else {
            ""
        };
        format!("t.{column} {direction}{last}, t.id {direction}")
    }

    fn bounds(&self) -> String {
        match (self.limit, self.offset) {
            (None, 0) => String::new(),
            (None, offset) => format!(" LIMIT -1 OFFSET {offset}"),
            (Some(limit), offset) => format!(" LIMIT {limit} OFFSET {offset}"),
        }
    }

    /// The query's plan as a statement for SQLite, and its parameters: for tests and for finding
    /// out why a list is slow.
    pub fn explain(&self) -> (String, Vec<rusqlite::types::Value>) {
        let condition = Condition::of(&self.filter);
        let sql = format!("EXPLAIN QUERY PLAN {}", self.statement(ITEM_COLUMNS, &condition));
        (sql, condition.values)
    }

    /// The statement that reads `columns`, for a condition.
    pub(super) fn statement(&self, columns: &str, condition: &Condition) -> String {
        format!(
            "SELECT {columns} FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project
             WHERE {} ORDER BY {}{}",
            condition.sql(),
            self.order(),
            self.bounds()
        )
    }
}

impl Queries<'_> {
    /// The tasks of a query.
    pub fn tasks(&self, query: &TaskQuery) -> Result<Vec<TaskItem>, StoreError> {
        self.tasks_where(query, &Condition::of(&query.filter))
    }

    pub(super) fn tasks_where(
        &self,
        query: &TaskQuery,
        condition: &Condition,
    ) -> Result<Vec<TaskItem>, StoreError> {
        let mut statement = self.db().prepare_cached(&query.statement(ITEM_COLUMNS, condition))?;
        let mut rows = statement.query(params_from_iter(&condition.values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(item(row)?);
        }
        Ok(found)
    }

    /// Only the ids of a query's tasks: a list that is scrolled through asks for these once, and
    /// for the rows that are on the screen by id.
    pub fn task_ids(&self, query: &TaskQuery) -> Result<Vec<TaskId>, StoreError> {
        let condition = Condition::of(&query.filter);
        let found = self
            .db()
            .prepare_cached(&query.statement("t.id", &condition))?
            .query_map(params_from_iter(&condition.values), |row| {
                Ok(TaskId(row.get::<_, Uuid>(0)?))
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Tasks by id, in the order of the ids; those that are not here are left out.
    pub fn tasks_by_id(&self, ids: &[TaskId]) -> Result<Vec<TaskItem>, StoreError> {
        let mut statement = self.db().prepare_cached(&format!(
            "SELECT {ITEM_COLUMNS} FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project
             WHERE t.id = ?1"
        ))?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let mut rows = statement.query(params![id.0])?;
            if let Some(row) = rows.next()? {
                found.push(item(row)?);
            }
        }
        Ok(found)
    }

    /// How many tasks a filter holds.
    pub fn count_tasks(&self, filter: &TaskFilter) -> Result<u64, StoreError> {
        let condition = Condition::of(filter);
        let count = self
            .db()
            .prepare_cached(&format!("SELECT count(*) FROM tasks AS t WHERE {}", condition.sql()))?
            .query_row(params_from_iter(&condition.values), |row| row.get(0))?;
        Ok(count)
    }
}
