//! Hints between nodes: *this stream grew*, *somebody looks at that*, *what you may see changed*.
//!
//! A hint carries no data that is not in the database; whoever hears one reads what is true now.
//! Losing one costs latency: a listener that may have missed some says so ([`Heard::Gap`]), and
//! every node asks from time to time ([`crate::sync`]).
//!
//! *Invariant: publishing never waits.* It is called right after a commit, for the acknowledgement
//! must not depend on it.

mod in_process;
mod outgoing;
mod payload;
mod postgres;

pub use in_process::InProcess;
pub use postgres::PostgresBus;

use crate::ingest::{Origin, StreamKey};
use crate::live::Announcement;
use aloft_crdt_model::ids::StreamId;
use tokio::sync::broadcast;
use uuid::Uuid;

/// A node, from its start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub Uuid);

/// Something that nodes tell each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A stream has changes up to this seq.
    Grew {
        /// The stream.
        key: StreamKey,
        /// Its newest change.
        head_seq: i64,
    },
    /// What somebody looks at.
    Presence(PresenceHint),
    /// Something that open sockets depend on.
    Announcement(Announcement),
}

/// What somebody looks at, for whoever watches the same stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceHint {
    /// Which node says so; it has told its own sockets already.
    pub node: NodeId,
    /// Where.
    pub stream: StreamId,
    /// Who, as their socket proved.
    pub origin: Origin,
    /// Between clients.
    pub payload: Vec<u8>,
}

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A hint.
    Hint(Hint),
    /// Some hints may have been missed: look for yourself.
    Gap,
}

/// The way hints travel.
pub trait Bus: Send + Sync {
    /// Tells the other nodes, some time soon, if it can.
    fn publish(&self, hint: Hint);

    /// Everything heard from now on. What this node published may be among it.
    fn subscribe(&self) -> broadcast::Receiver<Heard>;
}

/// How many hints a listener may lie behind before it is told of a gap instead.
const LISTENER_LAG: usize = 4096;
