//! What every failure looks like.

use crate::test_app::TestApp;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

#[tokio::test]
async fn an_unknown_address_says_so_in_json() {
    let app = TestApp::start().await;
    let answer = app.ask("GET", "/v1/nothing", None, None).await;
    assert_eq!(answer.code(), (404, "not_found"));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let answer = app.ask("DELETE", "/v1/me", None, None).await;
    assert_eq!(answer.code(), (405, "method_not_allowed"));
}

#[tokio::test]
async fn every_answer_bears_its_requests_id() {
    let app = TestApp::start().await;
    let made = app.ask("GET", "/healthz", None, None).await;
    assert!(uuid::Uuid::parse_str(made.headers["x-request-id"].to_str().unwrap()).is_ok());
    let request = Request::get("/healthz").header("x-request-id", "of-a-proxy");
    let kept = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(kept.headers["x-request-id"], "of-a-proxy");
}

#[tokio::test]
async fn a_large_body_is_not_read() {
    let app = TestApp::start().await;
    let body = json!({"refresh_token": "x".repeat(100_000)});
    assert_eq!(app.post("/v1/refresh", body).await.code(), (413, "too_large"));
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let app = TestApp::start().await;
    let request = Request::post("/v1/refresh").header("content-type", "text/plain");
    let answer = app.send(request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(answer.code(), (400, "invalid_request"));
}

#[tokio::test]
async fn what_the_database_said_stays_inside() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let mut connection = app.database.administrator().await;
    sqlx::query("DROP TABLE members CASCADE").execute(&mut connection).await.unwrap();
    let answer = app.ask("GET", "/v1/orgs", Some(&ada.access), None).await;
    assert_eq!(answer.code(), (500, "internal"));
    assert!(!answer.text.contains("members") && !answer.text.contains("relation"));
}

#[tokio::test]
async fn text_that_postgres_cannot_hold_is_refused_before() {
    let app = TestApp::start().await;
    let body = json!({"email": "a\u{0}@example.org", "password": "0123456789", "name": "A"});
    assert_eq!(app.post("/v1/sign-up", body).await.code(), (422, "invalid_value"));
    let body = json!({"email": "a@example.org", "password": "0123456789", "name": "A\u{0}"});
    assert_eq!(app.post("/v1/sign-up", body).await.code(), (422, "invalid_value"));
}
