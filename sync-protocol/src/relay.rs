//! The relay's side: one [`RelaySession`] for one socket.
//!
//! A driver owns the socket, the database and the clock. It calls [`RelaySession::handle`] for
//! every event, does the effects, and gives [`RelayInput::Tick`] when [`RelaySession::deadline`]
//! has come. `Send` and `Close` are done in order; the questions with a ticket may be done
//! concurrently, and their answers may come in any order.
//!
//! *Invariant: denies by default.* Before `Hello` is proved nothing is answered, and no stream is
//! named to the driver that is not in the person's directory.

mod access;
mod caller;
mod effect;
mod feed;
mod input;
mod outbox;
mod presence;
mod pushes;
mod questions;
mod session;
mod subscriptions;

pub use effect::{AuthenticationReason, RelayEffect};
pub use input::{
    ActivityRead, Answer, Authenticated, CursorVerdict, DocumentRead, HeadsRead, Opened, Outcome,
    RelayInput, SnapshotRead, TailRead,
};
pub use session::{RelayConfig, RelaySession};
