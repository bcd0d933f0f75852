//! FRAME: how bytes become frames.

use crate::rig::client::{ClientRig, hung_up};
use crate::rig::relay::{RelayRig, closed, device, hello};
use crate::world::{ORG, doc, stream, user};
use aloft_sync_protocol::client::ClientInput;
use aloft_sync_protocol::frames::from_client::{self, ClientFrame, PushedChange};
use aloft_sync_protocol::frames::from_relay::{self, RelayFrame};
use aloft_sync_protocol::frames::{
    DivergedReason, DocumentState, ErrorCode, FrameError, GoodbyeCode, TailEntry, WireRefusal,
};
use aloft_sync_protocol::limits::Limits;
use aloft_sync_protocol::log::{
    ActivityMark, ChangeHash, Cursor, DocKind, HeadBytes, LogHash, Position, StreamKind,
};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::RelayInput;
use proptest::prelude::*;
use uuid::Uuid;

fn cursor() -> Cursor {
    Cursor { seq: 300, hash: LogHash([7; 32]) }
}

fn client_frames() -> Vec<ClientFrame> {
    let positions = [
        Position::Start,
        Position::Snapshots { at: cursor(), after: doc(3) },
        Position::Activity { at: cursor(), before: None },
        Position::Activity { at: cursor(), before: Some(ActivityMark(vec![1, 2])) },
        Position::Tail(Cursor::ZERO),
    ];
    let subscribes = positions.map(|position| {
        ClientFrame::Subscribe(from_client::Subscribe { stream: stream(1), position })
    });
    let change = PushedChange {
        doc: doc(1),
        kind: DocKind::Text,
        bytes: vec![1; 40].into(),
        again: Some(from_client::Again::WasAcknowledged),
    };
    let changes = vec![PushedChange { again: None, ..change.clone() }, change];
    let mut frames = vec![
        ClientFrame::Hello(hello()),
        ClientFrame::OpenStream(from_client::OpenStream {
            org: ORG,
            stream: stream(1),
            kind: StreamKind::Private,
        }),
        ClientFrame::Unsubscribe(from_client::Unsubscribe { stream: stream(1) }),
        ClientFrame::Push(from_client::Push { push_id: 9, stream: stream(1), changes }),
        ClientFrame::PackedPush(from_client::PackedPush {
            push_id: 9,
            stream: stream(1),
            changes: Packed::Plain(vec![0x80].into()),
        }),
        ClientFrame::Heads(from_client::Heads { stream: stream(1), after: None }),
        ClientFrame::Heads(from_client::Heads { stream: stream(1), after: Some(doc(1)) }),
        ClientFrame::Fetch(from_client::Fetch { stream: stream(1), doc: doc(1) }),
        ClientFrame::Presence(from_client::PresenceOut {
            stream: stream(1),
            payload: vec![1].into(),
        }),
        ClientFrame::Refresh(from_client::Refresh { token: "token".to_owned() }),
        ClientFrame::Ping(from_client::Ping { nonce: 1 }),
        ClientFrame::Goodbye(from_client::ClientGoodbye {}),
    ];
    frames.extend(subscribes);
    frames
}

fn relay_frames() -> Vec<RelayFrame> {
    let entry = TailEntry {
        seq: 4,
        doc: doc(1),
        kind: DocKind::Task,
        bytes: vec![3; 100].into(),
        heads_digest: None,
    };
    let refusal = WireRefusal {
        code: "forbidden".to_owned(),
        words: "No.".to_owned(),
        path: "/title".to_owned(),
    };
    let state = DocumentState {
        kind: DocKind::Project,
        doc_seq: 4,
        heads: [ChangeHash([1; 32]), ChangeHash([2; 32])].into_iter().collect(),
        bytes: Packed::pack(vec![0; 1000]),
    };
    let stream = stream(1);
    vec![
        crate::rig::client::welcome(aloft_sync_protocol::instant::Millis(5)),
        RelayFrame::Directory(from_relay::Directory::new(&crate::rig::relay::directory(&[stream]))),
        RelayFrame::StreamOpened(from_relay::StreamOpened { stream, head_seq: 0 }),
        RelayFrame::Subscribed(from_relay::Subscribed { stream, head_seq: 9 }),
        RelayFrame::SnapshotPage(from_relay::SnapshotPage {
            stream,
            at: cursor(),
            docs: Packed::pack(vec![0x80]),
            after: Some(doc(2)),
        }),
        RelayFrame::ActivityPage(from_relay::ActivityPage {
            stream,
            rows: Packed::pack(b"[]".to_vec()),
            before: Some(ActivityMark(vec![1])),
        }),
        RelayFrame::Changes(from_relay::Changes::new(stream, &[entry], Some(9))),
        RelayFrame::Accepted(from_relay::Accepted {
            push_id: 3,
            accepted: vec![from_relay::AcceptedItem { index: 0, seq: 300 }],
            head_seq: Some(301),
        }),
        RelayFrame::Refused(from_relay::Refused {
            push_id: 3,
            refused: vec![from_relay::RefusedItem { index: 1, refusal }],
        }),
        RelayFrame::Diverged(from_relay::Diverged {
            stream,
            reason: DivergedReason::HashDiffers,
            head_seq: 3,
        }),
        RelayFrame::HeadsPage(from_relay::HeadsPage {
            stream,
            at: cursor(),
            docs: Packed::pack(vec![0x80]),
            after: None,
        }),
        RelayFrame::Document(from_relay::Document { stream, doc: doc(1), state: Some(state) }),
        RelayFrame::Document(from_relay::Document { stream, doc: doc(1), state: None }),
        RelayFrame::Presence(from_relay::PresenceIn {
            stream,
            user: user(1),
            device: device(2),
            payload: Vec::new().into(),
        }),
        RelayFrame::Refreshed(from_relay::Refreshed { expires_at: 1 }),
        RelayFrame::Pong(from_relay::Pong { nonce: 1 }),
        RelayFrame::Error(from_relay::ErrorFrame {
            code: ErrorCode::Other(900),
            words: String::new(),
            stream: Some(stream),
            push_id: None,
        }),
        RelayFrame::Goodbye(from_relay::RelayGoodbye {
            code: GoodbyeCode::Draining,
            words: "away".to_owned(),
            retry_after_ms: 5,
        }),
    ]
}

#[test]
fn frame_1_every_frame_survives_the_wire() {
    for frame in client_frames() {
        assert_eq!(ClientFrame::decode(&frame.encode()).unwrap(), frame);
    }
    for frame in relay_frames() {
        assert_eq!(RelayFrame::decode(&frame.encode()).unwrap(), frame);
    }
}

#[test]
fn frame_1_the_shapes_on_the_wire_do_not_change_by_accident() {
    let hex = |bytes: Vec<u8>| {
        let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    };
    let ours = client_frames().iter().map(|frame| hex(frame.encode())).collect::<Vec<_>>();
    let theirs = relay_frames()
        .iter()
        // What zstd makes of a body is its own affair.
        .filter(|frame| !matches!(frame, RelayFrame::Document(d) if d.state.is_some()))
        .map(|frame| hex(frame.encode()))
        .collect::<Vec<_>>();
    insta::assert_json_snapshot!((ours, theirs));
}

#[test]
fn frame_1_bytes_after_a_frame_are_refused() {
    let mut bytes = ClientFrame::Ping(from_client::Ping { nonce: 1 }).encode();
    bytes.push(0);
    assert!(matches!(ClientFrame::decode(&bytes), Err(FrameError::Malformed(_))));
}

#[test]
fn frame_2_a_huge_stated_length_takes_no_memory() {
    // [4, [0, stream, an array of 2^63 changes]]
    let mut bytes = vec![0x82, 0x04, 0x83, 0x00, 0x50];
    bytes.extend([0; 16]);
    bytes.extend([0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0]);
    assert!(matches!(ClientFrame::decode(&bytes), Err(FrameError::Malformed(_))));
}

#[test]
fn frame_2_deep_nesting_does_not_recurse() {
    // A ping whose unknown second field is an array in an array, a million deep.
    let mut bytes = vec![0x82, 0x09, 0x82, 0x01];
    bytes.extend(std::iter::repeat_n(0x81, 1_000_000));
    bytes.push(0);
    drop(ClientFrame::decode(&bytes));
}

proptest! {
    #[test]
    fn frame_2_decoding_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(ClientFrame::decode(&bytes));
        drop(RelayFrame::decode(&bytes));
    }

    #[test]
    fn frame_2_decoding_damaged_frames_never_panics(
        pick in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut frames: Vec<_> = client_frames().iter().map(ClientFrame::encode).collect();
        frames.extend(relay_frames().iter().map(RelayFrame::encode));
        let mut bytes = pick.get(&frames).clone();
        let at = at.index(bytes.len());
        bytes[at] = with;
        bytes.truncate(cut.index(bytes.len() * 4));
        drop(ClientFrame::decode(&bytes));
        read_bodies(&bytes);
    }

    #[test]
    fn frame_2_unpacking_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for packed in [Packed::Plain(bytes.clone().into()), Packed::Zstd(bytes.into())] {
            drop(packed.unpack());
            let stream = stream(1);
            let push = from_client::PackedPush { push_id: 1, stream, changes: packed.clone() };
            drop(push.unpack(&Limits::default()));
            let directory = from_relay::Directory { orgs: packed.clone() };
            drop(directory.orgs());
            drop(from_relay::Changes { stream, entries: packed, head_seq: None }.entries());
        }
    }

    #[test]
    fn frame_2_sessions_survive_any_bytes(
        messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..6),
    ) {
        let mut relay = RelayRig::ready();
        let mut client = ClientRig::tailing(3);
        for bytes in messages {
            relay.input(RelayInput::Frame(bytes.clone()));
            client.input(ClientInput::Frame(bytes));
        }
    }

    #[test]
    fn frame_2_sessions_survive_any_order_of_frames(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let (ours, theirs) = (client_frames(), relay_frames());
        let mut relay = RelayRig::ready();
        let mut client = ClientRig::tailing(3);
        for pick in picks {
            relay.frame(pick.get(&ours));
            client.frame(pick.get(&theirs));
        }
    }
}

fn read_bodies(bytes: &[u8]) {
    match RelayFrame::decode(bytes) {
        Ok(RelayFrame::Directory(directory)) => drop(directory.orgs()),
        Ok(RelayFrame::Changes(changes)) => drop(changes.entries()),
        Ok(RelayFrame::SnapshotPage(page)) => drop(page.docs()),
        Ok(RelayFrame::HeadsPage(page)) => drop(page.docs()),
        _ => {}
    }
}

#[test]
fn frame_3_unknown_fields_at_the_end_are_skipped() {
    // A ping with a second field, and one with a nested third.
    for body in [&[0x82, 0x05, 0x01][..], &[0x83, 0x05, 0x01, 0x82, 0x01, 0x61, 0x61]] {
        let mut bytes = vec![0x82, 0x09];
        bytes.extend(body);
        let ping = ClientFrame::Ping(from_client::Ping { nonce: 5 });
        assert_eq!(ClientFrame::decode(&bytes).unwrap(), ping);
    }
}

#[test]
fn frame_3_optional_fields_may_be_left_out() {
    let frame = ClientFrame::Heads(from_client::Heads { stream: stream(1), after: None });
    let mut bytes = vec![0x82, 0x05, 0x81, 0x50];
    bytes.extend(stream(1).0.as_bytes());
    assert_eq!(ClientFrame::decode(&bytes).unwrap(), frame);
}

#[test]
fn frame_4_an_unknown_kind_ends_the_connection() {
    let bytes = vec![0x82, 0x18, 0x63, 0x80];
    assert!(matches!(ClientFrame::decode(&bytes), Err(FrameError::UnknownKind(99))));
    let effects = RelayRig::ready().input(RelayInput::Frame(bytes.clone()));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
    assert!(hung_up(&ClientRig::tailing(1).input(ClientInput::Frame(bytes))));
}

#[test]
fn frame_5_bodies_are_compressed_only_when_it_pays() {
    assert!(matches!(Packed::pack(vec![0; 511]), Packed::Plain(_)));
    assert!(matches!(Packed::pack(vec![0; 512]), Packed::Zstd(_)));
    let noise: Vec<u8> =
        (0..40).flat_map(|n| *Uuid::new_v5(&Uuid::nil(), &[n]).as_bytes()).collect();
    assert!(matches!(Packed::pack(noise), Packed::Plain(_)));
    assert_eq!(Packed::pack(vec![7; 100_000]).unpack().unwrap(), vec![7; 100_000]);
}

#[test]
fn frame_2_heads_are_whole_hashes() {
    assert!(HeadBytes::new(vec![0; 64]).is_ok());
    assert!(HeadBytes::new(vec![0; 33]).is_err());
    assert!(HeadBytes::new(vec![0; 32 * 1025]).is_err());
}

#[test]
fn limit_9_limits_that_allow_nothing_are_not_believed() {
    let zero = Limits {
        frame_bytes: 0,
        push_changes: 0,
        push_bytes: 0,
        pushes_in_flight: 0,
        subscriptions: 0,
        presence_bytes: 0,
        questions_in_flight: 0,
    };
    assert!(zero.tightened().push_changes > 0 && zero.tightened().frame_bytes > 0);
}
