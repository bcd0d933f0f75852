//! A relay that lost what it had acknowledged.

use crate::relay::{Relay, picture};
use crate::setup::{Home, set_title};
use crate::tail::{pair, sync_both};
use aloft_client::store::outgoing::Rebuilt;
use aloft_crdt_model::document::{Change, DocKind, Document};

fn reconcile(relay: &Relay, home: &mut Home) -> u64 {
    let stream = home.project.stream();
    let found = home.store.reconcile(stream, (None, None), &relay.heads()).unwrap();
    let mut requeued = found.requeued;
    for doc in found.fetch {
        requeued += home.store.store_document(stream, doc, relay.state(doc).as_ref()).unwrap();
    }
    home.store.set_cursor(stream, relay.cursor(relay.head())).unwrap();
    requeued
}

#[test]
fn a_restored_relay_gets_back_what_it_lost_from_whoever_has_it() {
    let (mut a, mut b, mut relay) = pair(1);
    let stream = a.project.stream();
    let kept = a.task("Kept");
    sync_both(&mut relay, &mut a, &mut b);
    let backup = relay.log.len();
    a.edit(kept, set_title("Lost by the relay"));
    let lost = b.task("Lost as a whole");
    b.describe(lost, "With its text");
    sync_both(&mut relay, &mut a, &mut b);
    let before = picture(&a);
    relay.restore(backup, stream);
    b.edit(kept, set_title("Pending meanwhile"));

    assert!(reconcile(&relay, &mut a) > 0);
    assert_eq!(picture(&a), before);
    relay.push_all(&mut a.store, stream, &crate::relay::never);
    assert_eq!(reconcile(&relay, &mut b), 0);
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(picture(&a), picture(&b));
    assert_eq!(relay.documents[&lost.doc()].1.heads().len(), 1);
    for home in [&mut a, &mut b] {
        let status = home.store.status().unwrap();
        assert_eq!((status.waiting, status.refused, status.diverging), (0, 0, 0));
        home.assert_sound();
    }
}

/// HEAL-8: nothing vouches for an acknowledged change until the cursor has passed it.
#[test]
fn what_was_accepted_beyond_the_cursor_is_offered_again() {
    let (mut a, mut b, mut relay) = pair(5);
    let stream = a.project.stream();
    let task = a.task("Old");
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, set_title("New"));
    let offered = a.store.pending(stream, None, 100, 1_000_000).unwrap();
    let (accepted, _) = relay.push(&offered, stream, &crate::relay::never);
    a.store.mark_accepted(stream, &accepted, None).unwrap();
    assert_eq!(a.store.status().unwrap().waiting, 0);

    relay.restore(relay.log.len() - 1, stream);
    let again = a.store.pending(stream, None, 100, 1_000_000).unwrap();
    assert_eq!(again.iter().map(|change| change.hash).collect::<Vec<_>>(), [accepted[0].hash]);
    let (accepted, _) = relay.push(&again, stream, &crate::relay::never);
    a.store.mark_accepted(stream, &accepted, None).unwrap();
    sync_both(&mut relay, &mut a, &mut b);
    assert!(a.store.pending(stream, None, 100, 1_000_000).unwrap().is_empty());
    assert_eq!(picture(&a), picture(&b));
}

#[test]
fn what_was_lost_is_offered_before_what_is_new() {
    let (mut a, mut b, mut relay) = pair(2);
    let stream = a.project.stream();
    let task = a.task("Old");
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, set_title("New"));
    relay.restore(1, stream);
    reconcile(&relay, &mut a);
    let pending = a.store.pending(stream, None, 100, 1_000_000).unwrap();
    let again: Vec<_> = pending.iter().map(|change| change.acknowledged_before).collect();
    assert_eq!(again, [true, false]);
    // One at a time, following the marks.
    let first = a.store.pending(stream, None, 1, 1).unwrap();
    let second = a.store.pending(stream, Some(first[0].mark), 1, 1).unwrap();
    assert_eq!(second[0].hash, pending[1].hash);
    assert!(a.store.pending(stream, Some(second[0].mark), 1, 1).unwrap().is_empty());
}

/// PUSH-1: what the snapshot holds comes before what came after it, also when both were lost.
#[test]
fn what_was_lost_is_offered_in_causal_order() {
    let (mut a, mut b, mut relay) = pair(6);
    let stream = a.project.stream();
    let task = a.task("Old");
    // Enough that some are folded into the snapshot and some are not, whatever the threshold.
    for edit in 0..12 {
        a.edit(task, set_title(&format!("Title number {edit}")));
        sync_both(&mut relay, &mut a, &mut b);
    }
    for home in [&mut a, &mut b] {
        relay.restore(1, stream);
        reconcile(&relay, home);
        let pending = home.store.pending(stream, None, 100, 1_000_000).unwrap();
        assert_eq!(pending.len(), 13);
        let mut known = Document::genesis(DocKind::Task);
        for change in pending.iter().filter(|change| change.doc == task.doc()) {
            let change = Change::try_from(&change.bytes[..]).unwrap();
            known.apply(vec![change]).unwrap();
        }
        relay.push_all(&mut home.store, stream, &crate::relay::never);
    }
}

#[test]
fn a_lost_change_that_the_relay_will_not_take_back_stays_here() {
    let (mut a, mut b, mut relay) = pair(3);
    let stream = a.project.stream();
    let task = a.task("Old");
    sync_both(&mut relay, &mut a, &mut b);
    relay.restore(1, stream);
    reconcile(&relay, &mut a);
    relay.push_all(&mut a.store, stream, &|_| Some("forbidden"));
    assert_eq!(a.store.queries().task(task).unwrap().unwrap().title, "Old");
    let status = a.store.status().unwrap();
    assert_eq!((status.waiting, status.refused), (0, 0));
    a.assert_sound();
}

/// HEAL-2: what was given back can stand where it was, with another past.
#[test]
fn a_cursor_is_not_that_of_a_log_with_the_same_change_there() {
    let (mut a, mut b, mut relay) = pair(8);
    let stream = a.project.stream();
    let (task, other) = (a.task("One"), a.task("Another"));
    sync_both(&mut relay, &mut a, &mut b);
    let backup = relay.log.len();
    a.edit(task, set_title("Lost"));
    sync_both(&mut relay, &mut a, &mut b);
    b.edit(other, set_title("Lost and given back"));
    let given_back = b.store.pending(stream, None, 9, 9_000).unwrap();
    sync_both(&mut relay, &mut a, &mut b);
    let cursor = a.store.cursor(stream).unwrap().unwrap();
    assert_eq!(cursor, relay.cursor(relay.head()));
    assert_eq!(
        b.store.cursor(stream).unwrap(),
        Some(cursor),
        "own changes and others' count alike"
    );

    relay.restore(backup, stream);
    b.task("In its place");
    let new = b.store.pending(stream, None, 9, 9_000).unwrap();
    relay.push(&new[..1], stream, &crate::relay::never);
    relay.push(&given_back, stream, &crate::relay::never);
    assert_eq!(relay.head(), cursor.seq);
    assert_eq!(relay.log.last().unwrap().hash, given_back[0].hash);
    assert_ne!(relay.cursor(relay.head()), cursor);
}

/// What is one's own waits for as long as it takes, also when it is new; nothing of it is refused
/// or counted as sent. The rest is somebody else's to give back.
#[test]
fn what_builds_on_somebody_elses_lost_change_waits_for_that() {
    let (mut a, mut b, mut relay) = pair(7);
    let stream = a.project.stream();
    let (backup, task) = (relay.log.len(), a.task("By one who is away now"));
    sync_both(&mut relay, &mut a, &mut b);
    b.edit(task, set_title("Lost with it"));
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, set_title("Lost too"));
    let other = a.task("Nobody else's");
    a.edit(other, set_title("Nobody else's business"));
    sync_both(&mut relay, &mut a, &mut b);
    relay.restore(backup, stream);
    b.edit(task, set_title("New"));

    let theirs = a.store.identity().unwrap().actor.to_automerge();
    for _ in 0..9 {
        reconcile(&relay, &mut b);
        let pending = b.store.pending(stream, None, 100, 1_000_000).unwrap();
        let mut known = Document::genesis(DocKind::Task);
        for change in pending.iter().filter(|change| change.doc == task.doc()) {
            let change = Change::try_from(&change.bytes[..]).unwrap();
            known.apply(vec![change]).expect("a cause comes first");
        }
        let again: Vec<_> = pending.iter().map(|change| change.acknowledged_before).collect();
        assert_eq!(again, [true, true, true, true, true, false]);
        let refuse = |change: &Change| (*change.actor_id() == theirs).then_some("wrong_author");
        let (accepted, refused) = relay.push(&pending, stream, &refuse);
        assert!(accepted.is_empty());
        let (dependants, lost): (Vec<_>, Vec<_>) =
            refused.into_iter().partition(|change| change.refusal.code == "depends_on_refused");
        assert_eq!(b.store.mark_refused(&lost).unwrap(), Rebuilt::default());
        let dependants: Vec<_> =
            dependants.iter().map(|change| (change.doc, change.hash)).collect();
        b.store.mark_held_up(&dependants).unwrap();
        let status = b.store.status().unwrap();
        let waiting = "one's own that was lost, what was built on it, and what is new";
        assert_eq!((status.waiting, status.held_up, status.refused), (3, 3, 0), "{waiting}");
        assert_eq!(b.store.queries().task(task).unwrap().unwrap().title, "New");
    }

    reconcile(&relay, &mut a);
    relay.push_all(&mut a.store, stream, &crate::relay::never);
    sync_both(&mut relay, &mut a, &mut b);
    relay.push_all(&mut b.store, stream, &crate::relay::never);
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(picture(&a), picture(&b));
    let status = b.store.status().unwrap();
    assert_eq!((status.waiting, status.held_up, status.refused), (0, 0, 0));
    a.assert_sound();
    b.assert_sound();
}

#[test]
fn equal_stores_have_nothing_to_mend() {
    let (mut a, mut b, mut relay) = pair(4);
    let task = a.task("x");
    a.edit(task, set_title("y"));
    sync_both(&mut relay, &mut a, &mut b);
    let stream = a.project.stream();
    let found = a.store.reconcile(stream, (None, None), &relay.heads()).unwrap();
    assert_eq!(found, aloft_client::store::healing::Reconciled::default());
    assert_eq!(a.store.heads(stream, None, 100).unwrap(), relay.heads());
}
