//! LISTEN and NOTIFY, which carry hints and never data, and so need no tenant.

use super::{Db, DbError, Incarnation};
use sqlx::postgres::PgListener;

/// A connection of its own that hears notifications, and can send them: what it sends itself comes
/// back along with the answer.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Listens on one channel.
    pub async fn start(db: &Db, channel: &str) -> Result<Self, DbError> {
        let mut listener = PgListener::connect_with(db.pool()).await?;
        // A connection that was made anew in the middle of something could not be told from this
        // one: whoever listens starts again.
        listener.eager_reconnect(false);
        listener.listen(channel).await?;
        Ok(Self(listener))
    }

    /// The next payload; `None` when the connection was lost: some may have been missed, and the
    /// caller starts again. Nothing is lost when it is not awaited to the end.
    pub async fn next(&mut self) -> Result<Option<String>, DbError> {
        let heard = self.0.try_recv().await?;
        Ok(heard.map(|notification| notification.payload().to_owned()))
    }

    /// Sends a notification like [`Db::notify`]. A lost connection is not made anew for it, so it
    /// reaches no other Postgres than the one that is listened to.
    pub async fn notify(&mut self, channel: &str, payload: &str) -> Result<(), DbError> {
        sqlx::query!("SELECT pg_notify($1, $2)", channel, payload).execute(&mut self.0).await?;
        Ok(())
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
