//! What the driver tells the client session.

use crate::client::effect::PendingMark;
use crate::log::{ChangeHash, Cursor, DocKind, Position, Seq, StreamKind};
use crate::ticket::Ticket;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};

/// One event.
#[derive(Clone, PartialEq)]
pub enum ClientInput {
    /// Begin: connect, and stay connected.
    Start,
    /// End: say goodbye and stay away until `Start`.
    Stop,
    /// The network came back, or the user asked for a sync: do not wait for the backoff.
    RetryNow,
    /// A stream that this store has or should have. Telling it twice changes nothing.
    Track(TrackedStream),
    /// A stream that this store should no longer follow.
    Untrack {
        /// The stream.
        stream: StreamId,
    },
    /// A token for the next `Hello`, and in answer to `RefreshToken`.
    Token {
        /// The access token.
        token: String,
    },
    /// In answer to `RefreshToken`.
    TokenFailed(TokenFailure),
    /// The socket that `Connect` asked for is open.
    Connected,
    /// It could not be opened, or it is closed. `close_code` is the WebSocket close code, if there
    /// was one.
    Disconnected {
        /// From the peer's close frame.
        close_code: Option<u16>,
    },
    /// A binary message came.
    Frame(Vec<u8>),
    /// A local change was made and is durable. `counts` are read after it.
    PendingAvailable {
        /// The stream it is in.
        stream: StreamId,
        /// What the stream has now.
        counts: Counts,
    },
    /// A store task is durable.
    Stored {
        /// Of the effect.
        ticket: Ticket,
        /// What it brought.
        outcome: StoreOutcome,
    },
    /// The answer to `LoadPending`. Fewer than it could have been means: there are no more.
    Pending {
        /// Of the effect.
        ticket: Ticket,
        /// The changes, in order.
        changes: Vec<PendingChange>,
    },
    /// A store task failed, and changed nothing. The session ends the connection and comes back
    /// with backoff; everything is asked for again from what is durable.
    StoreFailed {
        /// Of the effect.
        ticket: Ticket,
    },
    /// What this person looks at now. Sent at most every 100 ms, the latest wins, never stored.
    SetPresence {
        /// The stream.
        stream: StreamId,
        /// For the other clients; empty when they left.
        payload: Vec<u8>,
    },
    /// Time passed.
    Tick,
}

impl std::fmt::Debug for ClientInput {
    // A token must not reach a log by way of a Debug print; contents would drown it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start => f.write_str("Start"),
            Self::Stop => f.write_str("Stop"),
            Self::RetryNow => f.write_str("RetryNow"),
            Self::Track(tracked) => write!(f, "Track({})", tracked.stream),
            Self::Untrack { stream } => write!(f, "Untrack({stream})"),
            Self::Token { .. } => f.write_str("Token"),
            Self::TokenFailed(failure) => write!(f, "TokenFailed({failure:?})"),
            Self::Connected => f.write_str("Connected"),
            Self::Disconnected { close_code } => write!(f, "Disconnected({close_code:?})"),
            Self::Frame(bytes) => write!(f, "Frame({} bytes)", bytes.len()),
            Self::PendingAvailable { stream, .. } => write!(f, "PendingAvailable({stream})"),
            Self::Stored { ticket, .. } => write!(f, "Stored({ticket:?})"),
            Self::Pending { ticket, changes } => {
                write!(f, "Pending({ticket:?}, {} changes)", changes.len())
            }
            Self::StoreFailed { ticket } => write!(f, "StoreFailed({ticket:?})"),
            Self::SetPresence { stream, .. } => write!(f, "SetPresence({stream})"),
            Self::Tick => f.write_str("Tick"),
        }
    }
}

/// A stream to follow.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackedStream {
    /// Its id.
    pub stream: StreamId,
    /// The organisation, so that the session can open it at the relay.
    pub org: OrgId,
    /// What it holds.
    pub kind: StreamKind,
    /// What the store has of it.
    pub position: Position,
    /// What waits in it.
    pub counts: Counts,
    /// The greatest `doc_seq` of its documents, 0 when there are none: they may be ahead of the
    /// cursor, and then a relay that lost its newest changes would not be noticed by the cursor
    /// alone.
    pub doc_seq: Seq,
}

/// What a stream holds that is not simply synced, as the store counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Changes that no relay has acknowledged, or that one lost.
    pub waiting: u64,
    /// Those of them that build on what the relay does not have, as it said when they were offered
    /// last.
    pub held_up: u64,
    /// Refused changes that the user has not dealt with.
    pub refused: u64,
}

/// What a store task brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoreOutcome {
    /// What the stream has after the task.
    pub counts: Counts,
    /// The stream's cursor after the task; needed after `StoreChanges` and `MarkAccepted`, when the
    /// position is `Tail`.
    pub cursor: Option<Cursor>,
    /// After `StoreChanges`: documents whose acknowledged heads are not the relay's.
    pub diverging: Vec<DocId>,
    /// After `Reconcile`: documents of which the relay has more.
    pub fetch: Vec<DocId>,
    /// Changes that became pending (again) by this task: what the relay lost, or what was replayed,
    /// after a refusal or because its numbers are another's. Nothing else has them offered.
    pub requeued: u64,
    /// After `MarkRefused`: changes that are kept for the person, and part of nothing any more.
    pub refused: u64,
}

/// A change to offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    /// Its place in the order of offering.
    pub mark: PendingMark,
    /// Its document.
    pub doc: DocId,
    /// The document's kind.
    pub kind: DocKind,
    /// Its hash.
    pub hash: ChangeHash,
    /// One uncompressed Automerge change chunk.
    pub bytes: Vec<u8>,
    /// A relay acknowledged it before, and may have lost it.
    pub acknowledged_before: bool,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFailure {
    /// The relay could not be reached: try again later.
    Unreachable,
    /// The person is signed out: only they can help, and the next `Token` starts again.
    SignedOut,
}
