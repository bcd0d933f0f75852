//! A tenant's transaction against every tenant table, with a foreign tenant's row in each.
//!
//! The relay logs in as the administrator here, whom no policy binds: if a transaction forgot to
//! put on its role, every one of these tests would fail. The last shows that they would.

use crate::test_app::{TestApp, any_id, options};
use aloft_crdt_model::ids::{OrgId, StreamId};
use aloft_sync_server::db::{Ctx, Db, TenantTx};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

struct Tenants {
    app: TestApp,
    db: Db,
    ours: OrgId,
    theirs: OrgId,
    tables: Vec<String>,
}

impl Tenants {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let mut connection = app.database.administrator().await;
        let tables = tenant_tables(&mut connection).await;
        let (ours, theirs) = (OrgId(any_id()), OrgId(any_id()));
        drop_checks(&mut connection).await;
        for table in &tables {
            for org in [ours, theirs] {
                insert_any_row(&mut connection, table, org).await;
            }
        }
        let db = Db::connect(&options(app.database.administrator_url())).await.unwrap();
        Self { app, db, ours, theirs, tables }
    }

    async fn enter(&self) -> TenantTx {
        TenantTx::begin(&self.db, &Ctx::of_relay(self.ours)).await.unwrap()
    }

    async fn theirs_untouched(&self, table: &str) {
        let sql = format!("SELECT count(*) FROM {table} WHERE org_id = $1");
        let mut connection = self.app.database.administrator().await;
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(self.theirs.0)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(count, 1, "{table}: their row");
    }
}

#[tokio::test]
async fn nothing_of_another_tenant_is_seen() {
    let tenants = Tenants::start().await;
    assert!(tenants.tables.len() >= 2, "{:?}", tenants.tables);
    for table in &tenants.tables {
        let mut tx = tenants.enter().await;
        let sql = format!("SELECT org_id FROM {table}");
        let rows = tx.connection().fetch_all(AssertSqlSafe(sql)).await.unwrap();
        let seen: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(seen, [tenants.ours.0], "{table}");
    }
}

#[tokio::test]
async fn nothing_of_another_tenant_is_changed_or_deleted() {
    let tenants = Tenants::start().await;
    for table in &tenants.tables {
        for (verb, sql) in [
            ("update", format!("UPDATE {table} SET org_id = org_id")),
            ("delete", format!("DELETE FROM {table}")),
        ] {
            let mut tx = tenants.enter().await;
            // Rows hang together; here each is looked at alone.
            let done = tx.connection().execute(AssertSqlSafe(sql)).await;
            let touched = done.map(|done| done.rows_affected());
            assert!(matches!(touched, Ok(1)), "{verb} {table}: {touched:?}");
            drop(tx);
            tenants.theirs_untouched(table).await;
        }
    }
}

#[tokio::test]
async fn nothing_is_put_into_another_tenant() {
    let tenants = Tenants::start().await;
    for table in &tenants.tables {
        let mut tx = tenants.enter().await;
        let moved = sqlx::query(AssertSqlSafe(format!("UPDATE {table} SET org_id = $1")))
            .bind(any_id())
            .execute(tx.connection())
            .await;
        assert_walled(table, moved.map(|_| ()));
        let mut tx = tenants.enter().await;
        let (columns, values) = any_row(tx.connection(), table, OrgId(any_id())).await;
        let insert = format!("INSERT INTO {table} ({columns}) VALUES ({values})");
        let inserted = tx.connection().execute(AssertSqlSafe(insert)).await;
        assert_walled(table, inserted.map(|_| ()));
    }
}

#[tokio::test]
async fn without_a_tenant_there_is_nothing() {
    let tenants = Tenants::start().await;
    let mut connection = tenants.app.database.administrator().await;
    connection.execute("SET ROLE aloft_app").await.unwrap();
    for table in &tenants.tables {
        for setting in ["RESET aloft.org_id", "SET aloft.org_id = ''"] {
            connection.execute(setting).await.unwrap();
            let sql = format!("SELECT count(*) FROM {table}");
            let count: i64 =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
            assert_eq!(count, 0, "{table}");
        }
    }
}

#[tokio::test]
async fn a_connection_forgets_the_tenant() {
    let tenants = Tenants::start().await;
    let options = aloft_sync_server::db::DbOptions {
        max_connections: 1,
        ..options(tenants.app.database.administrator_url())
    };
    let db = Db::connect(&options).await.unwrap();
    for org in [tenants.ours, tenants.theirs] {
        let mut tx = TenantTx::begin(&db, &Ctx::of_relay(org)).await.unwrap();
        let row = tx.connection().fetch_one("SELECT org_id FROM orgs").await.unwrap();
        assert_eq!(row.get::<Uuid, _>(0), org.0);
        tx.commit().await.unwrap();
    }
}

/// The connection of one who writes is kept for the next, who may be of another tenant.
#[tokio::test]
async fn a_kept_connection_forgets_the_tenant_and_one_that_failed_is_not_kept() {
    let tenants = Tenants::start().await;
    let db = Db::connect(&options(tenants.app.database.administrator_url())).await.unwrap();
    let stream = StreamId(any_id());
    let begin =
        async |org| TenantTx::begin_writing(&db, &Ctx::of_relay(org), stream).await.unwrap();
    let mut backends = Vec::new();
    for org in [tenants.ours, tenants.theirs] {
        let mut tx = begin(org).await;
        let row = tx.connection().fetch_one("SELECT org_id, pg_backend_pid() FROM orgs");
        let row = row.await.unwrap();
        assert_eq!(row.get::<Uuid, _>(0), org.0);
        backends.push(row.get::<i32, _>(1));
        tx.commit().await.unwrap();
    }
    assert_eq!(backends[0], backends[1]);
    let mut tx = begin(tenants.ours).await;
    tx.connection().execute("SELECT 1 / 0").await.unwrap_err();
    drop(tx);
    let mut tx = begin(tenants.theirs).await;
    let row = tx.connection().fetch_one("SELECT org_id, pg_backend_pid() FROM orgs").await.unwrap();
    assert_eq!(row.get::<Uuid, _>(0), tenants.theirs.0);
    assert_ne!(row.get::<i32, _>(1), backends[0]);
    tx.commit().await.unwrap();
    // Closing waits for every connection, the kept one included.
    tokio::time::timeout(std::time::Duration::from_secs(10), db.close()).await.unwrap();
}

#[tokio::test]
async fn these_tests_would_notice_a_missing_role() {
    let tenants = Tenants::start().await;
    let mut connection = tenants.app.database.administrator().await;
    let tenant = format!("SET aloft.org_id = '{}'", tenants.ours);
    connection.execute(AssertSqlSafe(tenant)).await.unwrap();
    for table in &tenants.tables {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: i64 =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        assert_eq!(count, 2, "{table}: without the role, both tenants' rows are there");
    }
}

fn assert_walled(table: &str, result: Result<(), sqlx::Error>) {
    let error = result.expect_err(&format!("{table} took a row of another tenant"));
    assert!(error.to_string().contains("row-level security"), "{table}: {error}");
}

async fn tenant_tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'org_id')
         ORDER BY relname",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

/// The rows here mean nothing, so what they must mean is not asked: constraints of values and
/// references go, the walls stay.
async fn drop_checks(connection: &mut PgConnection) {
    let constraints = connection
        .fetch_all(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
             FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')
             AND conrelid <> 0 AND conparentid = 0",
        )
        .await
        .unwrap();
    for row in constraints {
        connection.execute(AssertSqlSafe(row.get::<String, _>(0))).await.unwrap();
    }
}

async fn insert_any_row(connection: &mut PgConnection, table: &str, org: OrgId) {
    let (columns, values) = any_row(connection, table, org).await;
    let insert = format!("INSERT INTO {table} ({columns}) VALUES ({values})");
    let inserted = connection.execute(AssertSqlSafe(insert.clone())).await;
    assert!(inserted.is_ok(), "{insert}: {inserted:?}");
}

/// Columns and values of a row that the types allow.
async fn any_row(connection: &mut PgConnection, table: &str, org: OrgId) -> (String, String) {
    let columns = sqlx::query(
        "SELECT column_name::text, udt_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1
         AND is_generated = 'NEVER' AND is_identity = 'NO'
         AND is_nullable = 'NO' AND column_default IS NULL",
    )
    .bind(table)
    .fetch_all(connection)
    .await
    .unwrap();
    let names: Vec<String> = columns.iter().map(|column| column.get(0)).collect();
    let types: Vec<String> = columns.iter().map(|column| column.get(1)).collect();
    let value = |(name, kind): (&String, &String)| match name.as_str() {
        "org_id" => format!("'{org}'"),
        _ => any_value(kind),
    };
    let values: Vec<String> = names.iter().zip(&types).map(value).collect();
    (names.join(", "), values.join(", "))
}

fn any_value(kind: &str) -> String {
    match kind {
        "uuid" => "gen_random_uuid()".to_owned(),
        "text" | "varchar" => "gen_random_uuid()::text".to_owned(),
        "bytea" => "decode(md5(random()::text), 'hex')".to_owned(),
        "int2" | "int4" | "int8" | "float4" | "float8" | "numeric" => "1".to_owned(),
        "bool" => "true".to_owned(),
        "timestamptz" | "date" => "now()".to_owned(),
        "jsonb" | "json" => "'{}'".to_owned(),
        array if array.starts_with('_') => "'{}'".to_owned(),
        other => panic!("a value of type {other}: teach this test one"),
    }
}
