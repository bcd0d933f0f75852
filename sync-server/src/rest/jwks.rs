//! `GET /.well-known/jwks.json`

use crate::auth::keys::Jwks;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

/// The public keys of access tokens, for other programs that check them (RFC 7517). A new key
/// stands here five minutes before it signs.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "account",
    responses((status = 200, body = Jwks)))]
pub(super) async fn jwks(State(state): State<AppState>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=120")], Json(state.keys.jwks()))
}
