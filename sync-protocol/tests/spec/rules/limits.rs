//! LIMIT: everything has a bound.

use crate::rig::client::{ClientRig, cursor, hung_up, pending, sent as client_sent};
use crate::rig::relay::{RelayRig, closed, error_code, hello, questions, sent, subscribe_frame};
use crate::world::{doc, stream};
use aloft_sync_protocol::client::{ClientEffect, ClientInput, Counts};
use aloft_sync_protocol::frames::from_client::{
    ClientFrame, Fetch, Hello, Ping, Push, PushedChange,
};
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame, TailEntry};
use aloft_sync_protocol::limits::{Limits, MAX_CLIENT_FRAME, MAX_RELAY_FRAME};
use aloft_sync_protocol::log::{Cursor, DocKind, Position};
use aloft_sync_protocol::packed::{Packed, UnpackError};
use aloft_sync_protocol::relay::{Answer, Outcome, RelayConfig, RelayEffect, RelayInput, TailRead};

fn change(bytes: usize) -> PushedChange {
    PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1; bytes].into(), again: None }
}

fn push(push_id: u64, changes: Vec<PushedChange>) -> ClientFrame {
    ClientFrame::Push(Push { push_id, stream: stream(0), changes })
}

#[test]
fn limit_1_a_frame_too_large_is_not_decoded() {
    let effects = RelayRig::ready().input(RelayInput::Frame(vec![0; MAX_CLIENT_FRAME + 1]));
    assert_eq!(closed(&effects), Some(GoodbyeCode::TooLarge));
    let bytes = vec![0; MAX_RELAY_FRAME + 1];
    assert!(hung_up(&ClientRig::tailing(1).input(ClientInput::Frame(bytes))));
}

#[test]
fn limit_2_a_body_that_unfolds_without_end_is_given_up() {
    let bomb = Packed::Zstd(zstd::bulk::compress(&vec![0; 10_000_000], 19).unwrap().into());
    assert!(bomb.len() < 2_000);
    assert!(matches!(bomb.unpack_within(1_000_000), Err(UnpackError::TooLarge(1_000_000))));
    assert_eq!(bomb.unpack_within(10_000_000).unwrap().len(), 10_000_000);
}

#[test]
fn limit_2_a_body_that_wants_a_huge_window_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    std::io::Write::write_all(&mut encoder, &vec![0; 200_000_000 >> 3]).unwrap();
    let wide = Packed::Zstd(encoder.finish().unwrap().into());
    assert!(matches!(wide.unpack(), Err(UnpackError::Damaged(_))));
}

#[test]
fn limit_3_lists_and_texts_have_bounds() {
    let too_many = Hello { versions: vec![1; 17], ..hello() };
    assert!(ClientFrame::decode(&ClientFrame::Hello(too_many).encode()).is_err());
    let too_long = Hello { token: "t".repeat(8193), ..hello() };
    assert!(ClientFrame::decode(&ClientFrame::Hello(too_long).encode()).is_err());
    assert!(ClientFrame::decode(&push(1, vec![change(1); 513]).encode()).is_err());
}

#[test]
fn limit_4_a_session_over_its_rate_is_paused_and_then_closed() {
    let mut rig = RelayRig::ready();
    let ping = ClientFrame::Ping(Ping { nonce: 1 });
    let mut paused = None;
    for number in 0..5000 {
        let effects = rig.frame(&ping);
        if effects.iter().any(|effect| matches!(effect, RelayEffect::PauseReading { .. })) {
            paused.get_or_insert(number);
        }
        if let Some(code) = closed(&effects) {
            assert_eq!(code, GoodbyeCode::RateLimited);
            assert!(paused.is_some_and(|paused| (990..1010).contains(&paused)));
            return;
        }
    }
    panic!("never closed");
}

#[test]
fn limit_4_a_session_within_its_rate_goes_on() {
    let mut rig = RelayRig::ready();
    for _ in 0..5000 {
        rig.now = rig.now.plus(2);
        assert_eq!(closed(&rig.frame(&ClientFrame::Ping(Ping { nonce: 1 }))), None);
        rig.input(RelayInput::Sent { bytes: 100 });
    }
}

#[test]
fn limit_10_one_socket_too_many_of_a_person_is_closed_and_keeps_its_token() {
    let mut rig = RelayRig::new();
    let effects = rig.frame(&ClientFrame::Hello(hello()));
    let effects = rig.answer(&effects, Answer::Denied { code: GoodbyeCode::RateLimited });
    assert_eq!(closed(&effects), Some(GoodbyeCode::RateLimited));

    let mut client = ClientRig::greeted();
    client.input(ClientInput::Disconnected { close_code: Some(4429) });
    assert!(client.input(ClientInput::RetryNow).contains(&ClientEffect::Connect));
}

#[test]
fn limit_5_pushes_beyond_the_limits_close() {
    let half = 300 << 10;
    for changes in [Vec::new(), vec![change(half), change(half)]] {
        let effects = RelayRig::ready().frame(&push(1, changes));
        assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
    }
    // One alone may be larger.
    let effects = RelayRig::ready().frame(&push(1, vec![change(2 * half)]));
    assert_eq!(questions(&effects).len(), 1);
}

#[test]
fn limit_5_a_push_too_many_in_flight_closes() {
    let mut rig = RelayRig::ready();
    for number in 0..8 {
        assert_eq!(closed(&rig.frame(&push(number, vec![change(9)]))), None);
    }
    assert_eq!(closed(&rig.frame(&push(8, vec![change(9)]))), Some(GoodbyeCode::Protocol));
}

#[test]
fn limit_6_a_subscription_too_many_is_an_error() {
    let limits = Limits { subscriptions: 1, ..Limits::default() };
    let mut rig = RelayRig::ready_with(RelayConfig { limits, ..RelayConfig::default() });
    rig.frame(&subscribe_frame(stream(0), Position::Start));
    let effects = rig.frame(&subscribe_frame(stream(1), Position::Start));
    assert_eq!(error_code(&effects), 3);
    assert!(questions(&effects).is_empty());
    // The same stream again is not one more.
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Start));
    assert_eq!(questions(&effects).len(), 1);
}

#[test]
fn limit_7_a_question_too_many_closes() {
    let mut rig = RelayRig::ready();
    let fetch = ClientFrame::Fetch(Fetch { stream: stream(0), doc: doc(1) });
    for _ in 0..16 {
        assert_eq!(closed(&rig.frame(&fetch)), None);
    }
    assert_eq!(closed(&rig.frame(&fetch)), Some(GoodbyeCode::Protocol));
}

#[test]
fn limit_8_a_small_change_costs_at_most_400_bytes() {
    let mut author = ClientRig::tailing(1000);
    let effects = author.wrote(1);
    let effects = author.load(&effects, vec![pending(1)]);
    let mut total = 0;
    let mut relay = RelayRig::tailing(cursor(1000), 1000);
    let mut reader = RelayRig::tailing(cursor(1000), 1000);
    for effect in effects {
        let ClientEffect::Send(bytes) = effect else { continue };
        total += bytes.len();
        let asked = relay.input(RelayInput::Frame(bytes));
        let answered = relay.answer(
            &asked,
            Answer::Ingested { outcomes: vec![Outcome::Accepted { seq: 1001 }], head_seq: 0 },
        );
        total += bytes_of(&answered);
    }
    let hint = RelayInput::StreamAdvanced { stream: stream(0), head_seq: 1001 };
    assert!(questions(&relay.input(hint.clone())).is_empty(), "the author reads nothing");
    let asked = reader.input(hint);
    let entry = TailEntry {
        seq: 1001,
        doc: doc(1),
        kind: DocKind::Task,
        bytes: vec![9; 130].into(),
        heads_digest: Some(u64::MAX),
    };
    let read = TailRead { entries: vec![entry], head_seq: 1001 };
    let answered = reader.answer(&asked, Answer::Tail(read));
    assert!(matches!(sent(&answered)[..], [RelayFrame::Changes(_)]));
    total += bytes_of(&answered);
    assert!(total <= 400, "{total} bytes");
}

fn bytes_of(effects: &[RelayEffect]) -> usize {
    let bytes = effects.iter().map(|effect| match effect {
        RelayEffect::Send(bytes) => bytes.len(),
        _ => 0,
    });
    bytes.sum()
}

#[test]
fn limit_9_a_client_keeps_to_the_welcome() {
    let mut rig = ClientRig::greeted();
    let limits =
        Limits { push_changes: 3, push_bytes: 1000, pushes_in_flight: 1, ..Limits::default() };
    let RelayFrame::Welcome(mut welcome) = crate::rig::client::welcome(rig.now) else { panic!() };
    welcome.limits = limits;
    rig.frame(&RelayFrame::Welcome(welcome));
    let position = Position::Tail(Cursor::ZERO);
    rig.input(ClientInput::Track(crate::rig::client::tracked(stream(0), position)));
    rig.directory(&[stream(0)]);
    let effects = rig.subscribed(0);
    let loads = crate::rig::client::tasks(&effects);
    assert!(matches!(
        loads[..],
        [(
            _,
            aloft_sync_protocol::client::StoreTask::LoadPending {
                max_changes: 3,
                max_bytes: 1000,
                ..
            }
        )]
    ));
    let effects = rig.load(&effects, vec![pending(1)]);
    assert_eq!(client_sent(&effects).len(), 1);
    // One is in flight, and that is all there may be.
    let counts = Counts { waiting: 2, ..Counts::default() };
    let effects = rig.input(ClientInput::PendingAvailable { stream: stream(0), counts });
    assert!(crate::rig::client::tasks(&effects).is_empty());
}
