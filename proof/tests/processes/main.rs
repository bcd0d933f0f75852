//! Aloft's real programs, on bad networks and among strangers' sockets.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/sync/client.rs"]
mod client;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/common/database.rs"]
mod database;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/common/test_app.rs"]
mod test_app;

mod bombs;
mod namespaces;
mod siege;
mod team;
mod weather;
