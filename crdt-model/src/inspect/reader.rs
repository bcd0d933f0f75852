//! A cursor over untrusted bytes.
//!
//! *Invariant: reads only what is there.* Nothing is allocated from a length that was not checked
//! against the bytes that remain, and integers are taken in their shortest form only: Automerge
//! writes no other, and what it would write differently on saving cannot be loaded again.

use crate::refusal::{Refusal, RefusalCode};

/// The unread rest of some bytes.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        let (first, rest) = self.rest.split_first().ok_or_else(truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or_else(truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// An unsigned LEB128 integer in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, Refusal> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let low = u64::from(byte & 0x7f);
            // The tenth byte holds the one bit that is left.
            if shift == 63 && low > 1 {
                return Err(malformed("an integer does not fit 64 bits"));
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                if shift > 0 && byte == 0 {
                    return Err(malformed("an integer is longer than it needs to be"));
                }
                return Ok(value);
            }
        }
        Err(malformed("an integer does not fit 64 bits"))
    }

    /// A signed LEB128 integer in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, Refusal> {
        let mut value = 0_i64;
        let mut previous = 0_u8;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 != 0 {
                previous = byte;
                continue;
            }
            // The tenth byte can only repeat the sign.
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(malformed("an integer does not fit 64 bits"));
            }
            let negative = previous & 0x40 != 0;
            if shift > 0 && ((byte == 0 && !negative) || (byte == 0x7f && negative)) {
                return Err(malformed("an integer is longer than it needs to be"));
            }
            if shift < 57 && byte & 0x40 != 0 {
                value |= -1_i64 << (shift + 7);
            }
            return Ok(value);
        }
        Err(malformed("an integer does not fit 64 bits"))
    }

    /// A length that the remaining bytes can hold.
    pub(super) fn length(&mut self) -> Result<usize, Refusal> {
        let len = usize::try_from(self.unsigned()?).map_err(|_| truncated())?;
        if len > self.rest.len() { Err(truncated()) } else { Ok(len) }
    }

    /// Bytes with their length in front.
    pub(super) fn prefixed(&mut self) -> Result<&'a [u8], Refusal> {
        let len = self.length()?;
        self.take(len)
    }
}

fn truncated() -> Refusal {
    malformed("the bytes end too early")
}

pub(super) fn malformed(words: &str) -> Refusal {
    Refusal::new(RefusalCode::Malformed, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unsigned(bytes: &[u8]) -> Option<u64> {
        let mut reader = Reader::new(bytes);
        let value = reader.unsigned().ok()?;
        reader.is_empty().then_some(value)
    }

    fn signed(bytes: &[u8]) -> Option<i64> {
        let mut reader = Reader::new(bytes);
        let value = reader.signed().ok()?;
        reader.is_empty().then_some(value)
    }

    /// The shortest form, written the plain way.
    fn write_signed(mut value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        loop {
            let byte = value.to_le_bytes()[0] & 0x7f;
            value >>= 7;
            if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
                out.push(byte);
                return out;
            }
            out.push(byte | 0x80);
        }
    }

    #[test]
    fn integers_at_the_edges() {
        assert_eq!(unsigned(&[0]), Some(0));
        assert_eq!(unsigned(&[0x80, 0]), None, "overlong");
        assert_eq!(unsigned(&[0xff; 10]), None, "eleven bytes would follow");
        let max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(unsigned(&max), Some(u64::MAX));
        assert_eq!(unsigned(&[0x80]), None, "truncated");
        assert_eq!(signed(&[0xff, 0x7f]), None, "overlong minus one");
        assert_eq!(signed(&[0x80, 0x00]), None, "overlong zero");
    }

    proptest! {
        #[test]
        fn every_signed_integer_reads_back(value: i64) {
            prop_assert_eq!(signed(&write_signed(value)), Some(value));
        }

        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.signed().is_ok() && reader.unsigned().is_ok() && reader.prefixed().is_ok() {}
        }
    }
}
