//! TOKEN: in time, in-band, and never in a log.

use crate::rig::client::{ClientRig, sent as client_sent};
use crate::rig::relay::{EXPIRES, RelayRig, authenticated, closed, hello, sent, subscribe_frame};
use crate::world::{World, doc, stream};
use aloft_sync_protocol::client::{
    ClientEffect, ClientInput, LinkStatus, Problem, TokenFailure, TokenReason,
};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Ping, Refresh};
use aloft_sync_protocol::frames::from_relay::Refreshed;
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::log::Position;
use aloft_sync_protocol::relay::{AuthenticationReason, RelayConfig, RelayEffect};

fn refresh() -> ClientFrame {
    ClientFrame::Refresh(Refresh { token: "a secret token".to_owned() })
}

#[test]
fn token_1_the_client_asks_at_three_quarters_and_refreshes_in_band() {
    let mut rig = ClientRig::tailing(1);
    let asks = |effects: &[ClientEffect]| {
        effects.contains(&ClientEffect::RefreshToken(TokenReason::ExpiresSoon))
    };
    let start = rig.now;
    while rig.now < start.plus(449_000) {
        assert!(!asks(&rig.pass(1000)));
        rig.frame(&RelayFrame::Pong(aloft_sync_protocol::frames::from_relay::Pong { nonce: 0 }));
    }
    assert!(asks(&rig.pass(1000)));
    assert!(!asks(&rig.pass(1000)), "once is enough");
    let effects = rig.input(ClientInput::Token { token: "newer".to_owned() });
    assert!(matches!(&client_sent(&effects)[..], [ClientFrame::Refresh(r)] if r.token == "newer"));
    // Then the next one is asked for in its time.
    rig.frame(&RelayFrame::Refreshed(Refreshed { expires_at: rig.now.0 + 40_000 }));
    rig.frame(&RelayFrame::Pong(aloft_sync_protocol::frames::from_relay::Pong { nonce: 0 }));
    assert!(asks(&rig.pass(30_000)));
}

#[test]
fn token_1_the_relay_proves_it_and_says_until_when_it_holds() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&refresh());
    assert!(matches!(
        effects[..],
        [RelayEffect::Authenticate { reason: AuthenticationReason::Refresh, .. }]
    ));
    assert!(rig.frame(&refresh()).is_empty(), "one at a time");
    let effects = rig.answer(&effects, authenticated(0, Millis(900_000)));
    let expected = RelayFrame::Refreshed(Refreshed { expires_at: 900_000 });
    assert_eq!(sent(&effects), [expected]);
}

#[test]
fn token_2_what_comes_after_the_end_is_not_served() {
    let mut rig = RelayRig::ready_with(patient());
    rig.now = Millis(EXPIRES.0 - 1);
    assert_eq!(closed(&rig.frame(&ClientFrame::Ping(Ping { nonce: 1 }))), None);
    rig.now = EXPIRES;
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Start));
    assert_eq!(closed(&effects), Some(GoodbyeCode::TokenExpired));
    assert!(!effects.iter().any(|effect| matches!(effect, RelayEffect::Watch { .. })));
}

/// A relay that does not mind silence.
fn patient() -> RelayConfig {
    RelayConfig { idle_ms: 10_000_000, ..RelayConfig::default() }
}

#[test]
fn token_2_a_newer_one_that_is_being_proved_is_waited_for() {
    let mut rig = RelayRig::ready_with(patient());
    rig.now = Millis(EXPIRES.0 - 1);
    let asked = rig.frame(&refresh());
    assert_eq!(closed(&rig.pass(10)), None);
    rig.answer(&asked, authenticated(0, Millis(900_000)));
    assert_eq!(closed(&rig.pass(10)), None);
}

#[test]
fn token_3_another_persons_token_closes() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&refresh());
    let effects = rig.answer(&effects, authenticated(1, Millis(900_000)));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Unauthenticated));
}

#[test]
fn token_4_expiry_in_the_middle_of_a_push_loses_and_doubles_nothing() {
    for seed in 0..20 {
        let mut world = World::with_clients(seed, 2);
        world.token_ms = 3_000;
        // Commits are answered only after the token's end.
        world.answer_delay = 4_000;
        world.create_stream(0, stream(0));
        world.run_for(500);
        for number in 0..10 {
            world.edit(0, stream(0), doc(number % 3), &format!("word {number}"));
            world.run_for(300);
        }
        world.answer_delay = 0;
        world.token_ms = 600_000;
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].head_seq(), 10);
    }
}

#[test]
fn token_5_signed_out_waits_for_the_person() {
    let mut rig = ClientRig::tailing(1);
    rig.wrote(3);
    rig.input(ClientInput::Disconnected { close_code: Some(4402) });
    rig.input(ClientInput::RetryNow);
    let effects = rig.input(ClientInput::TokenFailed(TokenFailure::SignedOut));
    assert!(!effects.iter().any(|effect| matches!(effect, ClientEffect::RefreshToken(_))));
    assert_eq!(rig.session.deadline(), None);
    let status = rig.status();
    assert_eq!((status.problem, status.waiting), (Some(Problem::SignedOut), 3));
    let effects = rig.input(ClientInput::Token { token: "signed in".to_owned() });
    assert!(effects.contains(&ClientEffect::Connect));
    assert_eq!(rig.status().problem, None);
}

#[test]
fn token_5_an_unreachable_relay_is_tried_again() {
    let mut rig = ClientRig::new();
    rig.input(ClientInput::Start);
    rig.input(ClientInput::TokenFailed(TokenFailure::Unreachable));
    assert!(matches!(rig.status().link, LinkStatus::Waiting { .. }));
    let effects = rig.pass(1_000);
    assert!(effects.contains(&ClientEffect::RefreshToken(TokenReason::Missing)));
}

#[test]
fn token_6_tokens_are_never_printed() {
    let mut relay = RelayRig::new();
    let asked = relay.frame(&ClientFrame::Hello(hello()));
    let mut client = ClientRig::new();
    let input = ClientInput::Token { token: "a secret token".to_owned() };
    let first = format!("{input:?}{asked:?}{:?}{:?}", ClientFrame::Hello(hello()), refresh());
    client.input(input);
    client.input(ClientInput::Start);
    let effects = client.input(ClientInput::Connected);
    let printed = format!("{first}{effects:?}{:?}{:?}", client.session, relay.session);
    let bytes = format!("{:?}", "a secret token".as_bytes());
    assert!(!printed.contains("secret") && !printed.contains(bytes.trim_matches(['[', ']'])));
}
