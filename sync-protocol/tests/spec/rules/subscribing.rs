//! SUB: from a position to what follows.

use crate::rig::client::{ClientRig, cursor, sent as client_sent, tasks};
use crate::rig::relay::{RelayRig, directory, error_code, questions, sent, subscribe_frame};
use crate::world::relay_driver::ticket_of;
use crate::world::stream;
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::{ClientInput, StoreOutcome, StreamStatus};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Unsubscribe};
use aloft_sync_protocol::frames::from_relay::Changes;
use aloft_sync_protocol::frames::{RelayFrame, TailEntry};
use aloft_sync_protocol::log::{DocKind, Position};
use aloft_sync_protocol::relay::{Answer, CursorVerdict, RelayEffect, RelayInput, TailRead};

pub(super) fn entry(seq: u64) -> TailEntry {
    TailEntry {
        seq,
        doc: crate::world::doc(1),
        kind: DocKind::Task,
        bytes: vec![u8::try_from(seq % 256).unwrap(); 20].into(),
        heads_digest: Some(seq),
    }
}

#[test]
fn sub_1_only_what_the_directory_has() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&subscribe_frame(stream(9), Position::Start));
    assert_eq!(error_code(&effects), 1);
    assert_eq!(effects.len(), 1, "{effects:?}");
}

#[test]
fn sub_1_access_is_looked_at_again_when_it_matters() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Start));
    let effects = rig.answer(&effects, Answer::Verified(CursorVerdict::NotFound));
    assert_eq!(error_code(&effects), 1);
    assert!(effects.contains(&RelayEffect::Unwatch { stream: stream(0) }));
}

#[test]
fn sub_2_watches_before_it_looks() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Tail(cursor(3))));
    let [RelayEffect::Watch { .. }, RelayEffect::VerifyCursor { cursor: asked, .. }] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*asked, Some(cursor(3)));
    // A hint in between is not missed.
    rig.input(RelayInput::StreamAdvanced { stream: stream(0), head_seq: 4 });
    let effects = rig.answer(&effects, Answer::Verified(CursorVerdict::Fits { head_seq: 3 }));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 3, .. }]));
}

#[test]
fn sub_3_a_position_that_fits_is_answered_with_the_newest_seq() {
    let mut rig = RelayRig::ready();
    let effects = rig.subscribe(Position::Tail(cursor(3)), 3);
    let [RelayFrame::Subscribed(subscribed)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(subscribed.head_seq, 3);
    assert!(questions(&effects).is_empty(), "nothing is missing");
}

#[test]
fn sub_4_a_second_subscription_replaces_the_first() {
    let mut rig = RelayRig::ready();
    let first = rig.frame(&subscribe_frame(stream(0), Position::Tail(cursor(9))));
    let second = rig.frame(&subscribe_frame(stream(0), Position::Tail(cursor(3))));
    let late = Answer::Verified(CursorVerdict::Ahead { head_seq: 4 });
    assert!(rig.answer(&first, late).is_empty());
    let effects = rig.answer(&second, Answer::Verified(CursorVerdict::Fits { head_seq: 4 }));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 3, .. }]));
}

#[test]
fn sub_5_all_are_served_in_turn_with_few_readings_at_once() {
    let streams: Vec<StreamId> = (0..10).map(stream).collect();
    let mut rig = RelayRig::ready();
    let loading = rig.input(RelayInput::AccessChanged);
    rig.answer(&loading, Answer::Directory(directory(&streams)));
    let mut out: Vec<RelayEffect> = Vec::new();
    for id in &streams {
        let effects = rig.frame(&subscribe_frame(*id, Position::Tail(cursor(0))));
        let head_seq = 1_000_000;
        out.extend(rig.answer(&effects, Answer::Verified(CursorVerdict::Fits { head_seq })));
    }
    let mut served = Vec::new();
    for _ in 0..10 {
        let reading = questions(&out);
        assert_eq!(reading.len(), 4);
        let RelayEffect::ReadTail { stream, after, .. } = reading[0] else { panic!() };
        served.push(*stream);
        let ticket = ticket_of(reading[0]);
        let read = TailRead { entries: vec![entry(after + 1)], head_seq: 1_000_000 };
        let first = out.iter().position(|effect| effect == reading[0]).unwrap();
        out.drain(..=first);
        out.extend(rig.input(RelayInput::Answer { ticket, answer: Answer::Tail(read) }));
    }
    served.sort_unstable();
    assert_eq!(served, streams);
}

#[test]
fn sub_6_after_unsubscribe_nothing_more_is_sent() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let reading = rig.input(RelayInput::StreamAdvanced { stream: stream(0), head_seq: 4 });
    let effects = rig.frame(&ClientFrame::Unsubscribe(Unsubscribe { stream: stream(0) }));
    assert_eq!(effects, [RelayEffect::Unwatch { stream: stream(0) }]);
    let read = TailRead { entries: vec![entry(4)], head_seq: 4 };
    assert!(rig.answer(&reading, Answer::Tail(read)).is_empty());
    assert!(rig.input(RelayInput::StreamAdvanced { stream: stream(0), head_seq: 5 }).is_empty());
}

#[test]
fn sub_6_a_stream_that_is_not_followed_any_more_is_left() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.input(ClientInput::Untrack { stream: stream(0) });
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Unsubscribe(_)]));
    let changes = Changes::new(stream(0), &[entry(4)], None);
    assert!(tasks(&rig.frame(&RelayFrame::Changes(changes))).is_empty());
}

#[test]
fn sub_7_the_durable_position_is_the_whole_truth() {
    let mut rig = ClientRig::tailing(3);
    let changes = Changes::new(stream(0), &[entry(4)], None);
    let effects = rig.frame(&RelayFrame::Changes(changes));
    let ticket = tasks(&effects)[0].0;
    // The connection is made anew before the store is done.
    rig.input(ClientInput::Disconnected { close_code: None });
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    let effects = rig.welcomed(&[stream(0)]);
    assert!(client_sent(&effects).is_empty());
    assert_eq!(rig.status().behind, [(stream(0), StreamStatus::Idle)]);
    let outcome = StoreOutcome { cursor: Some(cursor(4)), ..StoreOutcome::default() };
    let effects = rig.stored(ticket, outcome);
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Tail(cursor(4)));
}
