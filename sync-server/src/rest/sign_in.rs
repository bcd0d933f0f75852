//! `POST /v1/sign-in`

use super::Json;
use super::token_pair::TokenPair;
use crate::auth::account;
use crate::auth::client_address::ClientAddress;
use crate::auth::email::Email;
use crate::auth::password::Password;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use aloft_crdt_model::ids::UserId;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who has an account.
#[derive(Deserialize, ToSchema)]
pub(super) struct SignIn {
    /// The account's address.
    #[schema(example = "ada@example.org")]
    email: String,
    /// The account's password.
    password: String,
    /// The id under which this store wrote before it was signed in: it becomes another id of this
    /// person. Unless it is another person's.
    identity: Option<Uuid>,
}

/// Signs in. Whether the address or the password was wrong is not told.
#[utoipa::path(post, path = "/v1/sign-in", tag = "account", request_body = SignIn,
    responses(
        (status = 200, body = TokenPair),
        (status = 400, description = "`invalid_request`", body = Problem),
        (status = 401, description = "`invalid_credentials`", body = Problem),
        (status = 409, description = "`identity_taken`", body = Problem),
        (status = 422, description = "`invalid_value`", body = Problem),
        (status = 429, description = "`too_many_attempts`", body = Problem),
    ))]
pub(super) async fn sign_in(
    State(state): State<AppState>,
    client: ClientAddress,
    Json(body): Json<SignIn>,
) -> Result<Json<TokenPair>, ApiError> {
    let email = Email::parse(&body.email)?;
    let password = Password::attempt(body.password)?;
    let identity = body.identity.map(UserId);
    Ok(Json(account::sign_in(&state, client, &email, password, identity).await?.into()))
}
