//! The log's tail: gaps, duplicates, own changes, divergence.

use crate::relay::{Relay, joined, never, picture};
use crate::setup::{Home, RELAY, set_title, titled};
use aloft_client::store::StoreError;
use aloft_client::store::incoming::Applied;
use aloft_client::store::tasks::Performed;
use aloft_crdt_model::command::{Command, NewTask, TaskCommand};
use aloft_crdt_model::document::{ActorId, Author, DocKind, Document};
use aloft_crdt_model::ids::TaskId;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::client::{Advance, PendingChange, PendingMark, StoreTask};
use aloft_sync_protocol::log as wire;
use uuid::Uuid;

/// Two stores that have the same project.
pub(crate) fn pair(seed: u64) -> (Home, Home, Relay) {
    let mut a = Home::new(seed);
    a.store.organisation_joined(a.org, "Home", RELAY).unwrap();
    let mut relay = Relay::default();
    relay.sync(&mut a.store, a.project.stream());
    let mut b = joined(&a, seed + 1);
    relay.sync(&mut b.store, b.project.stream());
    (a, b, relay)
}

pub(crate) fn sync_both(relay: &mut Relay, a: &mut Home, b: &mut Home) {
    let stream = a.project.stream();
    for _ in 0..2 {
        relay.sync(&mut a.store, stream);
        relay.sync(&mut b.store, stream);
    }
}

#[test]
fn two_people_s_edits_meet_and_the_conflict_is_visible_on_both() {
    let (mut a, mut b, mut relay) = pair(1);
    let task = a.task("Boil water");
    a.describe(task, "One two three");
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, set_title("Boil the water"));
    b.edit(task, set_title("Boil some water"));
    a.edit(task, TaskCommand::SetEstimate { estimate: Some(2.0) });
    a.describe(task, "Zero one two three");
    b.describe(task, "One two three four");
    a.write(|tx| tx.comment(task, None, "from a"));
    b.write(|tx| tx.comment(task, None, "from b"));
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(picture(&a), picture(&b));
    let detail = b.store.queries().task_detail(task).unwrap().unwrap();
    assert_eq!(detail.task.row.conflicts.len(), 1);
    assert_eq!(detail.task.row.conflicts[0].losing.len(), 1);
    assert_eq!(detail.task.row.estimate, Some(2.0));
    assert_eq!(detail.comments.len(), 2);
    let text = detail.description.unwrap();
    assert!(text.contains("ero") && text.contains("four"), "{text}");
    let status = a.store.status().unwrap();
    assert_eq!((status.waiting, status.refused, status.diverging), (0, 0, 0));
    a.assert_sound();
    b.assert_sound();
}

#[test]
fn entries_that_come_twice_change_nothing() {
    let (mut a, mut b, mut relay) = pair(2);
    a.task("Once");
    relay.push_all(&mut a.store, a.project.stream(), &never);
    let stream = b.project.stream();
    relay.pull(&mut b.store, stream);
    let before = picture(&b);
    let entries = relay.entries(0, relay.head());
    let advance = Advance { seq: relay.head(), own: Vec::new(), from: 0 };
    let applied = b.store.apply_changes(stream, &entries, &advance).unwrap();
    assert_eq!(applied.diverging, []);
    assert_eq!(picture(&b), before);
    assert_eq!(b.store.cursor(stream).unwrap().unwrap().seq, relay.head());
}

#[test]
fn an_own_change_in_the_log_counts_as_accepted() {
    let (mut a, _, mut relay) = pair(3);
    let task = a.task("Mine");
    let stream = a.project.stream();
    let pending = a.store.pending(stream, None, 10, 1_000_000).unwrap();
    // The acknowledgement is lost; the log has the change all the same.
    relay.push(&pending, stream, &never);
    relay.pull(&mut a.store, stream);
    assert_eq!(a.store.status().unwrap().waiting, 0);
    a.edit(task, set_title("Mine still"));
    relay.sync(&mut a.store, stream);
    assert_eq!(a.store.status().unwrap().waiting, 0);
    a.assert_sound();
}

#[test]
fn the_cursor_moves_over_own_changes_that_the_relay_does_not_repeat() {
    let (mut a, mut b, mut relay) = pair(4);
    let stream = a.project.stream();
    let task = a.task("Shared");
    sync_both(&mut relay, &mut a, &mut b);
    b.edit(task, set_title("Shared by b"));
    relay.push_all(&mut b.store, stream, &never);
    a.edit(task, set_title("Shared by a"));
    let pending = a.store.pending(stream, None, 10, 1_000_000).unwrap();
    let (accepted, _) = relay.push(&pending, stream, &never);
    a.store.mark_accepted(stream, &accepted, None).unwrap();
    assert_eq!(a.store.status().unwrap().waiting, 0);
    let from = a.store.cursor(stream).unwrap().unwrap().seq;
    let mut entries = relay.entries(from, relay.head());
    let own = entries.pop().unwrap();
    // The digest of the other's change, which its document's last entry carries.
    let before = Relay { log: relay.log[..relay.log.len() - 1].to_vec(), ..relay.clone() };
    entries.last_mut().unwrap().heads_digest = Some(before.log.last().unwrap().digest);
    let advance = Advance { seq: own.seq, own: vec![(own.seq, pending[0].hash)], from: 0 };
    assert_eq!(a.store.apply_changes(stream, &entries, &advance).unwrap(), Applied::default());
    assert_eq!(a.store.cursor(stream).unwrap().unwrap(), relay.cursor(relay.head()));
    relay.sync(&mut b.store, stream);
    assert_eq!(picture(&a), picture(&b));
}

#[test]
fn what_comes_in_many_pieces_is_the_same_in_one_transaction() {
    let run = |together: bool| {
        let (mut a, mut b, mut relay) = pair(6);
        let stream = a.project.stream();
        let tasks = [a.task("One"), a.task("Two"), a.task("Three")];
        sync_both(&mut relay, &mut a, &mut b);
        let mut edit_all = |relay: &mut Relay, round: usize| {
            for task in tasks {
                a.edit(task, set_title(&format!("{round} by a")));
                a.describe(task, &format!("described {round} times"));
            }
            relay.push_all(&mut a.store, stream, &never);
        };
        // So often that snapshots are made anew.
        (0..8).for_each(|round| edit_all(&mut relay, round));
        b.edit(tasks[0], set_title("Mine"));
        b.edit(tasks[1], TaskCommand::SetEstimate { estimate: Some(3.0) });
        let own = b.store.pending(stream, None, 10, 1_000_000).unwrap();
        let (accepted, _) = relay.push(&own, stream, &never);
        (8..12).for_each(|round| edit_all(&mut relay, round));
        b.edit(tasks[0], set_title("Mine still"));
        let mut from = b.store.cursor(stream).unwrap().unwrap().seq;
        let mut pieces = Vec::new();
        for entries in relay.entries(from, relay.head()).chunks(5) {
            let seq = entries.last().unwrap().seq;
            let advance = Advance { from, seq, own: Vec::new() };
            pieces.push(StoreTask::StoreChanges { entries: entries.to_vec(), advance });
            from = seq;
        }
        pieces.insert(1, StoreTask::MarkAccepted { accepted, advance: None });
        let read = StoreTask::LoadPending { after: None, max_changes: 9, max_bytes: 9_000 };
        pieces.push(read);
        let done = if together {
            b.store.perform_together(stream, &pieces).unwrap()
        } else {
            pieces.iter().map(|piece| b.store.perform(stream, piece).unwrap()).collect()
        };
        assert!(done.len() > 8, "too few pieces to say anything");
        let Some(Performed::Pending(left)) = done.last() else { panic!("{done:?}") };
        assert_eq!(left.len(), 1);
        let diverging = done.iter().filter_map(|done| match done {
            Performed::Stored(outcome) => Some(&outcome.diverging),
            Performed::Pending(_) => None,
        });
        assert!(diverging.flatten().next().is_none());
        b.assert_sound();
        let heads = b.store.heads(stream, None, 100).unwrap();
        let cursors: Vec<_> = done
            .iter()
            .map(|done| match done {
                Performed::Stored(outcome) => outcome.cursor,
                Performed::Pending(_) => None,
            })
            .collect();
        (picture(&b), heads, cursors)
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn a_change_without_its_dependencies_is_not_applied_and_its_document_is_fetched() {
    let (mut a, mut b, mut relay) = pair(5);
    let stream = a.project.stream();
    let task = a.task("Long story");
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, set_title("Part one"));
    a.edit(task, set_title("Part two"));
    relay.push_all(&mut a.store, stream, &never);
    let cursor = b.store.cursor(stream).unwrap().unwrap();
    let entries = relay.entries(cursor.seq + 1, relay.head());
    // As if the one before were its own.
    let own = vec![(cursor.seq + 1, relay.log[usize::try_from(cursor.seq).unwrap()].hash)];
    let advance = Advance { seq: relay.head(), own, from: 0 };
    let applied = b.store.apply_changes(stream, &entries, &advance).unwrap();
    assert_eq!(applied.diverging, [task.doc()]);
    assert_eq!(b.store.status().unwrap().diverging, 1);
    let state = relay.state(task.doc());
    b.store.store_document(stream, task.doc(), state.as_ref()).unwrap();
    assert_eq!(b.store.status().unwrap().diverging, 0);
    assert_eq!(picture(&a), picture(&b));
    b.assert_sound();
}

#[test]
fn a_wrong_digest_is_noticed() {
    let (mut a, mut b, mut relay) = pair(6);
    let stream = a.project.stream();
    let task = a.task("x");
    relay.push_all(&mut a.store, stream, &never);
    let from = b.store.cursor(stream).unwrap().unwrap().seq;
    let mut entries = relay.entries(from, relay.head());
    entries.last_mut().unwrap().heads_digest = Some(1);
    let advance = Advance { seq: relay.head(), own: Vec::new(), from: 0 };
    let applied = b.store.apply_changes(stream, &entries, &advance).unwrap();
    assert_eq!(applied.diverging, [task.doc()]);
}

#[test]
fn a_gap_in_the_log_is_an_error_and_changes_nothing() {
    let (mut a, mut b, mut relay) = pair(9);
    let stream = a.project.stream();
    a.task("x");
    a.task("y");
    relay.push_all(&mut a.store, stream, &never);
    let (before, cursor) = (picture(&b), b.store.cursor(stream).unwrap().unwrap());
    let entries = relay.entries(relay.head() - 1, relay.head());
    let advance = Advance { seq: relay.head(), own: Vec::new(), from: relay.head() - 1 };
    let failed = b.store.apply_changes(stream, &entries, &advance);
    assert!(matches!(failed, Err(StoreError::Gap { .. })), "{failed:?}");
    assert_eq!(b.store.cursor(stream).unwrap(), Some(cursor));
    assert_eq!(picture(&b), before);
}

#[test]
fn changes_before_the_first_look_is_complete_are_out_of_step() {
    let mut home = Home::new(7);
    let advance = Advance { seq: 1, own: Vec::new(), from: 0 };
    let failed = home.store.apply_changes(home.project.stream(), &[], &advance);
    assert!(matches!(failed, Err(StoreError::OutOfStep(_))), "{failed:?}");
}

#[test]
fn somebody_else_writing_under_our_actor_rotates_it() {
    another_writes_under_our_actor(|a| a);
}

/// A process that has just begun, such as a sync by command, holds no document in memory.
#[test]
fn somebody_else_writing_under_our_actor_rotates_it_in_a_new_process_too() {
    another_writes_under_our_actor(|a| a.reopen(80));
}

fn another_writes_under_our_actor(meanwhile: impl FnOnce(Home) -> Home) {
    let (mut a, mut b, mut relay) = pair(8);
    let stream = a.project.stream();
    let task = a.task("Copied");
    sync_both(&mut relay, &mut a, &mut b);
    let before = a.store.identity().unwrap();
    // The copy of a's database, which a does not know of, wrote and synced.
    let (kind, document) = relay.documents[&task.doc()].clone();
    let mut copy: Document = document;
    let author = Author { actor: before.actor, user: Some(before.user) };
    let at = Timestamp::from_millis(1_800_000_000_000);
    let command = Command::Task(set_title("By the copy"));
    let change = copy.execute(&author, at, &command).unwrap().unwrap();
    let pending = PendingChange {
        mark: PendingMark(0),
        doc: task.doc(),
        kind,
        hash: wire::ChangeHash(change.hash().0),
        bytes: change.raw_bytes().to_vec(),
        acknowledged_before: false,
    };
    // Meanwhile a wrote two changes with the same actor, the first with the same number.
    a.edit(task, set_title("By the original"));
    a.edit(task, TaskCommand::SetEstimate { estimate: Some(5.0) });
    relay.push(&[pending], stream, &never);
    let mut a = meanwhile(a);
    relay.sync(&mut a.store, stream);
    assert_ne!(a.store.identity().unwrap().actor, before.actor);
    assert_ne!(a.store.identity().unwrap().actor, ActorId([0; 16]));
    relay.sync(&mut b.store, stream);
    assert_eq!(picture(&a), picture(&b));
    let row = a.store.queries().task(task).unwrap().unwrap();
    assert_eq!(row.estimate, Some(5.0));
    assert_eq!(row.conflicts.len(), 1, "both titles are there");
    assert_eq!(a.store.status().unwrap().waiting, 0);
    a.assert_sound();
}

/// A stranger's client can make two tasks by one and the same change.
#[test]
fn one_change_in_two_documents_is_activity_of_both() {
    let (mut a, mut b, mut relay) = pair(9);
    let stream = a.project.stream();
    sync_both(&mut relay, &mut a, &mut b);
    let author = Author { actor: ActorId([7; 16]), user: Some(a.store.identity().unwrap().user) };
    let at = Timestamp::from_millis(1_800_000_000_000);
    let new = NewTask { order: "a0".to_owned(), ..titled("Twin") };
    let command = Command::Task(TaskCommand::Create(Box::new(new)));
    let twins = [TaskId(Uuid::from_u128(21)), TaskId(Uuid::from_u128(22))];
    for task in twins {
        let mut document = Document::genesis(DocKind::Task);
        let change = document.execute(&author, at, &command).unwrap().unwrap();
        let pending = PendingChange {
            mark: PendingMark(0),
            doc: task.doc(),
            kind: wire::DocKind::Task,
            hash: wire::ChangeHash(change.hash().0),
            bytes: change.raw_bytes().to_vec(),
            acknowledged_before: false,
        };
        relay.push(&[pending], stream, &never);
    }
    let mut late = joined(&a, 91);
    for home in [&mut a, &mut late] {
        relay.sync(&mut home.store, stream);
        for task in twins {
            assert_eq!(home.store.queries().activity(task.doc(), 10).unwrap().len(), 1);
        }
        home.assert_sound();
    }
}
