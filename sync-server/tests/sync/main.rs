//! Sync from outside: real sockets, real documents, a real Postgres, one relay or two.

#![expect(clippy::unwrap_used, reason = "a test that fails here fails where it should")]

#[expect(dead_code, reason = "the other test program uses all of it")]
#[path = "../common/database.rs"]
mod database;
#[expect(dead_code, reason = "the other test program uses all of it")]
#[path = "../common/test_app.rs"]
mod test_app;

mod client;
mod node;
mod tables;
mod writer;

mod access;
mod bootstrap;
mod drain;
mod hints;
mod hostile;
mod hostile_sockets;
mod ingest;
mod isolation;
mod rate;
mod reprojection;
mod restored;
mod two_nodes;
