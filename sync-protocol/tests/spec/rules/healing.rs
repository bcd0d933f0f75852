//! HEAL: a relay that lost its newest changes, and documents that differ.

use super::subscribing::entry;
use crate::rig::client::{ClientRig, cursor, pending, sent as client_sent, tasks, tracked};
use crate::rig::relay::{RelayRig, questions, sent, subscribe_frame};
use crate::world::{World, doc, stream};
use aloft_sync_protocol::client::{
    ClientEffect, StoreOutcome, StoreTask, StreamStatus, TrackedStream,
};
use aloft_sync_protocol::frames::from_client::{Again, ClientFrame, Push, PushedChange};
use aloft_sync_protocol::frames::from_relay::{
    ActivityPage, Changes, Diverged, Document, HeadsPage,
};
use aloft_sync_protocol::frames::{DivergedReason, DocHeads, DocumentState, RelayFrame};
use aloft_sync_protocol::log::{DocKind, HeadBytes, Position};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::{Answer, CursorVerdict, HeadsRead, RelayEffect};

fn diverged() -> RelayFrame {
    let (stream, reason) = (stream(0), DivergedReason::CursorAhead);
    RelayFrame::Diverged(Diverged { stream, reason, head_seq: 2 })
}

fn heads(at: u64, after: Option<u128>) -> RelayFrame {
    let docs = Packed::pack(vec![0x80]);
    let after = after.map(doc);
    RelayFrame::HeadsPage(HeadsPage { stream: stream(0), at: cursor(at), docs, after })
}

fn document(number: u128, doc_seq: u64) -> RelayFrame {
    let state = DocumentState {
        kind: DocKind::Task,
        doc_seq,
        heads: HeadBytes::default(),
        bytes: Packed::pack(vec![1]),
    };
    RelayFrame::Document(Document { stream: stream(0), doc: doc(number), state: Some(state) })
}

#[test]
fn heal_1_a_cursor_beyond_the_log_makes_both_compare() {
    let mut relay = RelayRig::ready();
    let effects = relay.frame(&subscribe_frame(stream(0), Position::Tail(cursor(9))));
    let verdict = Answer::Verified(CursorVerdict::Ahead { head_seq: 2 });
    let effects = relay.answer(&effects, verdict);
    assert_eq!(sent(&effects), [diverged()]);
    assert!(effects.contains(&RelayEffect::Unwatch { stream: stream(0) }));

    let mut client = ClientRig::online(Position::Tail(cursor(9)));
    let effects = client.frame(&diverged());
    let [ClientFrame::Heads(asked)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(asked.after, None);
    assert_eq!(client.status().behind, [(stream(0), StreamStatus::Reconciling)]);
    // Page by page.
    let effects = client.frame(&heads(2, Some(5)));
    let stored = tasks(&effects);
    let (ticket, StoreTask::Reconcile { after: None, through, .. }) = stored[0] else { panic!() };
    assert_eq!(*through, Some(doc(5)));
    let effects = client.stored(ticket, StoreOutcome::default());
    let [ClientFrame::Heads(asked)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(asked.after, Some(doc(5)));
    let effects = client.frame(&heads(3, None));
    let stored = tasks(&effects);
    let (_, StoreTask::Reconcile { after, through: None, .. }) = stored[0] else { panic!() };
    assert_eq!(*after, Some(doc(5)));
}

#[test]
fn heal_1_the_relay_answers_with_its_heads() {
    let mut rig = RelayRig::ready();
    let ask = aloft_sync_protocol::frames::from_client::Heads { stream: stream(0), after: None };
    let effects = rig.frame(&ClientFrame::Heads(ask));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadHeads { limit: 2048, .. }]));
    let docs = vec![DocHeads { doc: doc(1), kind: DocKind::Task, heads: HeadBytes::default() }];
    let read = HeadsRead { at: cursor(2), docs: docs.clone(), after: None };
    let effects = rig.answer(&effects, Answer::Heads(read));
    let [RelayFrame::HeadsPage(page)] = &sent(&effects)[..] else { panic!() };
    assert_eq!((page.at, page.docs().unwrap()), (cursor(2), docs));
}

#[test]
fn heal_2_another_change_at_the_cursor_is_divergence_too() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&subscribe_frame(stream(0), Position::Tail(cursor(9))));
    let verdict = Answer::Verified(CursorVerdict::HashDiffers { head_seq: 12 });
    let [RelayFrame::Diverged(diverged)] = &sent(&rig.answer(&effects, verdict))[..] else {
        panic!()
    };
    assert_eq!((diverged.reason, diverged.head_seq), (DivergedReason::HashDiffers, 12));
}

/// Two clients with the same ten changes, of both.
fn two_with_ten(seed: u64) -> World {
    let mut world = World::with_clients(seed, 2);
    world.create_stream(0, stream(0));
    world.settle();
    for number in 0..10 {
        let author = usize::try_from(number % 2).unwrap();
        world.edit(author, stream(0), doc(number % 4), &format!("word {number}"));
        world.run_for(150);
    }
    world.settle();
    world
}

#[test]
fn heal_3_what_a_relay_lost_comes_back() {
    for seed in 0..40 {
        let mut world = two_with_ten(seed);
        world.restart_relay();
        world.store.lose_newest(stream(0), 1 + usize::try_from(seed).unwrap() % 10);
        world.run_for(3_000);
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].words().len(), 10);
    }
}

#[test]
fn heal_3_what_became_pending_again_is_not_called_synced() {
    let mut world = two_with_ten(1);
    world.restart_relay();
    world.store.lose_newest(stream(0), 4);
    world.run_until("noticed", |world| world.clients[0].store.waiting() > 0);
    let status = world.clients[0].status().unwrap();
    assert!(!status.is_synced() && status.waiting > 0);
}

#[test]
fn heal_3_and_so_does_what_came_after_the_loss() {
    for seed in 0..40 {
        let mut world = two_with_ten(seed);
        // One is away while the relay loses changes and the other one goes on.
        world.kill_client(1);
        world.restart_relay();
        world.store.lose_newest(stream(0), 5);
        for number in 0..7 {
            world.edit(0, stream(0), doc(number % 4), &format!("after {number}"));
            world.run_for(500);
        }
        world.start_client(1);
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].words().len(), 17);
    }
}

/// A client in the tail at 3 that finds document 1 different.
fn diverging() -> (ClientRig, Vec<ClientEffect>) {
    let mut rig = ClientRig::tailing(3);
    let changes = Changes::new(stream(0), &[entry(4)], None);
    let effects = rig.frame(&RelayFrame::Changes(changes));
    let cursor = Some(cursor(4));
    let outcome = StoreOutcome { cursor, diverging: vec![doc(1)], ..StoreOutcome::default() };
    let effects = rig.stored(tasks(&effects)[0].0, outcome);
    (rig, effects)
}

#[test]
fn heal_4_a_document_that_differs_is_fetched_and_compared() {
    let (mut rig, effects) = diverging();
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Fetch(_)]));
    assert!(!rig.status().is_synced());
    let effects = rig.frame(&document(1, 4));
    let stored = tasks(&effects);
    assert!(matches!(stored[..], [(_, StoreTask::StoreDocument { .. })]));
    rig.stored(stored[0].0, StoreOutcome { cursor: Some(cursor(4)), ..StoreOutcome::default() });
    assert!(rig.status().is_synced());
}

#[test]
fn heal_4_once_a_minute_at_most() {
    let (mut rig, _) = diverging();
    let mut fetched = 0;
    for seq in 5..10 {
        rig.now = rig.now.plus(20_000);
        rig.frame(&RelayFrame::Pong(aloft_sync_protocol::frames::from_relay::Pong { nonce: 0 }));
        let changes = Changes::new(stream(0), &[entry(seq)], None);
        let effects = rig.frame(&RelayFrame::Changes(changes));
        let cursor = Some(cursor(seq));
        let outcome = StoreOutcome { cursor, diverging: vec![doc(1)], ..StoreOutcome::default() };
        let effects = rig.stored(tasks(&effects)[0].0, outcome);
        fetched += client_sent(&effects)
            .iter()
            .filter(|frame| matches!(frame, ClientFrame::Fetch(_)))
            .count();
    }
    assert_eq!(fetched, 1);
}

#[test]
fn heal_4_a_damaged_document_is_mended() {
    let mut world = two_with_ten(3);
    // One client forgets a change, as a fault in its store would have it.
    let local = world.clients[1].store.streams.get_mut(&stream(0)).unwrap();
    let damaged = local.docs.get_mut(&doc(0)).unwrap();
    let head = damaged
        .changes
        .keys()
        .copied()
        .find(|hash| damaged.changes.values().all(|local| !local.change.deps.contains(hash)));
    damaged.changes.remove(&head.unwrap());
    world.edit(0, stream(0), doc(0), "one more");
    world.settle();
    world.check_converged();
}

#[test]
fn heal_5_offering_again_is_a_claim_that_reaches_the_judge() {
    let mut client = ClientRig::tailing(3);
    let effects = client.wrote(1);
    let mut change = pending(1);
    change.acknowledged_before = true;
    let effects = client.load(&effects, vec![change]);
    let [ClientFrame::Push(push)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(push.changes[0].again, Some(Again::WasAcknowledged));

    let mut relay = RelayRig::ready();
    let change = PushedChange {
        doc: doc(1),
        kind: DocKind::Task,
        bytes: vec![1].into(),
        again: Some(Again::WasAcknowledged),
    };
    let push = Push { push_id: 1, stream: stream(0), changes: vec![change.clone()] };
    let effects = relay.frame(&ClientFrame::Push(push));
    let [RelayEffect::Ingest { changes, .. }] = questions(&effects)[..] else { panic!() };
    assert_eq!(changes[..], [change]);
    assert!(sent(&effects).is_empty(), "the session takes nothing on that word");
}

#[test]
fn heal_6_the_tail_begins_at_the_first_page_and_after_every_fetch() {
    let mut rig = ClientRig::online(Position::Tail(cursor(9)));
    rig.frame(&diverged());
    let effects = rig.frame(&heads(2, Some(5)));
    let outcome = StoreOutcome { fetch: vec![doc(1)], ..StoreOutcome::default() };
    let first = rig.stored(tasks(&effects)[0].0, outcome);
    assert_eq!(client_sent(&first).len(), 2, "the next page and the document");
    let effects = rig.frame(&heads(3, None));
    let second = tasks(&effects)[0].0;
    // The document comes before the last page is compared: too early to go on.
    let effects = rig.frame(&document(1, 3));
    let effects = rig.stored(tasks(&effects)[0].0, StoreOutcome::default());
    assert!(tasks(&effects).is_empty());
    let effects = rig.stored(second, StoreOutcome::default());
    let stored = tasks(&effects);
    let (ticket, StoreTask::StoreCursor { cursor: at }) = stored[0] else { panic!() };
    assert_eq!(*at, cursor(2));
    let effects = rig.stored(ticket, StoreOutcome::default());
    let [ClientFrame::Subscribe(subscribe)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(subscribe.position, Position::Tail(cursor(2)));
}

#[test]
fn heal_7_nothing_is_pushed_while_comparing() {
    let mut rig = ClientRig::online(Position::Tail(cursor(9)));
    rig.frame(&diverged());
    assert!(tasks(&rig.wrote(1)).is_empty());
}

#[test]
fn heal_8_documents_ahead_of_the_cursor_are_compared_first() {
    let ahead = TrackedStream { doc_seq: 5, ..tracked(stream(0), Position::Tail(cursor(3))) };
    let mut rig = ClientRig::greeted();
    rig.input(aloft_sync_protocol::client::ClientInput::Track(ahead));
    let effects = rig.welcomed(&[stream(0)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Heads(_)]));
    let within = TrackedStream { doc_seq: 3, ..tracked(stream(0), Position::Tail(cursor(3))) };
    let mut rig = ClientRig::greeted();
    rig.input(aloft_sync_protocol::client::ClientInput::Track(within));
    let effects = rig.welcomed(&[stream(0)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Subscribe(_)]));
}

#[test]
fn heal_8_a_bootstrap_of_two_connections_ends_with_a_comparison() {
    let mut rig = ClientRig::online(Position::Activity { at: cursor(5), before: None });
    rig.subscribed(5);
    let rows = Packed::pack(b"[]".to_vec());
    let page = ActivityPage { stream: stream(0), rows, before: None };
    let effects = rig.frame(&RelayFrame::ActivityPage(page));
    let frames = client_sent(&effects);
    assert!(matches!(frames[..], [ClientFrame::Unsubscribe(_), ClientFrame::Heads(_)]));
}

#[test]
fn heal_8_own_changes_beyond_the_cursor_survive_a_loss() {
    for seed in 0..40 {
        let mut world = World::with_clients(seed, 2);
        world.create_stream(0, stream(0));
        world.settle();
        // Each hears its own acknowledgement, and nothing of the other's changes.
        world.lose_hints = Some(1);
        for number in 0..6 {
            let author = usize::try_from(number % 2).unwrap();
            world.edit(author, stream(0), doc(number), &format!("word {number}"));
            world.run_for(10);
        }
        world.run_for(400);
        world.restart_relay();
        world.store.lose_newest(stream(0), 5);
        world.lose_hints = None;
        world.run_for(3_000);
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].words().len(), 6);
    }
}
