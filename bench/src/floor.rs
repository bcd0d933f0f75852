//! What SQLite alone takes for a store's rows: each table copied into an empty store of the same
//! schema, in one durable transaction. Nothing is parsed, nothing is merged, nothing is searchable.

use aloft_client::environment::Environment;
use aloft_client::store::{DATABASE_FILE, Store};
use anyhow::{Context, Result};
use rusqlite::Connection;
use std::path::Path;
use std::time::Instant;

/// What a first look fills, those that others refer to first. The search index keeps no content
/// that could be copied.
const TABLES: &[&str] = &[
    "organisations",
    "streams",
    "documents",
    "projects",
    "tasks",
    "task_assignees",
    "task_labels",
    "task_external_ids",
    "task_relations",
    "comments",
    "texts",
    "activity",
];

/// Copies the rows of the store in `folder`. Seconds.
pub(crate) fn copy_rows(folder: &Path) -> Result<f64> {
    let empty = tempfile::tempdir()?;
    drop(Store::open(empty.path(), Environment::system())?);
    let db = Connection::open(empty.path().join(DATABASE_FILE))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768")?;
    let source = folder.join(DATABASE_FILE);
    db.execute("ATTACH ?1 AS source", [source.to_str().context("a path that is no text")?])?;
    let begun = Instant::now();
    db.execute_batch("BEGIN IMMEDIATE")?;
    for table in TABLES {
        // With a condition SQLite makes each row's index entries anew, as for a row that arrives;
        // without one it may copy the pages of an empty table's source.
        let copy = format!("INSERT INTO main.{table} SELECT * FROM source.{table} WHERE true");
        db.execute_batch(&copy)?;
    }
    db.execute_batch("COMMIT")?;
    Ok(begun.elapsed().as_secs_f64())
}
