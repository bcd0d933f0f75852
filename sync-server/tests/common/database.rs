//! A fresh database a test, in the cluster that `DATABASE_URL` names as its administrator.

use crate::test_app::any_id;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::str::FromStr;

/// A login as restricted as the relay's in production.
const LOGIN: &str = "aloft_test";
const PASSWORD: &str = "aloft-test";
/// One test process at a time prepares roles, which belong to the whole cluster.
const ROLES_LOCK: i64 = 0x0061_6c6f_6674;

/// A database that goes when the test does.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    name: String,
    administrator: PgConnectOptions,
}

impl TestDatabase {
    /// Makes an empty one, owned by the restricted login.
    pub(crate) async fn create() -> Self {
        let url = std::env::var("DATABASE_URL")
            .expect("DATABASE_URL must name a Postgres and its administrator: cargo xtask test");
        let administrator = PgConnectOptions::from_str(&url).unwrap();
        let name = format!("aloft_test_{}", any_id().simple());
        let mut connection = administrator.connect().await.unwrap();
        prepare_roles(&mut connection).await;
        let create = format!("CREATE DATABASE {name} OWNER {LOGIN}");
        connection.execute(AssertSqlSafe(create)).await.unwrap();
        Self { name, administrator }
    }

    /// For the relay: the restricted login.
    pub(crate) fn url(&self) -> String {
        let options = self.administrator.clone().username(LOGIN).password(PASSWORD);
        options.database(&self.name).to_url_lossy().to_string()
    }

    /// The administrator's, who sees over every wall.
    pub(crate) fn administrator_url(&self) -> String {
        self.administrator.clone().database(&self.name).to_url_lossy().to_string()
    }

    /// A connection of the administrator.
    pub(crate) async fn administrator(&self) -> PgConnection {
        self.administrator.clone().database(&self.name).connect().await.unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (name, administrator) = (self.name.clone(), self.administrator.clone());
        // A thread of its own, because a test's runtime cannot be blocked on from inside.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let mut connection = administrator.connect().await?;
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                connection.execute(AssertSqlSafe(drop)).await?;
                connection.close().await
            })
        });
        // A test that failed must say why it failed, and not that its database stayed.
        let _ = dropping.join();
    }
}

async fn prepare_roles(connection: &mut PgConnection) {
    let sql = format!(
        "BEGIN;
         SELECT pg_advisory_xact_lock({ROLES_LOCK});
         DO $$
         DECLARE role_name text;
         BEGIN
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{LOGIN}') THEN
                 CREATE ROLE {LOGIN} LOGIN PASSWORD '{PASSWORD}';
             END IF;
             FOREACH role_name IN ARRAY ARRAY['aloft_app', 'aloft_identity', 'aloft_operator'] LOOP
                 IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                     EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
                 END IF;
                 IF NOT pg_has_role('{LOGIN}', role_name, 'MEMBER') THEN
                     EXECUTE format('GRANT %I TO {LOGIN}', role_name);
                 END IF;
             END LOOP;
         END
         $$;
         COMMIT"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.unwrap();
}
