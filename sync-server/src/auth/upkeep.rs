//! What has to be done about accounts now and then: learn new signing keys, forget what expired.

use crate::auth::queries;
use crate::db::{DbError, IdentityTx};
use crate::state::AppState;
use std::time::Duration;

/// How often. A fifth of [`crate::auth::keys::PUBLISH_LEAD`].
pub const EVERY: Duration = Duration::from_mins(1);

/// Runs until the node drains. A failure is logged and tried again.
pub async fn run(state: AppState) {
    let draining = state.shutdown.draining().clone();
    while draining.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        if state.config.signing_key_files.is_empty() {
            let refreshed = state.keys.refresh(&state.db, state.now(), &mut state.rng()).await;
            if let Err(error) = refreshed {
                tracing::warn!(%error, "could not refresh the signing keys");
            }
        }
        if let Err(error) = forget(&state).await {
            tracing::warn!(%error, "could not delete what expired");
        }
    }
}

async fn forget(state: &AppState) -> Result<(), DbError> {
    let now = state.now();
    let mut tx = IdentityTx::begin(&state.db).await?;
    queries::delete_full_buckets(&mut tx, now).await?;
    queries::delete_expired_sessions(&mut tx, now).await?;
    tx.commit().await
}
