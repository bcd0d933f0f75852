//! What Prometheus scrapes.
//!
//! Any module counts with the macros of the `metrics` crate; its names begin with `aloft_`, its
//! units stand at the end (`_seconds`, `_bytes`, `_total`), and they are described in [`describe`].
//! A label takes few values: never an id.

use crate::state::AppState;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;

/// Requests answered, by method, route and status.
const REQUESTS: &str = "aloft_http_requests_total";
/// How long they took, by method and route.
const REQUEST_SECONDS: &str = "aloft_http_request_seconds";
/// The pool's connections, by what they do.
const CONNECTIONS: &str = "aloft_db_connections";

/// Upper bounds in seconds: from a cached answer to the request timeout.
const BUCKETS: [f64; 12] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0];

/// Upper bounds of histograms that count changes: from a keystroke to an import.
const COUNT_BUCKETS: [f64; 8] = [1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Records from now on. Metrics belong to the process, so a second call changes nothing.
pub fn install() -> Result<(), BuildError> {
    if RECORDER.get().is_none() {
        let builder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)?
            .set_buckets_for_metric(Matcher::Suffix("_changes".to_owned()), &COUNT_BUCKETS)?;
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            let _ = RECORDER.set(handle);
            describe();
        }
    }
    Ok(())
}

/// Everything recorded so far, in Prometheus's text format.
pub fn render(state: &AppState) -> String {
    let usage = state.db.usage();
    gauge!(CONNECTIONS, "state" => "idle").set(usage.idle);
    gauge!(CONNECTIONS, "state" => "busy").set(usage.size.saturating_sub(usage.idle));
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Throws away the oldest samples of histograms now and then, as the exporter wants.
pub async fn upkeep(state: AppState) {
    let draining = state.shutdown.draining().clone();
    let wait = || tokio::time::sleep(std::time::Duration::from_secs(5));
    while draining.run_until_cancelled(wait()).await.is_some() {
        if let Some(recorder) = RECORDER.get() {
            recorder.run_upkeep();
        }
    }
}

/// Counts and times every request by the route it matched, never by its address.
pub async fn track(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!(REQUEST_SECONDS, "method" => method.clone(), "route" => route.clone())
        .record(started.elapsed());
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status).increment(1);
    response
}

fn describe() {
    describe_counter!(REQUESTS, Unit::Count, "Requests answered, by method, route and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "Time until a request was answered");
    describe_gauge!(CONNECTIONS, Unit::Count, "Connections to Postgres, by what they do");
}
