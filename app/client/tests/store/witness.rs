//! Triggers that note what is written of derived rows, so that no code can write one without telling
//! the feed: a window would not read it again.

use aloft_client::store::DATABASE_FILE;
use rusqlite::Connection;
use std::path::Path;
use uuid::Uuid;

const EVERY: &[&str] = &["INSERT", "UPDATE", "DELETE"];
/// Table, what of its row the news is about, its kind, and which writes are news.
const WATCHED: &[(&str, &str, &str, &[&str])] = &[
    (
        "tasks",
        "id",
        "line",
        &["INSERT", "UPDATE OF row, shown_state, category, shown_parent", "DELETE"],
    ),
    ("comments", "task", "detail", EVERY),
    ("texts", "owner", "detail", EVERY),
    ("task_relations", "other", "detail", EVERY),
];

/// Sets the witness into a store's file.
pub(crate) fn watch(folder: &Path) {
    let db = open(folder);
    let table = "CREATE TABLE witness (kind TEXT, id BLOB, told INTEGER, PRIMARY KEY (kind, id))";
    db.execute_batch(table).unwrap();
    for (table, id, kind, writes) in WATCHED {
        for (n, write) in writes.iter().enumerate() {
            let row = if *write == "DELETE" { "OLD" } else { "NEW" };
            db.execute_batch(&format!(
                "CREATE TRIGGER witness_{table}_{n} AFTER {write} ON {table} BEGIN
                    INSERT INTO witness VALUES
                        ('{kind}', {row}.{id}, (SELECT max(revision) FROM feed))
                    ON CONFLICT (kind, id) DO UPDATE SET told = excluded.told;
                 END"
            ))
            .unwrap();
        }
    }
}

/// All that was written was told after it. News of a line is news of the page.
pub(crate) fn assert_told(folder: &Path) {
    let db = open(folder);
    let untold: Vec<(String, Uuid)> = db
        .prepare(
            "SELECT kind, id FROM witness AS w WHERE NOT EXISTS (SELECT 1 FROM feed AS f
                WHERE f.kind IN (w.kind, 'line') AND f.id = w.id AND f.revision > w.told)",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(untold, []);
}

fn open(folder: &Path) -> Connection {
    Connection::open(folder.join(DATABASE_FILE)).unwrap()
}
