//! TAIL and OWN: what comes after a cursor.

use super::subscribing::entry;
use crate::rig::client::{ClientRig, cursor, hash, hung_up, pending, tasks};
use crate::rig::relay::{RelayRig, closed, questions, sent};
use crate::world::{World, doc, stream};
use aloft_sync_protocol::client::{Advance, ClientEffect, StoreTask};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Push, PushedChange};
use aloft_sync_protocol::frames::from_relay::{Accepted, AcceptedItem, Changes};
use aloft_sync_protocol::frames::{GoodbyeCode, RelayFrame, TailEntry};
use aloft_sync_protocol::log::{DocKind, Position};
use aloft_sync_protocol::relay::{Answer, Outcome, RelayEffect, RelayInput, TailRead};

fn hint(head_seq: u64) -> RelayInput {
    RelayInput::StreamAdvanced { stream: stream(0), head_seq }
}

fn tail(seqs: impl IntoIterator<Item = u64>, head_seq: u64) -> Answer {
    Answer::Tail(TailRead { entries: seqs.into_iter().map(entry).collect(), head_seq })
}

fn changes(seqs: impl IntoIterator<Item = u64>) -> RelayFrame {
    let entries: Vec<_> = seqs.into_iter().map(entry).collect();
    RelayFrame::Changes(Changes::new(stream(0), &entries, None))
}

fn entries_of(effects: &[RelayEffect]) -> Vec<TailEntry> {
    let [RelayFrame::Changes(changes)] = &sent(effects)[..] else { panic!("{effects:?}") };
    changes.entries().unwrap()
}

#[test]
fn tail_1_a_client_hangs_up_at_a_gap() {
    assert!(hung_up(&ClientRig::tailing(3).frame(&changes([5]))));
    assert!(hung_up(&ClientRig::tailing(3).frame(&changes([4, 6]))));
    assert!(!hung_up(&ClientRig::tailing(3).frame(&changes([4, 5]))));
}

#[test]
fn tail_1_what_is_here_already_is_skipped() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.frame(&changes([2, 3, 4]));
    let (_, StoreTask::StoreChanges { entries, advance }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4]);
    assert_eq!(*advance, Advance { from: 3, seq: 4, own: Vec::new() });
    assert!(tasks(&rig.frame(&changes([4]))).is_empty());
}

#[test]
fn tail_1_a_relay_closes_at_a_gap_in_its_log() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let reading = rig.input(hint(6));
    let effects = rig.answer(&reading, tail([4, 6], 6));
    assert_eq!(closed(&effects), Some(GoodbyeCode::Internal));
}

#[test]
fn tail_2_hints_lost_doubled_false_and_late_do_no_harm() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    // False: there is nothing yet.
    let reading = rig.input(hint(9));
    assert!(rig.answer(&reading, tail([], 3)).is_empty());
    // Late and doubled: known already.
    assert!(rig.input(hint(2)).is_empty());
    let reading = rig.input(hint(4));
    assert!(rig.input(hint(4)).is_empty());
    assert_eq!(entries_of(&rig.answer(&reading, tail([4], 4))).len(), 1);
    assert!(rig.input(hint(4)).is_empty());
}

#[test]
fn tail_2_a_hint_during_a_reading_is_not_lost() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let reading = rig.input(hint(4));
    rig.input(hint(5));
    // What is read began before the fifth was committed.
    let effects = rig.answer(&reading, tail([4], 4));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 4, .. }]));
}

#[test]
fn tail_2_without_any_hint_a_poll_reads() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    assert!(rig.pass(59_999).is_empty());
    let reading = rig.pass(1);
    assert_eq!(entries_of(&rig.answer(&reading, tail([4], 4))).len(), 1);

    let mut world = World::with_clients(5, 3);
    world.create_stream(0, stream(0));
    world.settle();
    world.lose_hints = Some(1);
    world.edit(0, stream(0), doc(1), "unheard");
    world.settle();
    world.check_converged();
}

#[test]
fn tail_3_hints_coalesce_and_frames_are_bounded() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let reading = rig.input(hint(4));
    for seq in 5..5000 {
        assert!(rig.input(hint(seq)).is_empty());
    }
    let [RelayEffect::ReadTail { limit_changes, limit_bytes, .. }] = questions(&reading)[..] else {
        panic!()
    };
    assert_eq!((*limit_changes, *limit_bytes), (1024, 1 << 20));
    let effects = rig.answer(&reading, tail(4..1028, 5000));
    let [RelayFrame::Changes(changes)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(changes.head_seq, Some(5000));
    assert!(matches!(questions(&effects)[..], [RelayEffect::ReadTail { after: 1027, .. }]));
}

#[test]
fn tail_4_a_digest_stands_on_a_documents_last_entry() {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let reading = rig.input(hint(6));
    let mut entries: Vec<_> = (4..7).map(entry).collect();
    entries[1].doc = doc(2);
    let effects = rig.answer(&reading, Answer::Tail(TailRead { entries, head_seq: 6 }));
    let digests: Vec<_> = entries_of(&effects).iter().map(|entry| entry.heads_digest).collect();
    assert_eq!(digests, [None, Some(5), Some(6)]);
}

/// A relay session at seq 3 that acknowledged its client's change at these places.
fn relay_with_own(seqs: &[u64]) -> (RelayRig, Vec<RelayEffect>) {
    let mut rig = RelayRig::tailing(cursor(3), 3);
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    let changes = vec![change; seqs.len()];
    let push = ClientFrame::Push(Push { push_id: 1, stream: stream(0), changes });
    let asked = rig.frame(&push);
    let outcomes = seqs.iter().map(|seq| Outcome::Accepted { seq: *seq }).collect();
    let effects = rig.answer(&asked, Answer::Ingested { outcomes, head_seq: 0 });
    (rig, effects)
}

#[test]
fn own_1_own_changes_are_not_sent_and_not_even_read() {
    let (mut rig, effects) = relay_with_own(&[4, 5]);
    assert!(questions(&effects).is_empty());
    assert!(rig.input(hint(5)).is_empty());
    let reading = rig.input(hint(6));
    assert!(matches!(questions(&reading)[..], [RelayEffect::ReadTail { after: 5, .. }]));
}

#[test]
fn own_1_own_changes_between_others_are_skipped() {
    let (mut rig, reading) = relay_with_own(&[5, 7]);
    // That there is a fourth and a sixth is known without a hint.
    assert!(matches!(questions(&reading)[..], [RelayEffect::ReadTail { after: 3, .. }]));
    let seqs = entries_of(&rig.answer(&reading, tail(4..8, 7)));
    assert_eq!(seqs.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4, 6]);
    assert!(rig.input(hint(7)).is_empty());
}

#[test]
fn own_1_a_new_session_sends_everything() {
    let mut rig = RelayRig::ready();
    let reading = rig.subscribe(Position::Tail(cursor(3)), 5);
    assert_eq!(entries_of(&rig.answer(&reading, tail(4..6, 5))).len(), 2);
}

/// A client at seq 3 whose change was accepted at this place.
fn client_with_own(seq: u64) -> (ClientRig, Vec<ClientEffect>) {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    rig.load(&effects, vec![pending(1)]);
    let accepted = vec![AcceptedItem { index: 0, seq }];
    let effects =
        rig.frame(&RelayFrame::Accepted(Accepted { push_id: 0, accepted, head_seq: None }));
    (rig, effects)
}

#[test]
fn own_2_the_cursor_passes_own_changes() {
    let (_, effects) = client_with_own(4);
    let (_, StoreTask::MarkAccepted { advance, .. }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(*advance, Some(Advance { from: 3, seq: 4, own: vec![(4, hash(1))] }));
}

#[test]
fn own_2_and_waits_for_others_before_them() {
    let (mut rig, effects) = client_with_own(5);
    let (_, StoreTask::MarkAccepted { advance, .. }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(*advance, None);
    assert!(!rig.status().is_synced());
    let effects = rig.frame(&changes([4]));
    let (_, StoreTask::StoreChanges { advance, .. }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(*advance, Advance { from: 3, seq: 5, own: vec![(5, hash(1))] });
}

#[test]
fn own_2_a_gap_that_is_not_its_own_is_a_gap() {
    let (mut rig, _) = client_with_own(5);
    assert!(hung_up(&rig.frame(&changes([6]))));
    let (mut rig, _) = client_with_own(5);
    let effects = rig.frame(&changes([4, 6]));
    let (_, StoreTask::StoreChanges { advance, .. }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(*advance, Advance { from: 3, seq: 6, own: vec![(5, hash(1))] });
}

#[test]
fn own_3_no_digest_where_an_own_change_lies_ahead() {
    let (mut rig, _) = client_with_own(6);
    let mut entries: Vec<_> = (4..6).map(entry).collect();
    entries[0].doc = doc(2);
    let changes = Changes::new(stream(0), &entries, None);
    let effects = rig.frame(&RelayFrame::Changes(changes));
    let (_, StoreTask::StoreChanges { entries, .. }) = tasks(&effects)[0] else { panic!() };
    let digests: Vec<_> = entries.iter().map(|entry| entry.heads_digest).collect();
    assert_eq!(digests, [Some(4), None]);
}

#[test]
fn own_1_a_document_that_two_write_in_turn_agrees_and_is_never_fetched() {
    let mut world = World::with_clients(11, 2);
    world.create_stream(0, stream(0));
    world.settle();
    for round in 0..40 {
        world.edit(round % 2, stream(0), doc(1), &format!("word {round}"));
        world.run_for(25);
    }
    world.settle();
    world.check_converged();
    assert!(world.clients.iter().all(|client| client.fetched == 0));
}
