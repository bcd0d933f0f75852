//! A database of its own for each test, on the server that `DATABASE_URL` names.

use crate::programs;
use serde_json::Value;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::runtime::{Builder, Runtime};

/// A login that is no administrator, as in production: the relay refuses to serve with one.
const MAKE_LOGIN: &str = "DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aloft_e2e') THEN
        CREATE ROLE aloft_e2e LOGIN;
    END IF;
    GRANT aloft_app, aloft_identity, aloft_operator TO aloft_e2e;
END $$";

/// A migrated database. Dropping it removes it, unless the test failed or the whole server goes.
pub struct Database {
    runtime: Runtime,
    server: String,
    url: String,
    removes: bool,
}

impl Database {
    /// Makes one and migrates it, as an operator does: with the relay's own program.
    pub fn new() -> Self {
        let server = std::env::var("DATABASE_URL").expect("DATABASE_URL: use `cargo xtask test`");
        let mut database = Self::on(&server);
        database.removes = true;
        database
    }

    /// Makes one on a server that is somebody else's to remove.
    pub fn on(server: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let name = unique_name();
        let (base, _) = server.rsplit_once('/').expect("DATABASE_URL ends in a database");
        let url = format!("{base}/{name}");
        let database = Self { runtime, server: server.to_owned(), url, removes: false };
        database.execute_on(&database.server, &format!("CREATE DATABASE {name}"));
        let migrated = programs::aloft_server()
            .arg("migrate")
            .env("ALOFT_DATABASE_URL", &database.url)
            .output()
            .expect("aloft-server starts");
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        database.execute_on(&database.url, MAKE_LOGIN);
        database
    }

    /// Its address for an administrator.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its address for relays.
    pub fn relay_url(&self) -> String {
        let (_, host) = self.url.rsplit_once('@').expect("DATABASE_URL names a user");
        format!("postgres://aloft_e2e@{host}")
    }

    /// Runs a statement as an administrator.
    pub fn execute(&self, statement: &str) {
        self.execute_on(&self.url, statement);
    }

    /// Runs `aloft-server` with arguments on this database; whether it succeeded.
    pub fn aloft_server(&self, arguments: &[&str]) -> bool {
        let mut server = programs::aloft_server();
        let server = server.args(arguments).env("ALOFT_DATABASE_URL", self.relay_url());
        server.status().expect("aloft-server starts").success()
    }

    /// The rows of a query as JSON objects, in the query's order.
    pub fn rows(&self, query: &str) -> Vec<Value> {
        let query = format!("SELECT to_jsonb(row) FROM ({query}) AS row");
        self.runtime.block_on(async {
            let mut connection = connect(&self.url).await;
            let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut connection).await;
            rows.expect("the query is right").iter().map(|row| row.get(0)).collect()
        })
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> u64 {
        let rows = self.rows(&format!("SELECT count(*) AS count FROM {table}"));
        rows[0]["count"].as_u64().expect("a count")
    }

    /// The only organisation's tables as one value: every derived row, in the order of its key.
    pub fn derived(&self) -> Value {
        let tables = [
            ("projects", "org_id, id"),
            ("tasks", "org_id, id"),
            ("comments", "org_id, task_id, id"),
            ("texts", "org_id, id"),
            ("user_rows", "org_id, stream_id"),
            ("activity", "org_id, stream_id, seq, position"),
        ];
        let rows = tables.map(|(table, key)| {
            let query = format!("SELECT * FROM {table} ORDER BY {key}");
            (table.to_owned(), Value::Array(self.rows(&query)))
        });
        Value::Object(rows.into_iter().collect())
    }

    fn execute_on(&self, url: &str, statement: &str) {
        self.runtime.block_on(async {
            let mut connection = connect(url).await;
            let done = connection.execute(AssertSqlSafe(statement.to_owned())).await;
            done.expect("the statement is right");
        });
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.removes && !std::thread::panicking() {
            let (_, name) = self.url.rsplit_once('/').expect("it was put together so");
            self.execute_on(&self.server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

async fn connect(url: &str) -> PgConnection {
    let options = PgConnectOptions::from_str(url).expect("a Postgres URL");
    PgConnection::connect_with(&options).await.expect("Postgres answers")
}

#[expect(clippy::disallowed_methods, reason = "a name that no other test run has had")]
fn unique_name() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    format!("aloft_e2e_{}_{}", std::process::id(), now.as_nanos())
}
