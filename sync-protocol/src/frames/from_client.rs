//! Frames that a client sends.

use super::FrameError;
use crate::limits::{
    Limits, MAX_AGENT, MAX_CLIENT_FRAME, MAX_PUSH_CHANGES, MAX_TOKEN, MAX_VERSIONS, MIN_PACK,
};
use crate::log::{DocKind, Position, StreamKind};
use crate::packed::{Packed, UnpackError};
use crate::wire;
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// A frame from client to relay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum ClientFrame {
    /// The first frame of a connection.
    #[n(0)]
    Hello(#[n(0)] Hello),
    /// Asks that a stream exists.
    #[n(1)]
    OpenStream(#[n(0)] OpenStream),
    /// Asks for everything after a position, and for what comes.
    #[n(2)]
    Subscribe(#[n(0)] Subscribe),
    /// Ends a subscription.
    #[n(3)]
    Unsubscribe(#[n(0)] Unsubscribe),
    /// Offers changes.
    #[n(4)]
    Push(#[n(0)] Push),
    /// Asks for a page of the documents' heads.
    #[n(5)]
    Heads(#[n(0)] Heads),
    /// Asks for one document.
    #[n(6)]
    Fetch(#[n(0)] Fetch),
    /// Says what the person looks at.
    #[n(7)]
    Presence(#[n(0)] PresenceOut),
    /// Brings a newer token.
    #[n(8)]
    Refresh(#[n(0)] Refresh),
    /// Asks for a `Pong`.
    #[n(9)]
    Ping(#[n(0)] Ping),
    /// Ends the connection.
    #[n(10)]
    Goodbye(#[n(0)] ClientGoodbye),
    /// Offers changes, compressed.
    #[n(11)]
    PackedPush(#[n(0)] PackedPush),
}

impl ClientFrame {
    /// One more than the largest kind.
    const KINDS: u64 = 12;

    /// Reads a message.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        super::decode(bytes, MAX_CLIENT_FRAME, Self::KINDS)
    }

    /// The message.
    pub fn encode(&self) -> Vec<u8> {
        super::encode(self)
    }
}

/// Who calls, and what they speak.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Hello {
    /// Versions the client speaks, in any order.
    #[cbor(n(0), decode_with = "wire::list::<MAX_VERSIONS, _, _>")]
    pub versions: Vec<u16>,
    /// The store that calls.
    #[cbor(n(1), with = "wire::id")]
    pub device: DeviceId,
    /// Proof of who the person is.
    #[cbor(n(2), decode_with = "wire::text::<MAX_TOKEN, _>")]
    pub token: String,
    /// The program and its version, for the relay's logs.
    #[cbor(n(3), decode_with = "wire::text::<MAX_AGENT, _>")]
    pub agent: String,
}

impl std::fmt::Debug for Hello {
    // A token must not reach a log by way of a Debug print.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hello")
            .field("versions", &self.versions)
            .field("device", &self.device)
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

/// Makes a stream if it is absent; idempotent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OpenStream {
    /// The organisation it belongs to.
    #[cbor(n(0), with = "wire::id")]
    pub org: OrgId,
    /// Its id, which the client chose.
    #[cbor(n(1), with = "wire::id")]
    pub stream: StreamId,
    /// What it holds.
    #[n(2)]
    pub kind: StreamKind,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Subscribe {
    /// To what.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// What the client has, durably.
    #[n(1)]
    pub position: Position,
}

/// The end of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Unsubscribe {
    /// To what.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
}

/// Changes offered to a stream, in causal order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Push {
    /// The client's number for it, unique in the connection.
    #[n(0)]
    pub push_id: u64,
    /// The stream.
    #[cbor(n(1), with = "wire::id")]
    pub stream: StreamId,
    /// The changes.
    #[cbor(n(2), decode_with = "wire::list::<MAX_PUSH_CHANGES, _, _>")]
    pub changes: Vec<PushedChange>,
}

/// A push whose changes are compressed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PackedPush {
    /// As in [`Push`].
    #[n(0)]
    pub push_id: u64,
    /// The stream.
    #[cbor(n(1), with = "wire::id")]
    pub stream: StreamId,
    /// The list of changes.
    #[n(2)]
    pub changes: Packed,
}

impl PackedPush {
    /// The push, smaller. None where that does not pay, or where the relay would not unfold it.
    pub fn of(push: &Push, limits: &Limits) -> Option<Self> {
        let bytes: usize = push.changes.iter().map(|change| change.bytes.len()).sum();
        if bytes < MIN_PACK || bytes > limits.push_bytes as usize {
            return None;
        }
        let changes = Packed::pack_list(&push.changes);
        let is_smaller = matches!(changes, Packed::Zstd(_));
        is_smaller.then_some(Self { push_id: push.push_id, stream: push.stream, changes })
    }

    /// The push, and how many bytes its list unfolds to.
    pub fn unpack(&self, limits: &Limits) -> Result<(Push, usize), UnpackError> {
        let most = limits.packed_push_bytes();
        let (changes, bytes) = self.changes.unpack_list_within::<MAX_PUSH_CHANGES, _>(most)?;
        Ok((Push { push_id: self.push_id, stream: self.stream, changes }, bytes))
    }
}

/// A change in a push.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PushedChange {
    /// The document it changes.
    #[cbor(n(0), with = "wire::id")]
    pub doc: DocId,
    /// The document's kind.
    #[n(1)]
    pub kind: DocKind,
    /// One uncompressed Automerge change chunk.
    #[n(2)]
    pub bytes: ByteVec,
    /// Set when a relay acknowledged this change before, and lost it. A claim, never an authority.
    #[n(3)]
    pub again: Option<Again>,
}

/// The mark of a change that is offered again (rule HEAL-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Again {
    /// It was acknowledged once.
    #[n(1)]
    WasAcknowledged,
}

/// A question for the documents' heads, a page at a time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Heads {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Documents after this one, in id order; none for the first page.
    #[cbor(n(1), with = "wire::optional_id", has_nil)]
    pub after: Option<DocId>,
}

/// A question for one document.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Fetch {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// The document.
    #[cbor(n(1), with = "wire::id")]
    pub doc: DocId,
}

/// What a person looks at in a stream; the payload is between clients.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PresenceOut {
    /// The stream.
    #[cbor(n(0), with = "wire::id")]
    pub stream: StreamId,
    /// Opaque to the relay.
    #[n(1)]
    pub payload: ByteVec,
}

/// A newer token for the same person.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Refresh {
    /// The token.
    #[cbor(n(0), decode_with = "wire::text::<MAX_TOKEN, _>")]
    pub token: String,
}

impl std::fmt::Debug for Refresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refresh").finish_non_exhaustive()
    }
}

/// A sign of life that wants one back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ping {
    /// Comes back in the `Pong`.
    #[n(0)]
    pub nonce: u64,
}

/// The client leaves on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClientGoodbye {}
