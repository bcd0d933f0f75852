//! The REST endpoints: one a file. A handler extracts, calls and answers; it holds no SQL.

mod add_member;
mod create_org;
mod json;
mod jwks;
mod list_members;
mod list_orgs;
mod me;
mod member;
mod org_path;
mod refresh;
mod sign_in;
mod sign_out;
mod sign_up;
mod token_pair;

use crate::state::AppState;
use json::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All of them, with their descriptions.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(refresh::refresh))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(jwks::jwks))
        .routes(routes!(me::me))
        .routes(routes!(create_org::create_org, list_orgs::list_orgs))
        .routes(routes!(add_member::add_member, list_members::list_members))
}
