//! `POST /v1/orgs/{org}/members`

use super::Json;
use super::member::Member;
use super::org_path::OrgPath;
use crate::auth::Authenticated;
use crate::auth::email::Email;
use crate::error::{ApiError, Problem};
use crate::orgs::{self, Role};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// Somebody to be added.
#[derive(Deserialize, ToSchema)]
pub(super) struct AddMember {
    /// The address of the person's account.
    #[schema(example = "grace@example.org")]
    email: String,
    /// What the person is to be; who is a member already gets this role.
    role: Role,
}

/// Adds a person who has an account. Owners and admins may, and give no more than they have.
#[utoipa::path(post, path = "/v1/orgs/{org}/members", tag = "organisations", params(OrgPath),
    request_body = AddMember, security(("access_token" = [])),
    responses(
        (status = 201, body = Member),
        (status = 400, description = "`invalid_request`", body = Problem),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "`forbidden`", body = Problem),
        (status = 404, description = "`not_found`: also when who asks is not in it",
            body = Problem),
        (status = 409, description = "`last_owner`", body = Problem),
        (status = 422, description = "`invalid_value`, `no_such_account`", body = Problem),
    ))]
pub(super) async fn add_member(
    State(state): State<AppState>,
    who: Authenticated,
    path: OrgPath,
    Json(body): Json<AddMember>,
) -> Result<(StatusCode, Json<Member>), ApiError> {
    let email = Email::parse(&body.email)?;
    let row =
        orgs::add_member(&state.db, path.org(), who.user, &email, body.role, state.now()).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}
