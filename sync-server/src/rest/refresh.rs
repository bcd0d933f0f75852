//! `POST /v1/refresh`

use super::Json;
use super::token_pair::TokenPair;
use crate::auth::account;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a store kept of its session.
#[derive(Deserialize, ToSchema)]
pub(super) struct Refresh {
    /// The newest refresh token. It is good for one use; only within a minute, and only if the
    /// answer was lost, for another.
    refresh_token: String,
}

/// Exchanges a refresh token for a new pair. A token that was used before ends its session: one of
/// two who have it is a thief.
#[utoipa::path(post, path = "/v1/refresh", tag = "account", request_body = Refresh,
    responses(
        (status = 200, body = TokenPair),
        (status = 400, description = "`invalid_request`", body = Problem),
        (status = 401, description = "`invalid_refresh_token`, `refresh_token_reused`",
            body = Problem),
    ))]
pub(super) async fn refresh(
    State(state): State<AppState>,
    Json(body): Json<Refresh>,
) -> Result<Json<TokenPair>, ApiError> {
    Ok(Json(account::refresh(&state, &body.refresh_token).await?.into()))
}
