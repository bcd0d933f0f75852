//! `POST /v1/orgs`

use super::Json;
use super::list_orgs::Org;
use crate::auth::Authenticated;
use crate::display_name::DisplayName;
use crate::error::{ApiError, Problem};
use crate::orgs;
use crate::state::AppState;
use aloft_crdt_model::ids::OrgId;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organisation to be made.
#[derive(Deserialize, ToSchema)]
pub(super) struct CreateOrg {
    /// The id under which a store began it offline, so that nothing changes on joining.
    id: Option<Uuid>,
    /// What it is called.
    #[schema(example = "Analytical Engines")]
    name: String,
}

/// Makes an organisation; who asks is its first owner. Asking again with the same id makes no
/// second one: the answer may have been lost.
#[utoipa::path(post, path = "/v1/orgs", tag = "organisations", request_body = CreateOrg,
    security(("access_token" = [])),
    responses(
        (status = 201, description = "It was made.", body = Org),
        (status = 200, description = "It was there, and who asks is in it.", body = Org),
        (status = 400, description = "`invalid_request`", body = Problem),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 409, description = "`org_id_taken`", body = Problem),
        (status = 422, description = "`invalid_value`", body = Problem),
    ))]
pub(super) async fn create_org(
    State(state): State<AppState>,
    who: Authenticated,
    Json(body): Json<CreateOrg>,
) -> Result<(StatusCode, Json<Org>), ApiError> {
    let name = DisplayName::parse(&body.name)?;
    let now = state.now();
    let id = body.id.map_or_else(|| OrgId::new(now, &mut state.rng()), OrgId);
    let (row, made) = orgs::create(&state.db, id, &name, who.user, now).await?;
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(row.into())))
}
