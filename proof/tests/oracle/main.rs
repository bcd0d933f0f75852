//! The convergence oracle: random teams of real stores, real relays and a real Postgres.
//!
//! Whatever people do, and whenever they are offline, killed or put back from a backup: once all
//! have synced, heads, views, SQLite's rows and Postgres's rows are equal everywhere, and equal to
//! what the log says. `cargo xtask oracle --minutes N --seed S` runs it for long.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

#[path = "../../../crdt-model/tests/model/arbitrary.rs"]
mod arbitrary;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/sync/client.rs"]
mod client;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/common/database.rs"]
mod database;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/sync/node.rs"]
mod node;
#[expect(dead_code, reason = "the model's own tests use all of it")]
#[path = "../../../crdt-model/tests/model/team.rs"]
mod team;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/common/test_app.rs"]
mod test_app;
#[expect(dead_code, reason = "the model's own tests use all of it")]
#[path = "../../../crdt-model/tests/model/version_0.rs"]
mod version_0;
#[expect(dead_code, reason = "the relay's tests use all of it")]
#[path = "../../../sync-server/tests/sync/writer.rs"]
mod writer;

mod agreement;
mod history;
mod member;
mod others;
mod runs;
