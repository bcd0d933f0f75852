//! Lines: a project's tasks as lists and boards show them, and what changed since.
//!
//! A window reads a project's lines once, as one text, and then only what the feed says was written
//! since, by this process or any other.

use super::Queries;
use crate::store::{StoreError, sql};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use aloft_crdt_model::rows::RelationKind;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use crate::store::TaskLine;

/// What was written after a revision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Delta {
    /// The revision after it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub revision: u64,
    /// The project whose lines are told; none: no lines are.
    pub project: Option<ProjectId>,
    /// Lines that are new or differ. A deleted task's is among them, and says so.
    pub upserted: Vec<TaskLine>,
    /// Tasks that are no longer here at all.
    pub removed: Vec<TaskId>,
    /// Tasks, of any project, whose row, comments or description was written.
    pub touched: Vec<TaskId>,
    /// Projects, organisations or members were written.
    pub workspace: bool,
}

impl Delta {
    /// Nothing was written.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.removed.is_empty() && !self.workspace
    }
}

/// The columns of a line, from `tasks AS t LEFT JOIN projects AS p`.
const COLUMNS: &str = "t.line, t.number, t.short, t.shown_state, t.category, t.shown_parent, p.key";

impl Queries<'_> {
    /// The revision of the latest write.
    pub fn revision(&self) -> Result<u64, StoreError> {
        let found = self
            .db()
            .prepare_cached("SELECT max(revision) FROM feed")?
            .query_row([], |row| row.get::<_, Option<u64>>(0))?;
        Ok(found.unwrap_or_default())
    }

    /// The JSON array of a project's lines, by place; `deleted` ones or the others.
    pub fn lines_json(&self, project: ProjectId, deleted: bool) -> Result<String, StoreError> {
        let wanted = if deleted { "IS NOT NULL" } else { "IS NULL" };
        let mut statement = self.db().prepare_cached(&format!(
            "SELECT {COLUMNS} FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project
             WHERE t.project = ?1 AND t.deleted_at {wanted} ORDER BY t.place, t.id"
        ))?;
        let mut rows = statement.query(params![project.0])?;
        let mut json = String::from("[");
        while let Some(row) = rows.next()? {
            if json.len() > 1 {
                json.push(',');
            }
            write_line(row, &mut json)?;
        }
        json.push(']');
        Ok(json)
    }

    /// One task's line; none if it is not here.
    pub fn line(&self, task: TaskId) -> Result<Option<TaskLine>, StoreError> {
        let found = self
            .db()
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project
                 WHERE t.id = ?1"
            ))?
            .query_row(params![task.0], |row| {
                let mut json = String::new();
                Ok(write_line(row, &mut json).map(|()| json))
            })
            .optional()?;
        found.transpose()?.map(|json| sql::from_json(&json)).transpose()
    }

    /// A task's relations: what each says, whether the other task holds it, and which that is.
    pub fn relations(&self, task: TaskId) -> Result<Vec<(RelationKind, bool, TaskId)>, StoreError> {
        let found = self
            .db()
            .prepare_cached(
                "SELECT r.kind, false, r.other FROM task_relations AS r
                    JOIN tasks AS t ON t.n = r.task WHERE t.id = ?1
                 UNION ALL
                 SELECT r.kind, true, t.id FROM task_relations AS r
                    JOIN tasks AS t ON t.n = r.task WHERE r.other = ?1
                 ORDER BY 2, 1, 3",
            )?
            .query_map(params![task.0], |row| {
                let kind = RelationKind::parse(row.get_ref(0)?.as_str()?)
                    .ok_or_else(|| sql::invalid(0, rusqlite::types::Type::Text))?;
                Ok((kind, row.get(1)?, TaskId(row.get::<_, Uuid>(2)?)))
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// What was written after revision `since`; lines of `project` only.
    pub fn delta(&self, project: Option<ProjectId>, since: u64) -> Result<Delta, StoreError> {
        let mut delta = Delta { revision: since, project, ..Delta::default() };
        let mut statement = self.db().prepare_cached(
            "SELECT kind, id, project, revision FROM feed WHERE revision > ?1 ORDER BY revision",
        )?;
        let mut rows = statement.query(params![since])?;
        while let Some(row) = rows.next()? {
            delta.revision = row.get(3)?;
            let kind = row.get_ref(0)?.as_str()?;
            if kind == "workspace" {
                delta.workspace = true;
                continue;
            }
            let task = TaskId(row.get(1)?);
            if kind == "line" {
                self.add_line(&mut delta, task, row.get::<_, Option<Uuid>>(2)?.map(ProjectId))?;
            }
            if delta.touched.last() != Some(&task) {
                delta.touched.push(task);
            }
        }
        Ok(delta)
    }

    fn add_line(
        &self,
        delta: &mut Delta,
        task: TaskId,
        project: Option<ProjectId>,
    ) -> Result<(), StoreError> {
        if project.is_none() || project != delta.project {
            return Ok(());
        }
        match self.line(task)? {
            Some(line) => delta.upserted.push(line),
            None => delta.removed.push(task),
        }
        Ok(())
    }
}

/// Appends a line's JSON: the stored part with what repair decides at its end.
fn write_line(row: &Row<'_>, json: &mut String) -> Result<(), StoreError> {
    let core = row.get_ref(0)?.as_str()?;
    let open = core.strip_suffix('}').ok_or_else(|| StoreError::damaged("a line is no object"))?;
    json.push_str(open);
    json.push_str(",\"key\":\"");
    // A key's prefix is letters and digits: nothing in it needs escaping.
    json.push_str(row.get_ref(6)?.as_str_or_null()?.unwrap_or("?"));
    if let Some(number) = row.get::<_, Option<u64>>(1)? {
        json.push('-');
        json.push_str(&number.to_string());
    } else {
        json.push_str("-~");
        json.push_str(row.get_ref(2)?.as_str()?);
    }
    json.push('"');
    write_id(json, "state", row.get(3)?);
    if let Some(category) = row.get_ref(4)?.as_str_or_null()? {
        json.push_str(",\"category\":\"");
        json.push_str(category);
        json.push('"');
    }
    write_id(json, "parent", row.get(5)?);
    json.push('}');
    Ok(())
}

fn write_id(json: &mut String, name: &str, id: Option<Uuid>) {
    let Some(id) = id else { return };
    json.push_str(",\"");
    json.push_str(name);
    json.push_str("\":\"");
    json.push_str(id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    json.push('"');
}
