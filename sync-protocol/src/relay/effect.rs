//! What the relay session asks of its driver.

use crate::frames::GoodbyeCode;
use crate::frames::from_client::PushedChange;
use crate::log::{ActivityMark, Cursor, Seq, StreamKind};
use crate::ticket::Ticket;
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};

/// One thing to do. Those with a ticket are answered with
/// [`RelayInput::Answer`](crate::relay::RelayInput::Answer) (the variant of the same name) or
/// [`RelayInput::Failed`](crate::relay::RelayInput::Failed).
#[derive(Clone, PartialEq)]
pub enum RelayEffect {
    /// Write one binary message; report with `Sent` when it has left the queue.
    Send(Vec<u8>),
    /// Write what is queued (for a few seconds at most), close with this code, and forget the
    /// session. The last effect there is; it has unwatched everything.
    Close(GoodbyeCode),
    /// Do not read the socket for so long: the session is over its rate.
    PauseReading {
        /// For how long, in milliseconds.
        for_ms: u64,
    },
    /// Who holds this token? `Answer::Authenticated` or `Answer::Denied`.
    Authenticate {
        /// For the answer.
        ticket: Ticket,
        /// The token, as it came.
        token: String,
        /// The store that calls.
        device: DeviceId,
        /// What the answer is for.
        reason: AuthenticationReason,
    },
    /// Read everything that the person may see now. `Answer::Directory`.
    LoadDirectory {
        /// For the answer.
        ticket: Ticket,
        /// Whose.
        user: UserId,
    },
    /// Make the stream if it is absent and the person may. `Answer::Opened`, or `Answer::NotOpened`.
    OpenStream {
        /// For the answer.
        ticket: Ticket,
        /// The organisation; it is in the directory.
        org: OrgId,
        /// The stream; its id may be taken, also by another organisation: then it is refused as not
        /// found.
        stream: StreamId,
        /// What it shall hold.
        kind: StreamKind,
    },
    /// Is the person allowed to read the stream now, and does its log have this change at this
    /// place (seq 0 always fits)? `Answer::Verified`.
    VerifyCursor {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// The place; absent for a new bootstrap.
        cursor: Option<Cursor>,
    },
    /// Read documents in id order, each whole. `Answer::Snapshot`.
    ReadSnapshot {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// Those after this one.
        after: Option<DocId>,
        /// At most so many bytes, but at least one document.
        limit_bytes: usize,
    },
    /// Read the activity feed, newest first. `Answer::Activity`.
    ReadActivity {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// Older than this mark, which an earlier answer gave.
        before: Option<ActivityMark>,
        /// At most so many bytes of JSON, but at least one row.
        limit_bytes: usize,
    },
    /// Read accepted changes by ascending seq. `Answer::Tail`.
    ReadTail {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// Those after this one.
        after: Seq,
        /// At most so many.
        limit_changes: usize,
        /// At most so many bytes, but at least one change.
        limit_bytes: usize,
    },
    /// Read the documents' heads in id order. `Answer::Heads`.
    ReadHeads {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// Those after this one.
        after: Option<DocId>,
        /// At most so many documents.
        limit: usize,
    },
    /// Read one document. `Answer::Document`.
    ReadDocument {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// The document.
        doc: DocId,
    },
    /// Check the changes and commit those that pass, in the order of DESIGN section 6; answer
    /// after commit with `Answer::Ingested`. A session has one of these out a stream at most.
    Ingest {
        /// For the answer.
        ticket: Ticket,
        /// The organisation.
        org: OrgId,
        /// The stream.
        stream: StreamId,
        /// Who offers them.
        user: UserId,
        /// From which store.
        device: DeviceId,
        /// In causal order.
        changes: Vec<PushedChange>,
    },
    /// Send `StreamAdvanced` and `PresenceIn` of this stream to this session from now on.
    Watch {
        /// The stream.
        stream: StreamId,
    },
    /// No longer.
    Unwatch {
        /// The stream.
        stream: StreamId,
    },
    /// Give this to the other sessions that watch the stream, on every node, as `PresenceIn`.
    PresenceOut {
        /// The stream.
        stream: StreamId,
        /// Who: from the session, not from the frame.
        user: UserId,
        /// On which device.
        device: DeviceId,
        /// Between clients.
        payload: Vec<u8>,
    },
}

/// What an authentication is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationReason {
    /// The connection begins.
    Hello,
    /// A newer token came in-band.
    Refresh,
}

impl std::fmt::Debug for RelayEffect {
    // A token must not reach a log by way of a Debug print; payloads would only drown it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Close(code) => write!(f, "Close({code:?})"),
            Self::PauseReading { for_ms } => write!(f, "PauseReading({for_ms} ms)"),
            Self::Authenticate { ticket, device, reason, .. } => {
                write!(f, "Authenticate({ticket:?}, {device}, {reason:?})")
            }
            Self::LoadDirectory { ticket, user } => write!(f, "LoadDirectory({ticket:?}, {user})"),
            Self::OpenStream { ticket, org, stream, kind } => {
                write!(f, "OpenStream({ticket:?}, {org}, {stream}, {kind:?})")
            }
            Self::VerifyCursor { ticket, stream, cursor, .. } => {
                write!(f, "VerifyCursor({ticket:?}, {stream}, {cursor:?})")
            }
            Self::ReadSnapshot { ticket, stream, after, .. } => {
                write!(f, "ReadSnapshot({ticket:?}, {stream}, after {after:?})")
            }
            Self::ReadActivity { ticket, stream, .. } => {
                write!(f, "ReadActivity({ticket:?}, {stream})")
            }
            Self::ReadTail { ticket, stream, after, .. } => {
                write!(f, "ReadTail({ticket:?}, {stream}, after {after})")
            }
            Self::ReadHeads { ticket, stream, after, .. } => {
                write!(f, "ReadHeads({ticket:?}, {stream}, after {after:?})")
            }
            Self::ReadDocument { ticket, stream, doc, .. } => {
                write!(f, "ReadDocument({ticket:?}, {stream}, {doc})")
            }
            Self::Ingest { ticket, stream, changes, .. } => {
                write!(f, "Ingest({ticket:?}, {stream}, {} changes)", changes.len())
            }
            Self::Watch { stream } => write!(f, "Watch({stream})"),
            Self::Unwatch { stream } => write!(f, "Unwatch({stream})"),
            Self::PresenceOut { stream, payload, .. } => {
                write!(f, "PresenceOut({stream}, {} bytes)", payload.len())
            }
        }
    }
}
