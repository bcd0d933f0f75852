//! The activity feed.

use crate::store::{StoreError, Transaction, sql};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::document::ChangeHash;
use rusqlite::params;

impl Transaction<'_> {
    /// Adds lines to the feed; one that is there already stays.
    pub(in crate::store) fn put_activity(&self, rows: &[ActivityRow]) -> Result<(), StoreError> {
        let mut insert = self.sql.prepare_cached(
            "INSERT OR IGNORE INTO activity (change, position, stream, subject, at, row)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for row in rows {
            insert.execute(params![
                change_of(row)?.0,
                row.position,
                row.stream_id.0,
                row.subject.0,
                row.at.millis(),
                sql::to_json(row)?,
            ])?;
        }
        Ok(())
    }

    /// Takes lines back: their change is no longer part of its document. Another document can hold
    /// the very same one.
    pub(in crate::store) fn remove_activity(&self, rows: &[ActivityRow]) -> Result<(), StoreError> {
        let mut delete = self.sql.prepare_cached(
            "DELETE FROM activity
             WHERE stream = ?1 AND at = ?2 AND change = ?3 AND position = ?4 AND subject = ?5",
        )?;
        for row in rows {
            delete.execute(params![
                row.stream_id.0,
                row.at.millis(),
                change_of(row)?.0,
                row.position,
                row.subject.0
            ])?;
        }
        Ok(())
    }
}

fn change_of(row: &ActivityRow) -> Result<ChangeHash, StoreError> {
    row.change.parse().map_err(|_| StoreError::damaged("an activity row names no change"))
}
