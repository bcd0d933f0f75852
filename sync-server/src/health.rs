//! Whether the node lives, and whether it may be sent requests.

use crate::db::{MigrationState, migration_state};
use crate::error::Problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// How long the database has to answer a probe.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// A node that lives or is ready.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// The process runs and answers. Restart it when this fails.
#[utoipa::path(get, path = "/healthz", tag = "operation", operation_id = "healthz",
    responses((status = 200, body = Health)))]
pub(crate) async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The node may be sent requests: it is not draining, Postgres answers, the schema is current.
#[utoipa::path(get, path = "/readyz", tag = "operation", operation_id = "readyz",
    responses((status = 200, body = Health), (status = 503, body = Problem)))]
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    match why_not_ready(&state).await {
        None => Json(Health { status: "ok" }).into_response(),
        Some((code, message)) => {
            let problem = Problem { code: code.to_owned(), message: message.to_owned() };
            (StatusCode::SERVICE_UNAVAILABLE, Json(problem)).into_response()
        }
    }
}

/// What Prometheus scrapes.
#[utoipa::path(get, path = "/metrics", tag = "operation", operation_id = "metrics",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (headers, crate::metrics::render(&state))
}

async fn why_not_ready(state: &AppState) -> Option<(&'static str, &'static str)> {
    if state.shutdown.is_draining() {
        return Some(("draining", "this node is about to stop"));
    }
    match tokio::time::timeout(PROBE_TIMEOUT, migration_state(&state.db)).await {
        Ok(Ok(MigrationState::Current)) => None,
        Ok(Ok(MigrationState::Behind)) => Some((
            "schema_behind",
            "the schema is older than this node: run `aloft-server migrate`",
        )),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            Some(("database_unreachable", "the database does not answer"))
        }
        Err(_) => Some(("database_unreachable", "the database does not answer in time")),
    }
}
