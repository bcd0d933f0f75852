//! What a client of schema version 0 wrote: no external ids, no attachments, and the estimate under
//! the key `points`. Also for tests elsewhere that want such a client in their teams.

use crate::team::{at, id};
use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::ids::UserId;
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, ObjType, ROOT, ReadDoc, ScalarValue, TextEncoding};

/// Somebody who uses version 0.
#[derive(Clone, Copy)]
pub(crate) struct Elder {
    pub(crate) user: UserId,
    pub(crate) actor: [u8; 16],
}

impl Elder {
    /// Who wrote the fixture.
    pub(crate) fn of_the_fixture() -> Self {
        Self { user: id(109), actor: [0x0e; 16] }
    }
}

/// An Automerge document that holds version 0's foundation and nothing since.
pub(crate) fn version_0(elder: &Elder) -> Automerge {
    let genesis = Document::genesis(DocKind::Task);
    let first = genesis.automerge().get_changes(&[]).swap_remove(0);
    let mut automerge = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
    automerge.apply_changes([first]).unwrap();
    automerge.set_author(Some(elder.user.0.as_bytes().to_vec().into()));
    automerge.set_actor(ActorId::from(elder.actor));
    automerge
}

pub(crate) fn write(
    automerge: &mut Automerge,
    seconds: i64,
    work: impl FnOnce(&mut Transaction<'_>),
) {
    let mut tx = automerge.transaction();
    work(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(at(seconds).millis()));
}

/// A task with a title, three points, a label and a comment, as version 0 wrote it.
pub(crate) fn task_of_version_0(elder: &Elder) -> Automerge {
    let mut automerge = version_0(elder);
    write(&mut automerge, 0, |tx| {
        tx.put(ROOT, "createdAt", ScalarValue::Timestamp(at(0).millis())).unwrap();
        tx.put(ROOT, "createdBy", elder.user.to_string()).unwrap();
        tx.put(ROOT, "title", "From the old days").unwrap();
        tx.put(ROOT, "order", "a0").unwrap();
        tx.put(ROOT, "points", 3.0).unwrap();
        let labels = tx.get(ROOT, "labels").unwrap().unwrap().1;
        tx.put(labels, id::<uuid::Uuid>(5).to_string(), true).unwrap();
    });
    write(&mut automerge, 1, |tx| {
        let comments = tx.get(ROOT, "comments").unwrap().unwrap().1;
        let comment = id::<uuid::Uuid>(1).to_string();
        let comment = tx.put_object(comments, comment, ObjType::Map).unwrap();
        tx.put(&comment, "author", elder.user.to_string()).unwrap();
        tx.put(&comment, "createdAt", ScalarValue::Timestamp(at(1).millis())).unwrap();
        tx.put_object(&comment, "reactions", ObjType::Map).unwrap();
        let body = tx.put_object(&comment, "body", ObjType::Text).unwrap();
        tx.splice_text(body, 0, 0, "It was simpler then 🙂").unwrap();
    });
    automerge
}

/// Something that version 0 could write.
pub(crate) fn write_as_version_0(old: &mut Automerge, number: u32, choice: u8) {
    write(old, 30, |tx| match choice {
        0 => tx.put(ROOT, "points", f64::from(number)).unwrap(),
        1 => tx.put(ROOT, "title", format!("Old title {number}")).unwrap(),
        2 => {
            let labels = tx.get(ROOT, "labels").unwrap().unwrap().1;
            tx.put(labels, id::<uuid::Uuid>(number.to_le_bytes()[0]).to_string(), true).unwrap();
        }
        _ => tx.put(ROOT, "deletedAt", ScalarValue::Timestamp(at(30).millis())).unwrap(),
    });
}
