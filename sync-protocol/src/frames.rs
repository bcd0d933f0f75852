//! Frames: what travels, one a WebSocket binary message.
//!
//! A frame is the CBOR array `[kind, body]`; a body is an array whose positions are the field
//! numbers of SPEC.md. Absent fields at the end are left out, unknown ones at the end are skipped:
//! that is how a version grows. Anything else that does not fit is an error, and closes the socket.
//!
//! *Invariant: decoding never panics, never recurses, and never takes more memory than the frame
//! times a small factor.*

pub mod codes;
pub mod directory;
pub mod from_client;
pub mod from_relay;
pub mod refusals;
pub mod snapshot;
pub mod tail;

pub use codes::{DivergedReason, ErrorCode, GoodbyeCode};
pub use directory::{DirectoryMember, DirectoryOrg, DirectoryStream};
pub use from_client::ClientFrame;
pub use from_relay::RelayFrame;
pub use refusals::WireRefusal;
pub use snapshot::{DocHeads, DocumentState, SnapshotDoc};
pub use tail::TailEntry;

use minicbor::{Decode, Encode};

/// A message could not be read as a frame.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// It is larger than the limit.
    #[error("a frame of {len} bytes, where {max} is the limit")]
    TooLarge {
        /// Its bytes.
        len: usize,
        /// The limit.
        max: usize,
    },
    /// This version has no such kind.
    #[error("frame kind {0} is not known")]
    UnknownKind(u64),
    /// It is not what its kind should be.
    #[error("a frame is malformed: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    /// A packed body in it could not be read.
    #[error(transparent)]
    Body(#[from] crate::packed::UnpackError),
}

fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8], max: usize, kinds: u64) -> Result<T, FrameError> {
    if bytes.len() > max {
        return Err(FrameError::TooLarge { len: bytes.len(), max });
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    if decoder.array()? != Some(2) {
        return Err(minicbor::decode::Error::message("a frame is [kind, body]").into());
    }
    let kind = decoder.u64()?;
    if kind >= kinds {
        return Err(FrameError::UnknownKind(kind));
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let frame = decoder.decode()?;
    if decoder.position() != bytes.len() {
        return Err(minicbor::decode::Error::message("bytes after the frame").into());
    }
    Ok(frame)
}

fn encode<T: Encode<()>>(frame: &T) -> Vec<u8> {
    crate::wire::to_vec(frame)
}
