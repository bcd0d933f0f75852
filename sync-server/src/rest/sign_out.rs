//! `POST /v1/sign-out`

use super::Json;
use crate::auth::account;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a store kept of its session.
#[derive(Deserialize, ToSchema)]
pub(super) struct SignOut {
    /// Any refresh token of the session. Having it is what allows to end it, so that a store whose
    /// access token has expired can sign out too.
    refresh_token: String,
}

/// Ends the session. One that has ended already stays so.
#[utoipa::path(post, path = "/v1/sign-out", tag = "account", request_body = SignOut,
    responses(
        (status = 204, description = "The session has ended."),
        (status = 400, description = "`invalid_request`", body = Problem),
    ))]
pub(super) async fn sign_out(
    State(state): State<AppState>,
    Json(body): Json<SignOut>,
) -> Result<StatusCode, ApiError> {
    account::sign_out(&state, &body.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
