//! The search index: one row a task, written once a transaction.

use crate::queries::search::segmented;
use crate::store::{StoreError, Transaction, sql};
use aloft_crdt_model::ids::{StreamId, TaskId};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is read of a task's row for it.
#[derive(Deserialize)]
struct Named {
    id: TaskId,
    title: String,
    number: Option<u64>,
    external_ids: BTreeMap<String, String>,
}

/// What is read of a comment's.
#[derive(Deserialize)]
struct Said {
    body: String,
}

/// What the index holds of a task.
struct Searched {
    title: String,
    ids: String,
    description: String,
    comments: String,
}

impl Transaction<'_> {
    /// The task's description or comments changed.
    pub(super) fn search_again(&mut self, task: TaskId) -> Result<(), StoreError> {
        let n: Option<i64> = self
            .sql
            .prepare_cached("SELECT n FROM tasks WHERE id = ?1")?
            .query_row(params![task.0], |row| row.get(0))
            .optional()?;
        self.unsearched.extend(n);
        Ok(())
    }

    /// In the middle of a bootstrap: tasks come before their texts, and the index is the dearest
    /// of what is written of a task, so one that is not in it yet waits for its description. What
    /// waits is told by `searched`, which outlives a crash.
    fn put_off_searching(&mut self) -> Result<(), StoreError> {
        let mut waits = self.sql.prepare_cached(
            "SELECT searched = 0 AND NOT EXISTS
                (SELECT 1 FROM texts WHERE owner = t.id AND role = 'description')
             FROM tasks AS t WHERE n = ?1",
        )?;
        let mut now = BTreeSet::new();
        for n in &self.unsearched {
            if !waits.query_row(params![n], |row| row.get(0))? {
                now.insert(*n);
            }
        }
        self.unsearched = now;
        Ok(())
    }

    /// At the end of a bootstrap: tasks without a description wait no longer.
    pub(in crate::store) fn search_what_was_put_off(
        &mut self,
        stream: StreamId,
    ) -> Result<(), StoreError> {
        let waiting: Vec<i64> = self
            .sql
            .prepare_cached("SELECT n FROM tasks WHERE project = ?1 AND searched = 0")?
            .query_map(params![stream.0], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        self.unsearched.extend(waiting);
        Ok(())
    }

    /// Writes what the transaction changed.
    pub(in crate::store) fn put_searched(&mut self) -> Result<(), StoreError> {
        if self.searches_later {
            self.put_off_searching()?;
        }
        for n in std::mem::take(&mut self.unsearched) {
            self.put_searched_task(n)?;
        }
        Ok(())
    }

    fn put_searched_task(&self, n: i64) -> Result<(), StoreError> {
        let (row, before): (String, i64) = self
            .sql
            .prepare_cached("SELECT row, searched FROM tasks WHERE n = ?1")?
            .query_row(params![n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let searched = self.searched(sql::from_json(&row)?)?;
        let fingerprint = searched.fingerprint();
        if fingerprint == before {
            return Ok(());
        }
        if before != 0 {
            self.sql.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute(params![n])?;
        }
        self.sql
            .prepare_cached(
                "INSERT INTO search (rowid, title, ids, description, comments)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                n,
                segmented(&searched.title),
                segmented(&searched.ids),
                segmented(&searched.description),
                segmented(&searched.comments),
            ])?;
        self.sql
            .prepare_cached("UPDATE tasks SET searched = ?2 WHERE n = ?1")?
            .execute(params![n, fingerprint])?;
        Ok(())
    }

    fn searched(&self, task: Named) -> Result<Searched, StoreError> {
        let description: Option<String> = self
            .sql
            .prepare_cached("SELECT text FROM texts WHERE id = ?1")?
            .query_row(params![task.id.description().0], |row| row.get(0))
            .optional()?;
        let comments: Vec<String> = self
            .sql
            .prepare_cached("SELECT row FROM comments WHERE task = ?1 ORDER BY id")?
            .query_map(params![task.id.0], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let comments = comments
            .iter()
            .map(|row| sql::from_json(row).map(|comment: Said| comment.body))
            .collect::<Result<Vec<_>, _>>()?;
        let number = task.number.map(|number| number.to_string());
        let ids: Vec<&str> =
            task.external_ids.values().map(String::as_str).chain(number.as_deref()).collect();
        Ok(Searched {
            ids: ids.join("\n"),
            title: task.title,
            description: description.unwrap_or_default(),
            comments: comments.join("\n"),
        })
    }
}

impl Searched {
    /// FNV-1a, 64 bits: the value is stored, so it must be the same in every build. Never 0, which
    /// stands for "not in the index".
    fn fingerprint(&self) -> i64 {
        let parts = [&self.title, &self.ids, &self.description, &self.comments];
        let hash = parts.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, part| {
            part.bytes().chain([0xff]).fold(hash, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
        });
        hash.max(1).cast_signed()
    }
}
