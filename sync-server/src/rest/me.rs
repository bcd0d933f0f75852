//! `GET /v1/me`

use super::Json;
use super::token_pair::Person;
use crate::auth::{Authenticated, queries};
use crate::db::IdentityTx;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The person who asks.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    #[serde(flatten)]
    person: Person,
    /// Every id under which the person appears in documents, `id` among them.
    identities: Vec<Uuid>,
}

/// Who the access token is for.
#[utoipa::path(get, path = "/v1/me", tag = "account", security(("access_token" = [])),
    responses((status = 200, body = Me), (status = 401, description = "`unauthenticated`",
        body = Problem)))]
pub(super) async fn me(
    State(state): State<AppState>,
    who: Authenticated,
) -> Result<Json<Me>, ApiError> {
    let mut tx = IdentityTx::begin(&state.db).await?;
    // A token outlives an account that was deleted.
    let user = queries::user(&mut tx, who.user).await?.ok_or(ApiError::Unauthenticated)?;
    let identities = queries::identities(&mut tx, who.user).await?;
    Ok(Json(Me {
        person: user.into(),
        identities: identities.into_iter().map(Into::into).collect(),
    }))
}
