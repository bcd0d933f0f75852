//! Every route of the relay, and what each request passes on its way to one.

use crate::error::ApiError;
use crate::state::AppState;
use crate::{health, metrics, rest, sync};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The relay as a service.
pub fn router(state: AppState) -> Router {
    let (router, _) = routes().split_for_parts();
    let timeout = from_fn_with_state(state.clone(), give_up_in_time);
    // Read from below: the last layer sees a request first.
    router
        .fallback(|| async { ApiError::NotFound("address") })
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(state.config.body_limit))
        .layer(timeout)
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn(metrics::track))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(NewRequestId(state.clone())))
        .with_state(state)
}

/// The description of every route. `openapi.json` at the top of the repository is this.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, mut openapi) = routes().split_for_parts();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    openapi
        .components
        .get_or_insert_default()
        .add_security_scheme("access_token", SecurityScheme::Http(bearer));
    openapi
}

/// The same, as the committed file has it.
pub fn openapi_json() -> serde_json::Result<String> {
    // Through a value, whose keys are sorted: the file must not change by itself.
    let json = serde_json::to_string_pretty(&serde_json::to_value(openapi())?)?;
    Ok(json + "\n")
}

/// A description without routes: those come with their handlers.
#[derive(OpenApi)]
#[openapi(info(
    title = "Aloft relay",
    description = "Accounts and organisations. Documents travel over the WebSocket at /v1/sync \
                   (sync-protocol/SPEC.md)."
))]
struct Description;

fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .routes(routes!(sync::socket::upgrade))
        .merge(rest::routes())
}

/// Ends a request that takes too long. A socket's is over when it was upgraded.
async fn give_up_in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    tokio::time::timeout(state.config.request_timeout, next.run(request))
        .await
        .unwrap_or_else(|_| ApiError::TimedOut.into_response())
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer wants")]
fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    let words = words.unwrap_or_else(|| "of an unknown kind".to_owned());
    ApiError::internal(format!("a handler panicked: {words}")).into_response()
}

/// Every log line of a request bears its id. The query is left out: it may hold what is private.
fn span(request: &Request) -> tracing::Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

#[derive(Clone)]
struct NewRequestId(AppState);

impl MakeRequestId for NewRequestId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id = aloft_crdt_model::ids::DocId::new(self.0.now(), &mut self.0.rng());
        HeaderValue::from_str(&id.to_string()).ok().map(RequestId::new)
    }
}
