//! Transactions of whoever writes to streams, on a connection that is kept from one to the next.
//!
//! A pool asks each connection that is given back whether it still lives, on a task of its own: one
//! more round trip where a transaction that writes a change has six. So the connection of the latest
//! of them stays here until the next one comes, while others take theirs from the pool.
//!
//! *Invariant: what is kept has committed.* A connection with a transaction that did not is closed.

use super::{Db, DbError};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, PgConnection, Postgres};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// When it was had so long, the next writer gives it back to the pool, which sees to the age of
/// connections.
const KEPT_FOR: Duration = Duration::from_mins(1);

/// A pool with fewer connections needs each of them.
const KEPT_FROM: u32 = 8;

/// The connection that is kept.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<Fetched>>);

/// A connection out of the pool.
#[derive(Debug)]
struct Fetched {
    connection: PoolConnection<Postgres>,
    at: Instant,
    /// A transaction was begun on it, and is not known to have ended.
    is_open: bool,
}

/// A transaction on such a connection. Dropped without a commit, it ends with the connection.
#[derive(Debug)]
pub(super) struct WritingTx {
    fetched: Fetched,
    db: Db,
}

impl Kept {
    pub(super) fn count(&self) -> u32 {
        self.lock().is_some().into()
    }

    /// Gives the connection back to the pool, which waits for it when it closes.
    pub(super) fn clear(&self) {
        drop(self.lock().take());
    }

    fn take(&self) -> Option<Fetched> {
        self.lock().take().filter(|fetched| fetched.at.elapsed() < KEPT_FOR)
    }

    fn put(&self, fetched: Fetched, pool: &PgPool) {
        let mut kept = self.lock();
        if pool.options().get_max_connections() >= KEPT_FROM && !pool.is_closed() {
            *kept = Some(fetched);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Fetched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WritingTx {
    /// Begins with these statements, in one round trip; what was said of them at [`Db::begin`] holds
    /// here. Whoever is given up in the middle leaves no connection behind.
    pub(super) async fn begin(db: &Db, statements: &str) -> Result<Self, DbError> {
        // One that was kept while Postgres was started again is dead.
        if let Some(kept) = db.kept().take()
            && let Ok(tx) = Self::begin_on(kept, db, statements).await
        {
            return Ok(tx);
        }
        let mut stale_left = db.pool().size();
        loop {
            let connection = db.pool().acquire().await?;
            let fetched = Fetched { connection, at: Instant::now(), is_open: false };
            match Self::begin_on(fetched, db, statements).await {
                Err(error) if stale_left > 0 && super::pool::is_stale(&error) => stale_left -= 1,
                result => return Ok(result?),
            }
        }
    }

    async fn begin_on(mut fetched: Fetched, db: &Db, statements: &str) -> sqlx::Result<Self> {
        fetched.is_open = true;
        let statements = AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements).execute(&mut *fetched.connection).await?;
        Ok(Self { fetched, db: db.clone() })
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.fetched.connection
    }

    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        sqlx::raw_sql("COMMIT").execute(self.connection()).await?;
        self.fetched.is_open = false;
        self.db.kept().put(self.fetched, self.db.pool());
        Ok(())
    }
}

impl Drop for Fetched {
    fn drop(&mut self) {
        if self.is_open {
            self.connection.close_on_drop();
        }
    }
}
