//! `GET /.well-known/jwks.json`, and the life of signing keys.

use crate::test_app::{TestApp, config, options, surroundings};
use aloft_sync_server::auth::keys::ROTATE_AFTER;
use aloft_sync_server::db::Db;
use aloft_sync_server::serve;
use std::time::Duration;

#[tokio::test]
async fn the_keys_of_tokens_stand_there() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let answer = app.ask("GET", "/.well-known/jwks.json", None, None).await;
    let kid = jsonwebtoken::decode_header(&ada.access).unwrap().kid.unwrap();
    assert_eq!(answer.json["keys"][0]["kid"], kid);
    // As another program would read it.
    let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_value(answer.json).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    validation.set_audience(&["aloft"]);
    validation.validate_exp = false;
    let token = jsonwebtoken::decode::<serde_json::Value>(&ada.access, &key, &validation).unwrap();
    assert_eq!(token.claims["sub"], ada.id.to_string());
    assert!(!answer.text.contains("\"d\""), "no private half");
}

#[tokio::test]
async fn all_nodes_believe_each_others_tokens() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let db = Db::connect(&options(app.database.url())).await.unwrap();
    let other = serve::build_state(config(&[]), db, surroundings(&app.clock)).await.unwrap();
    assert!(aloft_sync_server::auth::Authenticated::from_token(&other, &ada.access).is_ok());
}

#[tokio::test]
async fn keys_follow_each_other_without_a_gap() {
    let app = TestApp::start().await;
    let (state, keys) = (&app.state, &app.state.keys);
    let kids = || keys.jwks().keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
    let refresh = async || keys.refresh(&state.db, state.now(), &mut state.rng()).await.unwrap();
    let first = kids();
    app.clock.advance(ROTATE_AFTER);
    let ada = app.person("Ada").await;
    refresh().await;
    assert_eq!(kids().len(), 2);
    assert_eq!(kids()[1], first[0]);
    assert_eq!(keys.signer(state.now()).unwrap().id, first[0], "the new one is not known yet");
    app.clock.advance(Duration::from_mins(5));
    refresh().await;
    assert_ne!(keys.signer(state.now()).unwrap().id, first[0]);
    assert_eq!(app.ask("GET", "/v1/me", Some(&ada.access), None).await.status, 200);
    app.clock.advance(Duration::from_hours(1));
    refresh().await;
    assert_eq!(kids().len(), 1, "the old one is gone");
}

#[tokio::test]
async fn nodes_that_start_together_make_one_key() {
    let app = TestApp::start().await;
    app.clock.advance(ROTATE_AFTER);
    let refresh = async || {
        let state = &app.state;
        state.keys.refresh(&state.db, state.now(), &mut state.rng()).await.unwrap();
    };
    tokio::join!(refresh(), refresh(), refresh());
    refresh().await;
    assert_eq!(app.state.keys.jwks().keys.len(), 2);
}

#[tokio::test]
async fn an_operators_key_file_is_used_instead() {
    let app = TestApp::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    // RFC 8410, section 10.3.
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
               -----END PRIVATE KEY-----\n";
    std::fs::write(&path, pem).unwrap();
    let config = config(&["--signing-key-file", path.to_str().unwrap()]);
    let db = app.state.db.clone();
    let state = serve::build_state(config, db, surroundings(&app.clock)).await.unwrap();
    let x = &state.keys.jwks().keys[0].x;
    assert_eq!(x, "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE");
}
