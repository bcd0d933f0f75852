//! Each way in which a change is known to break Automerge 0.12.0, refused with its code, and the
//! document none the worse for it.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use aloft_crdt_model::document::{Change, DocKind, Document};
use aloft_crdt_model::hostile::{Forger, RawChange, Stage, deflated, quiet_engine_panics};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::inspect::{
    self, Action, Limits, PathItem, Verdict, apply_guarded, check_bytes, check_structure,
};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use uuid::Uuid;

const AUTHOR: UserId = UserId(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001));

fn forger(actor: u8) -> Forger {
    Forger { actor: [actor; 16], author: AUTHOR, time: 1_764_000_000_000 }
}

/// Everything that the relay does with a change before it asks who may.
fn ingest(doc: &mut Document, bytes: &[u8]) -> Result<Verdict, Refusal> {
    let change = check_bytes(bytes, &Limits::default())?;
    let verdict = check_structure(doc, &change)?;
    if verdict == Verdict::New {
        let mut after = doc.clone();
        apply_guarded(&mut after, &change)?;
        inspect::resolve(&after, &change)?;
        *doc = after;
    }
    Ok(verdict)
}

/// A document of the kind with the stage set, as the relay would have it.
fn staged(kind: DocKind) -> (Document, Stage) {
    quiet_engine_panics();
    let mut doc = Document::genesis(kind);
    let stage = Stage::new(&doc, &forger(5)).unwrap();
    assert_eq!(ingest(&mut doc, stage.bytes()), Ok(Verdict::New));
    (doc, stage)
}

/// The change is refused so, and afterwards the document saves, loads and takes a valid edit.
#[track_caller]
fn assert_refused(doc: &Document, stage: &Stage, bytes: &[u8], code: RefusalCode) {
    let mut after = doc.clone();
    let refusal = ingest(&mut after, bytes).expect_err("it must be refused");
    assert_eq!(refusal.code, code, "{refusal}");
    assert_eq!(after.save(), doc.save(), "a refused change must leave no trace");
    assert_eq!(ingest(&mut after, &stage.valid()), Ok(Verdict::New));
    let loaded = Document::load(doc.kind(), &after.save()).expect("the document must load");
    assert_eq!(loaded.heads(), after.heads());
}

/// The named case is refused, in a document of every kind, with the code that it names.
#[track_caller]
fn refuses(name: &str, code: RefusalCode) {
    for kind in DocKind::ALL {
        let (doc, stage) = staged(kind);
        let case = stage.case(name).expect("the case must exist");
        assert_eq!(case.code, code);
        assert_refused(&doc, &stage, &case.bytes, code);
    }
}

#[test]
fn op_on_an_unknown_object_is_refused() {
    refuses("op_on_unknown_object", RefusalCode::UnknownReference);
}

#[test]
fn seq_other_than_one_of_an_unknown_actor_is_refused() {
    refuses("seq_of_unknown_actor", RefusalCode::BadSequence);
}

#[test]
fn unknown_actor_in_pred_is_refused() {
    refuses("unknown_actor_in_pred", RefusalCode::UnknownReference);
}

#[test]
fn gap_in_the_seq_of_a_known_actor_is_refused() {
    refuses("gap_in_seq", RefusalCode::BadSequence);
}

#[test]
fn reused_start_op_is_refused() {
    refuses("start_op_reused", RefusalCode::BadStartOp);
    refuses("start_op_one_too_low", RefusalCode::BadStartOp);
}

#[test]
fn start_op_of_u32_max_is_refused() {
    refuses("start_op_of_u32_max", RefusalCode::BadStartOp);
}

#[test]
fn wrong_checksum_is_refused() {
    refuses("wrong_checksum", RefusalCode::BadChecksum);
}

#[test]
fn garbage_is_refused() {
    refuses("garbage", RefusalCode::NotAChange);
    refuses("empty", RefusalCode::NotAChange);
}

#[test]
fn a_hundred_bytes_of_two_million_ops_are_refused() {
    let (_, stage) = staged(DocKind::Task);
    let case = stage.case("two_million_ops_in_a_hundred_bytes").unwrap();
    assert!(case.bytes.len() < 130, "{} bytes", case.bytes.len());
    refuses("two_million_ops_in_a_hundred_bytes", RefusalCode::TooManyOps);
}

#[test]
fn deflated_changes_are_refused() {
    refuses("deflated_change", RefusalCode::NotAChange);
    refuses("deflated_column", RefusalCode::NotAChange);
}

#[test]
fn change_whose_dependency_was_refused_is_refused_and_not_kept_waiting() {
    let (mut doc, stage) = staged(DocKind::Task);
    let refused = stage.case("time_overflows").unwrap().bytes;
    let dependency = Change::try_from(&refused[..]).unwrap();
    let orphan = RawChange {
        deps: vec![dependency.hash()],
        actor: vec![5; 16],
        seq: 3,
        start_op: dependency.max_op() + 1,
        ..RawChange::default()
    };
    let orphan = orphan.with_puts("k", 1).bytes();
    assert_eq!(ingest(&mut doc, &refused).unwrap_err().code, RefusalCode::InvalidValue);
    assert_refused(&doc, &stage, &orphan, RefusalCode::MissingDependency);
}

#[test]
fn second_author_of_an_actor_is_refused() {
    refuses("second_author", RefusalCode::WrongAuthor);
}

#[test]
fn duplicate_actor_and_seq_is_refused() {
    refuses("duplicate_seq", RefusalCode::BadSequence);
    refuses("forked_actor", RefusalCode::BadSequence);
}

#[test]
fn every_other_hostile_change_is_refused_with_its_code() {
    for kind in DocKind::ALL {
        let (doc, stage) = staged(kind);
        for case in stage.cases() {
            let mut after = doc.clone();
            let refused = ingest(&mut after, &case.bytes).expect_err(case.name);
            assert_eq!(refused.code, case.code, "{}: {refused}", case.name);
            assert_eq!(after.save(), doc.save(), "{}", case.name);
            assert_refused(&doc, &stage, &case.bytes, case.code);
        }
    }
}

#[test]
fn operations_of_a_concurrent_change_cannot_be_named() {
    let (mut doc, stage) = staged(DocKind::Task);
    let before = doc.clone();
    assert_eq!(ingest(&mut doc, &stage.valid()), Ok(Verdict::New));
    // Somebody who had not seen the valid edit replaces what it wrote.
    let concurrent = Change::try_from(&stage.valid()[..]).unwrap();
    let mut change = concurrent.decode();
    let written = automerge::legacy::OpId::new(concurrent.start_op().get(), concurrent.actor_id());
    change.operations[0].pred = vec![written].into();
    change.actor_id = automerge::ActorId::from([6; 16]);
    change.seq = 1;
    change.deps = before.automerge().get_heads();
    let bytes = aloft_crdt_model::hostile::encode(change);
    let refusal = ingest(&mut doc, &bytes).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::UnknownReference);
}

#[test]
fn what_is_in_the_document_already_is_a_duplicate() {
    let (mut doc, stage) = staged(DocKind::Task);
    assert_eq!(ingest(&mut doc, stage.bytes()), Ok(Verdict::Duplicate));
    for change in doc.automerge().get_changes(&[]) {
        assert_eq!(ingest(&mut doc, change.raw_bytes()), Ok(Verdict::Duplicate));
    }
}

#[test]
fn the_author_is_read_from_an_actors_first_change() {
    let (_, stage) = staged(DocKind::Task);
    let first = check_bytes(stage.bytes(), &Limits::default()).unwrap();
    assert_eq!(first.author(), Some(AUTHOR));
    let second = check_bytes(&stage.valid(), &Limits::default()).unwrap();
    assert_eq!(second.author(), None);
}

#[test]
fn limits_are_those_that_were_given() {
    let (_, stage) = staged(DocKind::Task);
    let limits = Limits { max_ops: 3, ..Limits::default() };
    let refusal = check_bytes(stage.bytes(), &limits).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::TooManyOps);
    let limits = Limits { max_value_bytes: 3, ..Limits::default() };
    assert_eq!(check_bytes(&stage.valid(), &limits).unwrap_err().code, RefusalCode::TooLarge);
    let limits = Limits { max_key_bytes: 3, ..Limits::default() };
    assert_eq!(check_bytes(&stage.valid(), &limits).unwrap_err().code, RefusalCode::TooLarge);
}

#[test]
fn a_deflated_chunk_is_one_that_automerge_would_take() {
    // Else the case would prove nothing.
    let raw = RawChange { actor: vec![1; 16], seq: 1, start_op: 1, ..RawChange::default() };
    let change = Change::try_from(&deflated(&raw.with_puts("k", 1000))[..]).unwrap();
    assert_eq!(change.len(), 1000);
}

#[test]
fn writes_resolve_to_their_places_in_deleted_objects_too() {
    let (doc, stage) = staged(DocKind::Task);
    let mut after = doc.clone();
    let mut deleting = doc.automerge().clone();
    deleting.set_author(Some(automerge::Author::from(AUTHOR.0.as_bytes().to_vec())));
    deleting.set_actor(automerge::ActorId::from([7; 16]));
    let heads = deleting.get_heads();
    let mut edit = deleting.transaction();
    automerge::transaction::Transactable::delete(&mut edit, automerge::ROOT, "forged").unwrap();
    edit.commit();
    let delete = deleting.get_changes(&heads);
    assert_eq!(ingest(&mut after, delete[0].raw_bytes()), Ok(Verdict::New));
    let change = check_bytes(&stage.valid(), &Limits::default()).unwrap();
    assert_eq!(check_structure(&after, &change), Ok(Verdict::New));
    apply_guarded(&mut after, &change).unwrap();
    let ops = inspect::resolve(&after, &change).unwrap();
    let path = [PathItem::Key("forged".to_owned()), PathItem::Key("name".to_owned())];
    assert_eq!(*ops[0].path, path);
    assert_eq!(ops[0].path_words(), "/forged/name");
    assert_eq!(ops[0].action, Action::Put("still here".into()));
}

#[test]
fn edits_of_a_text_resolve_to_one_write() {
    let (doc, stage) = staged(DocKind::Task);
    let change = check_bytes(stage.bytes(), &Limits::default()).unwrap();
    let ops = inspect::resolve(&doc, &change).unwrap();
    let edits: Vec<_> = ops
        .iter()
        .filter_map(|op| match op.action {
            Action::EditText(edit) => Some((op.path_words(), edit.inserted)),
            _ => None,
        })
        .collect();
    assert_eq!(edits, [("/forged/text".to_owned(), 4), ("/forged/other".to_owned(), 4)]);
}
