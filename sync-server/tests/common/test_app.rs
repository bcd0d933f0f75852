//! A relay without a socket, on a fresh database, with a clock that stands still.

use crate::database::TestDatabase;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_server::app;
use aloft_sync_server::clock::ManualClock;
use aloft_sync_server::config::Config;
use aloft_sync_server::db::{self, Db, DbOptions};
use aloft_sync_server::randomness::Randomness;
use aloft_sync_server::serve::{self, Surroundings};
use aloft_sync_server::state::AppState;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use clap::Parser;
use rand::RngExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

/// 2026-11-23, noon.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_795_435_200_000);
/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A relay under test.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) database: TestDatabase,
    router: Router,
}

/// What the relay answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Null when there was no body or it was no JSON.
    pub(crate) json: Value,
    pub(crate) text: String,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl TestApp {
    /// With a migrated database.
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::create().await;
        let db = Db::connect(&options(database.url())).await.unwrap();
        db::migrate(&db).await.unwrap();
        let clock = Arc::new(ManualClock::at(START));
        let state = serve::build_state(config(&[]), db, surroundings(&clock)).await.unwrap();
        let router = app::router(state.clone());
        Self { state, clock, database, router }
    }

    /// Asks, with a token or without, with a body or without.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Posts without a token.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, None, Some(body)).await
    }

    /// Makes an account; the address is of the name.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let email = format!("{}@example.org", name.to_lowercase());
        let body = json!({"email": email, "password": PASSWORD, "name": name});
        self.post("/v1/sign-up", body).await.person()
    }

    /// Makes an organisation of this person's.
    pub(crate) async fn org(&self, owner: &Person, name: &str) -> Uuid {
        let body = json!({"name": name});
        let answer = self.ask("POST", "/v1/orgs", Some(&owner.access), Some(body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json["id"].as_str().unwrap().parse().unwrap()
    }

    /// Adds somebody to an organisation.
    pub(crate) async fn add(&self, org: Uuid, by: &Person, who: &Person, role: &str) -> Answer {
        let path = format!("/v1/orgs/{org}/members");
        let body = json!({"email": who.email, "role": role});
        self.ask("POST", &path, Some(&by.access), Some(body)).await
    }
}

impl Answer {
    /// The stable code of a failure.
    pub(crate) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.json["code"].as_str().unwrap_or(""))
    }

    /// Whom a token pair is for.
    pub(crate) fn person(&self) -> Person {
        assert!(self.status.is_success(), "{}", self.text);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Person {
            id: text(&self.json["user"]["id"]).parse().unwrap(),
            email: text(&self.json["user"]["email"]),
            access: text(&self.json["access_token"]),
            refresh: text(&self.json["refresh_token"]),
        }
    }
}

/// A node's configuration from flags, as on the command line.
pub(crate) fn config(flags: &[&str]) -> Config {
    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        config: Config,
    }
    let flags = ["test", "--listen", "127.0.0.1:0"].iter().chain(flags);
    Flags::try_parse_from(flags).unwrap().config
}

/// How to reach a test's database.
pub(crate) fn options(url: String) -> DbOptions {
    DbOptions { url, max_connections: 8, acquire_timeout: Duration::from_secs(10) }
}

/// An id that nobody has.
pub(crate) fn any_id() -> Uuid {
    Uuid::from_u128(Randomness::from_system().unwrap().generator().random())
}

/// A clock that the test moves, and random bits that differ between tests.
pub(crate) fn surroundings(clock: &Arc<ManualClock>) -> Surroundings {
    Surroundings { clock: clock.clone(), randomness: Randomness::from_system().unwrap() }
}
