//! `GET /v1/me`

use crate::test_app::TestApp;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

#[tokio::test]
async fn it_says_who() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let answer = app.ask("GET", "/v1/me", Some(&ada.access), None).await;
    assert_eq!(
        answer.json,
        json!({"id": ada.id, "name": "Ada", "email": "ada@example.org", "identities": [ada.id]})
    );
}

#[tokio::test]
async fn only_a_bearer_token_counts() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    for (header, status) in [
        (format!("bearer {}", ada.access), 200),
        (format!("Basic {}", ada.access), 401),
        (ada.access.clone(), 401),
        ("Bearer".to_owned(), 401),
        (format!("Bearer {}", ada.refresh), 401),
    ] {
        let request = Request::get("/v1/me").header("authorization", &header);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{header}");
    }
    let answer = app.ask("GET", "/v1/me", None, None).await;
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn a_deleted_account_is_nobody() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let mut connection = app.database.administrator().await;
    let delete = sqlx::query("DELETE FROM users WHERE id = $1").bind(ada.id);
    delete.execute(&mut connection).await.unwrap();
    let answer = app.ask("GET", "/v1/me", Some(&ada.access), None).await;
    assert_eq!(answer.code(), (401, "unauthenticated"));
}
