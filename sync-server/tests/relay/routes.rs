//! Every route, without a token and with a foreign tenant's.
//!
//! The routes are read from the OpenAPI document: one that is not listed here fails the test, so
//! whoever adds an endpoint says what strangers get.

use crate::test_app::{Answer, Person, TestApp, any_id};
use aloft_sync_server::app;
use serde_json::{Value, json};
use uuid::Uuid;

/// What a route is to strangers.
enum Access {
    /// Answers anyone, for this reason.
    Public(&'static str),
    /// Wants a token and tells a person about that person.
    Own,
    /// Wants a token of a member; to others there is no such organisation.
    Tenant,
}

/// Method, path, access, and a body that a member's request could have.
fn table() -> Vec<(&'static str, &'static str, Access, Option<Value>)> {
    use Access::{Own, Public, Tenant};
    let member = json!({"email": "eve@example.org", "role": "owner"});
    vec![
        ("get", "/healthz", Public("says nothing of anyone"), None),
        ("get", "/readyz", Public("says nothing of anyone"), None),
        ("get", "/metrics", Public("numbers without ids"), None),
        ("get", "/.well-known/jwks.json", Public("public keys"), None),
        ("post", "/v1/sign-up", Public("who has no account has no token"), None),
        ("post", "/v1/sign-in", Public("the password is the proof"), None),
        ("post", "/v1/refresh", Public("the refresh token is the proof"), None),
        ("post", "/v1/sign-out", Public("the refresh token is the proof"), None),
        ("get", "/v1/sync", Public("a socket is nobody's until its Hello brings a token"), None),
        ("get", "/v1/me", Own, None),
        ("get", "/v1/orgs", Own, None),
        ("post", "/v1/orgs", Own, Some(json!({"name": "Apples"}))),
        ("get", "/v1/orgs/{org}/members", Tenant, None),
        ("post", "/v1/orgs/{org}/members", Tenant, Some(member)),
    ]
}

struct Walk {
    app: TestApp,
    /// Has the organisation.
    ada: Person,
    /// Is in another.
    eve: Person,
    org: Uuid,
}

impl Walk {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (ada, eve) = (app.person("Ada").await, app.person("Eve").await);
        let org = app.org(&ada, "Engines").await;
        app.org(&eve, "Orchard").await;
        Self { app, ada, eve, org }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let path = path.replace("{org}", &self.org.to_string());
        assert!(!path.contains('{'), "{path}: teach this test what stands there");
        self.app.ask(&method.to_uppercase(), &path, token, body).await
    }

    /// All that the tenant has, as its owner sees it.
    async fn tenant(&self) -> String {
        let members = self.ask("get", "/v1/orgs/{org}/members", Some(&self.ada.access), None);
        let orgs = self.app.ask("GET", "/v1/orgs", Some(&self.ada.access), None).await;
        members.await.text + &orgs.text
    }
}

#[test]
fn every_route_is_listed() {
    let openapi = serde_json::to_value(app::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        routes.extend(
            methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())),
        );
    }
    let listed = table();
    for (method, path) in &routes {
        let known = listed.iter().any(|(m, p, ..)| (m, p) == (&method.as_str(), &path.as_str()));
        assert!(known, "{method} {path}: say in `table` what strangers get");
    }
    assert_eq!(listed.len(), routes.len(), "a listed route is gone");
    for (method, path, access, _) in &listed {
        let is_public = matches!(access, Access::Public(_));
        let wants_token = openapi["paths"][path][method].get("security").is_some();
        assert_eq!(wants_token, !is_public, "{method} {path}: its description and this table");
    }
}

#[tokio::test]
async fn without_a_good_token_there_is_no_answer() {
    let walk = Walk::start().await;
    let before = walk.tenant().await;
    let mut forged = walk.ada.access.clone();
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    for (method, path, access, body) in table() {
        if matches!(access, Access::Public(_)) {
            continue;
        }
        for token in [None, Some(""), Some("x"), Some(forged.as_str())] {
            let answer = walk.ask(method, path, token, body.clone()).await;
            assert_eq!(answer.code(), (401, "unauthenticated"), "{method} {path} {token:?}");
        }
    }
    assert_eq!(walk.tenant().await, before);
}

#[tokio::test]
async fn a_foreign_tenants_token_sees_and_changes_nothing() {
    let walk = Walk::start().await;
    let before = walk.tenant().await;
    for (method, path, access, body) in table() {
        let answer = walk.ask(method, path, Some(&walk.eve.access), body.clone()).await;
        if let Access::Tenant = access {
            assert_eq!(answer.code(), (404, "not_found"), "{method} {path}");
            // Just what is said of an organisation that does not exist.
            let nowhere = path.replace("{org}", &any_id().to_string());
            let other = walk.ask(method, &nowhere, Some(&walk.eve.access), body.clone()).await;
            assert_eq!(answer.json, other.json, "{method} {path}");
        }
        for secret in [walk.org.to_string(), walk.ada.id.to_string(), "Engines".to_owned()] {
            assert!(!answer.text.contains(&secret), "{method} {path}: {}", answer.text);
        }
    }
    assert_eq!(walk.tenant().await, before);
}

#[tokio::test]
async fn a_members_token_is_answered() {
    let walk = Walk::start().await;
    for (method, path, access, body) in table() {
        if let Access::Public(reason) = access {
            assert!(!reason.is_empty());
            continue;
        }
        let answer = walk.ask(method, path, Some(&walk.ada.access), body.clone()).await;
        assert!(answer.status.is_success(), "{method} {path}: {}", answer.text);
    }
}
