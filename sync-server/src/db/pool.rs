//! The private pool.

use super::DbError;
use super::writing::Kept;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::types::time::OffsetDateTime;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A handle to the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    kept: Arc<Kept>,
    server: watch::Sender<Server>,
}

/// How often Postgres was started again while this process had connections to it, or was found to
/// have another past. What was read before may not be there any more: it may be a backup that was
/// put back, or a replica that took over without the newest commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incarnation(u64);

/// The server that connections lead to.
#[derive(Clone, Copy, Debug, Default)]
struct Server {
    started: Option<OffsetDateTime>,
    incarnation: Incarnation,
}

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `postgres://login:password@host:port/database`. A plain login that was granted the
    /// three roles.
    pub url: String,
    /// The most connections of this node.
    pub max_connections: u32,
    /// How long a request waits for a connection before it fails.
    pub acquire_timeout: Duration,
}

/// How busy the pool is.
#[derive(Clone, Copy, Debug)]
pub struct PoolUsage {
    /// Open connections.
    pub size: u32,
    /// Those of them that do nothing.
    pub idle: u32,
}

impl Db {
    /// Connects, once, so that a wrong URL is noticed at the start.
    pub async fn connect(options: &DbOptions) -> Result<Self, DbError> {
        let connect = PgConnectOptions::from_str(&options.url)
            .map_err(DbError::Url)?
            .application_name("aloft-server");
        let server = watch::Sender::new(Server::default());
        let seen = server.clone();
        let pool = PgPoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            // A ping before each use would double the round trips of short transactions. A
            // connection that died meanwhile is noticed by `begin`, which takes the next one.
            .test_before_acquire(false)
            // No connection survives a restart, so none is used before it is known here.
            .after_connect(move |connection, _| {
                let server = seen.clone();
                Box::pin(async move {
                    let started = sqlx::query_scalar("SELECT pg_postmaster_start_time()");
                    let started: OffsetDateTime = started.fetch_one(connection).await?;
                    server.send_if_modified(|server| server.is_another(started));
                    Ok(())
                })
            })
            .connect_with(connect)
            .await?;
        Ok(Self { pool, kept: Arc::default(), server })
    }

    /// Which Postgres this is.
    pub fn incarnation(&self) -> Incarnation {
        self.server.borrow().incarnation
    }

    /// Something that had been read is not there: this is not the Postgres of before, although no
    /// connection broke. Returns which it is from now on.
    pub fn has_another_past(&self) -> Incarnation {
        self.server.send_modify(|server| server.incarnation.0 += 1);
        self.incarnation()
    }

    /// Those that come after the present one.
    pub fn incarnations(&self) -> Incarnations {
        Incarnations { _told_by: self.server.clone(), server: self.server.subscribe() }
    }

    /// How busy the pool is now.
    pub fn usage(&self) -> PoolUsage {
        let idle = u32::try_from(self.pool.num_idle()).unwrap_or(u32::MAX);
        PoolUsage { size: self.pool.size(), idle: idle.saturating_add(self.kept.count()) }
    }

    /// The most connections there may be.
    pub fn max_connections(&self) -> u32 {
        self.pool.options().get_max_connections()
    }

    /// Closes every connection, after what runs on them ended.
    pub async fn close(&self) {
        // From here on the pool is closed, and nothing is kept any more.
        let closing = self.pool.close();
        self.kept.clear();
        closing.await;
    }

    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Begins a transaction with these statements, in one round trip. Callers inside this module
    /// put nothing into the text but UUIDs and constants.
    ///
    /// On a task of its own: whoever waits may be given up (a socket closes, a request times out),
    /// and sqlx forgets a BEGIN whose answer nobody awaited. The connection would go back to the pool
    /// inside a transaction, and the next one would begin in it, with its isolation and its time.
    pub(super) async fn begin(
        &self,
        statements: String,
    ) -> Result<Transaction<'static, Postgres>, DbError> {
        let db = self.clone();
        let begun = tokio::spawn(async move { db.begin_here(statements).await }).await;
        begun.map_err(|_| DbError::Sql(sqlx::Error::WorkerCrashed))?
    }

    async fn begin_here(
        &self,
        statements: String,
    ) -> Result<Transaction<'static, Postgres>, DbError> {
        // Connections that a restart of Postgres killed lie in the pool until somebody takes them.
        let mut stale_left = self.pool.size();
        loop {
            match self.pool.begin_with(AssertSqlSafe(statements.clone())).await {
                Err(error) if stale_left > 0 && is_stale(&error) => stale_left -= 1,
                result => return result.map_err(DbError::from),
            }
        }
    }
}

/// See [`Db::incarnations`].
pub struct Incarnations {
    /// Keeps the other end.
    _told_by: watch::Sender<Server>,
    server: watch::Receiver<Server>,
}

impl Incarnations {
    /// Waits for the next one.
    pub async fn next(&mut self) {
        // The other end is kept, so there is nothing else to hear.
        let _ = self.server.changed().await;
    }
}

impl Server {
    /// Notes when the server at the other end was started; whether it is not the one from before.
    fn is_another(&mut self, started: OffsetDateTime) -> bool {
        let before = self.started.replace(started);
        let is_another = before.is_some_and(|before| before != started);
        if is_another {
            self.incarnation.0 += 1;
        }
        is_another
    }
}

/// Whether the connection died before it was used. SQLSTATE 57P01 and 57P02: the server ended the
/// session, because it stops or crashed.
pub(super) fn is_stale(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => matches!(error.code().as_deref(), Some("57P01" | "57P02")),
        _ => false,
    }
}
