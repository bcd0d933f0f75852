//! Descriptions that are edited in the window's own Automerge. `editor/changes.json` holds changes
//! as the JavaScript package made them (`editor/make.mjs`): marks, blocks, and what is typed.

use crate::relay::{never, picture};
use crate::setup::{Home, titled};
use crate::tail::{pair, sync_both};
use aloft_client::store::StoreError;
use aloft_crdt_model::command::{Command, TaskCommand, TextCommand};
use aloft_crdt_model::document::{Change, Heads};
use aloft_crdt_model::ids::{TaskId, UserId};
use automerge::iter::Span;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, AutoCommit, LoadOptions, ROOT, ReadDoc, TextEncoding};
use serde::Deserialize;
use std::cell::Cell;
use uuid::Uuid;

#[derive(Deserialize)]
struct Recorded {
    author: Uuid,
    owner: Uuid,
    changes: Vec<RecordedChange>,
}

#[derive(Deserialize)]
struct RecordedChange {
    what: String,
    bytes: String,
    text: String,
}

impl RecordedChange {
    fn bytes(&self) -> Vec<u8> {
        let digits = self.bytes.as_bytes().chunks(2);
        digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    }
}

fn recorded() -> Recorded {
    serde_json::from_str(include_str!("editor/changes.json")).unwrap()
}

/// Makes the store the recorded person's, with the recorded task in it.
fn prepare(home: &mut Home) -> (TaskId, Vec<RecordedChange>) {
    let Recorded { author, owner, changes } = recorded();
    home.store.set_user(UserId(author)).unwrap();
    let (task, project) = (TaskId(owner), home.project);
    let order = home.write(|tx| tx.last_place(project));
    let mut new = titled("Coffee");
    new.order = order;
    let command = Command::Task(TaskCommand::Create(Box::new(new)));
    home.store.execute(project.stream(), task.doc(), &command).unwrap();
    (task, changes)
}

fn description(home: &Home, task: TaskId) -> Option<String> {
    home.store.queries().task_detail(task).unwrap().unwrap().description
}

/// The text with its marks and blocks.
fn spans(home: &mut Home, task: TaskId) -> Vec<Span> {
    let opened = home.store.open_description(task).unwrap();
    spans_of(&load(&opened.bytes))
}

fn spans_of(document: &AutoCommit) -> Vec<Span> {
    let (_, text) = document.get(ROOT, "text").unwrap().unwrap();
    document.spans(&text).unwrap().collect()
}

fn load(bytes: &[u8]) -> AutoCommit {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    AutoCommit::load_with_options(bytes, options).unwrap()
}

#[test]
fn what_the_javascript_package_writes_is_kept_word_for_word() {
    let mut home = Home::new(1);
    let (task, changes) = prepare(&mut home);
    let before = home.store.status().unwrap().local;
    for change in &changes {
        home.store.edit_description(task, &change.bytes()).unwrap();
        let text = description(&home, task).unwrap();
        // A marker at the very beginning begins no new line.
        assert_eq!(text, change.text.trim_start_matches('\n'), "{}", change.what);
    }
    assert_eq!(home.store.status().unwrap().local, before + changes.len() as u64);
    let shown = spans(&mut home, task);
    for word in ["heading", "unordered-list-item", "blockquote", "code-block", "link", "em"] {
        assert!(format!("{shown:?}").contains(word), "{word} is not in {shown:?}");
    }
    let mut home = home.reopen(2);
    assert_eq!(spans(&mut home, task), shown);
    home.assert_sound();
}

#[test]
fn typing_is_one_line_of_activity_at_the_time_it_was_typed() {
    let mut home = Home::new(2);
    let (task, changes) = prepare(&mut home);
    for change in &changes {
        home.store.edit_description(task, &change.bytes()).unwrap();
    }
    let detail = home.store.queries().task_detail(task).unwrap().unwrap();
    let edits: Vec<_> =
        detail.activity.iter().filter(|row| format!("{row:?}").contains("TextEdited")).collect();
    let [edit] = edits.as_slice() else { panic!("{edits:#?}") };
    assert_eq!(edit.at.millis(), 1_790_000_000_250);
}

#[test]
fn an_edit_that_comes_twice_is_kept_once() {
    let mut home = Home::new(3);
    let (task, changes) = prepare(&mut home);
    home.store.edit_description(task, &changes[0].bytes()).unwrap();
    let (revision, waiting) = {
        let queries = home.store.queries();
        (queries.revision().unwrap(), home.store.status().unwrap().local)
    };
    home.store.edit_description(task, &changes[0].bytes()).unwrap();
    assert_eq!(home.store.queries().revision().unwrap(), revision);
    assert_eq!(home.store.status().unwrap().local, waiting);
}

#[test]
fn others_get_what_was_typed_and_their_words_come_back_to_the_editor() {
    let (mut a, mut b, mut relay) = pair(4);
    let (task, changes) = prepare(&mut a);
    a.store.edit_description(task, &changes[0].bytes()).unwrap();
    let mut editor = load(&a.store.open_description(task).unwrap().bytes);
    sync_both(&mut relay, &mut a, &mut b);
    b.describe(task, "Brew strong coffee ☕😀");
    for change in &changes[1..] {
        a.store.edit_description(task, &change.bytes()).unwrap();
    }
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(picture(&a), picture(&b));
    let heads: Heads = editor.get_heads().into_iter().collect();
    let news = a.store.description_since(task, &heads).unwrap();
    editor.load_incremental(&news).unwrap();
    assert_eq!(spans_of(&editor), spans(&mut b, task));
    assert!(description(&b, task).unwrap().starts_with("strong coffee"));
    let heads: Heads = editor.get_heads().into_iter().collect();
    assert!(a.store.description_since(task, &heads).unwrap().is_empty());
    a.assert_sound();
    b.assert_sound();
}

#[test]
fn what_was_typed_after_a_refused_edit_is_made_again_with_its_marks_and_blocks() {
    let (mut a, mut b, mut relay) = pair(5);
    let stream = a.project.stream();
    let (task, changes) = prepare(&mut a);
    a.store.edit_description(task, &changes[0].bytes()).unwrap();
    sync_both(&mut relay, &mut a, &mut b);
    for change in &changes[1..] {
        a.store.edit_description(task, &change.bytes()).unwrap();
    }
    let wanted = spans(&mut a, task);
    let refused = Change::try_from(changes[1].bytes().as_slice()).unwrap().hash();
    relay.push_all(&mut a.store, stream, &|change| {
        (change.hash() == refused).then_some("rate_limited_for_ever")
    });
    assert_eq!(spans(&mut a, task), wanted);
    let work = a.store.refused().unwrap();
    assert_eq!(work.len(), 1, "{work:#?}");
    assert!(matches!(work[0].intent, Some(Command::Text(TextCommand::Edited { .. }))));
    assert!(a.store.retry_refused(work[0].number).is_err());
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(spans(&mut b, task), wanted);
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();

    // The editor that is still open builds on what is gone, and is told so.
    let stale = types(&mut as_the_editor_has_it(&changes), "more");
    let failed = a.store.edit_description(task, &stale);
    assert!(matches!(failed, Err(StoreError::StaleEdit)), "{failed:?}");
}

#[test]
fn an_editor_whose_actor_is_taken_loses_nothing() {
    let (mut a, mut b, mut relay) = pair(6);
    let stream = a.project.stream();
    let (task, changes) = prepare(&mut a);
    for change in &changes {
        a.store.edit_description(task, &change.bytes()).unwrap();
    }
    let wanted = spans(&mut a, task);
    let taken = Change::try_from(changes[0].bytes().as_slice()).unwrap().actor_id().clone();
    let refusals = Cell::new(0);
    relay.push_all(&mut a.store, stream, &|change| {
        let is_taken = *change.actor_id() == taken;
        refusals.set(refusals.get() + u32::from(is_taken));
        is_taken.then_some("actor_taken")
    });
    assert!(refusals.get() > 0, "nothing of the editor was offered");
    assert_eq!(a.store.refused().unwrap(), []);
    sync_both(&mut relay, &mut a, &mut b);
    assert_eq!(spans(&mut b, task), wanted);
    assert_eq!(picture(&a), picture(&b));
    a.assert_sound();
}

#[test]
fn a_refused_edit_shows_what_was_typed() {
    let (mut a, _, mut relay) = pair(7);
    let (task, changes) = prepare(&mut a);
    relay.push_all(&mut a.store, a.project.stream(), &never);
    a.store.edit_description(task, &changes[0].bytes()).unwrap();
    relay.push_all(&mut a.store, a.project.stream(), &|_| Some("forbidden"));
    assert_eq!(description(&a, task), None);
    let work = a.store.refused().unwrap();
    let typed = TextCommand::Edited { inserted: "Brew coffee ☕😀".to_owned(), deleted: 0 };
    assert_eq!(work[0].intent, Some(Command::Text(typed)));
    a.assert_sound();
}

#[test]
fn edits_that_the_relay_would_refuse_are_refused_here() {
    let mut home = Home::new(8);
    let (task, changes) = prepare(&mut home);
    let other = home.task("Another");
    let mut refused = |task: TaskId, bytes: &[u8], what: &str| {
        let failed = home.store.edit_description(task, bytes);
        assert!(matches!(failed, Err(StoreError::BadEdit(_))), "{what}: {failed:?}");
    };
    let first = changes[0].bytes();
    refused(task, b"junk", "no change");
    refused(task, &first[..first.len() - 1], "cut off");
    let mut flipped = first.clone();
    *flipped.last_mut().unwrap() ^= 1;
    refused(task, &flipped, "another byte");
    refused(task, &[first.clone(), changes[1].bytes()].concat(), "two at once");
    refused(other, &first, "another task's description");
    let failed = home.store.edit_description(task, &changes[1].bytes());
    assert!(matches!(failed, Err(StoreError::StaleEdit)), "{failed:?}");
    let unknown = TaskId(Uuid::nil());
    let failed = home.store.edit_description(unknown, &first);
    assert!(matches!(failed, Err(StoreError::UnknownDocument(_))), "{failed:?}");
    assert_eq!(description(&home, task), None);
    home.assert_sound();
}

#[test]
fn an_editor_writes_for_this_store_s_person_and_under_an_actor_of_its_own() {
    let mut home = Home::new(9);
    let task = home.task("Mine");
    home.describe(task, "Words");
    let identity = home.store.identity().unwrap();
    let bytes = home.store.open_description(task).unwrap().bytes;
    let mut edit = |actor: [u8; 16], author: Option<UserId>| {
        let mut editor = load(&bytes);
        editor.set_author(author.map(|user| Author::from(user.0.as_bytes().to_vec())));
        editor.set_actor(ActorId::from(actor));
        let change = types(&mut editor, "!");
        home.store.edit_description(task, &change)
    };
    let failed = edit([1; 16], Some(UserId(Uuid::from_u128(7))));
    assert!(matches!(failed, Err(StoreError::BadEdit(_))), "another's name: {failed:?}");
    let failed = edit([2; 16], None);
    assert!(matches!(failed, Err(StoreError::BadEdit(_))), "no name: {failed:?}");
    let failed = edit(identity.actor.0, Some(identity.user));
    assert!(matches!(failed, Err(StoreError::BadEdit(_))), "the store's actor: {failed:?}");
    edit([3; 16], Some(identity.user)).unwrap();
    assert_eq!(description(&home, task).as_deref(), Some("Words!"));
}

/// The recorded document after all changes, with the actor that made them.
fn as_the_editor_has_it(changes: &[RecordedChange]) -> AutoCommit {
    let mut home = Home::new(10);
    let (task, _) = prepare(&mut home);
    let mut editor = load(&home.store.open_description(task).unwrap().bytes);
    for change in changes {
        editor.load_incremental(&change.bytes()).unwrap();
    }
    let last = Change::try_from(changes.last().unwrap().bytes().as_slice()).unwrap();
    editor.set_actor(last.actor_id().clone());
    editor
}

/// One change that types at the end.
fn types(editor: &mut AutoCommit, words: &str) -> Vec<u8> {
    let (_, text) = editor.get(ROOT, "text").unwrap().unwrap();
    let end = editor.length(&text);
    editor.splice_text(&text, end, 0, words).unwrap();
    editor.commit_with(CommitOptions::default().with_time(1_790_000_000_000));
    editor.get_last_local_change().unwrap().raw_bytes().to_vec()
}
