//! Synchronisation: the protocol's session, with a socket, a store and tokens around it.
//!
//! [`run`] drives one [`ClientSession`](aloft_sync_protocol::client::ClientSession): its effects
//! become WebSocket messages, store transactions (on a thread of their own, since SQLite blocks)
//! and token requests; what comes of them goes back in. The desktop app and `aloft sync` run this
//! same function.
//!
//! Several processes may use a store, and one of them syncs it: whoever holds [`SyncLock`]. The
//! others' changes are noticed in the database within [`NOTICE_WITHIN`] and pushed with its own.
//!
//! Organisations that live on this machine alone, and have something in them, are made known to the
//! relay first, with their ids, where that is wanted ([`LocalWork`]).
//!
//! *Invariant: decides nothing about the protocol.* Order, retries, backoff and what "synced"
//! means are the session's.

mod clock;
mod driver;
mod event;
mod link;
mod lock;
mod organisations;
mod tokens;
mod worker;

pub use clock::moment;
pub use driver::{Control, LocalWork, Mode, SyncRequest, run};
pub use event::{Outcome, SyncEvent};
pub use lock::SyncLock;
pub use organisations::join;
pub use worker::NOTICE_WITHIN;

// What events say in the protocol's words: who runs a sync needs no other door to them.
pub use aloft_sync_protocol::client::{LinkStatus, Problem, StreamStatus, SyncStatus};
pub use aloft_sync_protocol::instant::Millis;
pub use aloft_sync_protocol::log::ChangeHash;

use crate::account::AccountError;
use crate::store::StoreError;

/// Synchronisation ended with something that trying again will not mend.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The account cannot be used: signed out, or never in.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The relay and this version have no protocol in common.
    #[error("this version of Aloft and the relay do not understand each other: update the older")]
    UnsupportedVersion,
    /// The local store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store's thread ended unexpectedly.
    #[error("the local store stopped working: {0}")]
    StoreStopped(String),
    /// The lock file cannot be used.
    #[error("cannot use {path}: {source}")]
    Lock {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

#[cfg(test)]
mod tests;
