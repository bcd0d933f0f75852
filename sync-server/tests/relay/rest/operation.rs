//! `/healthz`, `/readyz`, `/metrics`

use crate::test_app::TestApp;

#[tokio::test]
async fn a_node_on_a_current_schema_is_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.ask("GET", "/healthz", None, None).await.status, 200);
    assert_eq!(app.ask("GET", "/readyz", None, None).await.status, 200);
}

#[tokio::test]
async fn a_node_on_an_older_schema_is_not() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version > 1")
        .execute(&mut connection)
        .await
        .unwrap();
    let answer = app.ask("GET", "/readyz", None, None).await;
    assert_eq!(answer.code(), (503, "schema_behind"));
    assert_eq!(app.ask("GET", "/healthz", None, None).await.status, 200, "it lives");
}

#[tokio::test]
async fn a_node_without_a_database_is_not() {
    let app = TestApp::start().await;
    app.state.db.close().await;
    let answer = app.ask("GET", "/readyz", None, None).await;
    assert_eq!(answer.code(), (503, "database_unreachable"));
    assert_eq!(app.ask("GET", "/healthz", None, None).await.status, 200, "it lives");
}

#[tokio::test]
async fn a_node_that_drains_is_not() {
    let app = TestApp::start().await;
    app.state.shutdown.begin();
    assert_eq!(app.ask("GET", "/readyz", None, None).await.code(), (503, "draining"));
}

#[tokio::test]
async fn requests_are_counted_by_route() {
    let app = TestApp::start().await;
    let path = format!("/v1/orgs/{}/members", crate::test_app::any_id());
    app.ask("GET", &path, None, None).await;
    let text = app.ask("GET", "/metrics", None, None).await.text;
    let wanted =
        r#"aloft_http_requests_total{method="GET",route="/v1/orgs/{org}/members",status="401"}"#;
    assert!(text.contains(wanted), "{text}");
    assert!(text.contains("aloft_db_connections{state=\"idle\"}"), "{text}");
    assert!(!text.contains(&path), "an address is no label");
}
