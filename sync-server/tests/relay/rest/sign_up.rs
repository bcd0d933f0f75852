//! `POST /v1/sign-up`

use crate::test_app::{PASSWORD, TestApp, any_id};
use serde_json::json;

#[tokio::test]
async fn an_account_is_signed_in_at_once() {
    let app = TestApp::start().await;
    let body = json!({"email": " Ada@Example.org ", "password": PASSWORD, "name": " Ada "});
    let answer = app.post("/v1/sign-up", body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["user"]["email"], "ada@example.org");
    assert_eq!(answer.json["user"]["name"], "Ada");
    let ends = answer.json["access_expires_at"].as_i64().unwrap();
    assert_eq!(ends, crate::test_app::START.millis() + 600_000);
    let me = app.ask("GET", "/v1/me", Some(&answer.person().access), None).await;
    assert_eq!(me.status, 200);
}

#[tokio::test]
async fn a_store_keeps_the_id_it_wrote_under() {
    let app = TestApp::start().await;
    let id = any_id();
    let body =
        |email: &str| json!({"email": email, "password": PASSWORD, "name": "Ada", "user_id": id});
    let answer = app.post("/v1/sign-up", body("ada@example.org")).await;
    assert_eq!(answer.person().id, id);
    let answer = app.post("/v1/sign-up", body("eve@example.org")).await;
    assert_eq!(answer.code(), (409, "identity_taken"));
}

#[tokio::test]
async fn an_id_that_somebody_claimed_is_no_newcomers() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let local = any_id();
    let claim = json!({"email": ada.email, "password": PASSWORD, "identity": local});
    app.post("/v1/sign-in", claim).await.person();
    let body =
        json!({"email": "e@example.org", "password": PASSWORD, "name": "E", "user_id": local});
    assert_eq!(app.post("/v1/sign-up", body).await.code(), (409, "identity_taken"));
    // Nothing of the attempt stayed.
    let again = json!({"email": "e@example.org", "password": PASSWORD, "name": "E"});
    assert_eq!(app.post("/v1/sign-up", again).await.status, 201);
}

#[tokio::test]
async fn one_address_is_one_account() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    let body = json!({"email": "ADA@example.org", "password": PASSWORD, "name": "Eve"});
    assert_eq!(app.post("/v1/sign-up", body).await.code(), (409, "email_taken"));
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    let app = TestApp::start().await;
    let good = json!({"email": "a@example.org", "password": PASSWORD, "name": "A"});
    for (field, value) in [("email", "a"), ("password", "too short"), ("name", "  ")] {
        let mut body = good.clone();
        body[field] = value.into();
        let answer = app.post("/v1/sign-up", body).await;
        assert_eq!(answer.code(), (422, "invalid_value"));
        assert!(answer.json["message"].as_str().unwrap().starts_with(field));
    }
    let answer = app.post("/v1/sign-up", json!({"email": "a@example.org"})).await;
    assert_eq!(answer.code(), (400, "invalid_request"));
}

#[tokio::test]
async fn a_password_is_kept_only_as_a_hash() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let mut connection = app.database.administrator().await;
    let hash: String =
        sqlx::query_scalar("SELECT password_hash FROM credentials WHERE user_id = $1")
            .bind(ada.id)
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!(hash.starts_with("$argon2id$"));
    assert!(!hash.contains(PASSWORD));
}
