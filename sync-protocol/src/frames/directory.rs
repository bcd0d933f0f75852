//! The directory: which organisations, people and streams a person may see.

use crate::limits::{MAX_CODE, MAX_MEMBERS, MAX_NAME, MAX_STREAMS};
use crate::log::{Seq, StreamKind};
use crate::wire;
use aloft_crdt_model::ids::{OrgId, StreamId, UserId};
use minicbor::{Decode, Encode};

/// An organisation as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DirectoryOrg {
    /// Its id.
    #[cbor(n(0), with = "wire::id")]
    pub id: OrgId,
    /// Its name.
    #[cbor(n(1), decode_with = "wire::text::<MAX_NAME, _>")]
    pub name: String,
    /// The person's role in it.
    #[cbor(n(2), decode_with = "wire::text::<MAX_CODE, _>")]
    pub role: String,
    /// Everyone in it.
    #[cbor(n(3), decode_with = "wire::list::<MAX_MEMBERS, _, _>")]
    pub members: Vec<DirectoryMember>,
    /// The streams in it that the person may read.
    #[cbor(n(4), decode_with = "wire::list::<MAX_STREAMS, _, _>")]
    pub streams: Vec<DirectoryStream>,
}

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DirectoryMember {
    /// Their id.
    #[cbor(n(0), with = "wire::id")]
    pub user: UserId,
    /// Their name.
    #[cbor(n(1), decode_with = "wire::text::<MAX_NAME, _>")]
    pub name: String,
    /// Other ids that documents may know them by.
    #[cbor(n(2), with = "wire::ids")]
    pub identities: Vec<UserId>,
    /// Their role.
    #[cbor(n(3), decode_with = "wire::text::<MAX_CODE, _>")]
    pub role: String,
}

/// A stream that a person may subscribe to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DirectoryStream {
    /// Its id.
    #[cbor(n(0), with = "wire::id")]
    pub id: StreamId,
    /// What it holds.
    #[n(1)]
    pub kind: StreamKind,
    /// Its newest change when the directory was read.
    #[n(2)]
    pub head_seq: Seq,
}
