//! The workloads, each in a file of its own.

mod alone;
mod fan_out;
mod fresh;
mod ingest;
mod neighbours;
mod propagation;
mod reconnect;

pub(crate) use alone::alone;
pub(crate) use fan_out::fan_out;
pub(crate) use fresh::fresh;
pub(crate) use ingest::ingest;
pub(crate) use neighbours::neighbours;
pub(crate) use propagation::propagation;
pub(crate) use reconnect::reconnect;

use crate::person::Person;
use crate::syncing::Syncing;
use aloft_client::sync::Mode;
use anyhow::Result;

/// Waiting for a program or for argon2, on a thread that others would run on.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

/// Sends everything that waits in somebody's store.
async fn hand_over(person: &Person) -> Result<()> {
    Syncing::start(person.sync(Mode::Once)?).synced().await
}
