//! Rows of texts.

use crate::store::{StoreError, Transaction};
use aloft_crdt_model::ids::{DocId, TaskId};
use aloft_crdt_model::rows::TextRow;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

impl Transaction<'_> {
    pub(super) fn put_text(&mut self, text: &TextRow) -> Result<(), StoreError> {
        self.sql
            .prepare_cached(
                "INSERT INTO texts (id, owner, role, stream, text) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET owner = ?2, role = ?3, stream = ?4, text = ?5",
            )?
            .execute(params![
                text.id.0,
                text.owner.0,
                text.role.as_str(),
                text.stream_id.0,
                text.text
            ])?;
        self.news.detail(text.owner.0);
        self.search_again(TaskId(text.owner.0))
    }

    pub(super) fn remove_text(&mut self, doc: DocId) -> Result<(), StoreError> {
        let owner: Option<Uuid> = self
            .sql
            .prepare_cached("DELETE FROM texts WHERE id = ?1 RETURNING owner")?
            .query_row(params![doc.0], |row| row.get(0))
            .optional()?;
        let Some(owner) = owner else { return Ok(()) };
        self.news.detail(owner);
        self.search_again(TaskId(owner))
    }
}
