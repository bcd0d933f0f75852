//! `POST /v1/sign-in`

use crate::test_app::{PASSWORD, TestApp, any_id};
use aloft_sync_server::clock::Clock;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn attempt(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

#[tokio::test]
async fn the_right_password_signs_in() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let again = app.post("/v1/sign-in", attempt("Ada@Example.org", PASSWORD)).await.person();
    assert_eq!(again.id, ada.id);
    assert_ne!(again.refresh, ada.refresh);
}

#[tokio::test]
async fn wrong_and_unknown_look_the_same() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    let wrong = app.post("/v1/sign-in", attempt("ada@example.org", "wrong password")).await;
    let unknown = app.post("/v1/sign-in", attempt("eve@example.org", "wrong password")).await;
    assert_eq!(wrong.code(), (401, "invalid_credentials"));
    assert_eq!(wrong.json, unknown.json);
}

#[tokio::test]
async fn an_unknown_account_takes_as_long() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..5 {
        for (email, fastest) in ["ada@example.org", "eve@example.org"].iter().zip(&mut fastest) {
            let began = Instant::now();
            app.post("/v1/sign-in", attempt(email, "wrong password")).await;
            *fastest = (*fastest).min(began.elapsed());
        }
    }
    // The hash is most of it: without one, the answer would come many times sooner.
    assert!(fastest[1] * 2 > fastest[0], "known {:?}, unknown {:?}", fastest[0], fastest[1]);
}

#[tokio::test]
async fn guessing_is_slowed_and_success_forgiven() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    for _ in 0..9 {
        app.post("/v1/sign-in", attempt("ada@example.org", "wrong password")).await;
    }
    app.post("/v1/sign-in", attempt("ada@example.org", PASSWORD)).await.person();
    for _ in 0..10 {
        let answer = app.post("/v1/sign-in", attempt("ada@example.org", "wrong password")).await;
        assert_eq!(answer.code(), (401, "invalid_credentials"));
    }
    // Even the right one, or guessing would go on until it is refused no more.
    let answer = app.post("/v1/sign-in", attempt("ada@example.org", PASSWORD)).await;
    assert_eq!(answer.code(), (429, "too_many_attempts"));
    assert!(answer.headers.contains_key("retry-after"));
    // Others are not kept out.
    let answer = app.post("/v1/sign-in", attempt("eve@example.org", "wrong password")).await;
    assert_eq!(answer.code(), (401, "invalid_credentials"));
    app.clock.advance(Duration::from_mins(1));
    app.post("/v1/sign-in", attempt("ada@example.org", PASSWORD)).await.person();
}

/// Whoever was counted while the clock was wrong would wait until it is that late.
#[tokio::test]
async fn a_clock_that_went_back_keeps_nobody_out() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    let right = app.clock.now();
    app.clock.advance(Duration::from_hours(72));
    let wrong = attempt("ada@example.org", "wrong password");
    assert_eq!(app.post("/v1/sign-in", wrong).await.code(), (401, "invalid_credentials"));
    app.clock.set(right);
    for _ in 0..10 {
        let wrong = attempt("ada@example.org", "wrong password");
        assert_eq!(app.post("/v1/sign-in", wrong).await.code(), (401, "invalid_credentials"));
    }
    let answer = app.post("/v1/sign-in", attempt("ada@example.org", PASSWORD)).await;
    assert_eq!(answer.code(), (429, "too_many_attempts"), "guessing is slowed all the same");
}

#[tokio::test]
async fn a_store_brings_its_id_along() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let local = any_id();
    let claim = |email: &str| json!({"email": email, "password": PASSWORD, "identity": local});
    let signed_in = app.post("/v1/sign-in", claim(&ada.email)).await.person();
    assert_eq!(signed_in.id, ada.id);
    let me = app.ask("GET", "/v1/me", Some(&signed_in.access), None).await;
    let mut ids = [ada.id.to_string(), local.to_string()];
    ids.sort();
    assert_eq!(me.json["identities"], json!(ids));
    // Again is no change; another's it does not become.
    assert_eq!(app.post("/v1/sign-in", claim(&ada.email)).await.status, 200);
    let eve = app.person("Eve").await;
    assert_eq!(app.post("/v1/sign-in", claim(&eve.email)).await.code(), (409, "identity_taken"));
    let steal = json!({"email": eve.email, "password": PASSWORD, "identity": ada.id});
    assert_eq!(app.post("/v1/sign-in", steal).await.code(), (409, "identity_taken"));
}

#[tokio::test]
async fn a_password_too_long_to_be_one_is_not_hashed() {
    let app = TestApp::start().await;
    let answer = app.post("/v1/sign-in", attempt("ada@example.org", &"x".repeat(2000))).await;
    assert_eq!(answer.code(), (401, "invalid_credentials"));
}
