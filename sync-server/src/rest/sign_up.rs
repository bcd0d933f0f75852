//! `POST /v1/sign-up`

use super::Json;
use super::token_pair::TokenPair;
use crate::auth::account::{self, Newcomer};
use crate::auth::client_address::ClientAddress;
use crate::auth::email::Email;
use crate::auth::password::Password;
use crate::display_name::DisplayName;
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use aloft_crdt_model::ids::UserId;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who wants an account.
#[derive(Deserialize, ToSchema)]
pub(super) struct SignUp {
    /// The address, which becomes the account's name.
    #[schema(example = "ada@example.org")]
    email: String,
    /// 10 to 1,024 characters.
    #[schema(min_length = 10, max_length = 1024)]
    password: String,
    /// What others see.
    #[schema(example = "Ada Lovelace")]
    name: String,
    /// The id under which this person's store already wrote, so that nothing changes on joining.
    user_id: Option<Uuid>,
}

/// Makes an account and signs in.
#[utoipa::path(post, path = "/v1/sign-up", tag = "account", request_body = SignUp,
    responses(
        (status = 201, body = TokenPair),
        (status = 400, description = "`invalid_request`", body = Problem),
        (status = 409, description = "`email_taken`, `identity_taken`", body = Problem),
        (status = 422, description = "`invalid_value`", body = Problem),
        (status = 429, description = "`too_many_attempts`", body = Problem),
    ))]
pub(super) async fn sign_up(
    State(state): State<AppState>,
    client: ClientAddress,
    Json(body): Json<SignUp>,
) -> Result<(StatusCode, Json<TokenPair>), ApiError> {
    let newcomer = Newcomer {
        email: Email::parse(&body.email)?,
        password: Password::new_secret(body.password)?,
        name: DisplayName::parse(&body.name)?.into_string(),
        wanted: body.user_id.map(UserId),
    };
    let signed_in = account::sign_up(&state, client, newcomer).await?;
    Ok((StatusCode::CREATED, Json(signed_in.into())))
}
