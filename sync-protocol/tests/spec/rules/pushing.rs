//! PUSH and ACK: what was made here gets there, once, and nobody is told so before.

use crate::rig::client::{ClientRig, cursor, hash, hung_up, pending, sent as client_sent, tasks};
use crate::rig::relay::{RelayRig, closed, error_code, questions, sent};
use crate::world::{World, doc, stream};
use aloft_sync_protocol::client::{
    AcceptedChange, ClientInput, Counts, PendingChange, StoreOutcome, StoreTask, StreamStatus,
};
use aloft_sync_protocol::frames::from_client::{ClientFrame, PackedPush, Push, PushedChange};
use aloft_sync_protocol::frames::from_relay::{Accepted, AcceptedItem, ErrorFrame};
use aloft_sync_protocol::frames::{ErrorCode, GoodbyeCode, RelayFrame};
use aloft_sync_protocol::limits::Limits;
use aloft_sync_protocol::log::{DocKind, Position};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::{Answer, Outcome, RelayEffect};

fn push(push_id: u64, number: u128) -> ClientFrame {
    let change =
        PushedChange { doc: doc(1), kind: DocKind::Task, bytes: vec![1].into(), again: None };
    ClientFrame::Push(Push { push_id, stream: stream(number), changes: vec![change] })
}

fn accepted(push_id: u64, seq: u64) -> RelayFrame {
    let accepted = vec![AcceptedItem { index: 0, seq }];
    RelayFrame::Accepted(Accepted { push_id, accepted, head_seq: None })
}

#[test]
fn push_1_a_stream_is_committed_in_order_and_streams_beside_each_other() {
    let mut rig = RelayRig::ready();
    let first = rig.frame(&push(1, 0));
    assert!(rig.frame(&push(2, 0)).is_empty(), "waits for the first");
    let beside = rig.frame(&push(3, 1));
    assert_eq!(questions(&beside).len(), 1);
    let second = rig.answer(
        &first,
        Answer::Ingested { outcomes: vec![Outcome::Accepted { seq: 1 }], head_seq: 0 },
    );
    assert!(matches!(questions(&second)[..], [RelayEffect::Ingest { .. }]));
}

#[test]
fn push_1_changes_are_offered_in_the_order_of_the_store() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(3);
    let effects = rig.load(&effects, vec![pending(1), pending(2), pending(3)]);
    let [ClientFrame::Push(push)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(push.changes.len(), 3);
    let stored = tasks(&effects);
    let [(_, StoreTask::LoadPending { after, .. })] = stored[..] else { panic!() };
    assert_eq!(*after, Some(aloft_sync_protocol::client::PendingMark(3)));
}

/// So many changes that they are compressed.
fn much() -> Vec<PendingChange> {
    (0..10).map(pending).collect()
}

#[test]
fn push_9_much_is_sent_compressed_and_is_the_same_push() {
    let mut client = ClientRig::tailing(3);
    let effects = client.wrote(10);
    let effects = client.load(&effects, much());
    let [frame @ ClientFrame::PackedPush(packed)] = &client_sent(&effects)[..] else { panic!() };
    let bytes: usize = much().iter().map(|change| change.bytes.len()).sum();
    assert!(packed.changes.len() < bytes / 2);
    let effects = RelayRig::ready().frame(frame);
    let [RelayEffect::Ingest { changes, .. }] = questions(&effects)[..] else { panic!() };
    let all = much().into_iter().map(PushedChange::from).collect::<Vec<_>>();
    assert_eq!(*changes, all);
}

#[test]
fn push_9_more_than_may_be_unfolded_is_sent_as_it_is() {
    let mut client = ClientRig::tailing(3);
    let effects = client.wrote(1);
    let alone = PendingChange { bytes: vec![9; 600 << 10], ..pending(1) };
    let effects = client.load(&effects, vec![alone]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Push(_)]));
}

#[test]
fn push_9_what_unfolds_too_far_or_is_no_list_ends_the_session() {
    let limits = Limits::default();
    let most = (limits.push_bytes + 64 * limits.push_changes + 64) as usize;
    let small = PushedChange { bytes: vec![1].into(), ..PushedChange::from(pending(1)) };
    let many = Push { push_id: 1, stream: stream(0), changes: vec![small; 513] };
    let mut too_many = Vec::new();
    minicbor::encode(&many.changes, &mut too_many).unwrap();
    for bytes in [vec![0; most + 1], vec![0; most], too_many, vec![0x80; 600]] {
        let changes = Packed::pack(bytes);
        assert!(matches!(changes, Packed::Zstd(_)));
        let packed = PackedPush { push_id: 1, stream: stream(0), changes };
        let effects = RelayRig::ready().frame(&ClientFrame::PackedPush(packed));
        assert_eq!(closed(&effects), Some(GoodbyeCode::Protocol));
    }
}

#[test]
fn push_9_what_is_unfolded_counts_against_the_rate() {
    let mut rig = RelayRig::ready();
    let change =
        PushedChange { bytes: vec![0; 500 << 10].into(), ..PushedChange::from(pending(1)) };
    let push = Push { push_id: 1, stream: stream(0), changes: vec![change] };
    let packed = PackedPush::of(&push, &Limits::default()).unwrap();
    assert!(packed.changes.len() < 1_000);
    let pauses = |effects: &[RelayEffect]| {
        effects.iter().any(|effect| matches!(effect, RelayEffect::PauseReading { .. }))
    };
    // A session may send 1,000 small frames at once, or 16 MiB; the relay answers each push here.
    let paused_at = (1..100).find(|_| {
        let effects = rig.frame(&ClientFrame::PackedPush(packed.clone()));
        let is_paused = pauses(&effects);
        let outcomes = vec![Outcome::Accepted { seq: 1 }];
        rig.answer(&effects, Answer::Ingested { outcomes, head_seq: 1 });
        is_paused
    });
    assert!(paused_at.is_some_and(|at| (28..34).contains(&at)), "{paused_at:?}");
}

#[test]
fn push_2_resend_after_lost_ack_is_idempotent() {
    for seed in 0..40 {
        let mut world = World::with_clients(seed, 2);
        world.create_stream(0, stream(0));
        world.settle();
        // It commits, and dies before it says so.
        world.answer_delay = 10_000;
        world.edit(0, stream(0), doc(1), "once");
        world.run_until("committed", |world| world.store.streams[&stream(0)].head_seq() == 1);
        assert_eq!(world.clients[0].status().unwrap().waiting, 1);
        world.restart_relay();
        world.answer_delay = 0;
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].head_seq(), 1);
    }
}

#[test]
fn push_2_what_is_not_acknowledged_is_offered_again() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    rig.load(&effects, vec![pending(1)]);
    rig.input(ClientInput::Disconnected { close_code: None });
    rig.input(ClientInput::RetryNow);
    rig.input(ClientInput::Connected);
    rig.welcomed(&[stream(0)]);
    let effects = rig.subscribed(3);
    let stored = tasks(&effects);
    let [(_, StoreTask::LoadPending { after: None, .. })] = stored[..] else { panic!() };
    let effects = rig.load(&effects, vec![pending(1)]);
    assert!(matches!(client_sent(&effects)[..], [ClientFrame::Push(_)]));
    // An answer to the first one would mean nothing now.
    assert!(tasks(&rig.frame(&accepted(0, 4))).is_empty());
}

#[test]
fn push_3_few_are_in_flight_and_what_is_made_meanwhile_goes_together() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    let effects = rig.load(&effects, vec![pending(1)]);
    let effects = rig.load(&effects, vec![pending(2)]);
    assert!(tasks(&effects).is_empty(), "two are in flight");
    assert!(tasks(&rig.wrote(3)).is_empty());
    let effects = rig.frame(&accepted(0, 4));
    let stored = tasks(&effects);
    let [
        (_, StoreTask::MarkAccepted { .. }),
        (_, StoreTask::LoadPending { max_changes, max_bytes, .. }),
    ] = stored[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((*max_changes, *max_bytes), (512, 512 << 10));
}

#[test]
fn push_4_nothing_is_pushed_before_the_past_is_agreed_on() {
    let mut rig = ClientRig::online(Position::Tail(cursor(3)));
    assert!(tasks(&rig.wrote(1)).is_empty());
    assert!(matches!(tasks(&rig.subscribed(3))[..], [(_, StoreTask::LoadPending { .. })]));
}

#[test]
fn push_5_a_stream_that_is_not_ones_own_takes_nothing() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&push(7, 9));
    assert_eq!(error_code(&effects), 1);
    let [RelayFrame::Error(error)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(error.push_id, Some(7));
    assert!(questions(&effects).is_empty());

    let mut client = ClientRig::tailing(3);
    let effects = client.wrote(1);
    client.load(&effects, vec![pending(1)]);
    let effects = client.frame(&RelayFrame::Error(ErrorFrame {
        code: ErrorCode::NotFound,
        words: String::new(),
        stream: Some(stream(0)),
        push_id: Some(0),
    }));
    assert!(tasks(&effects).is_empty());
    assert_eq!(client.status().waiting, 1);
    assert_eq!(client.status().behind, [(stream(0), StreamStatus::NoAccess)]);
}

#[test]
fn push_6_a_push_without_an_answer_ends_the_connection() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    rig.load(&effects, vec![pending(1)]);
    let pong = RelayFrame::Pong(aloft_sync_protocol::frames::from_relay::Pong { nonce: 0 });
    for _ in 0..17 {
        assert!(!hung_up(&rig.pass(5_000)));
        rig.frame(&pong);
    }
    assert!(hung_up(&rig.pass(5_000)));
}

#[test]
fn push_7_a_change_that_no_frame_carries_does_not_block_the_others() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(2);
    let mut large = pending(1);
    large.bytes = vec![0; 4 << 20];
    let effects = rig.load(&effects, vec![large, pending(2)]);
    let (_, StoreTask::MarkRefused { refused }) = tasks(&effects)[0] else { panic!() };
    assert_eq!((refused[0].hash, &refused[0].refusal.code[..]), (hash(1), "too_large"));
    let [ClientFrame::Push(push)] = &client_sent(&effects)[..] else { panic!() };
    assert_eq!(push.changes.len(), 1);
}

#[test]
fn ack_1_nothing_is_said_before_the_commit() {
    let mut rig = RelayRig::ready();
    let effects = rig.frame(&push(1, 0));
    assert!(sent(&effects).is_empty());
    let effects = rig.answer(
        &effects,
        Answer::Ingested { outcomes: vec![Outcome::Accepted { seq: 1 }], head_seq: 0 },
    );
    assert_eq!(sent(&effects), [accepted(1, 1)]);
}

#[test]
fn ack_2_waiting_until_the_store_has_marked_it() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    let effects = rig.load(&effects, vec![pending(1)]);
    rig.no_more_pending(&effects);
    assert_eq!(rig.status().waiting, 1);
    let effects = rig.frame(&accepted(0, 4));
    let stored = tasks(&effects);
    let (ticket, StoreTask::MarkAccepted { accepted, .. }) = stored[0] else { panic!() };
    assert_eq!(*accepted, [AcceptedChange { doc: doc(1), hash: hash(1), seq: 4 }]);
    assert_eq!(rig.status().waiting, 1, "the relay has it, and this store does not know");
    assert!(!rig.status().is_synced());
    let outcome = StoreOutcome { cursor: Some(cursor(4)), ..StoreOutcome::default() };
    rig.stored(ticket, outcome);
    assert_eq!(rig.status().waiting, 0);
    assert!(rig.status().is_synced());
}

#[test]
fn ack_3_counts_that_overtake_each_other_do_not_claim_too_much() {
    let mut rig = ClientRig::tailing(3);
    assert!(rig.status().is_synced());
    // The store's count of nothing was read before the change that is told first.
    let effects = rig.wrote(0);
    assert!(!rig.status().is_synced());
    rig.no_more_pending(&effects);
    assert!(rig.status().is_synced());
}

#[test]
fn ack_3_synced_needs_everything_that_was_announced() {
    let mut rig = ClientRig::online(Position::Tail(cursor(3)));
    let effects = rig.subscribed(5);
    rig.no_more_pending(&effects);
    assert!(!rig.status().is_synced());
    assert_eq!(rig.status().behind, [(stream(0), StreamStatus::CatchingUp { behind: 2 })]);
}

/// The relay numbers a task in the transaction that takes it, with a change of its own.
#[test]
fn ack_3_synced_needs_what_the_relay_wrote_in_answer() {
    let mut relay = RelayRig::ready();
    let effects = relay.frame(&push(1, 0));
    let outcomes = vec![Outcome::Accepted { seq: 4 }];
    let effects = relay.answer(&effects, Answer::Ingested { outcomes, head_seq: 5 });
    let [RelayFrame::Accepted(said)] = &sent(&effects)[..] else { panic!() };
    assert_eq!(said.head_seq, Some(5));

    let mut client = ClientRig::tailing(3);
    let effects = client.wrote(1);
    let effects = client.load(&effects, vec![pending(1)]);
    client.no_more_pending(&effects);
    let accepted = vec![AcceptedItem { index: 0, seq: 4 }];
    let effects =
        client.frame(&RelayFrame::Accepted(Accepted { push_id: 0, accepted, head_seq: Some(5) }));
    let (ticket, StoreTask::MarkAccepted { .. }) = tasks(&effects)[0] else { panic!() };
    let outcome = StoreOutcome { cursor: Some(cursor(4)), ..StoreOutcome::default() };
    client.stored(ticket, outcome);
    assert_eq!(client.status().waiting, 0);
    assert_eq!(client.status().behind, [(stream(0), StreamStatus::CatchingUp { behind: 1 })]);
}

#[test]
fn ack_3_offline_is_not_synced_and_says_until_when_it_was() {
    let mut rig = ClientRig::tailing(3);
    let synced_to = rig.status().synced_to;
    assert_eq!(synced_to, Some(rig.now));
    rig.input(ClientInput::Disconnected { close_code: None });
    rig.pass(100_000);
    assert!(!rig.status().is_synced());
    assert_eq!(rig.status().synced_to, synced_to);
}

#[test]
fn ack_4_an_own_change_in_the_tail_is_accepted() {
    for seed in 0..20 {
        let mut world = World::with_clients(seed, 2);
        world.create_stream(0, stream(0));
        world.settle();
        // Everybody hears of it before its author gets the answer.
        world.answer_delay = 5_000;
        world.edit(0, stream(0), doc(1), "seen first");
        world.run_for(1_000);
        world.edit(1, stream(0), doc(1), "on top");
        world.run_for(2_000);
        assert_eq!(world.clients[0].store.waiting(), 0);
        world.answer_delay = 0;
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].head_seq(), 2);
    }
}

#[test]
fn ack_2_refused_changes_are_counted_apart() {
    let mut rig = ClientRig::tailing(3);
    let counts = Counts { refused: 2, ..Counts::default() };
    let effects = rig.input(ClientInput::PendingAvailable { stream: stream(0), counts });
    rig.no_more_pending(&effects);
    assert!(rig.status().is_synced());
    assert_eq!(rig.status().refused, 2);
}

#[test]
fn push_8_a_change_that_is_counted_with_something_else_is_offered() {
    let mut rig = ClientRig::tailing(3);
    let effects = rig.wrote(1);
    let effects = rig.load(&effects, vec![pending(1)]);
    // There is no more behind it.
    rig.load(&effects, Vec::new());
    let effects = rig.frame(&accepted(0, 4));
    let stored = tasks(&effects);
    let (ticket, StoreTask::MarkAccepted { .. }) = stored[0] else { panic!() };
    // Before this was done, another process wrote.
    let outcome = StoreOutcome {
        counts: Counts { waiting: 1, ..Counts::default() },
        ..StoreOutcome::default()
    };
    let effects = rig.stored(ticket, outcome);
    assert!(matches!(tasks(&effects)[..], [(_, StoreTask::LoadPending { .. })]));
}
