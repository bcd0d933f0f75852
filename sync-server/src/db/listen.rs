//! LISTEN and NOTIFY, which carry hints and never data, and so need no tenant.

use super::{Db, DbError, Incarnation};
use sqlx::postgres::PgListener;

/// A connection of its own that hears notifications.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Listens on one channel.
    pub async fn start(db: &Db, channel: &str) -> Result<Self, DbError> {
        let mut listener = PgListener::connect_with(db.pool()).await?;
        listener.listen(channel).await?;
        Ok(Self(listener))
    }

    /// The next payload; `None` when the connection was lost and made anew, so that some may have
    /// been missed and the caller must look for itself.
    pub async fn next(&mut self) -> Result<Option<String>, DbError> {
        let heard = self.0.try_recv().await?;
        Ok(heard.map(|notification| notification.payload().to_owned()))
    }
}

impl Db {
    /// Sends a notification, at once: outside any transaction, because NOTIFY holds a lock of the
    /// whole cluster until its transaction commits. The payload must stay under 8,000 bytes. What is
    /// of another Postgres than the one that runs now is not sent.
    pub async fn notify(
        &self,
        channel: &str,
        payload: &str,
        of: Incarnation,
    ) -> Result<(), DbError> {
        let mut connection = self.pool().acquire().await?;
        if self.incarnation() == of {
            sqlx::query!("SELECT pg_notify($1, $2)", channel, payload)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}
