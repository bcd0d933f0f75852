//! `GET /v1/orgs/{org}/members`

use super::Json;
use super::member::Member;
use super::org_path::OrgPath;
use crate::auth::Authenticated;
use crate::error::{ApiError, Problem};
use crate::orgs::{self, queries};
use crate::state::AppState;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// Members.
#[derive(Serialize, ToSchema)]
pub(super) struct Members {
    /// By name.
    members: Vec<Member>,
}

/// Everyone in an organisation.
#[utoipa::path(get, path = "/v1/orgs/{org}/members", tag = "organisations", params(OrgPath),
    security(("access_token" = [])),
    responses(
        (status = 200, body = Members),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "`not_found`: also when who asks is not in it",
            body = Problem),
    ))]
pub(super) async fn list_members(
    State(state): State<AppState>,
    who: Authenticated,
    path: OrgPath,
) -> Result<Json<Members>, ApiError> {
    let mut entered = orgs::enter(&state.db, path.org(), who.user).await?;
    let rows = queries::members(&mut entered.tx).await?;
    Ok(Json(Members { members: rows.into_iter().map(Member::from).collect() }))
}
