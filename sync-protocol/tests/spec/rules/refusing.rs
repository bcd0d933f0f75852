//! REFUSE: what a relay will not take.

use super::subscribing::entry;
use crate::rig::client::{ClientRig, cursor, hash, pending, sent as client_sent, tasks};
use crate::rig::relay::{RelayRig, sent};
use crate::world::{World, doc, stream};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_sync_protocol::client::{ClientEffect, Counts, PendingChange, StoreOutcome, StoreTask};
use aloft_sync_protocol::frames::from_client::{ClientFrame, Push, PushedChange};
use aloft_sync_protocol::frames::from_relay::{
    Accepted, AcceptedItem, Changes, Document, Pong, Refused, RefusedItem,
};
use aloft_sync_protocol::frames::{RelayFrame, WireRefusal};
use aloft_sync_protocol::log::DocKind;
use aloft_sync_protocol::relay::{Answer, Outcome};

fn refused(items: &[(u32, &str)]) -> RelayFrame {
    refused_push(0, items)
}

fn refused_push(push_id: u64, items: &[(u32, &str)]) -> RelayFrame {
    let refused = items
        .iter()
        .map(|(index, code)| RefusedItem {
            index: *index,
            refusal: WireRefusal {
                code: (*code).to_owned(),
                words: "No.".to_owned(),
                path: String::new(),
            },
        })
        .collect();
    RelayFrame::Refused(Refused { push_id, refused })
}

/// A client with so many changes in one push.
fn pushed(changes: u64) -> ClientRig {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(changes);
    let all: Vec<PendingChange> = (0..changes).map(pending).collect();
    let effects = rig.load(&effects, all);
    rig.no_more_pending(&effects);
    rig
}

#[test]
fn refuse_1_a_refusal_travels_with_code_place_and_words() {
    let mut rig = RelayRig::ready();
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    let push = Push { push_id: 4, stream: stream(0), changes: vec![change] };
    let effects = rig.frame(&ClientFrame::Push(push));
    let refusal =
        Refusal::at(RefusalCode::Forbidden, "/comments/7/body", "Not yours. ".repeat(500));
    let effects = rig.answer(
        &effects,
        Answer::Ingested { outcomes: vec![Outcome::Refused(refusal)], head_seq: 0 },
    );
    let [RelayFrame::Refused(refused)] = &sent(&effects)[..] else { panic!() };
    let refusal = &refused.refused[0].refusal;
    assert_eq!((refused.push_id, &refusal.path[..]), (4, "/comments/7/body"));
    assert_eq!(refusal.known_code(), Some(RefusalCode::Forbidden));
    assert_eq!(refusal.words.len(), 1024);
}

#[test]
fn refuse_1_refused_work_is_kept_and_what_was_built_on_it_goes_in() {
    for seed in 0..20 {
        let mut world = World::with_clients(seed, 2);
        world.create_stream(0, stream(0));
        world.settle();
        world.edit(0, stream(0), doc(1), "forbidden fruit");
        for number in 0..9 {
            world.edit(0, stream(0), doc(1), &format!("on top {number}"));
            let span = world.random(60);
            world.run_for(span);
        }
        world.settle();
        world.check_converged();
        assert_eq!(world.clients[0].store.refused, ["forbidden fruit"]);
        assert_eq!(world.store.streams[&stream(0)].words().len(), 9);
        assert_eq!(world.clients[0].status().unwrap().refused, 1);
    }
}

#[test]
fn refuse_2_a_push_is_taken_in_part() {
    let mut relay = RelayRig::ready();
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    let push = Push { push_id: 4, stream: stream(0), changes: vec![change; 3] };
    let effects = relay.frame(&ClientFrame::Push(push));
    let refusal = || Outcome::Refused(Refusal::new(RefusalCode::InvalidValue, "No."));
    let outcomes = vec![refusal(), Outcome::Accepted { seq: 1 }, refusal()];
    let effects = relay.answer(&effects, Answer::Ingested { outcomes, head_seq: 0 });
    assert!(matches!(sent(&effects)[..], [RelayFrame::Accepted(_), RelayFrame::Refused(_)]));

    let mut client = pushed(3);
    let accepted = vec![AcceptedItem { index: 1, seq: 4 }];
    let effects =
        client.frame(&RelayFrame::Accepted(Accepted { push_id: 0, accepted, head_seq: None }));
    let (_, StoreTask::MarkAccepted { accepted, .. }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(accepted[0].hash, hash(1));
    let effects = client.frame(&refused(&[(0, "invalid_value"), (2, "invalid_value")]));
    let (_, StoreTask::MarkRefused { refused }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(refused.iter().map(|r| r.hash).collect::<Vec<_>>(), [hash(0), hash(2)]);
}

#[test]
fn refuse_2_replays_are_offered_from_the_beginning() {
    let mut rig = pushed(2);
    let effects = rig.frame(&refused(&[(0, "forbidden"), (1, "depends_on_refused")]));
    let stored = tasks(&effects);
    let (ticket, StoreTask::MarkRefused { refused }) = stored[0] else { panic!() };
    assert_eq!(refused.len(), 2);
    let outcome = StoreOutcome { requeued: 1, ..StoreOutcome::default() };
    let effects = rig.stored(ticket, outcome);
    let stored = tasks(&effects);
    assert!(matches!(stored[..], [(_, StoreTask::LoadPending { after: None, .. })]));
}

#[test]
fn refuse_3_a_missing_dependency_is_not_final() {
    let mut rig = pushed(2);
    let effects = rig.frame(&refused(&[(0, "missing_dependency"), (1, "depends_on_refused")]));
    assert!(tasks(&effects).is_empty(), "nothing is marked");
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Fetch(_)]));
    assert_eq!(rig.status().waiting, 2);
    let effects = rig.pass(15_000);
    let stored = tasks(&effects);
    assert!(matches!(stored[..], [(_, StoreTask::LoadPending { after: None, .. })]));
}

/// What the relay had and will not take back from here, it lacks: what builds on that goes on
/// waiting, and the person is told. Somebody else's work need not wait, which the store decides.
#[test]
fn refuse_3_what_builds_on_a_lost_change_waits_until_that_is_back() {
    let mut rig = ClientRig::tailing(3);
    let lost = |number| PendingChange { acknowledged_before: true, ..pending(number) };
    let (theirs, mine, new) = (lost(0), lost(1), pending(2));
    let effects = rig.wrote(3);
    offer(&mut rig, &effects, vec![theirs, mine.clone(), new.clone()]);
    let codes = [(0, "wrong_author"), (1, "depends_on_refused"), (2, "depends_on_refused")];
    let effects = rig.frame(&refused(&codes));
    let [(ticket, StoreTask::MarkRefused { refused: kept })] = tasks(&effects)[..] else {
        panic!("only what the relay will never take is marked, before the document was looked at")
    };
    assert_eq!(kept.iter().map(|change| change.hash).collect::<Vec<_>>(), [hash(0)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Fetch(_)]));
    let waiting = |held_up| StoreOutcome {
        counts: Counts { waiting: 2, held_up, refused: 0 },
        ..StoreOutcome::default()
    };
    let effects = rig.stored(ticket, waiting(0));
    rig.no_more_pending(&effects);
    let gone = Document { stream: stream(0), doc: doc(1), state: None };
    let effects = rig.frame(&RelayFrame::Document(gone));
    let [(ticket, StoreTask::StoreDocument { .. })] = tasks(&effects)[..] else { panic!() };
    let effects = rig.stored(ticket, waiting(0));
    rig.no_more_pending(&effects);

    let codes = [(0, "missing_dependency"), (1, "depends_on_refused")];
    let mut puts_off = Vec::new();
    for push_id in 1..5 {
        let effects = until_offered(&mut rig, &mut puts_off);
        assert!(rig.session.is_offering());
        offer(&mut rig, &effects, vec![mine.clone(), new.clone()]);
        let effects = rig.frame(&refused_push(push_id, &codes));
        let [.., (ticket, StoreTask::MarkHeldUp { changes })] = &tasks(&effects)[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(*changes, [(doc(1), hash(1)), (doc(1), hash(2))]);
        let effects = rig.stored(*ticket, waiting(2));
        rig.no_more_pending(&effects);
        let status = rig.status();
        assert_eq!((status.waiting, status.held_up), (2, 2));
        assert!(!status.is_synced() && !rig.session.is_offering());
    }
    assert_eq!(puts_off, [15, 30, 60, 120]);

    // Its author is back, and says more than one thing.
    for seq in 4..7 {
        let changes = Changes::new(stream(0), &[entry(seq)], None);
        let effects = rig.frame(&RelayFrame::Changes(changes));
        let [(ticket, StoreTask::StoreChanges { .. })] = tasks(&effects)[..] else { panic!() };
        let cursor = Some(cursor(seq));
        let effects = rig.stored(ticket, StoreOutcome { cursor, ..waiting(2) });
        rig.no_more_pending(&effects);
    }
    let effects = until_offered(&mut rig, &mut puts_off);
    assert_eq!(puts_off.pop(), Some(5));
    offer(&mut rig, &effects, vec![mine, new]);
    let accepted = (0..2).map(|index| AcceptedItem { index, seq: 7 + u64::from(index) }).collect();
    let effects =
        rig.frame(&RelayFrame::Accepted(Accepted { push_id: 5, accepted, head_seq: None }));
    assert!(matches!(tasks(&effects)[..], [(_, StoreTask::MarkAccepted { .. })]));
}

/// Answers the loading among these effects, and says that there is no more.
fn offer(rig: &mut ClientRig, effects: &[ClientEffect], changes: Vec<PendingChange>) {
    let effects = rig.load(effects, changes);
    rig.no_more_pending(&effects);
}

/// Waits until pending changes are read, and notes for how many seconds.
fn until_offered(rig: &mut ClientRig, puts_off: &mut Vec<u64>) -> Vec<ClientEffect> {
    for seconds in 1..1_000 {
        let effects = rig.pass(1_000);
        rig.frame(&RelayFrame::Pong(Pong { nonce: 0 }));
        if tasks(&effects).iter().any(|(_, task)| matches!(task, StoreTask::LoadPending { .. })) {
            puts_off.push(seconds);
            return effects;
        }
    }
    panic!("never offered again")
}

#[test]
fn refuse_4_an_unknown_code_is_kept_and_final() {
    let mut rig = pushed(1);
    let effects = rig.frame(&refused(&[(0, "full_moon")]));
    let (_, StoreTask::MarkRefused { refused }) = tasks(&effects)[0] else { panic!() };
    assert_eq!(refused[0].refusal.code, "full_moon");
    assert_eq!(refused[0].refusal.known_code(), None);
}
