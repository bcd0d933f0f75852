//! Derived rows: what documents mean, in columns that lists can filter and sort.
//!
//! *Invariant:* the tables hold exactly what deriving every document anew would put there
//! (`store::check` compares).

mod activity;
mod comments;
mod feed;
mod lines;
mod parents;
mod projects;
mod search;
mod tasks;
mod texts;

/// How derived columns are written, for those who read them.
pub(crate) mod derived {
    pub(crate) use super::tasks::rank;
}

pub(super) use feed::News;
pub(super) use lines::fill_lines;
pub use lines::{LineCore, Repaired, TaskLine};

use super::{StoreError, Transaction};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, ProjectId, TaskId};
use aloft_crdt_model::rows::DocRows;
use rusqlite::params;

impl Transaction<'_> {
    /// Writes the rows of one document.
    pub(super) fn put_rows(&mut self, doc: DocId, rows: &DocRows) -> Result<(), StoreError> {
        match rows {
            DocRows::Project(project) => self.put_project(project),
            DocRows::Task { task, comments } => {
                let is_new = self.put_task(task)?;
                self.put_comments(task.id, comments, is_new)
            }
            DocRows::Text(text) => self.put_text(text),
            DocRows::User(user) => self.put_user(doc, user),
        }
    }

    /// Takes the rows of a document away: nothing of it is left but its foundation.
    pub(super) fn remove_rows(&mut self, doc: DocId, kind: DocKind) -> Result<(), StoreError> {
        match kind {
            DocKind::Project => {
                self.projects.insert(ProjectId(doc.0), None);
                self.sql.execute("DELETE FROM projects WHERE id = ?1", params![doc.0])?;
                self.show_states(ProjectId(doc.0))
            }
            DocKind::Task => self.remove_task(TaskId(doc.0)),
            DocKind::Text => self.remove_text(doc),
            DocKind::User => {
                self.sql.execute("DELETE FROM user_rows WHERE id = ?1", params![doc.0])?;
                Ok(())
            }
        }
    }
}
