//! Are the derived rows what the documents say? And is the file sound?

use super::{Store, StoreError, Transaction, documents};
use aloft_crdt_model::document::{Document, Heads};
use aloft_crdt_model::ids::{DocId, ProjectId};
use rusqlite::types::Value;
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a check found. Sound when both lists are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// What SQLite says of its file.
    pub file: Vec<String>,
    /// Derived rows that are there and should not be (`-`), or should be and are not (`+`).
    pub rows: Vec<String>,
}

impl CheckReport {
    /// Nothing was found.
    pub fn is_sound(&self) -> bool {
        self.file.is_empty() && self.rows.is_empty()
    }
}

/// Derived rows in a form that two databases share: without the row numbers.
const DUMPS: [(&str, &str); 10] = [
    ("project", "SELECT * FROM projects"),
    (
        "task",
        "SELECT id, project, number, short, title, state, shown_state, category, priority, start,
            due, estimate, parent, shown_parent, cycle, milestone, place, conflicts, created_at,
            created_by, updated_at, deleted_at, searched, row, line FROM tasks",
    ),
    ("assignee", "SELECT t.id, a.user FROM task_assignees AS a JOIN tasks AS t ON t.n = a.task"),
    ("label", "SELECT t.id, l.label FROM task_labels AS l JOIN tasks AS t ON t.n = l.task"),
    (
        "relation",
        "SELECT t.id, r.kind, r.other FROM task_relations AS r JOIN tasks AS t ON t.n = r.task",
    ),
    (
        "external id",
        "SELECT t.id, e.source, e.external FROM task_external_ids AS e
         JOIN tasks AS t ON t.n = e.task",
    ),
    ("comment", "SELECT * FROM comments"),
    ("text", "SELECT * FROM texts"),
    ("user row", "SELECT * FROM user_rows"),
    // While a first look is under way, activity of snapshots is still to come.
    (
        "activity",
        "SELECT a.* FROM activity AS a JOIN streams AS s ON s.id = a.stream
         WHERE s.phase IN ('start', 'tail')",
    ),
];

const CLEAR: &str = "DELETE FROM activity; DELETE FROM user_rows; DELETE FROM texts;
    DELETE FROM comments; DELETE FROM task_external_ids; DELETE FROM task_labels;
    DELETE FROM task_assignees; DELETE FROM task_relations; DELETE FROM search; DELETE FROM tasks; DELETE FROM projects;";

impl Store {
    /// Compares the derived rows with what the documents say. Changes nothing; takes as long as
    /// loading every document.
    pub fn check(&mut self) -> Result<CheckReport, StoreError> {
        let mut transaction = self.begin()?;
        let file = transaction.file_faults()?;
        let before = transaction.dump()?;
        transaction.rebuild_rows()?;
        let after = transaction.dump()?;
        let gone = before.difference(&after).map(|line| format!("- {line}"));
        let new = after.difference(&before).map(|line| format!("+ {line}"));
        // The transaction is dropped, and with it what was rebuilt.
        Ok(CheckReport { file, rows: gone.chain(new).collect() })
    }

    /// Derives every row anew.
    pub fn rebuild_derived(&mut self) -> Result<(), StoreError> {
        self.write(|transaction: &mut Transaction<'_>| {
            transaction.rebuild_rows()?;
            Ok(())
        })
    }
}

impl Transaction<'_> {
    fn rebuild_rows(&mut self) -> Result<(), StoreError> {
        let projects: Vec<ProjectId> = self
            .sql
            .prepare("SELECT DISTINCT project FROM tasks")?
            .query_map([], |row| Ok(ProjectId(row.get(0)?)))?
            .collect::<Result<_, _>>()?;
        for project in projects {
            self.note_lines_of(project)?;
        }
        self.sql.execute_batch(CLEAR)?;
        self.projects.clear();
        self.last_places.clear();
        let docs: Vec<DocId> = self
            .sql
            .prepare("SELECT id FROM documents ORDER BY id")?
            .query_map([], |row| Ok(DocId(row.get::<_, Uuid>(0)?)))?
            .collect::<Result<_, _>>()?;
        for doc in docs {
            self.rebuild_rows_of(doc)?;
        }
        self.put_searched()
    }

    fn rebuild_rows_of(&mut self, doc: DocId) -> Result<(), StoreError> {
        let Some(record) = documents::find(&self.sql, doc)? else { return Ok(()) };
        let document = documents::load(&self.sql, &record)?.document;
        if document.heads() == Document::genesis(record.kind).heads() {
            return Ok(());
        }
        self.put_rows(doc, &document.rows(doc, record.stream))?;
        let activity: Vec<_> = document
            .changes_since(&Heads::default())
            .iter()
            .flat_map(|change| document.activity(doc, record.stream, change))
            .collect();
        self.put_activity(&activity)
    }

    fn file_faults(&self) -> Result<Vec<String>, StoreError> {
        let mut faults: Vec<String> = self
            .sql
            .prepare("PRAGMA integrity_check")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        faults.retain(|fault| fault != "ok");
        let dangling: i64 =
            self.sql
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        if dangling > 0 {
            faults.push(format!("{dangling} rows refer to what is not there"));
        }
        Ok(faults)
    }

    fn dump(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut lines = BTreeSet::new();
        for (name, query) in DUMPS {
            let mut statement = self.sql.prepare(query)?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let values = (0..columns)
                    .map(|column| row.get::<_, Value>(column).map(|value| show(&value)))
                    .collect::<Result<Vec<_>, _>>()?;
                lines.insert(format!("{name}: {}", values.join(" | ")));
            }
        }
        Ok(lines)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(digit.into(), 16));
        }
        text
    })
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => hex(bytes),
    }
}
