//! A request that carries a good access token.

use crate::auth::access_token;
use crate::error::ApiError;
use crate::state::AppState;
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use uuid::Uuid;

/// Who asks. As an argument of a handler it refuses everyone else (401).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The person.
    pub user: UserId,
    /// The session, which ends when it is revoked.
    pub session: Uuid,
    /// When the token ends.
    pub expires_at: Timestamp,
}

impl Authenticated {
    /// Checks a token wherever it came from: a header here, a frame on a socket.
    pub fn from_token(state: &AppState, token: &str) -> Result<Self, ApiError> {
        access_token::verify(&state.keys, &state.config.issuer, token, state.now())
    }
}

impl FromRequestParts<AppState> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(bearer).ok_or(ApiError::Unauthenticated)?;
        Self::from_token(state, token)
    }
}

/// The token of a header such as `Bearer abc`; the scheme's case does not matter (RFC 9110).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
