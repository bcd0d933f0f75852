//! What only the stores' files tell: heads, and whether the file is sound.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The heads of documents by their ids, both in hexadecimal.
pub type Heads = BTreeMap<String, String>;

const HEADS: &str = "SELECT lower(hex(d.id)), lower(hex(d.heads)) FROM documents AS d
    JOIN streams AS s ON s.id = d.stream WHERE s.kind = 'project'";

const CURSORS: &str = "SELECT lower(hex(id)), cursor_seq, lower(hex(cursor_hash)) FROM streams
    WHERE kind = 'project' AND phase = 'tail' AND cursor_seq > 0";

/// The heads of what a store holds of projects.
pub fn heads(store: &Path) -> Heads {
    let connection = open(store);
    let mut statement = connection.prepare(HEADS).expect("the query is right");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("it can be read").map(|row| row.expect("a row")).collect()
}

/// How far a store is in a project's log.
#[derive(Debug)]
pub struct Cursor {
    /// The stream, in hexadecimal.
    pub stream: String,
    /// The place.
    pub seq: i64,
    /// What the store says that the log up to there hashes to, in hexadecimal.
    pub hash: String,
}

/// The cursors of a store, of projects of which it has something.
pub fn cursors(store: &Path) -> Vec<Cursor> {
    let connection = open(store);
    let mut statement = connection.prepare(CURSORS).expect("the query is right");
    let rows = statement.query_map([], |row| {
        Ok(Cursor { stream: row.get(0)?, seq: row.get(1)?, hash: row.get(2)? })
    });
    rows.expect("it can be read").map(|row| row.expect("a row")).collect()
}

/// What `SQLite` says of a store's file: “ok”, or what is broken.
pub fn integrity(store: &Path) -> String {
    let connection = open(store);
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("it can be read")
}

fn open(store: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection =
        Connection::open_with_flags(store.join("aloft.db"), flags).expect("the store's file");
    connection.busy_timeout(Duration::from_secs(10)).expect("a number");
    connection
}
