//! The driver at its edges. What it does with a relay that answers is proved end to end.

use super::*;
use crate::account::{Account, Credentials, RelayUrl, Session};
use crate::environment::Environment;
use crate::store::Store;
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;

/// A store whose account is signed in at a relay, with a token that ends at this time.
fn signed_in(dir: &Path, relay: &RelayUrl, ends: i64) -> SyncRequest {
    let session = Session {
        user: UserId(uuid::Uuid::from_u128(1)),
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        access_token: "access".to_owned(),
        access_expires_at: Timestamp::from_millis(ends),
        refresh_token: "refresh".to_owned(),
    };
    let store = Store::open(dir, Environment::system()).unwrap();
    let credentials = Credentials { relay: relay.clone(), session: Some(session) };
    let json = serde_json::to_vec(&credentials).unwrap();
    std::fs::write(dir.join("credentials.json"), json).unwrap();
    SyncRequest {
        store,
        lock: SyncLock::try_take(dir).unwrap().unwrap(),
        account: Account::of_store(dir),
        relay: relay.clone(),
        mode: Mode::Once,
        local: LocalWork::Share,
        environment: Environment::system(),
        agent: "test".to_owned(),
    }
}

fn listener() -> (TcpListener, RelayUrl) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    (listener, url)
}

fn with_project(request: &mut SyncRequest) {
    let shape = |transaction: &mut crate::store::Transaction<'_>| {
        let org = transaction.create_organisation("Mine")?;
        transaction.create_project(org, "Ship", "SHIP")
    };
    let made: Result<_, StoreError> = request.store.write(shape);
    made.unwrap();
}

#[tokio::test]
async fn a_relay_that_is_away_ends_it_as_offline_and_lets_the_lock_go() {
    let (listener, relay) = listener();
    drop(listener);
    for has_work in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let mut request = signed_in(dir.path(), &relay, i64::MAX);
        if has_work {
            with_project(&mut request);
        }
        let (events, _seen) = mpsc::unbounded_channel();
        let (_control, controls) = mpsc::unbounded_channel();
        let outcome = run(request, events, controls).await.unwrap();
        assert!(matches!(outcome, Outcome::Offline { .. }), "{outcome:?}");
        assert!(SyncLock::try_take(dir.path()).unwrap().is_some());
    }
}

#[tokio::test]
async fn one_that_stays_ends_when_it_is_told() {
    let (listener, relay) = listener();
    drop(listener);
    let dir = tempfile::tempdir().unwrap();
    let request = SyncRequest { mode: Mode::Stay, ..signed_in(dir.path(), &relay, i64::MAX) };
    let (events, mut seen) = mpsc::unbounded_channel();
    let (control, controls) = mpsc::unbounded_channel();
    let running = tokio::spawn(run(request, events, controls));
    let lost =
        async { while !matches!(seen.recv().await, Some(SyncEvent::Disconnected { .. })) {} };
    tokio::time::timeout(Duration::from_secs(10), lost).await.unwrap();
    control.send(Control::Stop).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), running).await.unwrap().unwrap();
    assert_eq!(ended.unwrap(), Outcome::Stopped { waiting: 0 });
}

#[tokio::test]
async fn a_session_that_the_relay_ended_asks_for_the_person() {
    let (listener, relay) = listener();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            let body = r#"{"code":"refresh_token_reused","message":"It was used before."}"#;
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 401 X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let request = signed_in(dir.path(), &relay, 0);
    let (events, _seen) = mpsc::unbounded_channel();
    let (_control, controls) = mpsc::unbounded_channel();
    let ended = run(request, events, controls);
    let ended = tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap();
    assert!(
        matches!(ended, Err(SyncError::Account(AccountError::NotSignedIn { .. }))),
        "{ended:?}"
    );
}
