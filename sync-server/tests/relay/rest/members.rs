//! `POST /v1/orgs/{org}/members` and `GET /v1/orgs/{org}/members`

use crate::test_app::{PASSWORD, TestApp, any_id};
use aloft_sync_server::db::Listener;
use aloft_sync_server::live::{Announcement, CHANNEL};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn members_see_each_other_with_their_ids() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("Ada").await, app.person("Grace").await);
    let org = app.org(&ada, "Engines").await;
    let added = app.add(org, &ada, &grace, "member").await;
    assert_eq!(added.status, 201);
    let local = any_id();
    let claim = json!({"email": grace.email, "password": PASSWORD, "identity": local});
    app.post("/v1/sign-in", claim).await.person();
    let path = format!("/v1/orgs/{org}/members");
    let answer = app.ask("GET", &path, Some(&grace.access), None).await;
    let mut ids = [grace.id.to_string(), local.to_string()];
    ids.sort();
    assert_eq!(
        answer.json,
        json!({"members": [
            {"id": ada.id, "name": "Ada", "email": ada.email, "identities": [ada.id], "role": "owner"},
            {"id": grace.id, "name": "Grace", "email": grace.email, "identities": ids, "role": "member"},
        ]})
    );
}

#[tokio::test]
async fn who_has_no_account_is_asked_to_sign_up() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let org = app.org(&ada, "Engines").await;
    let path = format!("/v1/orgs/{org}/members");
    let body = json!({"email": "nobody@example.org", "role": "member"});
    let answer = app.ask("POST", &path, Some(&ada.access), Some(body)).await;
    assert_eq!(answer.code(), (422, "no_such_account"));
    let body = json!({"email": ada.email, "role": "king"});
    let answer = app.ask("POST", &path, Some(&ada.access), Some(body)).await;
    assert_eq!(answer.code(), (400, "invalid_request"));
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let app = TestApp::start().await;
    let (ada, grace, eve) =
        (app.person("Ada").await, app.person("Grace").await, app.person("Eve").await);
    let org = app.org(&ada, "Engines").await;
    assert_eq!(app.add(org, &ada, &grace, "member").await.status, 201);
    assert_eq!(app.add(org, &grace, &eve, "guest").await.code(), (403, "forbidden"));
    assert_eq!(app.add(org, &ada, &grace, "admin").await.status, 201);
    assert_eq!(app.add(org, &grace, &eve, "admin").await.status, 201);
    assert_eq!(app.add(org, &grace, &eve, "owner").await.code(), (403, "forbidden"));
    assert_eq!(app.add(org, &grace, &ada, "member").await.code(), (403, "forbidden"));
}

#[tokio::test]
async fn an_owner_stays() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("Ada").await, app.person("Grace").await);
    let org = app.org(&ada, "Engines").await;
    assert_eq!(app.add(org, &ada, &ada, "member").await.code(), (409, "last_owner"));
    app.add(org, &ada, &grace, "owner").await;
    let (one, two) =
        tokio::join!(app.add(org, &ada, &ada, "member"), app.add(org, &grace, &grace, "member"));
    let left = [one.status.as_u16(), two.status.as_u16()];
    assert!(left == [201, 409] || left == [409, 201], "{left:?}");
}

#[tokio::test]
async fn live_sockets_hear_of_it() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("Ada").await, app.person("Grace").await);
    let org = app.org(&ada, "Engines").await;
    let mut listener = Listener::start(&app.state.db, CHANNEL).await.unwrap();
    app.add(org, &ada, &grace, "member").await;
    let heard = tokio::time::timeout(Duration::from_secs(5), listener.next()).await;
    let heard = Announcement::parse(&heard.unwrap().unwrap().unwrap());
    assert_eq!(heard, Some(Announcement::Org(org.into())));
}
