//! BOOT: from nothing to the tail.

use crate::rig::client::{ClientRig, cursor, pending, sent as client_sent, tasks};
use crate::rig::relay::{RelayRig, questions, sent};
use crate::world::{World, doc, stream};
use aloft_sync_protocol::client::{ClientInput, StoreOutcome, StoreTask, StreamStatus};
use aloft_sync_protocol::frames::from_client::ClientFrame;
use aloft_sync_protocol::frames::from_relay::{ActivityPage, Diverged, SnapshotPage};
use aloft_sync_protocol::frames::{DivergedReason, RelayFrame, SnapshotDoc};
use aloft_sync_protocol::log::{ActivityMark, DocKind, HeadBytes, Position};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::{ActivityRead, Answer, RelayEffect, SnapshotRead};

fn snapshot(number: u128, doc_seq: u64) -> SnapshotDoc {
    SnapshotDoc {
        doc: doc(number),
        kind: DocKind::Task,
        doc_seq,
        heads: HeadBytes::default(),
        bytes: vec![1].into(),
        rows: b"{}".to_vec().into(),
    }
}

fn page(docs: &[SnapshotDoc], after: Option<u128>) -> RelayFrame {
    let docs = Packed::pack(minicbor::to_vec(docs).unwrap());
    let (stream, at, after) = (stream(0), cursor(5), after.map(doc));
    RelayFrame::SnapshotPage(SnapshotPage { stream, at, docs, after })
}

fn activity(before: Option<u8>) -> RelayFrame {
    let before = before.map(|mark| ActivityMark(vec![mark]));
    let rows = Packed::pack(b"[]".to_vec());
    RelayFrame::ActivityPage(ActivityPage { stream: stream(0), rows, before })
}

#[test]
fn boot_1_documents_then_activity_then_the_tail() {
    let mut rig = RelayRig::ready();
    let effects = rig.subscribe(Position::Start, 7);
    let read = SnapshotRead { at: cursor(5), docs: vec![snapshot(1, 5)], after: Some(doc(1)) };
    let effects = rig.answer(&effects, Answer::Snapshot(read));
    let [RelayFrame::SnapshotPage(page)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(page.docs().unwrap(), [snapshot(1, 5)]);
    let [RelayEffect::ReadSnapshot { after, .. }] = questions(&effects)[..] else { panic!() };
    assert_eq!(*after, Some(doc(1)));
    let read = SnapshotRead { at: cursor(7), docs: vec![snapshot(2, 7)], after: None };
    let effects = rig.answer(&effects, Answer::Snapshot(read));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadActivity { before: None, .. }]));
    let read = ActivityRead { rows: b"[]".to_vec(), before: None };
    let effects = rig.answer(&effects, Answer::Activity(read));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 5, .. }]));
}

#[test]
fn boot_2_the_tail_begins_at_the_first_page() {
    let mut rig = RelayRig::ready();
    let effects = rig.subscribe(Position::Start, 7);
    let read = SnapshotRead { at: cursor(5), docs: Vec::new(), after: Some(doc(1)) };
    let effects = rig.answer(&effects, Answer::Snapshot(read));
    let read = SnapshotRead { at: cursor(7), docs: Vec::new(), after: None };
    let effects = rig.answer(&effects, Answer::Snapshot(read));
    let [RelayFrame::SnapshotPage(page)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(page.at, cursor(5));
}

#[test]
fn boot_2_changes_during_a_bootstrap_come_once() {
    for seed in 0..30 {
        let mut world = World::with_clients(seed, 1);
        world.create_stream(0, stream(0));
        for number in 0..12 {
            world.edit(0, stream(0), doc(number), &format!("first {number}"));
        }
        world.settle();
        world.add_client();
        for number in 0..24 {
            world.edit(0, stream(0), doc(number % 12), &format!("meanwhile {number}"));
            world.run_for(20);
        }
        world.settle();
        world.check_converged();
    }
}

#[test]
fn boot_3_goes_on_after_the_last_page_that_was_stored() {
    let mut rig = ClientRig::online(Position::Start);
    rig.subscribed(5);
    let effects = rig.frame(&page(&[snapshot(1, 5)], Some(1)));
    let stored = tasks(&effects);
    let (_, StoreTask::StorePage { at, after, .. }) = stored[stored.len() - 1] else { panic!() };
    assert_eq!((*at, *after), (cursor(5), Some(doc(1))));
    let ticket = stored[stored.len() - 1].0;
    rig.frame(&page(&[snapshot(2, 5)], Some(2)));
    // The first page is durable when the connection goes; the second is not.
    rig.stored(ticket, StoreOutcome::default());
    rig.input(ClientInput::Disconnected { close_code: None });
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    rig.welcomed(&[stream(0)]);
    let effects = rig.input(ClientInput::StoreFailed { ticket: next(ticket) });
    assert!(client_sent(&effects).iter().all(|frame| !matches!(frame, ClientFrame::Subscribe(_))));
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    let effects = rig.welcomed(&[stream(0)]);
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Snapshots { at: cursor(5), after: doc(1) });

    let mut relay = RelayRig::ready();
    let effects = relay.subscribe(subscribe.position.clone(), 9);
    let [RelayEffect::ReadSnapshot { after, .. }] = questions(&effects)[..] else { panic!() };
    assert_eq!(*after, Some(doc(1)));
    let read = SnapshotRead { at: cursor(9), docs: Vec::new(), after: None };
    let effects = relay.answer(&effects, Answer::Snapshot(read));
    let [RelayFrame::SnapshotPage(page)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(page.at, cursor(5), "not where it stands now");
}

/// The ticket that was issued after this one.
fn next(ticket: aloft_sync_protocol::ticket::Ticket) -> aloft_sync_protocol::ticket::Ticket {
    aloft_sync_protocol::ticket::Ticket(ticket.0 + 1)
}

#[test]
fn boot_3_a_bootstrap_that_is_cut_again_and_again_arrives() {
    for seed in 0..30 {
        let mut world = World::with_clients(seed, 1);
        world.create_stream(0, stream(0));
        for number in 0..40 {
            world.edit(0, stream(0), doc(number), &format!("word {number}"));
        }
        world.settle();
        let late = world.add_client();
        for round in 0..12 {
            world.run_for(300);
            world.cut_client(late);
            if round % 3 == 0 {
                world.kill_client(late);
                world.start_client(late);
            }
        }
        world.settle();
        world.check_converged();
        assert_eq!(world.clients[late].store.streams[&stream(0)].activity.len(), 40);
    }
}

#[test]
fn boot_4_a_bootstrap_that_does_not_fit_any_more_begins_anew() {
    let mut rig = ClientRig::online(Position::Snapshots { at: cursor(5), after: doc(1) });
    let diverged = Diverged { stream: stream(0), reason: DivergedReason::CursorAhead, head_seq: 2 };
    let effects = rig.frame(&RelayFrame::Diverged(diverged));
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Start);
}

#[test]
fn boot_5_pushes_do_not_wait_for_its_end() {
    let mut rig = ClientRig::online(Position::Start);
    let effects = rig.subscribed(5);
    assert_eq!(rig.status().behind, [(stream(0), StreamStatus::Bootstrapping)]);
    let effects = rig.load(&effects, vec![pending(1)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Push(_)]));
}

#[test]
fn boot_6_activity_is_resumed_by_the_relays_own_mark() {
    let mut rig = ClientRig::online(Position::Activity { at: cursor(5), before: None });
    rig.subscribed(5);
    let effects = rig.frame(&activity(Some(9)));
    let stored = tasks(&effects);
    assert!(matches!(stored[..], [(_, StoreTask::StoreActivity { .. })]));
    rig.stored(stored[0].0, StoreOutcome::default());
    rig.input(ClientInput::Disconnected { close_code: None });
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    let effects = rig.welcomed(&[stream(0)]);
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    let before = Some(ActivityMark(vec![9]));
    assert_eq!(subscribe.position, Position::Activity { at: cursor(5), before: before.clone() });

    let mut relay = RelayRig::ready();
    let effects = relay.subscribe(subscribe.position.clone(), 5);
    let [RelayEffect::ReadActivity { before: asked, .. }] = questions(&effects)[..] else {
        panic!()
    };
    assert_eq!(*asked, before);
}

#[test]
fn boot_1_after_the_last_page_the_client_is_in_the_tail() {
    let mut rig = ClientRig::online(Position::Start);
    let loading = rig.subscribed(5);
    rig.no_more_pending(&loading);
    for frame in [page(&[snapshot(1, 5)], None), activity(None)] {
        let effects = rig.frame(&frame);
        rig.stored(tasks(&effects)[0].0, StoreOutcome::default());
    }
    assert!(rig.status().is_synced());
}
