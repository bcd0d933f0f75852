//! What of the bytes from a relay is which kind of frame, told from the stream as it passes.

use std::collections::BTreeMap;

/// A kind's place in the protocol's `RelayFrame`.
pub(crate) type Kind = u8;
/// Documents and rows of a bootstrap.
pub(crate) const SNAPSHOT_PAGE: Kind = 4;
/// Activity of a bootstrap.
pub(crate) const ACTIVITY_PAGE: Kind = 5;

/// The end of an HTTP head.
const HEAD_END: &[u8] = b"\r\n\r\n";
const UPGRADED: &[u8] = b"HTTP/1.1 101";

/// Reads along with one connection, from its first byte.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    /// What is not understood yet.
    pending: Vec<u8>,
    is_socket: bool,
    /// Bytes of the present frame that are still to come.
    left: u64,
}

impl Frames {
    /// Adds to `sizes` what these bytes complete the beginning of.
    pub(crate) fn read(&mut self, mut bytes: &[u8], sizes: &mut BTreeMap<Kind, u64>) {
        let skipped = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        self.left -= skipped as u64;
        bytes = &bytes[skipped..];
        self.pending.extend_from_slice(bytes);
        while self.left == 0 && self.step(sizes).is_some() {}
    }

    /// Takes a head or the beginning of a frame off; none: more bytes are needed.
    fn step(&mut self, sizes: &mut BTreeMap<Kind, u64>) -> Option<()> {
        if !self.is_socket {
            let end = self.pending.windows(HEAD_END.len()).position(|four| four == HEAD_END)?;
            self.is_socket = self.pending.starts_with(UPGRADED);
            // Of an answer that is no socket nothing more is looked at.
            self.left = if self.is_socket { 0 } else { u64::MAX };
            self.pending.drain(..end + HEAD_END.len());
            return Some(());
        }
        let (head, len) = frame_head(&self.pending)?;
        // An enum of the protocol is an array of its index and its fields.
        let kind = if len < 2 { Kind::MAX } else { *self.pending.get(head + 1)? };
        let whole = head as u64 + len;
        *sizes.entry(kind).or_default() += whole;
        let here = usize::try_from(whole).unwrap_or(usize::MAX).min(self.pending.len());
        self.pending.drain(..here);
        self.left = whole - here as u64;
        Some(())
    }
}

/// The length of an unmasked WebSocket frame's head, and of what it carries (RFC 6455, 5.2).
fn frame_head(bytes: &[u8]) -> Option<(usize, u64)> {
    match *bytes.get(1)? & 0x7f {
        126 => {
            let long: [u8; 2] = bytes.get(2..4)?.try_into().ok()?;
            Some((4, u16::from_be_bytes(long).into()))
        }
        127 => {
            let long: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
            Some((10, u64::from_be_bytes(long)))
        }
        short => Some((2, short.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_crdt_model::ids::StreamId;
    use aloft_sync_protocol::frames::RelayFrame;
    use aloft_sync_protocol::frames::from_relay::{ActivityPage, SnapshotPage};
    use aloft_sync_protocol::log::Cursor;
    use aloft_sync_protocol::packed::Packed;

    fn frame(kind: Kind, len: usize) -> Vec<u8> {
        let mut frame = match len {
            0..126 => vec![0x82, u8::try_from(len).unwrap()],
            126..65_536 => {
                let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
                vec![0x82, 126, high, low]
            }
            _ => [&[0x82, 127][..], &(len as u64).to_be_bytes()].concat(),
        };
        let head = frame.len();
        frame.extend([0x82, kind]);
        frame.resize(head + len, 0);
        frame
    }

    #[test]
    fn frames_are_counted_by_kind_in_pieces_of_any_size() {
        let head = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
        let frames = [frame(0, 40), frame(4, 70_000), frame(5, 300), frame(4, 2)];
        let expected = BTreeMap::from([(0, 42), (4, 70_014), (5, 304)]);
        let stream = [&head[..], &frames.concat()].concat();
        for piece in [1, 7, 1000, stream.len()] {
            let (mut reader, mut sizes) = (Frames::default(), BTreeMap::new());
            stream.chunks(piece).for_each(|chunk| reader.read(chunk, &mut sizes));
            assert_eq!(sizes, expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn the_kinds_are_the_protocols() {
        let stream = "00000000-0000-0000-0000-000000000000".parse::<StreamId>().unwrap();
        let nothing = Packed::pack(b"[]".to_vec());
        let at = Cursor::ZERO;
        let snapshot = SnapshotPage { stream, at, docs: nothing.clone(), after: None };
        let activity = ActivityPage { stream, rows: nothing, before: None };
        let kind = |frame: RelayFrame| frame.encode()[1];
        assert_eq!(kind(RelayFrame::SnapshotPage(snapshot)), SNAPSHOT_PAGE);
        assert_eq!(kind(RelayFrame::ActivityPage(activity)), ACTIVITY_PAGE);
    }

    #[test]
    fn an_answer_of_http_is_no_frame() {
        let (mut reader, mut sizes) = (Frames::default(), BTreeMap::new());
        reader.read(b"HTTP/1.1 200 OK\r\n\r\n\x82\x05\x82\x04...", &mut sizes);
        assert_eq!(sizes, BTreeMap::new());
    }
}
