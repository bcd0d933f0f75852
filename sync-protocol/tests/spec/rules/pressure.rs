//! SLOW: one side is faster than the other.

use super::subscribing::entry;
use crate::rig::client::{ClientRig, cursor, hung_up, tasks};
use crate::rig::relay::{RelayRig, closed, device, questions, sent};
use crate::world::{World, doc, stream, user};
use aloft_sync_protocol::client::{ClientEffect, StoreOutcome};
use aloft_sync_protocol::frames::from_relay::Changes;
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame, TailEntry};
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput, TailRead};
use uuid::Uuid;

/// An entry with so many bytes that do not compress.
fn large(seq: u64, bytes: usize) -> TailEntry {
    let noise = (0_u32..).flat_map(|n| {
        *Uuid::new_v5(&Uuid::from_u128(u128::from(seq)), &n.to_be_bytes()).as_bytes()
    });
    TailEntry { bytes: noise.take(bytes).collect::<Vec<_>>().into(), ..entry(seq) }
}

/// A relay session that has queued so many bytes before a socket that takes nothing.
fn queued(bytes: usize) -> RelayRig {
    let mut rig = RelayRig::tailing(cursor(0), 0);
    rig.drains = false;
    let reading = rig.input(hint(1));
    let read = TailRead { entries: vec![large(1, bytes)], head_seq: 1 };
    rig.answer(&reading, Answer::Tail(read));
    rig
}

fn hint(head_seq: u64) -> RelayInput {
    RelayInput::StreamAdvanced { stream: stream(0), head_seq }
}

#[test]
fn slow_1_nothing_is_read_for_a_full_queue() {
    let mut rig = queued(2 << 20);
    assert!(questions(&rig.input(hint(2))).is_empty());
    let effects = rig.input(RelayInput::Sent { bytes: 1_200_000 });
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 1, .. }]));
}

#[test]
fn slow_2_a_queue_that_stands_still_closes() {
    let mut rig = queued(2 << 20);
    assert_eq!(closed(&rig.pass(29_999)), None);
    // Some of it moved: the time begins anew.
    rig.input(RelayInput::Sent { bytes: 1000 });
    assert_eq!(closed(&rig.pass(29_999)), None);
    assert_eq!(closed(&rig.pass(1)), Some(GoodbyeCode::SlowConsumer));
}

#[test]
fn slow_2_a_slow_client_comes_back_with_its_cursor_and_misses_nothing() {
    let mut world = World::with_clients(8, 2);
    world.create_stream(0, stream(0));
    world.settle();
    world.socket_of(1).stalled = true;
    for number in 0..30 {
        world.edit(0, stream(0), doc(number % 5), &format!("word {number}"));
        world.run_for(2_000);
    }
    world.settle();
    world.check_converged();
}

#[test]
fn slow_3_presence_is_dropped_first() {
    let presence = RelayInput::PresenceIn {
        stream: stream(0),
        user: user(2),
        device: device(2),
        payload: vec![1],
    };
    assert_eq!(sent(&queued(60 << 10).input(presence.clone())).len(), 1);
    assert!(sent(&queued(70 << 10).input(presence)).is_empty());
}

#[test]
fn slow_4_a_client_whose_store_is_behind_stops_reading() {
    let mut rig = ClientRig::tailing(0);
    let mut waiting = Vec::new();
    for seq in 1.. {
        let changes = Changes::new(stream(0), &[large(seq, 2 << 20)], None);
        let effects = rig.frame(&RelayFrame::Changes(changes));
        waiting.push(tasks(&effects)[0].0);
        if effects.contains(&ClientEffect::PauseReading) {
            break;
        }
    }
    assert_eq!(waiting.len(), 8, "a little more than 16 MiB");
    // It does not take its own silence for the relay's.
    rig.pass(25_000);
    assert!(!hung_up(&rig.pass(60_000)));
    let mut resumed = 0;
    for (seq, ticket) in (1..).zip(waiting) {
        let cursor = Some(cursor(seq));
        let effects = rig.stored(ticket, StoreOutcome { cursor, ..StoreOutcome::default() });
        resumed += effects.iter().filter(|e| **e == ClientEffect::ResumeReading).count();
        assert_eq!(resumed, usize::from(seq >= 7));
    }
    assert!(!hung_up(&rig.pass(1)));
}
