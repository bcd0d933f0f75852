//! Opening the SQLite file: settings, and the schema's versions.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// Each step brings the schema from its index to the next format (`user_version`).
const STEPS: &[Step] = &[
    |sql| Ok(sql.execute_batch(include_str!("schema.sql"))?),
    |sql| {
        sql.execute_batch(include_str!("schema_2.sql"))?;
        super::derive::fill_lines(sql)
    },
    |sql| Ok(sql.execute_batch(include_str!("schema_3.sql"))?),
    |sql| Ok(sql.execute_batch(include_str!("schema_4.sql"))?),
    |sql| Ok(sql.execute_batch(include_str!("schema_5.sql"))?),
    |sql| Ok(sql.execute_batch(include_str!("schema_6.sql"))?),
];

type Step = fn(&Connection) -> Result<(), StoreError>;

/// How long a writer waits for another process's transaction. An import's batch takes a second.
const BUSY: Duration = Duration::from_secs(30);

pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    refuse_newer(format(&connection)?)?;
    // FULL: a commit is on the disk when it returns, which is what "saved" means to people.
    // A checkpoint writes each page once, however often the log has it: 16 MiB of log (4096 pages).
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA wal_autocheckpoint = 4096;
         PRAGMA journal_size_limit = 33554432;",
    )?;
    connection.set_prepared_statement_cache_capacity(256);
    migrate(&mut connection)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if format(connection)? == known() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Again, inside: another process may have done it meanwhile.
    let found = format(&transaction)?;
    refuse_newer(found)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", known())?;
    transaction.commit()?;
    Ok(())
}

fn refuse_newer(found: i64) -> Result<(), StoreError> {
    if found > known() {
        return Err(StoreError::Newer { found, known: known() });
    }
    Ok(())
}

fn format(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}
