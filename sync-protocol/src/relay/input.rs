//! What the driver tells the relay session.

use crate::frames::{
    DirectoryOrg, DocHeads, DocumentState, ErrorCode, GoodbyeCode, SnapshotDoc, TailEntry,
};
use crate::instant::Millis;
use crate::log::{ActivityMark, Cursor, Seq};
use crate::ticket::Ticket;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};
use aloft_crdt_model::refusal::Refusal;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub enum RelayInput {
    /// A binary message came. A text message is given as it is, too: it is no frame, and closes.
    Frame(Vec<u8>),
    /// A message of so many bytes left the queue for the network.
    Sent {
        /// Its bytes.
        bytes: usize,
    },
    /// The answer to an effect with a ticket.
    Answer {
        /// Of the effect.
        ticket: Ticket,
        /// What was found.
        answer: Answer,
    },
    /// An effect with a ticket could not be done: the storage does not answer. The session says
    /// goodbye with a retry-after; nothing is lost, for nothing was acknowledged.
    Failed {
        /// Of the effect.
        ticket: Ticket,
    },
    /// A hint: the stream grew. Hints may be lost, doubled and reordered.
    StreamAdvanced {
        /// The stream.
        stream: StreamId,
        /// Its newest change.
        head_seq: Seq,
    },
    /// Somebody else's presence in a watched stream.
    PresenceIn {
        /// The stream.
        stream: StreamId,
        /// Who.
        user: UserId,
        /// On which device.
        device: DeviceId,
        /// Between clients.
        payload: Vec<u8>,
    },
    /// What the person may see changed (a role, a membership, a new stream): the directory is read
    /// again, nothing is sent from the log until it is here, and subscriptions that are no longer
    /// allowed end.
    AccessChanged,
    /// The person, the device or the session was shut out: close at once.
    Revoked,
    /// This node goes away: finish what was accepted, then say goodbye.
    Drain {
        /// When the client may come back, in milliseconds; spread it over the sessions.
        retry_after_ms: u64,
    },
    /// The peer closed the socket, or it broke.
    Disconnected,
    /// Time passed.
    Tick,
}

/// The answer to an effect with a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To `Authenticate`: the token is good.
    Authenticated(Authenticated),
    /// To `Authenticate`: it is not. The code is `Unauthenticated`, `TokenExpired` or `Revoked`; or
    /// `RateLimited`, when it is good and the person has too many sockets.
    Denied {
        /// Why.
        code: GoodbyeCode,
    },
    /// To `LoadDirectory`: everything that the person may see.
    Directory(Vec<DirectoryOrg>),
    /// To `OpenStream`: it exists, and the person may read it.
    Opened(Opened),
    /// To `OpenStream`: it was not done.
    NotOpened {
        /// `NotFound` or `Forbidden`.
        code: ErrorCode,
        /// One sentence for a log.
        words: String,
    },
    /// To `VerifyCursor`.
    Verified(CursorVerdict),
    /// To `ReadSnapshot`.
    Snapshot(SnapshotRead),
    /// To `ReadActivity`.
    Activity(ActivityRead),
    /// To `ReadTail`.
    Tail(TailRead),
    /// To `ReadHeads`.
    Heads(HeadsRead),
    /// To `ReadDocument`; none when the stream has no such document.
    Document(DocumentRead),
    /// To `Ingest`: one outcome for each change, in order, all of them after commit.
    Ingested {
        /// What became of each.
        outcomes: Vec<Outcome>,
        /// The stream's newest change after the commit.
        head_seq: Seq,
    },
}

/// Who holds the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// Who.
    pub user: UserId,
    /// Other ids that documents may know them by.
    pub identities: Vec<UserId>,
    /// When the token expires.
    pub expires_at: Millis,
}

/// An opened stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its newest change; 0 when it is new.
    pub head_seq: Seq,
}

/// Whether a cursor fits the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorVerdict {
    /// It fits.
    Fits {
        /// The stream's newest change.
        head_seq: Seq,
    },
    /// The log ends before it.
    Ahead {
        /// The stream's newest change.
        head_seq: Seq,
    },
    /// Another change stands there.
    HashDiffers {
        /// The stream's newest change.
        head_seq: Seq,
    },
    /// No such stream, or the person may not read it now.
    NotFound,
}

/// Documents of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRead {
    /// Where the stream stands, read in the same transaction as the documents.
    pub at: Cursor,
    /// The documents, in id order.
    pub docs: Vec<SnapshotDoc>,
    /// The last document up to here; absent when there are no more.
    pub after: Option<DocId>,
}

/// Activity of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRead {
    /// A JSON array of activity rows, newest first.
    pub rows: Vec<u8>,
    /// Where the next page begins; absent when there is no more.
    pub before: Option<ActivityMark>,
}

/// Accepted changes of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TailRead {
    /// The changes, consecutive from the one after the question's. Every entry may carry its heads
    /// digest; the session leaves out those that are not needed.
    pub entries: Vec<TailEntry>,
    /// The stream's newest change.
    pub head_seq: Seq,
}

/// Heads of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadsRead {
    /// Where the stream stands, read in the same transaction as the heads.
    pub at: Cursor,
    /// The documents, in id order.
    pub docs: Vec<DocHeads>,
    /// The last document up to here; absent when there are no more.
    pub after: Option<DocId>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRead {
    /// What it is; absent when the stream has no such document.
    pub state: Option<DocumentState>,
}

/// What became of a pushed change, after commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log here: now, or since an earlier push.
    Accepted {
        /// Its place.
        seq: Seq,
    },
    /// It will never be.
    Refused(Refusal),
}
