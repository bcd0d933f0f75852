//! Rows of tasks.

use super::lines::LineCore;
use crate::store::{StoreError, Transaction, sql};
use aloft_crdt_model::ids::TaskId;
use aloft_crdt_model::rows::{Priority, Relation, TaskRow};
use aloft_crdt_model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

const INSERT: &str = "INSERT INTO tasks (id, project, number, short, title, state, shown_state,
        category, priority, start, due, estimate, parent, cycle, milestone, place, conflicts,
        created_at, created_by, updated_at, deleted_at, row, line)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
        ?20, ?21, ?22, ?23)";
/// With the parameters of [`INSERT`].
const UPDATE: &str =
    "UPDATE tasks SET project = ?2, number = ?3, short = ?4, title = ?5, state = ?6,
        shown_state = ?7, category = ?8, priority = ?9, start = ?10, due = ?11, estimate = ?12,
        parent = ?13, cycle = ?14, milestone = ?15, place = ?16, conflicts = ?17, created_at = ?18,
        created_by = ?19, updated_at = ?20, deleted_at = ?21, row = ?22, line = ?23
     WHERE id = ?1";

/// What the table held of a task before.
struct Before {
    n: i64,
    row: String,
}

impl Transaction<'_> {
    /// Returns whether the task was not here.
    pub(super) fn put_task(&mut self, task: &TaskRow) -> Result<bool, StoreError> {
        let before = self.task_before(task.id)?;
        let json = sql::to_json(task)?;
        if before.as_ref().is_some_and(|before| before.row == json) {
            return Ok(false);
        }
        let known = before.as_ref().map(|before| before.n);
        let n = self.write_task(task, &json, known)?;
        let before: Option<TaskRow> =
            before.map(|before| sql::from_json(&before.row)).transpose()?;
        self.put_sets(n, task, before.as_ref())?;
        self.repair_parents(task, before.as_ref())?;
        self.note_place(task);
        self.unsearched.insert(n);
        Ok(known.is_none())
    }

    fn task_before(&self, task: TaskId) -> Result<Option<Before>, StoreError> {
        let found = self
            .sql
            .prepare_cached("SELECT n, row FROM tasks WHERE id = ?1")?
            .query_row(params![task.0], |row| Ok(Before { n: row.get(0)?, row: row.get(1)? }))
            .optional()?;
        Ok(found)
    }

    /// Writes the row, in place of number `known`. Two statements and no `ON CONFLICT … RETURNING`,
    /// which makes a table for its answer each time.
    fn write_task(
        &mut self,
        task: &TaskRow,
        json: &str,
        known: Option<i64>,
    ) -> Result<i64, StoreError> {
        let (shown_state, category) = self.shown_state(task.project_id, task.state_id)?;
        self.sql.prepare_cached(if known.is_some() { UPDATE } else { INSERT })?.execute(
            params![
                task.id.0,
                task.project_id.0,
                task.number,
                short(task.id),
                task.title.to_lowercase(),
                task.state_id.map(|id| id.0),
                shown_state.map(|id| id.0),
                category,
                rank(task.priority),
                task.start.map(|day| day.to_string()),
                task.due.map(|day| day.to_string()),
                task.estimate,
                task.parent_id.map(|id| id.0),
                task.cycle_id.map(|id| id.0),
                task.milestone_id.map(|id| id.0),
                task.order,
                task.conflicts.len(),
                task.created_at.millis(),
                task.created_by.map(|id| id.0),
                task.updated_at.millis(),
                task.deleted_at.map(Timestamp::millis),
                json,
                sql::to_json(&LineCore::of(task))?,
            ],
        )?;
        self.news.line(task.id, task.project_id);
        Ok(known.unwrap_or_else(|| self.sql.last_insert_rowid()))
    }

    fn put_sets(
        &mut self,
        n: i64,
        task: &TaskRow,
        before: Option<&TaskRow>,
    ) -> Result<(), StoreError> {
        // What was there of a set is taken away first; of a new task nothing was.
        let clear = |statement| match before {
            Some(_) => self.clear(statement, n),
            None => Ok(()),
        };
        if before.map_or(&[][..], |before| &before.assignees) != task.assignees {
            clear("DELETE FROM task_assignees WHERE task = ?1")?;
            for user in &task.assignees {
                self.sql
                    .prepare_cached("INSERT INTO task_assignees (user, task) VALUES (?1, ?2)")?
                    .execute(params![user.0, n])?;
            }
        }
        if before.map_or(&[][..], |before| &before.labels) != task.labels {
            clear("DELETE FROM task_labels WHERE task = ?1")?;
            for label in &task.labels {
                self.sql
                    .prepare_cached("INSERT INTO task_labels (label, task) VALUES (?1, ?2)")?
                    .execute(params![label.0, n])?;
            }
        }
        if before.is_none_or(|before| before.external_ids != task.external_ids) {
            clear("DELETE FROM task_external_ids WHERE task = ?1")?;
            for (source, external) in &task.external_ids {
                self.sql
                    .prepare_cached(
                        "INSERT INTO task_external_ids (external, source, task)
                         VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![external, source, n])?;
            }
        }
        let relations = before.map_or(&[][..], |before| &before.relations);
        if relations != task.relations {
            put_relations(&self.sql, n, task)?;
            self.note_relations(relations);
            self.note_relations(&task.relations);
        }
        Ok(())
    }

    /// The other tasks' pages show these, too.
    fn note_relations(&mut self, relations: &[Relation]) {
        for relation in relations {
            self.news.detail(relation.task.0);
        }
    }

    fn clear(&self, statement: &str, n: i64) -> Result<(), StoreError> {
        self.sql.prepare_cached(statement)?.execute(params![n])?;
        Ok(())
    }

    pub(super) fn remove_task(&mut self, task: TaskId) -> Result<(), StoreError> {
        let Some(before) = self.task_before(task)? else { return Ok(()) };
        self.clear("DELETE FROM search WHERE rowid = ?1", before.n)?;
        self.clear("DELETE FROM tasks WHERE n = ?1", before.n)?;
        self.sql.execute("DELETE FROM comments WHERE task = ?1", params![task.0])?;
        self.unsearched.remove(&before.n);
        let before: TaskRow = sql::from_json(&before.row)?;
        self.news.line(task, before.project_id);
        self.news.detail(task.0);
        self.note_relations(&before.relations);
        self.repair_parents_without(task, &before)
    }

    /// Keeps the greatest order key up to date, so that appending many tasks asks for it once.
    fn note_place(&mut self, task: &TaskRow) {
        if let Some(last) = self.last_places.get_mut(&task.project_id)
            && task.deleted_at.is_none()
            && last.as_ref().is_none_or(|last| *last < task.order)
        {
            *last = Some(task.order.clone());
        }
    }
}

/// The task's relations, in place of those that were there.
pub(super) fn put_relations(db: &Connection, n: i64, task: &TaskRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM task_relations WHERE task = ?1")?.execute(params![n])?;
    for Relation { kind, task: other } in &task.relations {
        db.prepare_cached("INSERT INTO task_relations (other, kind, task) VALUES (?1, ?2, ?3)")?
            .execute(params![other.0, kind.as_str(), n])?;
    }
    Ok(())
}

/// The tail of the id: its head is the time, which tasks made together share.
pub(crate) fn short(task: TaskId) -> String {
    let hex = task.0.simple().to_string();
    hex[hex.len() - 6..].to_owned()
}

/// Urgent first, unsaid last.
pub(crate) fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Urgent => 0,
        Priority::High => 1,
        Priority::Medium => 2,
        Priority::Low => 3,
        Priority::None => 4,
    }
}
