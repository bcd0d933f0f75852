//! What stands in the tables, seen by the administrator.

use crate::database::TestDatabase;
use aloft_crdt_model::ids::StreamId;
use sqlx::{AssertSqlSafe, Executor, Row};

/// The places of a stream's changes, in order.
pub(crate) async fn seqs(database: &TestDatabase, stream: StreamId) -> Vec<i64> {
    let sql = format!("SELECT seq FROM changes WHERE stream_id = '{stream}' ORDER BY seq");
    let rows = database.administrator().await.fetch_all(AssertSqlSafe(sql)).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The numbers of a project's tasks, in order.
pub(crate) async fn numbers(database: &TestDatabase, stream: StreamId) -> Vec<Option<i64>> {
    let sql = format!("SELECT number FROM tasks WHERE project_id = '{stream}' ORDER BY number");
    let rows = database.administrator().await.fetch_all(AssertSqlSafe(sql)).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// One value.
pub(crate) async fn count(database: &TestDatabase, sql: &str) -> i64 {
    let row = database.administrator().await.fetch_one(AssertSqlSafe(sql.to_owned())).await;
    row.unwrap().get(0)
}

/// One value, as text.
pub(crate) async fn text(database: &TestDatabase, sql: &str) -> String {
    let row = database.administrator().await.fetch_one(AssertSqlSafe(sql.to_owned())).await;
    row.unwrap().get(0)
}

/// Runs statements as the administrator.
pub(crate) async fn run(database: &TestDatabase, sql: &str) {
    database.administrator().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

/// Every derived row there is, as text.
pub(crate) async fn derived(database: &TestDatabase) -> Vec<String> {
    let mut connection = database.administrator().await;
    let mut lines = Vec::new();
    for table in ["projects", "tasks", "comments", "texts", "user_rows", "activity"] {
        let sql = format!("SELECT '{table} ' || t::text FROM {table} t ORDER BY 1");
        let rows = connection.fetch_all(AssertSqlSafe(sql)).await.unwrap();
        lines.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    lines
}
