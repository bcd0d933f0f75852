//! Documents of older schema versions load, merge with newer ones, and never change their
//! foundation.
//!
//! `fixtures/task_v0.automerge` is a task as version 0 wrote it: no external ids, no attachments,
//! and the estimate under the key `points`. [`task_of_version_0`] generates it; run
//! `cargo test -p aloft-crdt-model -- --ignored write_the_fixture` to write it again, which should
//! never be needed.

use crate::arbitrary::task_command;
use crate::team::{Replica, at, author, comment, id, title};
use crate::version_0::{Elder, task_of_version_0, version_0, write, write_as_version_0};
use aloft_crdt_model::command::{Command, TaskCommand};
use aloft_crdt_model::document::{DocKind, Document, Heads};
use automerge::transaction::Transactable;
use automerge::{Automerge, LoadOptions, ROOT, ReadDoc, TextEncoding};
use proptest::prelude::*;

const FIXTURE: &[u8] = include_bytes!("../fixtures/task_v0.automerge");

#[test]
#[ignore = "writes the fixture, which is committed"]
fn write_the_fixture() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/task_v0.automerge");
    #[expect(clippy::disallowed_methods, reason = "a test may write its fixture")]
    std::fs::write(path, task_of_version_0(&Elder::of_the_fixture()).save_nocompress()).unwrap();
}

fn loaded() -> Replica {
    Replica::of(Document::load(DocKind::Task, FIXTURE).unwrap())
}

#[test]
fn the_fixture_is_what_its_generator_makes() {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    let fixture = Automerge::load_with_options(FIXTURE, options).unwrap();
    assert_eq!(fixture.get_heads(), task_of_version_0(&Elder::of_the_fixture()).get_heads());
    assert!(fixture.get(ROOT, "attachments").unwrap().is_none());
    assert_eq!(fixture.get(ROOT, "schemaVersion").unwrap().unwrap().0.as_u64(), Some(0));
}

#[test]
fn a_document_of_version_0_shows_what_it_holds() {
    let replica = loaded();
    let task = replica.task();
    assert_eq!((task.title.as_str(), task.estimate), ("From the old days", Some(3.0)));
    assert_eq!((task.labels, task.created_by), (vec![id(5)], Some(Elder::of_the_fixture().user)));
    assert!(task.external_ids.is_empty() && task.attachments.is_empty());
    assert_eq!(replica.comments()[0].body, "It was simpler then 🙂");
    let version = replica.document.automerge().get(ROOT, "schemaVersion").unwrap().unwrap();
    assert_eq!(version.0.as_u64(), Some(DocKind::Task.schema_version()));
}

#[test]
fn an_upgrade_is_no_change_to_send_and_moves_no_heads() {
    let replica = loaded();
    let heads: Heads =
        task_of_version_0(&Elder::of_the_fixture()).get_heads().into_iter().collect();
    assert_eq!(replica.document.heads(), heads);
    assert!(replica.document.changes_since(&heads).is_empty());
    assert_eq!(replica.document.changes_since(&Heads::default()).len(), 2);
    let again = Document::load(DocKind::Task, &replica.document.save()).unwrap();
    assert_eq!(again.save(), replica.document.save());
}

#[test]
fn two_people_who_upgrade_offline_share_the_new_containers() {
    let (mut one, mut other) = (loaded(), loaded());
    let external =
        |source: &str| TaskCommand::SetExternalId { source: source.to_owned(), id: "1".to_owned() };
    one.task_do(1, 10, external("csv"));
    other.task_do(2, 11, external("tracker"));
    one.merge(&other);
    other.merge(&one);
    assert_eq!(one.rows(), other.rows());
    assert_eq!(one.task().external_ids.len(), 2);
}

#[test]
fn an_old_estimate_is_shown_until_a_new_one_is_written_or_cleared() {
    let mut replica = loaded();
    let clear = TaskCommand::SetEstimate { estimate: None };
    assert!(replica.task_do(1, 10, clear.clone()).is_some());
    assert_eq!(replica.task().estimate, None);
    assert!(replica.task_do(1, 11, clear).is_none());
    replica.task_do(1, 12, TaskCommand::SetEstimate { estimate: Some(5.0) });
    assert_eq!(replica.task().estimate, Some(5.0));
}

#[test]
fn what_version_0_still_writes_merges_with_what_is_newer() {
    let mut new = loaded();
    new.task_do(1, 20, TaskCommand::SetExternalId { source: "csv".into(), id: "7".into() });
    let mut old = task_of_version_0(&Elder::of_the_fixture());
    write(&mut old, 21, |tx| tx.put(ROOT, "points", 8.0).unwrap());
    // The newer document takes the older one's change ...
    let changes = old.get_changes(&new.document.heads().to_vec());
    new.document
        .apply(old.get_changes(&task_of_version_0(&Elder::of_the_fixture()).get_heads()))
        .unwrap();
    assert!(!changes.is_empty());
    assert_eq!(new.task().estimate, Some(8.0));
    // ... and the older client takes everything, upgrade and all, as changes like others.
    old.apply_changes(new.document.automerge().get_changes(&old.get_heads())).unwrap();
    let ids = old.get(ROOT, "externalIds").unwrap().unwrap().1;
    assert_eq!(old.get(ids, "csv").unwrap().unwrap().0.as_str(), Some("7"));
    assert_eq!(old.get_heads(), new.document.automerge().get_heads());
}

#[test]
fn foundations_never_change() {
    let heads = |kind| Document::genesis(kind).heads().iter().map(ToString::to_string).collect();
    let found: Vec<(DocKind, Vec<String>)> =
        DocKind::ALL.into_iter().map(|kind| (kind, heads(kind))).collect();
    insta::assert_json_snapshot!("foundations", found);
    let first = &version_0(&Elder::of_the_fixture()).get_heads()[0];
    insta::assert_snapshot!("task_version_0", first.to_string());
}

#[test]
fn the_upgrade_is_not_news() {
    let mut replica = loaded();
    let changes = replica.document.automerge().get_changes(&[]);
    let events: usize = changes.iter().map(|change| replica.activity_of(change).len()).sum();
    assert_eq!(events, 2, "the creation and the comment");
    replica.task_do(1, 5, TaskCommand::Delete);
    assert!(!replica.task().edited_despite_delete);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn older_and_newer_replicas_converge(
        ours in prop::collection::vec(task_command(), 0..10),
        theirs in prop::collection::vec(0_u8..4, 0..6),
        again in prop::collection::vec(task_command(), 0..10),
    ) {
        let mut one = loaded();
        let mut other = loaded();
        for command in ours {
            let _refused = one.run(&author(1), at(10), &Command::Task(command));
        }
        for command in again {
            let _refused = other.run(&author(2), at(11), &Command::Task(command));
        }
        let mut old = task_of_version_0(&Elder::of_the_fixture());
        let before = old.get_heads();
        for (number, choice) in (0..).zip(theirs) {
            write_as_version_0(&mut old, number, choice);
        }
        let changes = old.get_changes(&before);
        one.document.apply(changes.clone()).unwrap();
        one.merge(&other);
        other.merge(&one);
        other.document.apply(changes).unwrap();
        prop_assert_eq!(one.rows(), other.rows());
        prop_assert_eq!(one.document.heads(), other.document.heads());
    }
}

#[test]
fn old_and_new_edits_of_one_field_conflict_like_any_others() {
    let mut new = loaded();
    let mut old = task_of_version_0(&Elder::of_the_fixture());
    let before = old.get_heads();
    new.task_do(1, 20, title("New"));
    new.task_do(1, 20, comment(2, "Here too"));
    write(&mut old, 21, |tx| tx.put(ROOT, "title", "Old").unwrap());
    new.document.apply(old.get_changes(&before)).unwrap();
    assert_eq!(new.task().conflicts[0].field, "title");
    assert_eq!(new.task().comment_count, 2);
}
