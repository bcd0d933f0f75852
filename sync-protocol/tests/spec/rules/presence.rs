//! PRES: who looks at what.

use crate::rig::client::{ClientRig, cursor, sent as client_sent};
use crate::rig::relay::{RelayRig, closed, device, error_code, sent};
use crate::world::{World, stream, user};
use aloft_sync_protocol::client::ClientInput;
use aloft_sync_protocol::frames::from_client::{ClientFrame, PresenceOut, Unsubscribe};
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame};
use aloft_sync_protocol::relay::{RelayEffect, RelayInput};

fn presence(payload: &[u8]) -> ClientFrame {
    let payload = payload.to_vec().into();
    ClientFrame::Presence(PresenceOut { stream: stream(0), payload })
}

fn out(payload: &[u8]) -> RelayEffect {
    let (stream, user, device) = (stream(0), user(0), device(1));
    RelayEffect::PresenceOut { stream, user, device, payload: payload.to_vec() }
}

fn heard(number: u128) -> RelayInput {
    let (stream, user, device) = (stream(0), user(number), device(number + 1));
    RelayInput::PresenceIn { stream, user, device, payload: vec![5] }
}

#[test]
fn pres_1_it_bears_the_proved_identity() {
    let mut rig = RelayRig::tailing(cursor(0), 0);
    assert_eq!(rig.frame(&presence(b"board")), [out(b"board")]);
    let [RelayFrame::Presence(got)] = &sent(&rig.input(heard(4)))[..] else { panic!() };
    assert_eq!((got.user, got.device), (user(4), device(5)));
}

#[test]
fn pres_1_others_see_it() {
    let mut world = World::with_clients(2, 3);
    world.create_stream(0, stream(0));
    world.settle();
    let payload = b"task 7".to_vec();
    world.client(0, ClientInput::SetPresence { stream: stream(0), payload: payload.clone() });
    world.run_for(1_000);
    for other in &world.clients[1..] {
        assert_eq!(other.seen_presence, std::slice::from_ref(&payload));
    }
    assert!(world.clients[0].seen_presence.is_empty());
}

#[test]
fn pres_2_it_needs_a_subscription() {
    let effects = RelayRig::ready().frame(&presence(b"board"));
    assert_eq!(error_code(&effects), 2);
    assert_eq!(effects.len(), 1);
    assert!(RelayRig::ready().input(heard(4)).is_empty());
}

#[test]
fn pres_2_it_has_a_size() {
    let effects = RelayRig::tailing(cursor(0), 0).frame(&presence(&[0; 4097]));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
}

#[test]
fn pres_3_a_device_does_not_hear_itself() {
    let mut rig = RelayRig::tailing(cursor(0), 0);
    assert!(rig.input(heard(0)).is_empty());
}

#[test]
fn pres_4_leaving_is_heard() {
    let leave = ClientFrame::Unsubscribe(Unsubscribe { stream: stream(0) });
    let mut rig = RelayRig::tailing(cursor(0), 0);
    rig.frame(&presence(b"board"));
    assert!(rig.frame(&leave).contains(&out(b"")));
    let mut rig = RelayRig::tailing(cursor(0), 0);
    rig.frame(&presence(b"board"));
    assert!(rig.input(RelayInput::Disconnected).contains(&out(b"")));
    // Who was not seen does not leave.
    let mut rig = RelayRig::tailing(cursor(0), 0);
    assert!(!rig.frame(&leave).contains(&out(b"")));
}

#[test]
fn pres_5_not_too_often_and_the_latest() {
    let mut rig = ClientRig::tailing(3);
    let set = |rig: &mut ClientRig, payload: u8| {
        let payload = vec![payload];
        let effects = rig.input(ClientInput::SetPresence { stream: stream(0), payload });
        client_sent(&effects).len()
    };
    assert_eq!(set(&mut rig, 1), 1);
    assert_eq!(set(&mut rig, 2), 0);
    rig.now = rig.now.plus(99);
    assert_eq!(set(&mut rig, 3), 0);
    assert_eq!(rig.session.deadline(), Some(rig.now.plus(1)));
    let [ClientFrame::Presence(latest)] = &client_sent(&rig.pass(1))[..] else { panic!() };
    assert_eq!(latest.payload[..], [3]);
}

#[test]
fn pres_1_more_than_twenty_a_second_are_not_passed_on() {
    let mut rig = RelayRig::tailing(cursor(0), 0);
    let passed = (0..100).filter(|_| !rig.frame(&presence(b"x")).is_empty()).count();
    assert_eq!(passed, 20);
}
