//! Hints as notifications: short texts, several heads in one.
//!
//! `grew <org>/<stream>/<head> …`, `presence <node> <stream> <user> <device> <hex>`, and
//! [`Announcement`]'s own. What a newer version says is not understood, and skipped.

use super::outgoing::Outgoing;
use super::{Hint, NodeId, PresenceHint};
use crate::ingest::{Origin, StreamKey};
use crate::live::Announcement;
use aloft_crdt_model::ids::{DeviceId, OrgId, StreamId, UserId};
use std::fmt::Write;
use uuid::Uuid;

/// Postgres takes less than 8,000 bytes.
const MAX_PAYLOAD: usize = 7_500;
/// A larger presence stays on its node.
const MAX_PRESENCE: usize = 2_000;

/// Everything that waits, as few payloads.
pub(super) fn write(outgoing: &Outgoing) -> Vec<String> {
    let mut payloads: Vec<String> =
        outgoing.announcements().iter().map(ToString::to_string).collect();
    let mut heads = String::new();
    for (key, head_seq) in outgoing.heads() {
        if heads.len() > MAX_PAYLOAD - 120 {
            payloads.push(std::mem::take(&mut heads));
        }
        if heads.is_empty() {
            heads.push_str("grew");
        }
        // Writing to a String cannot fail.
        let _ = write!(heads, " {}/{}/{head_seq}", key.org, key.stream);
    }
    if !heads.is_empty() {
        payloads.push(heads);
    }
    payloads.extend(outgoing.presences().iter().filter_map(write_presence));
    payloads
}

/// The hints of a payload.
pub(super) fn parse(payload: &str) -> Vec<Hint> {
    if let Some(heads) = payload.strip_prefix("grew ") {
        return heads.split(' ').filter_map(parse_head).collect();
    }
    let presence = payload.strip_prefix("presence ").and_then(parse_presence).map(Hint::Presence);
    presence.or_else(|| Announcement::parse(payload).map(Hint::Announcement)).into_iter().collect()
}

fn parse_head(text: &str) -> Option<Hint> {
    let mut parts = text.split('/');
    let org = OrgId(Uuid::parse_str(parts.next()?).ok()?);
    let stream = StreamId(Uuid::parse_str(parts.next()?).ok()?);
    let head_seq = parts.next()?.parse().ok()?;
    Some(Hint::Grew { key: StreamKey { org, stream }, head_seq })
}

fn write_presence(presence: &PresenceHint) -> Option<String> {
    if presence.payload.len() > MAX_PRESENCE {
        return None;
    }
    let PresenceHint { node, stream, origin, payload } = presence;
    let mut text = format!("presence {} {stream} {} {} ", node.0, origin.user, origin.device);
    for byte in payload {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Some(text)
}

fn parse_presence(text: &str) -> Option<PresenceHint> {
    let mut parts = text.split(' ');
    let mut id = || Uuid::parse_str(parts.next()?).ok();
    let node = NodeId(id()?);
    let stream = StreamId(id()?);
    let origin = Origin { user: UserId(id()?), device: DeviceId(id()?) };
    let payload = parse_hex(parts.next()?)?;
    Some(PresenceHint { node, stream, origin, payload })
}

fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u128) -> StreamKey {
        StreamKey { org: OrgId(Uuid::from_u128(1)), stream: StreamId(Uuid::from_u128(number)) }
    }

    #[test]
    fn what_is_written_can_be_read_and_no_payload_is_too_long() {
        let mut outgoing = Outgoing::default();
        let mut said = Vec::new();
        for number in 0..500 {
            let hint = Hint::Grew { key: key(number), head_seq: i64::MAX };
            outgoing.add(hint.clone());
            said.push(hint);
        }
        let presence = PresenceHint {
            node: NodeId(Uuid::from_u128(7)),
            stream: key(1).stream,
            origin: Origin {
                user: UserId(Uuid::from_u128(8)),
                device: DeviceId(Uuid::from_u128(9)),
            },
            payload: vec![0, 0x7f, 0xff],
        };
        outgoing.add(Hint::Presence(presence.clone()));
        said.push(Hint::Presence(presence));
        let payloads = write(&outgoing);
        assert!(payloads.iter().all(|payload| payload.len() < 8000));
        let heard: Vec<_> = payloads.iter().flat_map(|payload| parse(payload)).collect();
        assert_eq!(heard, said);
    }

    #[test]
    fn a_stream_that_grows_often_is_hinted_at_once() {
        let mut outgoing = Outgoing::default();
        for head_seq in [3, 9, 5] {
            outgoing.add(Hint::Grew { key: key(1), head_seq });
        }
        let payloads = write(&outgoing);
        assert_eq!(payloads.len(), 1);
        assert_eq!(parse(&payloads[0]), [Hint::Grew { key: key(1), head_seq: 9 }]);
    }

    #[test]
    fn presence_that_is_too_large_stays_on_its_node() {
        let mut outgoing = Outgoing::default();
        outgoing.add(Hint::Presence(PresenceHint {
            node: NodeId(Uuid::nil()),
            stream: key(1).stream,
            origin: Origin { user: UserId(Uuid::nil()), device: DeviceId(Uuid::nil()) },
            payload: vec![0; MAX_PRESENCE + 1],
        }));
        assert_eq!(write(&outgoing), Vec::<String>::new());
    }

    #[test]
    fn what_a_newer_version_says_is_skipped() {
        assert_eq!(parse("grew nonsense 1/2"), []);
        assert_eq!(parse("presence x"), []);
        assert_eq!(parse("news of tomorrow"), []);
    }
}
