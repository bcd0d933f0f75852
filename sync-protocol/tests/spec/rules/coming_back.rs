//! BACK, LIVE, DRAIN and FAIL: connections end, and begin again.

use crate::rig::client::{ClientRig, cursor, hung_up, sent as client_sent, tasks, welcome};
use crate::rig::relay::{RelayRig, closed, questions, sent, subscribe_frame};
use crate::world::relay_driver::ticket_of;
use crate::world::{World, doc, stream};
use aloft_sync_protocol::backoff::Backoff;
use aloft_sync_protocol::client::{ClientEffect, ClientInput, LinkStatus, Problem};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Ping, Push, PushedChange};
use aloft_sync_protocol::frames::from_relay::{Changes, Pong, RelayGoodbye};
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame};
use aloft_sync_protocol::log::{DocKind, Position};
use aloft_sync_protocol::relay::{Answer, Outcome, RelayInput};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn goodbye(code: GoodbyeCode, retry_after_ms: u64) -> RelayFrame {
    RelayFrame::Goodbye(RelayGoodbye { code, words: String::new(), retry_after_ms })
}

fn waits(rig: &ClientRig) -> u64 {
    let LinkStatus::Waiting { until } = rig.status().link else { panic!("{:?}", rig.status()) };
    until.since(rig.now)
}

#[test]
fn back_1_full_jitter_under_a_doubling_cap() {
    let mut rng = StdRng::seed_from_u64(1);
    for (failures, cap) in [(0, 500), (1, 1_000), (4, 8_000), (7, 60_000), (200, 60_000)] {
        let waits: Vec<u64> = (0..300)
            .map(|_| {
                let mut backoff = Backoff::new(500, 60_000);
                for _ in 0..failures {
                    backoff.next_wait(0, &mut rng);
                }
                backoff.next_wait(0, &mut rng)
            })
            .collect();
        assert!(waits.iter().all(|wait| *wait < cap));
        assert!(waits.iter().any(|wait| *wait < cap / 10), "down to nothing");
        assert!(waits.iter().any(|wait| *wait > cap / 10 * 9), "up to the cap");
    }
}

#[test]
fn back_1_a_relay_that_is_down_is_tried_again_until_it_is_up() {
    let mut world = World::new(1);
    world.relay_up = false;
    world.add_client();
    world.create_stream(0, stream(0));
    world.edit(0, stream(0), doc(1), "on a plane");
    world.run_for(600_000);
    assert_eq!(world.clients[0].status().unwrap().waiting, 1);
    assert!(world.sockets.len() > 8 && world.sockets.len() < 60, "{}", world.sockets.len());
    world.relay_up = true;
    world.settle();
}

#[test]
fn back_2_never_before_retry_after() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.frame(&goodbye(GoodbyeCode::Unavailable, 7_000));
    assert!(hung_up(&effects));
    assert!((7_000..7_500).contains(&waits(&rig)));
    assert!(!rig.pass(6_999).contains(&ClientEffect::Connect));
    assert!(rig.pass(501).contains(&ClientEffect::Connect));
}

#[test]
fn back_3_the_cap_falls_when_a_ping_was_answered() {
    let mut rig = ClientRig::tailing(3);
    for _ in 0..20 {
        rig.input(ClientInput::Disconnected { close_code: None });
        rig.input(ClientInput::RetryNow);
        rig.input(ClientInput::Connected);
        rig.welcomed(&[stream(0)]);
    }
    rig.pass(25_000);
    rig.frame(&RelayFrame::Pong(Pong { nonce: 0 }));
    rig.input(ClientInput::Disconnected { close_code: None });
    assert!(waits(&rig) < 500);
}

#[test]
fn back_4_asking_ends_the_wait() {
    let mut rig = ClientRig::tailing(3);
    rig.frame(&goodbye(GoodbyeCode::Draining, 60_000));
    assert!(rig.input(ClientInput::RetryNow).contains(&ClientEffect::Connect));
}

#[test]
fn back_4_stopping_says_goodbye_and_stays_away() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.input(ClientInput::Stop);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Goodbye(_)]));
    assert!(hung_up(&effects));
    assert_eq!(rig.session.deadline(), None);
    assert!(!rig.pass(1_000_000).contains(&ClientEffect::Connect));
    assert!(rig.input(ClientInput::Start).contains(&ClientEffect::Connect));
}

#[test]
fn live_1_a_half_open_socket_is_noticed() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.pass(25_000);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Ping(_)]));
    assert!(!hung_up(&rig.pass(14_999)));
    assert!(hung_up(&rig.pass(1)));
    assert!(matches!(rig.status().link, LinkStatus::Waiting { .. }));

    let mut world = World::with_clients(1, 2);
    world.create_stream(0, stream(0));
    world.settle();
    world.socket_of(0).half_open = true;
    world.edit(0, stream(0), doc(1), "into the void");
    world.settle();
    world.check_converged();
}

#[test]
fn live_1_anything_heard_is_a_sign_of_life() {
    let mut rig = ClientRig::tailing(3);
    rig.pass(25_000);
    rig.pass(10_000);
    rig.frame(&RelayFrame::Changes(Changes::new(stream(0), &[], None)));
    assert!(!hung_up(&rig.pass(14_999)));
    assert!(hung_up(&rig.pass(1)));
}

#[test]
fn live_2_a_silent_client_is_closed() {
    let mut rig = RelayRig::ready();
    rig.pass(70_000);
    assert_eq!(closed(&rig.frame(&ClientFrame::Ping(Ping { nonce: 3 }))), None);
    assert_eq!(closed(&rig.pass(74_999)), None);
    assert_eq!(closed(&rig.pass(1)), Some(GoodbyeCode::Idle));
}

#[test]
fn live_2_a_ping_is_answered() {
    let effects = RelayRig::ready().frame(&ClientFrame::Ping(Ping { nonce: 3 }));
    assert_eq!(sent(&effects), [RelayFrame::Pong(Pong { nonce: 3 })]);
}

#[test]
fn live_3_greetings_have_an_end() {
    let mut opening = ClientRig::new();
    opening.input(ClientInput::Token { token: "token".to_owned() });
    opening.input(ClientInput::Start);
    let mut greeting = ClientRig::greeted();
    let mut welcomed = ClientRig::greeted();
    welcomed.frame(&welcome(welcomed.now));
    for rig in [&mut opening, &mut greeting, &mut welcomed] {
        assert!(!hung_up(&rig.pass(19_999)));
        assert!(hung_up(&rig.pass(1)));
    }
}

fn push(push_id: u64) -> ClientFrame {
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    ClientFrame::Push(Push { push_id, stream: stream(0), changes: vec![change] })
}

#[test]
fn drain_1_what_is_being_committed_is_answered_first() {
    let mut rig = RelayRig::ready();
    let committing = rig.frame(&push(1));
    rig.frame(&push(2));
    assert!(rig.input(RelayInput::Drain { retry_after_ms: 700 }).is_empty());
    let effects = rig.answer(
        &committing,
        Answer::Ingested { outcomes: vec![Outcome::Accepted { seq: 1 }], head_seq: 0 },
    );
    let frames = sent(&effects);
    let [RelayFrame::Accepted(_), RelayFrame::Goodbye(goodbye)] = &frames[..] else { panic!() };
    assert_eq!(goodbye.retry_after_ms, 700);
    assert_eq!(closed(&effects), Some(GoodbyeCode::Draining));
    assert!(questions(&effects).is_empty(), "the second is not begun");
}

#[test]
fn drain_1_an_idle_session_leaves_at_once_and_its_client_comes_back() {
    let mut rig = RelayRig::ready();
    let effects = rig.input(RelayInput::Drain { retry_after_ms: 700 });
    assert_eq!(closed(&effects), Some(GoodbyeCode::Draining));

    let mut world = World::with_clients(4, 3);
    world.create_stream(0, stream(0));
    world.settle();
    for client in 0..3 {
        world.edit(client, stream(0), doc(1), &format!("word {client}"));
    }
    world.run_for(20);
    world.tell_sessions(&RelayInput::Drain { retry_after_ms: 300 });
    world.settle();
    world.check_converged();
    assert_eq!(world.store.streams[&stream(0)].head_seq(), 3);
}

#[test]
fn drain_2_nothing_is_begun_during_a_drain() {
    let mut rig = RelayRig::ready();
    rig.frame(&push(1));
    rig.input(RelayInput::Drain { retry_after_ms: 700 });
    assert!(rig.frame(&push(2)).is_empty());
    assert!(rig.frame(&subscribe_frame(stream(0), Position::Start)).is_empty());
}

#[test]
fn drain_3_a_drain_has_an_end() {
    let mut rig = RelayRig::ready();
    rig.frame(&push(1));
    rig.input(RelayInput::Drain { retry_after_ms: 700 });
    assert!(rig.pass(4_999).is_empty());
    assert_eq!(closed(&rig.pass(1)), Some(GoodbyeCode::Draining));
}

#[test]
fn fail_1_a_relay_without_its_storage_says_so_and_acknowledges_nothing() {
    let mut rig = RelayRig::ready();
    let asked = rig.frame(&push(1));
    let ticket = ticket_of(questions(&asked)[0]);
    let effects = rig.input(RelayInput::Failed { ticket });
    let [RelayFrame::Goodbye(goodbye)] = &sent(&effects)[..] else { panic!() };
    assert_eq!((goodbye.code, goodbye.retry_after_ms), (GoodbyeCode::Unavailable, 2_000));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Unavailable));
}

#[test]
fn fail_2_a_client_whose_store_fails_begins_again_from_what_is_durable() {
    let mut rig = ClientRig::tailing(3);
    let changes = Changes::new(stream(0), &[super::subscribing::entry(4)], None);
    let effects = rig.frame(&RelayFrame::Changes(changes));
    let ticket = tasks(&effects)[0].0;
    assert!(hung_up(&rig.input(ClientInput::StoreFailed { ticket })));
    assert_eq!(rig.status().problem, Some(Problem::StoreFailed));
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    let effects = rig.welcomed(&[stream(0)]);
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Tail(cursor(3)));

    let mut world = World::with_clients(6, 2);
    world.create_stream(0, stream(0));
    world.settle();
    world.clients[1].store_fails = true;
    for number in 0..5 {
        world.edit(0, stream(0), doc(number), &format!("word {number}"));
        world.run_for(500);
    }
    world.clients[1].store_fails = false;
    world.settle();
    world.check_converged();
}
