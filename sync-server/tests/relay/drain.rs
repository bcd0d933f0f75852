//! A node that leaves.

use crate::database::TestDatabase;
use crate::test_app::{START, config, options, surroundings};
use aloft_sync_server::clock::ManualClock;
use aloft_sync_server::db::{self, Db};
use aloft_sync_server::serve::{self, Running, ServeError};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn node(database: &TestDatabase, flags: &[&str]) -> Result<Running, ServeError> {
    let clock = Arc::new(ManualClock::at(START));
    serve::start(config(flags), &options(database.url()), surroundings(&clock)).await
}

async fn migrated() -> TestDatabase {
    let database = TestDatabase::create().await;
    let db = Db::connect(&options(database.url())).await.unwrap();
    db::migrate(&db).await.unwrap();
    database
}

async fn get(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_database_that_was_not_migrated_is_not_served() {
    let database = TestDatabase::create().await;
    assert!(node(&database, &[]).await.is_err());
}

#[tokio::test]
async fn a_draining_node_answers_until_balancers_noticed() {
    let database = migrated().await;
    let node = node(&database, &["--drain-delay", "1"]).await.unwrap();
    let (address, shutdown) = (node.address, node.shutdown().clone());
    let serving = tokio::spawn(node.until(std::future::pending()));
    assert!(get(address, "/readyz").await.unwrap().starts_with("HTTP/1.1 200"));
    shutdown.begin();
    let answer = get(address, "/readyz").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("draining"), "{answer}");
    assert!(get(address, "/healthz").await.unwrap().starts_with("HTTP/1.1 200"));
    serving.await.unwrap().unwrap();
    assert!(get(address, "/healthz").await.is_err(), "nobody listens");
}

#[tokio::test]
async fn what_is_under_way_ends_first() {
    let database = migrated().await;
    let node = node(&database, &[]).await.unwrap();
    let shutdown = node.shutdown().clone();
    // As a socket does: it hears that the node drains, and finishes what it has in hand.
    let finished = Arc::new(AtomicBool::new(false));
    let (socket, draining) = (finished.clone(), shutdown.draining().clone());
    shutdown.tasks().spawn(async move {
        draining.cancelled().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        socket.store(true, Ordering::SeqCst);
    });
    node.until(std::future::ready(())).await.unwrap();
    assert!(finished.load(Ordering::SeqCst));
}

#[tokio::test]
async fn what_does_not_end_is_dropped() {
    let database = migrated().await;
    let node = node(&database, &["--drain-timeout", "0.3"]).await.unwrap();
    node.shutdown().tasks().spawn(std::future::pending::<()>());
    // A request that never ends, either.
    let mut stuck = TcpStream::connect(node.address).await.unwrap();
    stuck.write_all(b"POST /v1/sign-in HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let began = Instant::now();
    node.until(std::future::ready(())).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
