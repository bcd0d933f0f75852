//! HELLO: before anything else.

use crate::rig::client::{ClientRig, hung_up, sent as client_sent, welcome};
use crate::rig::relay::{
    EXPIRES, RelayRig, authenticated, closed, directory, hello, questions, sent, subscribe_frame,
};
use crate::world::stream;
use aloft_sync_protocol::client::{ClientEffect, ClientInput, Problem, TokenReason};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Hello, Ping};
use aloft_sync_protocol::frames::from_relay::RelayGoodbye;
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame};
use aloft_sync_protocol::log::Position;
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput};

#[test]
fn hello_1_anything_before_hello_closes_and_asks_nothing() {
    for frame in [ClientFrame::Ping(Ping { nonce: 1 }), subscribe_frame(stream(0), Position::Start)]
    {
        let effects = RelayRig::new().frame(&frame);
        assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
        assert!(questions(&effects).is_empty());
    }
}

#[test]
fn hello_1_a_closed_session_does_nothing_more() {
    let mut rig = RelayRig::new();
    rig.frame(&ClientFrame::Ping(Ping { nonce: 1 }));
    assert!(rig.frame(&ClientFrame::Hello(hello())).is_empty());
    assert!(rig.session.is_closed() && rig.session.deadline().is_none());
}

#[test]
fn hello_2_a_silent_socket_is_closed() {
    let mut rig = RelayRig::new();
    assert!(rig.pass(9_999).is_empty());
    assert_eq!(rig.session.deadline().unwrap().0, 10_000);
    assert_eq!(closed(&rig.pass(1)), Some(GoodbyeCode::Idle));
}

#[test]
fn hello_3_the_newest_common_version_holds() {
    let mut rig = RelayRig::new();
    let effects = rig.frame(&ClientFrame::Hello(Hello { versions: vec![7, 1], ..hello() }));
    let effects = rig.answer(&effects, authenticated(0, EXPIRES));
    let effects = rig.answer(&effects, Answer::Directory(directory(&[])));
    let RelayFrame::Welcome(welcome) = &sent(&effects)[0] else { panic!() };
    assert_eq!(welcome.version, 1);
}

#[test]
fn hello_3_without_a_common_version_both_part() {
    let effects =
        RelayRig::new().frame(&ClientFrame::Hello(Hello { versions: vec![7], ..hello() }));
    assert_eq!(closed(&effects), Some(GoodbyeCode::UnsupportedVersion));
    assert!(questions(&effects).is_empty());

    let mut client = ClientRig::greeted();
    client.frame(&RelayFrame::Goodbye(RelayGoodbye {
        code: GoodbyeCode::UnsupportedVersion,
        words: String::new(),
        retry_after_ms: 0,
    }));
    assert_eq!(client.status().problem, Some(Problem::UnsupportedVersion));
    assert!(client.session.deadline().unwrap() >= client.now.plus(60_000));
}

#[test]
fn hello_4_a_denied_token_closes_and_the_client_gets_another() {
    let mut rig = RelayRig::new();
    let effects = rig.frame(&ClientFrame::Hello(hello()));
    let effects = rig.answer(&effects, Answer::Denied { code: GoodbyeCode::Unauthenticated });
    assert_eq!(closed(&effects), Some(GoodbyeCode::Unauthenticated));

    let mut client = ClientRig::greeted();
    client.input(ClientInput::Disconnected { close_code: Some(4401) });
    let effects = client.input(ClientInput::RetryNow);
    assert!(effects.contains(&ClientEffect::RefreshToken(TokenReason::Rejected)));
    assert!(!effects.contains(&ClientEffect::Connect));
    let effects = client.input(ClientInput::Token { token: "another".to_owned() });
    assert!(effects.contains(&ClientEffect::Connect));
    let effects = client.input(ClientInput::Connected);
    assert!(
        matches!(&client_sent(&effects)[..], [ClientFrame::Hello(hello)] if hello.token == "another")
    );
}

#[test]
fn hello_5_welcome_and_directory_come_together_and_nothing_before() {
    let mut rig = RelayRig::new();
    let effects = rig.frame(&ClientFrame::Hello(hello()));
    assert!(matches!(questions(&effects)[..], [RelayEffect::Authenticate { .. }]));
    let effects = rig.answer(&effects, authenticated(0, EXPIRES));
    assert!(sent(&effects).is_empty());
    let effects = rig.answer(&effects, Answer::Directory(directory(&[stream(0)])));
    assert!(matches!(sent(&effects)[..], [RelayFrame::Welcome(_), RelayFrame::Directory(_)]));
}

#[test]
fn hello_5_requests_before_the_welcome_close() {
    let mut rig = RelayRig::new();
    rig.frame(&ClientFrame::Hello(hello()));
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Start));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
}

#[test]
fn hello_5_a_client_hangs_up_on_a_welcome_that_does_not_fit() {
    let mut rig = ClientRig::greeted();
    let RelayFrame::Welcome(mut wrong) = welcome(rig.now) else { panic!() };
    wrong.version = 9;
    assert!(hung_up(&rig.frame(&RelayFrame::Welcome(wrong))));
}

#[test]
fn hello_6_a_second_hello_closes() {
    let effects = RelayRig::ready().frame(&ClientFrame::Hello(hello()));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
}

#[test]
fn hello_1_an_answer_that_nobody_asked_for_is_ignored() {
    let mut rig = RelayRig::ready();
    let ticket = aloft_sync_protocol::ticket::Ticket(999);
    assert!(
        rig.input(RelayInput::Answer { ticket, answer: Answer::Directory(Vec::new()) }).is_empty()
    );
}
