//! The client's side: one [`ClientSession`] for one account at one relay, across reconnects.
//!
//! A driver owns the socket, the store and the clock. It calls [`ClientSession::handle`] for every
//! event, does the effects **in the order given** (those of the store one after the other), and
//! gives [`ClientInput::Tick`] when [`ClientSession::deadline`] has come.
//!
//! *Invariant: the status is made of durable facts.* Nothing counts as synced before the relay said
//! that it committed it and the store said that it marked it.

mod effect;
mod heal;
mod input;
mod link;
mod presence;
mod push;
mod receive;
mod session;
mod status;
mod stream;
mod token;

pub use effect::{
    AcceptedChange, Advance, ClientEffect, PendingMark, RefusedChange, StoreTask, TokenReason,
};
pub use input::{ClientInput, Counts, PendingChange, StoreOutcome, TokenFailure, TrackedStream};
pub use session::{ClientConfig, ClientSession};
pub use status::{LinkStatus, Problem, StreamStatus, SyncStatus};
