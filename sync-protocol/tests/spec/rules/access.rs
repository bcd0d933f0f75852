//! DIR and OPEN: what a person may see.

use crate::rig::client::{ClientRig, cursor, sent as client_sent, tasks, tracked};
use crate::rig::relay::{RelayRig, closed, directory, error_code, questions, sent};
use crate::world::{ORG, World, doc, stream, user};
use aloft_crdt_model::ids::OrgId;
use aloft_sync_protocol::client::{ClientInput, LinkStatus, StoreOutcome, StoreTask, StreamStatus};
use aloft_sync_protocol::frames::from_client::{
    ClientFrame, Fetch, OpenStream, Push, PushedChange,
};
use aloft_sync_protocol::frames::from_relay::{Directory, ErrorFrame, StreamOpened};
use aloft_sync_protocol::frames::{ErrorCode, GoodbyeCode, RelayFrame};
use aloft_sync_protocol::log::{Cursor, DocKind, Position, StreamKind};
use aloft_sync_protocol::relay::{
    Answer, DocumentRead, Opened, Outcome, RelayEffect, RelayInput, TailRead,
};
use uuid::Uuid;

fn error(code: ErrorCode) -> RelayFrame {
    let stream = Some(stream(0));
    RelayFrame::Error(ErrorFrame { code, words: String::new(), stream, push_id: None })
}

#[test]
fn dir_1_a_changed_directory_is_sent_and_asked_by() {
    let mut rig = RelayRig::ready();
    let effects = rig.input(RelayInput::AccessChanged);
    let effects = rig.answer(&effects, Answer::Directory(directory(&[stream(2)])));
    let RelayFrame::Directory(sent) = &sent(&effects)[0] else { panic!() };
    assert_eq!(sent.orgs().unwrap(), directory(&[stream(2)]));

    let mut client = ClientRig::online(Position::Tail(cursor(1)));
    client.frame(&error(ErrorCode::NotFound));
    assert_eq!(client.status().behind, [(stream(0), StreamStatus::NoAccess)]);
    let effects = client.directory(&[stream(0)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Subscribe(_)]));
}

#[test]
fn dir_2_nothing_is_sent_while_access_is_in_doubt() {
    let mut rig = RelayRig::tailing(cursor(1), 1);
    let reading = rig.input(RelayInput::StreamAdvanced { stream: stream(0), head_seq: 2 });
    let fetching = rig.frame(&ClientFrame::Fetch(Fetch { stream: stream(0), doc: doc(1) }));
    let loading = rig.input(RelayInput::AccessChanged);
    let read = TailRead { entries: vec![entry(2)], head_seq: 2 };
    assert!(rig.answer(&reading, Answer::Tail(read.clone())).is_empty());
    let found = Answer::Document(DocumentRead { state: None });
    assert!(rig.answer(&fetching, found).is_empty());
    // Changed again meanwhile: what is being read is too old.
    rig.input(RelayInput::AccessChanged);
    let loading = rig.answer(&loading, Answer::Directory(directory(&[stream(0)])));
    assert!(sent(&loading).is_empty());
    let effects = rig.answer(&loading, Answer::Directory(directory(&[stream(0)])));
    let asked = questions(&effects);
    assert!(matches!(
        asked[..],
        [RelayEffect::ReadDocument { .. }, RelayEffect::ReadTail { after: 1, .. }]
    ));
}

fn entry(seq: u64) -> aloft_sync_protocol::frames::TailEntry {
    aloft_sync_protocol::frames::TailEntry {
        seq,
        doc: doc(1),
        kind: DocKind::Task,
        bytes: vec![1].into(),
        heads_digest: Some(1),
    }
}

#[test]
fn dir_3_lost_access_ends_subscriptions_and_pushes() {
    let mut rig = RelayRig::tailing(cursor(1), 1);
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    let push = |push_id| {
        let changes = vec![change.clone()];
        ClientFrame::Push(Push { push_id, stream: stream(0), changes })
    };
    let committing = rig.frame(&push(1));
    rig.frame(&push(2));
    let loading = rig.input(RelayInput::AccessChanged);
    let effects = rig.answer(&loading, Answer::Directory(directory(&[stream(1)])));
    assert!(effects.contains(&RelayEffect::Unwatch { stream: stream(0) }));
    let lost: Vec<_> = sent(&effects)
        .into_iter()
        .filter_map(|frame| match frame {
            RelayFrame::Error(error) => Some((error.code, error.push_id)),
            _ => None,
        })
        .collect();
    assert_eq!(lost, [(ErrorCode::AccessLost, None), (ErrorCode::AccessLost, Some(2))]);
    // What was being committed is answered truthfully.
    let effects = rig.answer(
        &committing,
        Answer::Ingested { outcomes: vec![Outcome::Accepted { seq: 2 }], head_seq: 0 },
    );
    assert!(matches!(sent(&effects)[..], [RelayFrame::Accepted(_)]));
    let hint = RelayInput::StreamAdvanced { stream: stream(0), head_seq: 9 };
    assert!(rig.input(hint).is_empty());
}

#[test]
fn dir_3_a_member_who_was_put_out_keeps_their_work_and_gets_no_more() {
    let mut world = World::with_clients(3, 2);
    world.create_stream(0, stream(0));
    world.settle();
    world.store.members.remove(&(ORG, user(1)));
    world.tell_sessions(&RelayInput::AccessChanged);
    world.run_for(1_000);
    world.edit(0, stream(0), doc(1), "secret");
    world.edit(1, stream(0), doc(1), "kept");
    world.run_for(5_000);
    assert!(!world.clients[1].store.streams[&stream(0)].words().contains("secret"));
    assert_eq!(world.clients[1].status().unwrap().waiting, 1);
    // Taken in again, it goes in.
    world.store.members.insert((ORG, user(1)));
    world.tell_sessions(&RelayInput::AccessChanged);
    world.settle();
    assert!(world.store.streams[&stream(0)].words().contains("kept"));
}

#[test]
fn dir_4_a_revocation_closes_at_once() {
    let mut rig = RelayRig::tailing(cursor(1), 1);
    let effects = rig.input(RelayInput::Revoked);
    assert_eq!(closed(&effects), Some(GoodbyeCode::Revoked));
    assert!(effects.contains(&RelayEffect::Unwatch { stream: stream(0) }));
}

#[test]
fn dir_5_online_means_that_the_directory_is_stored() {
    let mut rig = ClientRig::greeted();
    rig.frame(&crate::rig::client::welcome(rig.now));
    let effects = rig.frame(&RelayFrame::Directory(Directory::new(&[])));
    assert_eq!(rig.status().link, LinkStatus::Connecting);
    assert!(!rig.status().is_synced());
    let ticket = effects.iter().find_map(|effect| match effect {
        aloft_sync_protocol::client::ClientEffect::SetDirectory { ticket, .. } => Some(*ticket),
        _ => None,
    });
    rig.stored(ticket.unwrap(), StoreOutcome::default());
    assert_eq!(rig.status().link, LinkStatus::Online);
    assert!(rig.status().is_synced());
}

fn open(org: OrgId) -> ClientFrame {
    ClientFrame::OpenStream(OpenStream { org, stream: stream(5), kind: StreamKind::Project })
}

#[test]
fn open_1_a_stream_of_ones_own_is_opened_and_then_subscribed_to() {
    let mut rig = ClientRig::greeted();
    rig.input(ClientInput::Track(tracked(stream(0), Position::Tail(cursor(3)))));
    let effects = rig.welcomed(&[]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::OpenStream(_)]));
    let opened = StreamOpened { stream: stream(0), head_seq: 3 };
    let effects = rig.frame(&RelayFrame::StreamOpened(opened));
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Subscribe(_)]));

    let mut relay = RelayRig::ready();
    let effects = relay.frame(&open(ORG));
    let effects = relay.answer(&effects, Answer::Opened(Opened { head_seq: 0 }));
    assert!(matches!(sent(&effects)[..], [RelayFrame::StreamOpened(_)]));
    let subscribe = crate::rig::relay::subscribe_frame(stream(5), Position::Tail(Cursor::ZERO));
    assert_eq!(questions(&relay.frame(&subscribe)).len(), 1);
}

#[test]
fn open_1_a_directory_that_was_read_before_does_not_close_it_again() {
    let mut rig = RelayRig::ready();
    let loading = rig.input(RelayInput::AccessChanged);
    let opening = rig.frame(&open(ORG));
    rig.answer(&opening, Answer::Opened(Opened { head_seq: 0 }));
    let effects = rig.answer(&loading, Answer::Directory(directory(&[stream(0)])));
    assert!(matches!(questions(&effects)[..], [RelayEffect::LoadDirectory { .. }]));
}

#[test]
fn open_2_a_foreign_organisation_never_reaches_the_storage() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&open(OrgId(Uuid::from_u128(66))));
    assert_eq!(error_code(&effects), 1);
    assert!(questions(&effects).is_empty());
}

#[test]
fn open_2_a_refused_opening_is_told_and_nothing_is_tried_twice() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&open(ORG));
    let words = "no".to_owned();
    let effects = rig.answer(&effects, Answer::NotOpened { code: ErrorCode::Forbidden, words });
    assert_eq!(error_code(&effects), 5);
}

#[test]
fn open_3_a_new_stream_needs_no_bootstrap() {
    let mut rig = ClientRig::greeted();
    rig.input(ClientInput::Track(tracked(stream(0), Position::Start)));
    rig.welcomed(&[]);
    let opened = StreamOpened { stream: stream(0), head_seq: 0 };
    let effects = rig.frame(&RelayFrame::StreamOpened(opened));
    let stored = tasks(&effects);
    assert!(matches!(stored[..], [(_, StoreTask::StoreCursor { cursor: Cursor::ZERO })]));
    let effects = rig.stored(stored[0].0, StoreOutcome::default());
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Tail(Cursor::ZERO));
}
