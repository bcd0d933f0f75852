//! `POST /v1/orgs` and `GET /v1/orgs`

use crate::test_app::{TestApp, any_id};
use serde_json::json;

#[tokio::test]
async fn who_makes_one_owns_it() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let org = app.org(&ada, "Engines").await;
    let answer = app.ask("GET", "/v1/orgs", Some(&ada.access), None).await;
    let expected = json!({"orgs": [{"id": org, "name": "Engines", "role": "owner"}]});
    assert_eq!(answer.json, expected);
}

#[tokio::test]
async fn each_sees_their_own() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let engines = app.org(&ada, "Engines").await;
    let apples = app.org(&eve, "Apples").await;
    assert_eq!(app.add(apples, &eve, &ada, "guest").await.status, 201);
    let seen = app.ask("GET", "/v1/orgs", Some(&ada.access), None).await;
    let names: Vec<_> =
        seen.json["orgs"].as_array().unwrap().iter().map(|org| org["name"].clone()).collect();
    assert_eq!(names, ["Apples", "Engines"]);
    let seen = app.ask("GET", "/v1/orgs", Some(&eve.access), None).await;
    assert!(!seen.text.contains(&engines.to_string()));
}

#[tokio::test]
async fn an_organisation_begun_offline_keeps_its_id() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let id = any_id();
    let body = json!({"id": id, "name": "Engines"});
    let made = app.ask("POST", "/v1/orgs", Some(&ada.access), Some(body.clone())).await;
    assert_eq!((made.status.as_u16(), &made.json["id"]), (201, &json!(id)));
    // The answer was lost, and the store asks again.
    let again = app.ask("POST", "/v1/orgs", Some(&ada.access), Some(body.clone())).await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &made.json));
    let stolen = app.ask("POST", "/v1/orgs", Some(&eve.access), Some(body)).await;
    assert_eq!(stolen.code(), (409, "org_id_taken"));
    assert!(!stolen.text.contains("Engines"));
}

#[tokio::test]
async fn a_name_is_wanted() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let body = json!({"name": "\n"});
    let answer = app.ask("POST", "/v1/orgs", Some(&ada.access), Some(body)).await;
    assert_eq!(answer.code(), (422, "invalid_value"));
}
