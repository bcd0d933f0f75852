//! The first look at a stream, interrupted anywhere.

use crate::relay::{Relay, joined, never, picture};
use crate::setup::{Home, RELAY, set_title};
use aloft_client::store::StoreError;
use aloft_crdt_model::ids::TaskId;
use aloft_sync_protocol::client::StoreTask;

fn full(seed: u64, tasks: usize) -> (Home, Relay, Vec<TaskId>) {
    let mut home = Home::new(seed);
    home.store.organisation_joined(home.org, "Home", RELAY).unwrap();
    let mut relay = Relay::default();
    let tasks = (0..tasks)
        .map(|n| {
            let task = home.task(&format!("Task {n}"));
            home.describe(task, &format!("Text {n}"));
            task
        })
        .collect();
    relay.sync(&mut home.store, home.project.stream());
    (home, relay, tasks)
}

#[test]
fn a_bootstrap_is_resumed_where_it_stopped_while_the_log_goes_on() {
    let (mut a, mut relay, tasks) = full(1, 12);
    let mut b = joined(&a, 2);
    let stream = b.project.stream();
    let mut seed = 10;
    loop {
        let Some(step) = relay.next_page(&b.store, stream, 4) else { break };
        step(&mut b.store);
        seed += 1;
        b = b.reopen(seed);
        // Meanwhile work goes on: changes of documents before and after the place we are at.
        for task in [tasks[0], tasks[11], tasks[usize::try_from(seed).unwrap() % 12]] {
            a.edit(task, set_title(&format!("Later {seed}")));
        }
        a.task(&format!("New {seed}"));
        relay.push_all(&mut a.store, stream, &never);
    }
    relay.pull(&mut b.store, stream);
    relay.sync(&mut a.store, stream);
    assert_eq!(b.store.status().unwrap().diverging, 0);
    assert_eq!(picture(&a), picture(&b));
    b.assert_sound();
}

#[test]
fn the_list_stands_before_any_document_is_opened_and_editing_works_at_once() {
    let (mut a, mut relay, tasks) = full(3, 5);
    let mut b = joined(&a, 4);
    let stream = b.project.stream();
    relay.next_page(&b.store, stream, 1_000).unwrap()(&mut b.store);
    assert_eq!(b.store.queries().projects().unwrap()[0].tasks, 5);
    b.edit(tasks[2], set_title("Edited during the first look"));
    relay.bootstrap(&mut b.store, stream, 1_000);
    relay.sync(&mut b.store, stream);
    relay.sync(&mut a.store, stream);
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();
}

#[test]
fn work_that_is_here_already_is_merged_with_what_comes() {
    let (mut a, mut relay, tasks) = full(5, 4);
    let stream = a.project.stream();
    let mut b = joined(&a, 6);
    // b got one document by other means, and edited it offline.
    let state = relay.state(tasks[1].doc());
    b.store.store_document(stream, tasks[1].doc(), state.as_ref()).unwrap();
    b.edit(tasks[1], set_title("Edited before the first look"));
    a.edit(tasks[1], set_title("Edited by the other"));
    relay.push_all(&mut a.store, stream, &never);
    relay.sync(&mut b.store, stream);
    relay.sync(&mut a.store, stream);
    assert_eq!(picture(&a), picture(&b));
    assert_eq!(b.store.queries().task(tasks[1]).unwrap().unwrap().conflicts.len(), 1);
    b.assert_sound();
}

#[test]
fn after_a_first_look_in_small_pages_search_finds_everything_also_what_has_no_text() {
    let (mut a, mut relay, _) = full(7, 6);
    a.task("Bare");
    let stream = a.project.stream();
    relay.sync(&mut a.store, stream);
    let mut b = joined(&a, 8);
    // Stopped at every page: what waits for the index must be known on the disk.
    let mut seed = 80;
    while let Some(step) = relay.next_page(&b.store, stream, 2) {
        step(&mut b.store);
        seed += 1;
        b = b.reopen(seed);
    }
    let found = |words: &str| b.store.queries().search(words, None, 50).unwrap().len();
    assert_eq!((found("Task"), found("Text 3"), found("Bare")), (6, 1, 1));
    b.assert_sound();
}

#[test]
fn a_first_look_in_one_transaction_is_the_one_in_many() {
    let (a, relay, _) = full(9, 12);
    let stream = a.project.stream();
    let (mut b, mut c) = (joined(&a, 10), joined(&a, 11));
    relay.bootstrap(&mut b.store, stream, 4);
    let looks = relay.looks(c.store.position(stream).unwrap(), stream, 4);
    let outcomes = c.store.perform_together(stream, &looks).unwrap();
    assert!(looks.len() > 4 && outcomes.len() == looks.len());
    assert_eq!(b.store.position(stream).unwrap(), c.store.position(stream).unwrap());
    assert_eq!(picture(&b), picture(&c));
    let found = |words: &str| c.store.queries().search(words, None, 50).unwrap().len();
    assert_eq!((found("Task"), found("Text 3")), (12, 1));
    c.assert_sound();
}

#[test]
fn of_a_first_look_in_one_transaction_nothing_is_stored_when_a_part_cannot_be() {
    let (a, relay, _) = full(12, 5);
    let stream = a.project.stream();
    let mut b = joined(&a, 13);
    let start = b.store.position(stream).unwrap();
    let mut looks = relay.looks(start.clone(), stream, 2);
    if let Some(StoreTask::StoreActivity { rows, .. }) = looks.last_mut() {
        rows.truncate(7);
    }
    assert!(matches!(b.store.perform_together(stream, &looks), Err(StoreError::UnreadableRows(_))));
    assert_eq!(b.store.position(stream).unwrap(), start);
    assert_eq!(b.store.queries().projects().unwrap(), []);
    relay.bootstrap(&mut b.store, stream, 2);
    assert_eq!(picture(&a), picture(&b));
}
