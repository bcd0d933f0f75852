//! Healing lost hints: each node asks from time to time, in one query for all that its sockets
//! watch, which streams grew, and in another, which sessions ended.

use super::hub::Hub;
use super::queries;
use crate::bus::Hint;
use crate::db::{Db, DbError, IdentityTx, OperatorTx};
use crate::live::Announcement;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Asks until the node drains.
pub(super) async fn run(hub: Arc<Hub>, db: Db, every: Duration, draining: CancellationToken) {
    while draining.run_until_cancelled(tokio::time::sleep(every)).await.is_some() {
        if let Err(error) = heal(&hub, &db).await {
            tracing::warn!(%error, "could not look for lost hints");
        }
    }
}

async fn heal(hub: &Hub, db: &Db) -> Result<(), DbError> {
    let watched = hub.watched();
    if !watched.is_empty() {
        let mut tx = OperatorTx::begin(db).await?;
        for (key, head_seq) in queries::grown(&mut tx, &watched).await? {
            hub.take(Hint::Grew { key, head_seq });
        }
    }
    let sessions = hub.sessions();
    if !sessions.is_empty() {
        let mut tx = IdentityTx::begin(db).await?;
        for session in queries::ended_sessions(&mut tx, &sessions).await? {
            hub.take(Hint::Announcement(Announcement::SessionEnded(session)));
        }
    }
    Ok(())
}
