//! Rows of projects and of private documents, and the states that tasks show.

use crate::store::{StoreError, Transaction, sql};
use aloft_crdt_model::ids::{DocId, ProjectId, StateId, TaskId};
use aloft_crdt_model::repair;
use aloft_crdt_model::rows::{ProjectRow, UserRow};
use aloft_crdt_model::time::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::sync::Arc;
use uuid::Uuid;

impl Transaction<'_> {
    pub(super) fn put_project(&mut self, project: &ProjectRow) -> Result<(), StoreError> {
        let before = self.project(project.id)?;
        self.sql
            .prepare_cached(
                "INSERT INTO projects (id, name, key, deleted_at, row) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, key = excluded.key,
                    deleted_at = excluded.deleted_at, row = excluded.row",
            )?
            .execute(params![
                project.id.0,
                project.name,
                project.key,
                project.deleted_at.map(Timestamp::millis),
                sql::to_json(project)?,
            ])?;
        self.projects.insert(project.id, Some(Arc::new(project.clone())));
        if before.as_ref().is_none_or(|before| before.states != project.states) {
            self.show_states(project.id)?;
        }
        // Every line carries the project's key.
        if before.is_none_or(|before| before.key != project.key) {
            self.note_lines_of(project.id)?;
        }
        Ok(())
    }

    pub(super) fn put_user(&mut self, doc: DocId, user: &UserRow) -> Result<(), StoreError> {
        self.sql
            .prepare_cached(
                "INSERT INTO user_rows (id, row) VALUES (?1, ?2)
                 ON CONFLICT (id) DO UPDATE SET row = excluded.row",
            )?
            .execute(params![doc.0, sql::to_json(user)?])?;
        Ok(())
    }

    /// The project's row, looked up once a transaction.
    pub(in crate::store) fn project(
        &mut self,
        project: ProjectId,
    ) -> Result<Option<Arc<ProjectRow>>, StoreError> {
        if let Some(known) = self.projects.get(&project) {
            return Ok(known.clone());
        }
        let row: Option<String> = self
            .sql
            .prepare_cached("SELECT row FROM projects WHERE id = ?1")?
            .query_row(params![project.0], |row| row.get(0))
            .optional()?;
        let row = row.map(|text| sql::from_json(&text).map(Arc::new)).transpose()?;
        self.projects.insert(project, row.clone());
        Ok(row)
    }

    /// The state that a task shows, and what that state means. Before the project's own row is
    /// here, a state is shown as it was written.
    pub(super) fn shown_state(
        &mut self,
        project: ProjectId,
        state: Option<StateId>,
    ) -> Result<(Option<StateId>, Option<&'static str>), StoreError> {
        let Some(project) = self.project(project)? else { return Ok((state, None)) };
        let shown = repair::effective_state(state, &project);
        let category = project
            .states
            .iter()
            .find(|known| Some(known.id) == shown)
            .map(|known| known.category.as_str());
        Ok((shown, category))
    }

    /// Brings what a project's tasks show up to date with its workflow.
    pub(super) fn show_states(&mut self, project: ProjectId) -> Result<(), StoreError> {
        let written: Vec<Option<StateId>> = self
            .sql
            .prepare_cached("SELECT DISTINCT state FROM tasks WHERE project = ?1")?
            .query_map(params![project.0], |row| Ok(row.get::<_, Option<Uuid>>(0)?.map(StateId)))?
            .collect::<Result<_, _>>()?;
        for state in written {
            let (shown, category) = self.shown_state(project, state)?;
            let mut show = self.sql.prepare_cached(
                "UPDATE tasks SET shown_state = ?3, category = ?4
                 WHERE project = ?1 AND state IS ?2
                   AND (shown_state IS NOT ?3 OR category IS NOT ?4)
                 RETURNING id",
            )?;
            let (state, shown) = (state.map(|id| id.0), shown.map(|id| id.0));
            let mut tasks = show.query(params![project.0, state, shown, category])?;
            while let Some(task) = tasks.next()? {
                self.news.line(TaskId(task.get(0)?), project);
            }
        }
        Ok(())
    }
}
