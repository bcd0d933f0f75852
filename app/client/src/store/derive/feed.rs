//! The feed: what a window that has lines has to ask for again (ADR 20). A transaction notes what
//! it writes, and tells each piece once, at its end.

use crate::store::{StoreError, Transaction};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use rusqlite::params;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was written, by what it is shown with.
#[derive(Debug, Default)]
pub(in crate::store) struct News(BTreeMap<Uuid, Piece>);

#[derive(Debug, Default)]
struct Piece {
    /// Its line in lists of this project.
    line: Option<ProjectId>,
    /// What its own page alone shows: that is read again after news of a line, too.
    detail: bool,
}

impl News {
    /// What lists show of a task was written, or is gone.
    pub(in crate::store) fn line(&mut self, task: TaskId, project: ProjectId) {
        self.0.entry(task.0).or_default().line = Some(project);
    }

    /// What the page of a task or a project alone shows was written, or is gone.
    pub(in crate::store) fn detail(&mut self, owner: Uuid) {
        self.0.entry(owner).or_default().detail = true;
    }
}

impl Transaction<'_> {
    /// Notes each task of a project.
    pub(in crate::store) fn note_lines_of(&mut self, project: ProjectId) -> Result<(), StoreError> {
        let mut of_project = self.sql.prepare_cached("SELECT id FROM tasks WHERE project = ?1")?;
        let mut tasks = of_project.query(params![project.0])?;
        while let Some(task) = tasks.next()? {
            self.news.line(TaskId(task.get(0)?), project);
        }
        Ok(())
    }

    /// Writes what was noted. A revision is never given twice: writers take turns.
    pub(in crate::store) fn tell_news(&mut self) -> Result<(), StoreError> {
        let news = std::mem::take(&mut self.news);
        if news.0.is_empty() {
            return Ok(());
        }
        let mut revision: i64 =
            self.sql.query_row("SELECT max(revision) FROM feed", [], |row| row.get(0))?;
        let mut tell = self.sql.prepare_cached(
            "INSERT INTO feed (kind, id, project, revision) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET project = excluded.project,
                revision = excluded.revision",
        )?;
        for (id, piece) in news.0 {
            if let Some(project) = piece.line {
                revision += 1;
                tell.execute(params!["line", id, project.0, revision])?;
            } else if piece.detail {
                revision += 1;
                tell.execute(params!["detail", id, None::<Uuid>, revision])?;
            }
        }
        Ok(())
    }
}
