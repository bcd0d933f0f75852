//! Frames that a relay sends.

use super::codes::{DivergedReason, ErrorCode, GoodbyeCode};
use super::refusals::WireRefusal;
use super::snapshot::DocumentState;
use super::{DirectoryOrg, DocHeads, FrameError, SnapshotDoc, TailEntry};
use crate::limits::{
    Limits, MAX_HEADS_DOCS, MAX_ORGS, MAX_PAGE_DOCS, MAX_PUSH_CHANGES, MAX_RELAY_FRAME,
    MAX_TAIL_ENTRIES, MAX_WORDS,
};
use crate::log::{ActivityMark, Cursor, Seq};
use crate::packed::{Packed, UnpackError};
use crate::wire;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use uuid::Uuid;

/// A frame from relay to client.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum RelayFrame {
    /// The answer to `Hello`.
    #[n(0)]
    Welcome(#[n(0)] Welcome),
    /// Everything the person may see; replaces the one before.
    #[n(1)]
    Directory(#[n(0)] Directory),
    /// The stream exists.
    #[n(2)]
    StreamOpened(#[n(0)] StreamOpened),
    /// The subscription stands; what is missing follows.
    #[n(3)]
    Subscribed(#[n(0)] Subscribed),
    /// Documents of a bootstrap.
    #[n(4)]
    SnapshotPage(#[n(0)] SnapshotPage),
    /// Activity of a bootstrap.
    #[n(5)]
    ActivityPage(#[n(0)] ActivityPage),
    /// Entries of the tail.
    #[n(6)]
    Changes(#[n(0)] Changes),
    /// Changes of a push that are committed.
    #[n(7)]
    Accepted(#[n(0)] Accepted),
    /// Changes of a push that will never be.
    #[n(8)]
    Refused(#[n(0)] Refused),
    /// The client's position does not fit the log; there is no subscription.
    #[n(9)]
    Diverged(#[n(0)] Diverged),
    /// The answer to `Heads`.
    #[n(10)]
    HeadsPage(#[n(0)] HeadsPage),
    /// The answer to `Fetch`.
    #[n(11)]
    Document(#[n(0)] Document),
    /// What somebody else looks at.
    #[n(12)]
    Presence(#[n(0)] PresenceIn),
    /// The newer token is in force.
    #[n(13)]
    Refreshed(#[n(0)] Refreshed),
    /// The answer to `Ping`.
    #[n(14)]
    Pong(#[n(0)] Pong),
    /// A request was not done.
    #[n(15)]
    Error(#[n(0)] ErrorFrame),
    /// The relay ends the connection.
    #[n(16)]
    Goodbye(#[n(0)] RelayGoodbye),
}

impl RelayFrame {
    /// One more than the largest kind.
    const KINDS: u64 = 17;

    /// Reads a message.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        super::decode(bytes, MAX_RELAY_FRAME, Self::KINDS)
    }

    /// The message.
    pub fn encode(&self) -> Vec<u8> {
        super::encode(self)
    }
}

/// The relay knows the caller.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Welcome {
    /// The version that holds from here on.
    #[n(0)]
    pub version: u16,
    /// Names this connection in the relay's logs.
    #[cbor(n(1), with = "wire::id")]
    pub session: Uuid,
    /// Who the caller is.
    #[cbor(n(2), with = "wire::id")]
    pub user: UserId,
    /// Other ids that documents may know them by.
    #[cbor(n(3), with = "wire::ids")]
    pub identities: Vec<UserId>,
    /// What to keep to.
    #[n(4)]
    pub limits: Limits,
    /// The relay's clock, in milliseconds since the Unix epoch.
    #[n(5)]
    pub server_time: u64,
    /// When the token expires, by the relay's clock.
    #[n(6)]
    pub expires_at: u64,
}

/// Organisations, people and streams.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Directory {
    /// A packed list of [`DirectoryOrg`].
    #[n(0)]
    pub orgs: Packed,
}

impl Directory {
    /// Packs organisations.
    pub fn new(orgs: &[DirectoryOrg]) -> Self {
        Self { orgs: Packed::pack_list(orgs) }
    }

    /// The organisations.
    pub fn orgs(&self) -> Result<Vec<DirectoryOrg>, UnpackError> {
        self.orgs.unpack_list::<MAX_ORGS, _>()
    }
}

/// The answer to `OpenStream`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct StreamOpened {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Its newest change; 0 when it is new.
    #[n(1)]
    pub head_seq: Seq,
}

/// The answer to `Subscribe` when the position fits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Subscribed {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Its newest change.
    #[n(1)]
    pub head_seq: Seq,
}

/// A page of snapshots, in document id order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SnapshotPage {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Where the tail will begin: where the stream stood when the first page was read.
    #[n(1)]
    pub at: Cursor,
    /// A packed list of [`SnapshotDoc`].
    #[n(2)]
    pub docs: Packed,
    /// The last document up to here; absent on the last page.
    #[cbor(n(3), with = "wire::optional_id", has_nil)]
    pub after: Option<DocId>,
}

impl SnapshotPage {
    /// The documents.
    pub fn docs(&self) -> Result<Vec<SnapshotDoc>, UnpackError> {
        self.docs.unpack_list::<MAX_PAGE_DOCS, _>()
    }
}

/// A page of activity, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActivityPage {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// A packed JSON array of activity rows.
    #[n(1)]
    pub rows: Packed,
    /// Where the next page begins; absent on the last page.
    #[n(2)]
    pub before: Option<ActivityMark>,
}

/// Entries of the tail, gapless but for the receiver's own changes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Changes {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// A packed list of [`TailEntry`].
    #[n(1)]
    pub entries: Packed,
    /// The stream's newest change, when it is newer than the last entry.
    #[n(2)]
    pub head_seq: Option<Seq>,
}

impl Changes {
    /// Packs entries.
    pub fn new(stream: StreamId, entries: &[TailEntry], head_seq: Option<Seq>) -> Self {
        Self { stream, entries: Packed::pack_list(entries), head_seq }
    }

    /// The entries.
    pub fn entries(&self) -> Result<Vec<TailEntry>, UnpackError> {
        self.entries.unpack_list::<MAX_TAIL_ENTRIES, _>()
    }
}

/// What of a push is committed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Accepted {
    /// The push.
    #[n(0)]
    pub push_id: u64,
    /// Each committed change and its place.
    #[cbor(n(1), decode_with = "wire::list::<MAX_PUSH_CHANGES, _, _>")]
    pub accepted: Vec<AcceptedItem>,
    /// The stream's newest change after the commit: what the relay itself wrote in answer (a task's
    /// number) lies up to there, and the client is not synced before it has it.
    #[n(2)]
    pub head_seq: Option<Seq>,
}

/// A committed change of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AcceptedItem {
    /// Its position in the push.
    #[n(0)]
    pub index: u32,
    /// Its place in the stream; the first one, when it was pushed twice.
    #[n(1)]
    pub seq: Seq,
}

/// What of a push is refused.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refused {
    /// The push.
    #[n(0)]
    pub push_id: u64,
    /// Each refused change and why.
    #[cbor(n(1), decode_with = "wire::list::<MAX_PUSH_CHANGES, _, _>")]
    pub refused: Vec<RefusedItem>,
}

/// A refused change of a push.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RefusedItem {
    /// Its position in the push.
    #[n(0)]
    pub index: u32,
    /// Why.
    #[n(1)]
    pub refusal: WireRefusal,
}

/// The client's position does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Diverged {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// How.
    #[n(1)]
    pub reason: DivergedReason,
    /// The relay's newest change.
    #[n(2)]
    pub head_seq: Seq,
}

/// A page of heads, in document id order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct HeadsPage {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Where the stream stood when this page was read.
    #[n(1)]
    pub at: Cursor,
    /// A packed list of [`DocHeads`].
    #[n(2)]
    pub docs: Packed,
    /// The last document up to here; absent on the last page.
    #[cbor(n(3), with = "wire::optional_id", has_nil)]
    pub after: Option<DocId>,
}

impl HeadsPage {
    /// The documents.
    pub fn docs(&self) -> Result<Vec<DocHeads>, UnpackError> {
        self.docs.unpack_list::<MAX_HEADS_DOCS, _>()
    }
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Document {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// The document.
    #[cbor(n(1), with = "wire::id")]
    pub doc: DocId,
    /// What it is; absent when the stream has no such document.
    #[n(2)]
    pub state: Option<DocumentState>,
}

/// Somebody's presence, stamped by the relay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PresenceIn {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Whose: from their session, never from their frame.
    #[cbor(n(1), with = "wire::id")]
    pub user: UserId,
    /// On which device.
    #[cbor(n(2), with = "wire::id")]
    pub device: DeviceId,
    /// Opaque to the relay; empty when they left.
    #[n(3)]
    pub payload: ByteVec,
}

/// The answer to `Refresh`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refreshed {
    /// When the token expires, by the relay's clock.
    #[n(0)]
    pub expires_at: u64,
}

/// The answer to `Ping`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Pong {
    /// From the `Ping`.
    #[n(0)]
    pub nonce: u64,
}

/// A request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ErrorFrame {
    /// Why.
    #[n(0)]
    pub code: ErrorCode,
    /// One sentence for a log.
    #[cbor(n(1), decode_with = "wire::text::<MAX_WORDS, _>")]
    pub words: String,
    /// The stream it is about.
    #[cbor(n(2), with = "wire::optional_id", has_nil)]
    pub stream: Option<StreamId>,
    /// The push it is about: nothing of it was taken.
    #[n(3)]
    pub push_id: Option<u64>,
}

/// The relay leaves.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RelayGoodbye {
    /// Why.
    #[n(0)]
    pub code: GoodbyeCode,
    /// One sentence for a log.
    #[cbor(n(1), decode_with = "wire::text::<MAX_WORDS, _>")]
    pub words: String,
    /// Do not come back before, in milliseconds from now.
    #[n(2)]
    pub retry_after_ms: u64,
}
