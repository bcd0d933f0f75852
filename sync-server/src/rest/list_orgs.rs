//! `GET /v1/orgs`

use super::Json;
use crate::auth::Authenticated;
use crate::db::IdentityTx;
use crate::error::{ApiError, Problem};
use crate::orgs::Role;
use crate::orgs::queries::{self, OrgRow};
use crate::state::AppState;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organisation, as one of its members sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct Org {
    /// Which.
    id: Uuid,
    /// What it is called.
    name: String,
    /// What who asks is to it.
    role: Role,
}

/// Organisations.
#[derive(Serialize, ToSchema)]
pub(super) struct Orgs {
    /// By name.
    orgs: Vec<Org>,
}

/// The organisations that who asks is in.
#[utoipa::path(get, path = "/v1/orgs", tag = "organisations", security(("access_token" = [])),
    responses((status = 200, body = Orgs), (status = 401, description = "`unauthenticated`",
        body = Problem)))]
pub(super) async fn list_orgs(
    State(state): State<AppState>,
    who: Authenticated,
) -> Result<Json<Orgs>, ApiError> {
    let mut tx = IdentityTx::begin_for(&state.db, who.user).await?;
    let rows = queries::own_orgs(&mut tx).await?;
    Ok(Json(Orgs { orgs: rows.into_iter().map(Org::from).collect() }))
}

impl From<OrgRow> for Org {
    fn from(row: OrgRow) -> Self {
        Self { id: row.id.0, name: row.name, role: row.role }
    }
}
