//! Bodies that are compressed when it pays, and unfolded within a bound.

use crate::limits;
use crate::wire;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use std::io::Read;

/// Bytes as they travel: plain, or one zstd frame.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Packed {
    /// As they are.
    #[n(0)]
    Plain(#[n(0)] ByteVec),
    /// Compressed.
    #[n(1)]
    Zstd(#[n(0)] ByteVec),
}

/// A packed body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// It would unfold to more than the limit.
    #[error("a body unfolds to more than {0} bytes")]
    TooLarge(usize),
    /// It is not zstd.
    #[error("a compressed body is damaged")]
    Damaged(#[source] std::io::Error),
    /// It is not the CBOR that it should be.
    #[error("a body is malformed: {0}")]
    Malformed(#[from] minicbor::decode::Error),
}

impl Packed {
    /// Packs bytes: compressed at level 3 when they are at least [`limits::MIN_PACK`] and it makes
    /// them smaller.
    pub fn pack(bytes: Vec<u8>) -> Self {
        if bytes.len() >= limits::MIN_PACK
            && let Ok(smaller) = zstd::bulk::compress(&bytes, 3)
            && smaller.len() < bytes.len()
        {
            return Self::Zstd(smaller.into());
        }
        Self::Plain(bytes.into())
    }

    /// The bytes, if they are at most [`limits::MAX_UNPACKED`].
    pub fn unpack(&self) -> Result<Vec<u8>, UnpackError> {
        self.unpack_within(limits::MAX_UNPACKED)
    }

    /// The bytes, if they are at most `max`. Reads as a stream and stops at the bound: what a
    /// frame claims as its size is not believed.
    pub fn unpack_within(&self, max: usize) -> Result<Vec<u8>, UnpackError> {
        match self {
            Self::Plain(bytes) if bytes.len() > max => Err(UnpackError::TooLarge(max)),
            Self::Plain(bytes) => Ok(bytes.to_vec()),
            Self::Zstd(bytes) => unfold(bytes, max),
        }
    }

    /// Bytes on the wire.
    pub fn len(&self) -> usize {
        match self {
            Self::Plain(bytes) | Self::Zstd(bytes) => bytes.len(),
        }
    }

    /// No bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Packs a list of items as CBOR.
    pub(crate) fn pack_list<T: Encode<()>>(items: &[T]) -> Self {
        Self::pack(wire::to_vec(&items))
    }

    /// Reads a packed list of at most `MAX` items.
    pub(crate) fn unpack_list<const MAX: usize, T>(&self) -> Result<Vec<T>, UnpackError>
    where
        T: for<'b> Decode<'b, ()>,
    {
        Ok(self.unpack_list_within::<MAX, T>(limits::MAX_UNPACKED)?.0)
    }

    /// The same, of at most `max` bytes; and how many there are.
    pub(crate) fn unpack_list_within<const MAX: usize, T>(
        &self,
        max: usize,
    ) -> Result<(Vec<T>, usize), UnpackError>
    where
        T: for<'b> Decode<'b, ()>,
    {
        let bytes = self.unpack_within(max)?;
        let mut decoder = minicbor::Decoder::new(&bytes);
        let items = wire::list::<MAX, (), T>(&mut decoder, &mut ())?;
        if decoder.position() != bytes.len() {
            return Err(minicbor::decode::Error::message("bytes after the list").into());
        }
        Ok((items, bytes.len()))
    }
}

fn unfold(bytes: &[u8], max: usize) -> Result<Vec<u8>, UnpackError> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes)
        .map_err(UnpackError::Damaged)?
        .single_frame();
    decoder.window_log_max(limits::MAX_ZSTD_WINDOW_LOG).map_err(UnpackError::Damaged)?;
    let mut unfolded = Vec::new();
    let bound = max as u64 + 1;
    decoder.take(bound).read_to_end(&mut unfolded).map_err(UnpackError::Damaged)?;
    if unfolded.len() > max {
        return Err(UnpackError::TooLarge(max));
    }
    Ok(unfolded)
}
