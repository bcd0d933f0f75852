//! CBOR codecs for types of other crates, and decoding with bounds.
//!
//! A list or text is refused while it is read, before its items take memory.

use crate::limits;
use minicbor::decode::{Decoder, Error};
use minicbor::encode::{Encoder, Error as EncodeError, Write};
use minicbor::{Decode, Encode};
use uuid::Uuid;

/// Ids as 16 raw bytes.
pub(crate) mod id {
    use super::{Decoder, EncodeError, Encoder, Error, Uuid, Write};

    pub(crate) fn encode<C, T: Copy + Into<Uuid>, W: Write>(
        id: &T,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        let uuid: Uuid = (*id).into();
        e.bytes(uuid.as_bytes())?.ok()
    }

    pub(crate) fn decode<C, T: From<Uuid>>(d: &mut Decoder<'_>, _: &mut C) -> Result<T, Error> {
        let at = d.position();
        Uuid::from_slice(d.bytes()?)
            .map(T::from)
            .map_err(|_| Error::message("an id has 16 bytes").at(at))
    }
}

/// An id that may be absent.
pub(crate) mod optional_id {
    use super::{Decoder, EncodeError, Encoder, Error, Uuid, Write, id};
    use minicbor::data::Type;

    #[expect(clippy::ref_option, reason = "the derive wants this signature")]
    pub(crate) fn encode<C, T: Copy + Into<Uuid>, W: Write>(
        value: &Option<T>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        match value {
            Some(value) => id::encode(value, e, ctx),
            None => e.null()?.ok(),
        }
    }

    pub(crate) fn decode<C, T: From<Uuid>>(
        d: &mut Decoder<'_>,
        ctx: &mut C,
    ) -> Result<Option<T>, Error> {
        if d.datatype()? == Type::Null {
            d.null()?;
            return Ok(None);
        }
        id::decode(d, ctx).map(Some)
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::option_option,
        reason = "the derive wants this signature"
    )]
    pub(crate) fn nil<T>() -> Option<Option<T>> {
        Some(None)
    }

    #[expect(clippy::ref_option, reason = "the derive wants this signature")]
    pub(crate) fn is_nil<T>(value: &Option<T>) -> bool {
        value.is_none()
    }
}

/// A list of ids.
pub(crate) mod ids {
    use super::{Decoder, EncodeError, Encoder, Error, Uuid, Write, id, limits};

    pub(crate) fn encode<C, T: Copy + Into<Uuid>, W: Write>(
        list: &[T],
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(list.len() as u64)?;
        list.iter().try_for_each(|value| id::encode(value, e, ctx))
    }

    pub(crate) fn decode<C, T: From<Uuid>>(
        d: &mut Decoder<'_>,
        ctx: &mut C,
    ) -> Result<Vec<T>, Error> {
        super::bounded(d, limits::MAX_IDENTITIES, |d| id::decode(d, ctx))
    }
}

/// Byte strings of at most 64 bytes.
pub(crate) mod short_bytes {
    use super::{Decoder, EncodeError, Encoder, Error, Write};

    pub(crate) fn encode<C, W: Write>(
        bytes: &[u8],
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.bytes(bytes)?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Vec<u8>, Error> {
        let bytes = d.bytes()?;
        if bytes.len() > 64 {
            return Err(Error::message("more than 64 bytes"));
        }
        Ok(bytes.to_vec())
    }
}

/// A list of at most `MAX` items.
pub(crate) fn list<'b, const MAX: usize, C, T: Decode<'b, C>>(
    d: &mut Decoder<'b>,
    ctx: &mut C,
) -> Result<Vec<T>, Error> {
    bounded(d, MAX, |d| T::decode(d, ctx))
}

/// A text of at most `MAX` bytes.
pub(crate) fn text<const MAX: usize, C>(d: &mut Decoder<'_>, _: &mut C) -> Result<String, Error> {
    let text = d.str()?;
    if text.len() > MAX {
        return Err(Error::message(format!("a text is longer than {MAX} bytes")));
    }
    Ok(text.to_owned())
}

/// Encodes into memory, which cannot fail.
pub(crate) fn to_vec<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written: Result<(), EncodeError<std::convert::Infallible>> =
        minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "a value that cannot be encoded: {written:?}");
    bytes
}

fn bounded<'b, T>(
    d: &mut Decoder<'b>,
    max: usize,
    mut item: impl FnMut(&mut Decoder<'b>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let Some(len) = d.array()? else {
        return Err(Error::message("lists have a stated length"));
    };
    if len > max as u64 {
        return Err(Error::message(format!("a list of {len}, where {max} is the limit")));
    }
    (0..len).map(|_| item(d)).collect()
}
