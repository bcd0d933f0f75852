//! Aloft's sync protocol: frames, limits and the two session state machines.
//!
//! SPEC.md at the repository root holds the numbered rules; the tests in `tests/` bear their ids.
//! One WebSocket binary message is one frame ([`frames`]). [`client::ClientSession`] lives as long
//! as the client does and survives reconnects; [`relay::RelaySession`] lives as long as one socket.
//!
//! *Invariant: sans-IO.* Events go in, effects come out. Knows nothing of sockets, tasks, SQL,
//! clocks or Automerge: time and random bits are parameters, and documents, changes, heads and
//! rows are opaque bytes.

pub mod backoff;
pub mod client;
pub mod frames;
pub mod instant;
pub mod limits;
pub mod log;
pub mod packed;
pub mod relay;
pub mod ticket;

mod bucket;
mod wire;
