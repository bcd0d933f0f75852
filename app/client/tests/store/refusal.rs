//! Refusals: the document goes on without the change, and the work is kept.

use crate::relay::{never, picture, wire};
use crate::setup::{Standing, set_title, titled};
use crate::tail::{pair, sync_both};
use aloft_client::environment::Environment;
use aloft_client::queries::{TaskFilter, TaskQuery};
use aloft_client::store::outgoing::Rebuilt;
use aloft_crdt_model::command::{Command, NewTask, TaskCommand};
use aloft_crdt_model::document::Change;
use aloft_sync_protocol::client::RefusedChange;
use std::sync::Arc;

/// Refuses changes at a time.
fn at(millis: i64, code: &'static str) -> impl Fn(&Change) -> Option<&'static str> {
    move |change| (change.timestamp() == millis).then_some(code)
}

#[test]
fn a_refused_change_leaves_the_document_and_what_came_after_it_stays() {
    let (mut a, mut b, mut relay) = pair(1);
    let stream = a.project.stream();
    let task = a.task("Title");
    sync_both(&mut relay, &mut a, &mut b);
    let actor = a.store.identity().unwrap().actor;
    a.edit(task, set_title("Forbidden title"));
    a.edit(task, TaskCommand::SetEstimate { estimate: Some(8.0) });
    let comment = a.write(|tx| tx.comment(task, None, "kept"));
    let first = a.store.pending(stream, None, 1, 1).unwrap().remove(0);
    let refused = Change::try_from(first.bytes.as_slice()).unwrap().timestamp();
    relay.push_all(&mut a.store, stream, &at(refused, "forbidden"));
    let row = a.store.queries().task(task).unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.estimate), ("Title", Some(8.0)));
    let work = a.store.refused().unwrap();
    assert_eq!(work.len(), 1);
    assert_eq!(work[0].code, "forbidden");
    assert_eq!(work[0].words, "no: forbidden");
    assert_eq!(work[0].intent, Some(Command::Task(set_title("Forbidden title"))));
    assert_ne!(a.store.identity().unwrap().actor, actor);
    let status = a.store.status().unwrap();
    assert_eq!((status.waiting, status.refused), (0, 1));
    let comments = a.store.queries().comments(task).unwrap();
    assert_eq!(comments[0].id, comment);
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();

    // It goes in when it may.
    a.store.retry_refused(work[0].number).unwrap().unwrap();
    sync_both(&mut relay, &mut a, &mut b);
    let row = b.store.queries().task(task).unwrap().unwrap();
    assert_eq!(row.title, "Forbidden title");
    assert_eq!(a.store.status().unwrap().refused, 0);
    assert_eq!(picture(&a), picture(&b));
}

#[test]
fn work_that_is_run_again_stays_concurrent_with_what_others_did_meanwhile() {
    let (mut a, mut b, mut relay) = pair(8);
    let stream = a.project.stream();
    let task = a.task("Title");
    sync_both(&mut relay, &mut a, &mut b);
    a.edit(task, TaskCommand::SetEstimate { estimate: Some(8.0) });
    a.edit(task, set_title("By a"));
    b.edit(task, set_title("By b"));
    relay.push_all(&mut b.store, stream, &never);
    relay.pull(&mut a.store, stream);
    let first = a.store.pending(stream, None, 1, 1).unwrap().remove(0).hash;
    let refuse = |change: &Change| (change.hash().0 == first.0).then_some("forbidden");
    relay.push_all(&mut a.store, stream, &refuse);
    sync_both(&mut relay, &mut a, &mut b);
    let row = b.store.queries().task(task).unwrap().unwrap();
    assert_eq!((row.conflicts.len(), row.estimate), (1, None));
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();
}

#[test]
fn a_refused_creation_takes_its_dependants_along_and_loses_none() {
    let (mut a, mut b, mut relay) = pair(2);
    let stream = a.project.stream();
    let project = a.project;
    let task = a.write(|tx| {
        let task = tx.create_task(project, titled("Too much"))?;
        tx.edit_task(task, set_title("Far too much"))?;
        tx.describe(project, task, "A description")?;
        Ok(task)
    });
    let doc = task.doc();
    let first = a.store.pending(stream, None, 1, 1).unwrap().remove(0);
    assert_eq!(first.doc, doc);
    let hash = first.hash;
    let refuse = |change: &Change| (change.hash().0 == hash.0).then_some("plan_limit");
    relay.push_all(&mut a.store, stream, &refuse);
    assert_eq!(a.store.queries().task(task).unwrap(), None);
    let work = a.store.refused().unwrap();
    let codes: Vec<_> = work.iter().map(|work| work.code.as_str()).collect();
    assert_eq!(codes, ["plan_limit", "depends_on_refused"]);
    a.assert_sound();
    // In order, they go in again.
    for work in work {
        a.store.retry_refused(work.number).unwrap();
    }
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(b.store.queries().task(task).unwrap().unwrap().title, "Far too much");
    let found = b.store.queries().search("description", None, 10).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();
}

#[test]
fn discarded_work_is_gone() {
    let (mut a, _, mut relay) = pair(3);
    let stream = a.project.stream();
    a.task("x");
    relay.push_all(&mut a.store, stream, &|_| Some("forbidden"));
    let work = a.store.refused().unwrap();
    a.store.discard_refused(work[0].number).unwrap();
    assert_eq!(a.store.refused().unwrap(), []);
    assert!(a.store.discard_refused(work[0].number).is_err());
    let all = TaskQuery { filter: TaskFilter::default(), ..TaskQuery::default() };
    assert_eq!(a.store.queries().tasks(&all).unwrap(), []);
    a.assert_sound();
}

#[test]
fn a_taken_actor_is_left_and_the_work_goes_in_under_another() {
    let (mut a, mut b, mut relay) = pair(4);
    let stream = a.project.stream();
    let taken = a.store.identity().unwrap().actor.to_automerge();
    let task = a.task("Mine");
    a.edit(task, set_title("Still mine"));
    relay.push_all(&mut a.store, stream, &|change| {
        (*change.actor_id() == taken).then_some("actor_taken")
    });
    assert_eq!(a.store.refused().unwrap(), []);
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(b.store.queries().task(task).unwrap().unwrap().title, "Still mine");
    assert_eq!(picture(&a), picture(&b));
}

#[test]
fn a_relay_that_refuses_whatever_is_run_again_ends_in_a_refusal() {
    let (mut a, _, mut relay) = pair(5);
    let stream = a.project.stream();
    a.task("Never");
    relay.push_all(&mut a.store, stream, &|_| Some("bad_sequence"));
    assert_eq!(a.store.refused().unwrap().len(), 1);
    a.assert_sound();
}

#[test]
fn a_code_of_a_newer_relay_is_a_refusal_too() {
    let (mut a, _, mut relay) = pair(6);
    let stream = a.project.stream();
    a.task("x");
    relay.push_all(&mut a.store, stream, &|_| Some("phase_of_the_moon"));
    let work = a.store.refused().unwrap();
    assert!(work[0].words.contains("phase_of_the_moon"), "{}", work[0].words);
}

#[test]
fn refusing_what_is_not_pending_any_more_changes_nothing() {
    let (mut a, mut b, mut relay) = pair(7);
    let stream = a.project.stream();
    let task = a.task("x");
    let pending = a.store.pending(stream, None, 10, 100_000).unwrap();
    let (_, refused) = relay.push(&pending, stream, &|_| Some("forbidden"));
    a.store.mark_refused(&refused).unwrap();
    let before = a.store.identity().unwrap();
    assert_eq!(a.store.mark_refused(&refused).unwrap(), Rebuilt::default());
    assert_eq!(a.store.identity().unwrap(), before);
    assert_eq!(a.store.queries().task(task).unwrap(), None);
    relay.push_all(&mut a.store, stream, &never);
    sync_both(&mut relay, &mut a, &mut b);
}

/// Two tasks of one moment, title and place are made by changes of the same bytes.
#[test]
fn refusing_one_of_two_twins_leaves_the_activity_of_the_other() {
    let (a, _, _) = pair(9);
    let mut a = a.reopen_in(Environment::seeded(Arc::new(Standing), 90));
    let project = a.project;
    let twins = ["Twin"; 2].map(|title| {
        let task = NewTask { order: "a0".to_owned(), ..titled(title) };
        a.write(|tx| tx.create_task(project, task))
    });
    let pending = a.store.pending(project.stream(), None, 10, 1_000_000).unwrap();
    let [.., first, second] = pending.as_slice() else { panic!("two wait") };
    assert_eq!((first.doc, second.doc), (twins[0].doc(), twins[1].doc()));
    assert_eq!(first.hash, second.hash);
    let refused = RefusedChange { doc: first.doc, hash: first.hash, refusal: wire("forbidden") };
    a.store.mark_refused(&[refused]).unwrap();
    let lines = twins.map(|task| a.store.queries().activity(task.doc(), 10).unwrap().len());
    assert_eq!(lines, [0, 1]);
    a.assert_sound();
}
