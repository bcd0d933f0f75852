//! Rows of comments.

use crate::store::{StoreError, Transaction, sql};
use aloft_crdt_model::ids::{CommentId, TaskId};
use aloft_crdt_model::rows::CommentRow;
use rusqlite::params;
use std::collections::HashMap;
use uuid::Uuid;

impl Transaction<'_> {
    pub(super) fn put_comments(
        &mut self,
        task: TaskId,
        comments: &[CommentRow],
        task_is_new: bool,
    ) -> Result<(), StoreError> {
        let mut before = if task_is_new { HashMap::new() } else { self.comments_before(task)? };
        let mut changed = false;
        for comment in comments {
            let json = sql::to_json(comment)?;
            if before.remove(&comment.id).is_some_and(|before| before == json) {
                continue;
            }
            changed = true;
            self.sql
                .prepare_cached(
                    "INSERT INTO comments (task, id, created_at, row) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (task, id) DO UPDATE SET created_at = ?3, row = ?4",
                )?
                .execute(params![task.0, comment.id.0, comment.created_at.millis(), json])?;
        }
        for gone in before.into_keys() {
            changed = true;
            self.sql
                .prepare_cached("DELETE FROM comments WHERE task = ?1 AND id = ?2")?
                .execute(params![task.0, gone.0])?;
        }
        if !changed {
            return Ok(());
        }
        self.news.detail(task.0);
        if task_is_new { Ok(()) } else { self.search_again(task) }
    }

    fn comments_before(&self, task: TaskId) -> Result<HashMap<CommentId, String>, StoreError> {
        let found = self
            .sql
            .prepare_cached("SELECT id, row FROM comments WHERE task = ?1")?
            .query_map(params![task.0], |row| Ok((CommentId(row.get::<_, Uuid>(0)?), row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}
