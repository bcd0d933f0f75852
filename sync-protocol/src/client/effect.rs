//! What the client session asks of its driver.

use crate::client::status::SyncStatus;
use crate::frames::{DirectoryOrg, DocHeads, DocumentState, SnapshotDoc, TailEntry, WireRefusal};
use crate::log::{ActivityMark, ChangeHash, Cursor, Seq};
use crate::ticket::Ticket;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};

/// One thing to do. Effects are done in order.
#[derive(Clone, PartialEq)]
pub enum ClientEffect {
    /// Open a socket now, and read it; answer with `Connected` or `Disconnected`. From here on
    /// nothing of an earlier socket is given to the session.
    Connect,
    /// Send one binary message. Without an open socket it is dropped.
    Send(Vec<u8>),
    /// Close the socket, after what was given to `Send` is written, or stop opening it. Nothing of
    /// it, not even `Disconnected`, is given to the session afterwards.
    Disconnect,
    /// Stop reading the socket: the store is behind.
    PauseReading,
    /// Read again.
    ResumeReading,
    /// Get a valid access token (refresh it over HTTP); answer with `Token` or `TokenFailed`.
    RefreshToken(TokenReason),
    /// Store who and what there is, replacing the directory before. Then `Track` the streams that
    /// this store should have and the session does not know yet, and `Untrack` those that it should
    /// not; then answer with `Stored` (its outcome is not looked at) or `StoreFailed`. Until then
    /// the status is not online: nobody can say yet what is missing.
    SetDirectory {
        /// For the answer.
        ticket: Ticket,
        /// Who the relay says this is.
        user: UserId,
        /// Other ids that documents may know them by.
        identities: Vec<UserId>,
        /// Everything.
        orgs: Vec<DirectoryOrg>,
    },
    /// Do this in one store transaction; answer with `Stored`, or with `Pending` for
    /// [`StoreTask::LoadPending`], or with `StoreFailed`.
    Store {
        /// For the answer.
        ticket: Ticket,
        /// The stream it is about.
        stream: StreamId,
        /// What to do.
        task: StoreTask,
    },
    /// Show what somebody else looks at. An empty payload: they left.
    Presence {
        /// The stream.
        stream: StreamId,
        /// Who.
        user: UserId,
        /// On which device.
        device: DeviceId,
        /// What, as their client wrote it.
        payload: Vec<u8>,
    },
    /// The status changed.
    Status(SyncStatus),
}

/// Why a token is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenReason {
    /// There is none yet.
    Missing,
    /// It expires soon.
    ExpiresSoon,
    /// The relay would not take the one it was given.
    Rejected,
}

/// One transaction of the store. Each is idempotent: after a crash or a reconnect it may come again.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreTask {
    /// Store documents of a bootstrap and their rows; then the stream's position is `Snapshots{at,
    /// after}`, or `Activity{at, before: None}` when `after` is absent.
    ///
    /// A document that is here already is merged: local pending changes stay on top, and what was
    /// acknowledged and is missing in the snapshot becomes pending again (rule HEAL-3). Keep
    /// `doc_seq` a document: tail entries up to it are skipped (rule TAIL-5).
    StorePage {
        /// Where the tail will begin.
        at: Cursor,
        /// The documents.
        docs: Vec<SnapshotDoc>,
        /// The last document up to here; absent on the last page.
        after: Option<DocId>,
    },
    /// Store rows of activity, keyed by (change, position), so that twice is once; then the
    /// stream's position is `Activity{at, before}`, or `Tail(at)` when `before` is absent.
    StoreActivity {
        /// Where the tail will begin.
        at: Cursor,
        /// A JSON array of activity rows.
        rows: Vec<u8>,
        /// Where the next page begins; absent on the last page.
        before: Option<ActivityMark>,
    },
    /// Apply accepted changes in order and move the cursor. An own pending change among them counts
    /// as accepted (rule ACK-4). Entries at or before the cursor, or at or before their document's
    /// `doc_seq`, are skipped. After a document's entry with a `heads_digest`, compare it with the
    /// digest of this document's acknowledged heads, and answer those that differ in
    /// [`diverging`](crate::client::StoreOutcome::diverging).
    ///
    /// A change whose dependencies are missing is not applied, its document is answered in
    /// `diverging`, and the cursor moves all the same: the document will be fetched.
    StoreChanges {
        /// The changes, by ascending seq. May be empty.
        entries: Vec<TailEntry>,
        /// Where the cursor moves.
        advance: Advance,
    },
    /// Mark pending changes as acknowledged, keep their seq (the newest, if it comes twice), and
    /// move the cursor if told. A hash that is not here (any more) is no error.
    MarkAccepted {
        /// The changes.
        accepted: Vec<AcceptedChange>,
        /// Where the cursor moves, if it does.
        advance: Option<Advance>,
    },
    /// Mark pending changes as refused: rebuild their documents from the acknowledged base, replay
    /// the intents that are left under a new actor, keep the refused ones for the user. A hash that
    /// is not pending (any more) is no error. One that was acknowledged before stays part of its
    /// document, and is offered again after the next comparison only; unless it builds on one that
    /// waits, and then it goes on waiting.
    MarkRefused {
        /// The changes and why.
        refused: Vec<RefusedChange>,
    },
    /// The relay lacks what these build on, in this order, and cannot be given it from here. They go
    /// on waiting, and are counted as held up until they are acknowledged. Of those that were
    /// acknowledged before, the ones that are not this person's and build on nothing that waits are
    /// treated as in `MarkRefused`.
    MarkHeldUp {
        /// Documents and changes.
        changes: Vec<(DocId, ChangeHash)>,
    },
    /// Read pending changes in the order in which they were made (so dependencies come first),
    /// those that were acknowledged before and are wanted again first of all. Without `after`, that
    /// includes those that `MarkAccepted` placed beyond the cursor (or, while bootstrapping, beyond
    /// `at`): no cursor vouches for them yet (rule HEAL-8). Answer with
    /// [`ClientInput::Pending`](crate::client::ClientInput::Pending).
    LoadPending {
        /// Those after this mark; none for the first.
        after: Option<PendingMark>,
        /// At most so many.
        max_changes: usize,
        /// At most so many bytes, but at least one change.
        max_bytes: usize,
    },
    /// Compare the relay's heads of the documents in the id range (`after`, `through`] with the
    /// acknowledged heads here. What is acknowledged here and missing there becomes pending again
    /// (a document that is not listed is missing altogether); forget the `doc_seq` of all of them,
    /// for a relay that lost changes has given their numbers to others; answer in
    /// [`fetch`](crate::client::StoreOutcome::fetch) the documents of which the relay has more.
    Reconcile {
        /// Where the range begins; absent: at the first document.
        after: Option<DocId>,
        /// Where it ends; absent: with the last document.
        through: Option<DocId>,
        /// The relay's documents in the range, in id order.
        docs: Vec<DocHeads>,
    },
    /// Merge one whole document, as in `StorePage`. No state: the relay has no such document, and
    /// everything acknowledged of it becomes pending again.
    StoreDocument {
        /// The document.
        doc: DocId,
        /// What the relay has; its bytes are unpacked with
        /// [`Packed::unpack`](crate::packed::Packed::unpack).
        state: Option<DocumentState>,
    },
    /// Set the stream's position to `Tail(cursor)`: it was reconciled.
    StoreCursor {
        /// The cursor.
        cursor: Cursor,
    },
}

/// A move of a stream's cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// From this place. A store whose cursor stands before it must fail the task, for an earlier
    /// one is missing; one whose cursor is at or after `seq` leaves it there.
    pub from: Seq,
    /// To this place.
    pub seq: Seq,
    /// Own changes in between that were acknowledged and do not come as entries. With the entries
    /// of the same task, whose hashes the store computes, they leave no gap.
    pub own: Vec<(Seq, ChangeHash)>,
}

/// A pending change's place in the order of offering. Only the store knows what it means; later
/// ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PendingMark(pub u64);

/// A change that the relay committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedChange {
    /// Its document.
    pub doc: DocId,
    /// The change.
    pub hash: ChangeHash,
    /// Its place in the stream.
    pub seq: Seq,
}

/// A change that the relay will never take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedChange {
    /// Its document.
    pub doc: DocId,
    /// The change.
    pub hash: ChangeHash,
    /// Why.
    pub refusal: WireRefusal,
}

impl std::fmt::Debug for ClientEffect {
    // A token (in a hello) must not reach a log by way of a Debug print; contents would drown it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connect => f.write_str("Connect"),
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Disconnect => f.write_str("Disconnect"),
            Self::PauseReading => f.write_str("PauseReading"),
            Self::ResumeReading => f.write_str("ResumeReading"),
            Self::RefreshToken(reason) => write!(f, "RefreshToken({reason:?})"),
            Self::SetDirectory { ticket, user, orgs, .. } => {
                write!(f, "SetDirectory({ticket:?}, {user}, {} organisations)", orgs.len())
            }
            Self::Store { ticket, stream, task } => {
                write!(f, "Store({ticket:?}, {stream}, {})", task.name())
            }
            Self::Presence { stream, user, .. } => write!(f, "Presence({stream}, {user})"),
            Self::Status(status) => write!(f, "Status({status:?})"),
        }
    }
}

impl StoreTask {
    /// The task's name, for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::StorePage { .. } => "StorePage",
            Self::StoreActivity { .. } => "StoreActivity",
            Self::StoreChanges { .. } => "StoreChanges",
            Self::MarkAccepted { .. } => "MarkAccepted",
            Self::MarkRefused { .. } => "MarkRefused",
            Self::MarkHeldUp { .. } => "MarkHeldUp",
            Self::LoadPending { .. } => "LoadPending",
            Self::Reconcile { .. } => "Reconcile",
            Self::StoreDocument { .. } => "StoreDocument",
            Self::StoreCursor { .. } => "StoreCursor",
        }
    }
}
