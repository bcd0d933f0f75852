//! Importing a file.

use aloft_crdt_model::ids::{ProjectId, TaskId};
use serde::{Deserialize, Serialize};

/// A file that waits for its columns to be named.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportPreview {
    /// For the import.
    pub token: String,
    /// The file's name.
    pub file_name: String,
    /// What stands between two cells.
    pub delimiter: String,
    /// The header's names.
    pub columns: Vec<String>,
    /// The first rows, cell by cell, cut to 200 characters a cell.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are.
    pub row_count: u64,
    /// Which column is probably what.
    pub guess: ColumnGuess,
}

/// Which column is probably what.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "each is the column that holds the like-named field")]
pub struct ColumnGuess {
    pub id: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub estimate: Option<String>,
}

/// What to import, and where to.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportRequest {
    /// The preview's.
    pub token: String,
    /// The project that takes the tasks.
    pub project: ProjectId,
    /// The name under which the foreign ids are kept.
    pub source: String,
    /// What stands between two cells.
    pub delimiter: String,
    /// The column with the id.
    pub id: String,
    /// The column with the title.
    pub title: String,
    /// The column with the description, if it is to be taken.
    pub description: Option<String>,
    /// The column with the points, if they are to be taken.
    pub estimate: Option<String>,
    /// Count only, and keep nothing.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportProgress {
    /// Rows done, whatever came of them.
    pub done: u64,
    /// Rows in the file.
    pub total: u64,
}

/// What came of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportReport {
    /// Tasks made.
    pub created: u64,
    /// Tasks in which something differed.
    pub updated: u64,
    /// Tasks that equal their row.
    pub unchanged: u64,
    /// Rows whose task is in the bin.
    pub skipped: Vec<SkippedRow>,
    /// Rows that could not be taken.
    pub refused: Vec<RefusedRow>,
    /// It was stopped by the person; what was done before stays.
    pub stopped: bool,
}

/// A row whose task is in the bin, where the import leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SkippedRow {
    /// The line the row begins on.
    pub line: u64,
    /// The foreign id.
    pub id: String,
    /// The task.
    pub task: TaskId,
}

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RefusedRow {
    /// The line the row begins on.
    pub line: u64,
    /// The foreign id, where it could be read.
    pub id: Option<String>,
    /// Why.
    pub reason: String,
}
