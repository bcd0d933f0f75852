//! What the relay refused: kept where the person sees it, to try again, to copy or to discard.

use super::transaction::Made;
use super::{Store, StoreError, changes, sql};
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::{ChangeHash, DocKind};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::time::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use uuid::Uuid;

/// A refused change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusedWork {
    /// Its number in this store, for [`Store::retry_refused`] and [`Store::discard_refused`].
    pub number: i64,
    /// The stream of its document.
    pub stream: StreamId,
    /// Its document.
    pub doc: DocId,
    /// What kind of document that is.
    pub kind: DocKind,
    /// When it was made.
    pub at: Timestamp,
    /// What the person meant to do; none for a change that was not made here.
    pub intent: Option<Command>,
    /// The refusal's code.
    pub code: String,
    /// The place in the document that it is about.
    pub path: Option<String>,
    /// Why, in one sentence.
    pub words: String,
}

impl Store {
    /// Refused changes, oldest first.
    pub fn refused(&self) -> Result<Vec<RefusedWork>, StoreError> {
        let rows: Vec<(RefusedWork, Option<String>)> = self
            .connection
            .prepare_cached(
                "SELECT c.n, c.stream, c.doc, d.kind, c.at, c.intent, c.code, c.path, c.words
                 FROM changes AS c JOIN documents AS d ON d.id = c.doc
                 WHERE c.state = 3 ORDER BY c.n",
            )?
            .query_map([], parse)?
            .collect::<Result<_, _>>()?;
        rows.into_iter()
            .map(|(work, intent)| {
                let intent = intent.as_deref().map(sql::from_json).transpose()?;
                Ok(RefusedWork { intent, ..work })
            })
            .collect()
    }

    /// Runs a refused intent again on the document as it is now; it is pending from then on. None:
    /// the document says so already. A change without an intent cannot be run again.
    pub fn retry_refused(&mut self, number: i64) -> Result<Option<ChangeHash>, StoreError> {
        self.write(|transaction| {
            let found: Option<(Uuid, Option<String>)> = transaction
                .sql
                .query_row(
                    "SELECT doc, intent FROM changes WHERE n = ?1 AND state = 3",
                    params![number],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            let (doc, intent) = found.ok_or(StoreError::UnknownRefusal(number))?;
            let Some(intent) = intent else { return Err(StoreError::NoIntent(number)) };
            let command: Command = sql::from_json(&intent)?;
            let author = transaction.identity().author();
            let at = transaction.environment.now();
            let made = Made { author: author.user, at, intent: &intent, replays: 0 };
            let made = transaction.run(DocId(doc), &author, &command, &made)?;
            changes::delete(&transaction.sql, number)?;
            Ok(made)
        })
    }

    /// Forgets a refused change.
    pub fn discard_refused(&mut self, number: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            let gone = transaction
                .sql
                .execute("DELETE FROM changes WHERE n = ?1 AND state = 3", params![number])?;
            if gone == 0 { Err(StoreError::UnknownRefusal(number)) } else { Ok(()) }
        })
    }
}

fn parse(row: &Row<'_>) -> rusqlite::Result<(RefusedWork, Option<String>)> {
    let work = RefusedWork {
        number: row.get(0)?,
        stream: StreamId(row.get::<_, Uuid>(1)?),
        doc: DocId(row.get::<_, Uuid>(2)?),
        kind: sql::kind(3, row.get_ref(3)?.as_str()?)?,
        at: Timestamp::from_millis(row.get(4)?),
        intent: None,
        code: row.get(6)?,
        path: row.get(7)?,
        words: row.get(8)?,
    };
    Ok((work, row.get(5)?))
}
