//! `POST /v1/sign-out`

use crate::test_app::TestApp;
use aloft_sync_server::auth::Authenticated;
use aloft_sync_server::auth::queries::is_session_open;
use aloft_sync_server::db::{IdentityTx, Listener};
use aloft_sync_server::live::{Announcement, CHANNEL};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_session_ends_and_stays_ended() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let body = json!({"refresh_token": ada.refresh});
    assert_eq!(app.post("/v1/sign-out", body.clone()).await.status, 204);
    assert_eq!(app.post("/v1/sign-out", body.clone()).await.status, 204);
    assert_eq!(app.post("/v1/refresh", body).await.code(), (401, "invalid_refresh_token"));
    let unknown = json!({"refresh_token": "nobody's"});
    assert_eq!(app.post("/v1/sign-out", unknown).await.status, 204);
}

#[tokio::test]
async fn live_sockets_hear_of_it() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let session = Authenticated::from_token(&app.state, &ada.access).unwrap().session;
    let mut listener = Listener::start(&app.state.db, CHANNEL).await.unwrap();
    app.post("/v1/sign-out", json!({"refresh_token": ada.refresh})).await;
    let heard = tokio::time::timeout(Duration::from_secs(5), listener.next()).await;
    let heard = heard.unwrap().unwrap().unwrap();
    assert_eq!(Announcement::parse(&heard), Some(Announcement::SessionEnded(session)));
    let mut tx = IdentityTx::begin(&app.state.db).await.unwrap();
    assert!(!is_session_open(&mut tx, session).await.unwrap());
}
