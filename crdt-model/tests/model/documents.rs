//! Loading, saving, applying, heads.

use crate::team::{Replica, at, author, created_task, doc_id, stream, title};
use aloft_crdt_model::command::{Command, TaskCommand, UserCommand};
use aloft_crdt_model::document::{
    ActorId, ApplyError, Change, DocKind, Document, Heads, LoadError, should_compact,
};
use aloft_crdt_model::rows::DocRows;
use aloft_crdt_model::time::Timestamp;
use std::collections::BTreeMap;

/// A task with three changes by one author, and the changes.
fn three_changes() -> (Replica, Vec<Change>) {
    let mut replica = created_task();
    replica.task_do(0, 1, title("Two"));
    replica.task_do(0, 2, title("Three"));
    let changes = replica.document.changes_since(&Heads::default());
    assert_eq!(changes.len(), 3);
    (replica, changes)
}

#[test]
fn snapshot_tail_and_changes_alone_load_alike() {
    let (replica, changes) = three_changes();
    let raw = |changes: &[Change]| -> Vec<u8> {
        changes.iter().flat_map(|change| change.raw_bytes().to_vec()).collect()
    };
    let mut early = Document::genesis(DocKind::Task);
    early.apply(changes[..1].to_vec()).unwrap();
    let forms = [
        replica.document.save(),
        raw(&changes),
        [early.save(), raw(&changes[1..])].concat(),
        // Duplicates, and changes that the snapshot holds already.
        [early.save(), raw(&changes), raw(&changes)].concat(),
    ];
    for bytes in forms {
        let loaded = Document::load(DocKind::Task, &bytes).unwrap();
        assert_eq!(loaded.heads(), replica.document.heads());
        assert_eq!(loaded.rows(doc_id(DocKind::Task), stream()), replica.rows());
    }
    let empty = Document::load(DocKind::Task, &[]).unwrap();
    assert_eq!(empty.heads(), Document::genesis(DocKind::Task).heads());
}

#[test]
fn what_is_no_such_document_does_not_load() {
    let (replica, changes) = three_changes();
    let saved = replica.document.save();
    let load = |bytes: &[u8]| Document::load(DocKind::Task, bytes).unwrap_err();
    let missing = changes[2].raw_bytes().to_vec();
    assert!(matches!(load(&missing), LoadError::Damaged(_) | LoadError::MissingDependencies(_)));
    let gap = [Document::genesis(DocKind::Task).save(), missing].concat();
    assert!(matches!(load(&gap), LoadError::MissingDependencies(_)));
    assert!(matches!(load(b"not a document"), LoadError::Damaged(_)));
    assert!(matches!(load(&saved[..saved.len() - 3]), LoadError::Damaged(_)));
    let mut flipped = saved.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert!(matches!(load(&flipped), LoadError::Damaged(_)));
    let wrong = Document::load(DocKind::Project, &saved).unwrap_err();
    assert_eq!(wrong.to_string(), "the bytes are not those of a project document");
}

#[test]
fn a_later_epoch_is_refused() {
    use automerge::transaction::Transactable;
    let mut automerge = Document::genesis(DocKind::Task).automerge().clone();
    let mut tx = automerge.transaction();
    tx.put(automerge::ROOT, "epoch", 2_u64).unwrap();
    tx.commit();
    let error = Document::load(DocKind::Task, &automerge.save()).unwrap_err();
    let sentence = "the document is of epoch 2, and this version knows epoch 1: update Aloft";
    assert_eq!(error.to_string(), sentence);
}

#[test]
fn changes_apply_in_any_order_and_twice() {
    let (replica, mut changes) = three_changes();
    changes.reverse();
    let mut other = Document::genesis(DocKind::Task);
    other.apply(changes.clone()).unwrap();
    other.apply(changes).unwrap();
    assert_eq!(other.heads(), replica.document.heads());
}

#[test]
fn a_change_without_its_dependency_is_refused_and_nothing_waits() {
    let (_, changes) = three_changes();
    let mut document = Document::genesis(DocKind::Task);
    let before = document.save();
    let error = document.apply(vec![changes[1].clone()]).unwrap_err();
    let ApplyError::MissingDependencies(missing) = error else { panic!("{error}") };
    assert_eq!(missing, [changes[0].hash()]);
    assert_eq!(document.save(), before);
}

#[test]
fn a_fork_of_an_actor_is_refused_and_changes_nothing() {
    let mut one = created_task();
    let mut fork = one.clone();
    one.task_do(0, 1, title("One"));
    let forked = fork.task_do(0, 1, title("Other")).unwrap();
    let before = one.document.save();
    assert!(matches!(one.document.apply(vec![forked]), Err(ApplyError::Refused(_))));
    assert_eq!(one.document.save(), before);
}

#[test]
fn changes_since_heads_are_what_a_replica_lacks() {
    let (replica, changes) = three_changes();
    let document = &replica.document;
    let mut other = Document::genesis(DocKind::Task);
    assert_eq!(document.changes_since(&other.heads()).len(), 3);
    other.apply(vec![changes[0].clone()]).unwrap();
    let lacking: Vec<_> = document.changes_since(&other.heads()).iter().map(Change::hash).collect();
    assert_eq!(lacking, [changes[1].hash(), changes[2].hash()]);
    assert!(document.contains(&changes[2].hash()) && !other.contains(&changes[2].hash()));
    assert!(document.changes_since(&document.heads()).is_empty());
    // Heads that are not known here are as if they were not given.
    let strange = created_task().task_do(5, 9, title("Strange")).unwrap();
    assert_eq!(document.changes_since(&Heads::from_iter([strange.hash()])).len(), 3);
}

#[test]
fn heads_have_bytes_and_a_digest() {
    let (replica, changes) = three_changes();
    let heads = replica.document.heads();
    assert_eq!(heads.to_vec(), [changes[2].hash()]);
    assert_eq!(heads.to_bytes().len(), 32);
    assert_eq!(Heads::from_bytes(&heads.to_bytes()).unwrap(), heads);
    assert!(Heads::from_bytes(&[0; 33]).is_err());
    assert!(Heads::from_bytes(&[[2; 32], [1; 32]].concat()).is_err());
    assert_ne!(heads.digest(), Heads::default().digest());
    let json = serde_json::to_string(&heads).unwrap();
    assert_eq!(serde_json::from_str::<Heads>(&json).unwrap(), heads);
}

#[test]
fn the_bytes_of_a_change_are_its_own_again() {
    let (_, changes) = three_changes();
    for change in changes {
        let again = Change::from_bytes(change.raw_bytes().to_vec()).unwrap();
        assert_eq!(again.hash(), change.hash());
    }
}

#[test]
fn actor_ids_are_hex() {
    let actor = ActorId([0xab; 16]);
    assert_eq!(actor.to_string(), "ab".repeat(16));
    assert_eq!("ab".repeat(16).parse(), Ok(actor));
    for wrong in ["", "ab", &"zz".repeat(16), "abababab-abab-abab-abab-abababababab"] {
        assert!(wrong.parse::<ActorId>().is_err(), "{wrong}");
    }
}

#[test]
fn compaction_is_amortised() {
    assert!(!should_compact(0, 256) && should_compact(0, 257));
    assert!(!should_compact(10_000, 5_000) && should_compact(10_000, 5_001));
}

#[test]
fn a_private_document_keeps_the_latest_reading_of_any_device() {
    let mut one = Replica::new(DocKind::User);
    let mut other = one.clone();
    let doc = doc_id(DocKind::Task);
    let read =
        |upto| Command::User(UserCommand::MarkRead { doc, upto: Timestamp::from_millis(upto) });
    one.run(&author(0), at(1), &read(50)).unwrap();
    other.run(&author(1), at(2), &read(40)).unwrap();
    one.merge(&other);
    other.merge(&one);
    for replica in [&one, &other] {
        let DocRows::User(row) = replica.rows() else { panic!("not a user") };
        assert_eq!(row.read, BTreeMap::from([(doc, Timestamp::from_millis(50))]));
    }
    assert!(one.run(&author(0), at(3), &read(50)).unwrap().is_none());
}

#[test]
fn a_change_made_by_nobody_new_names_its_author_once() {
    let (_, changes) = three_changes();
    let named: Vec<_> = changes.iter().map(|change| change.author().is_some()).collect();
    assert_eq!(named, [true, false, false]);
}

#[test]
fn deleting_a_task_keeps_what_is_in_it() {
    let (mut replica, _) = three_changes();
    replica.task_do(0, 3, TaskCommand::Delete);
    assert_eq!(replica.task().title, "Three");
}
