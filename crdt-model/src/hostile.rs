//! Hostile changes, for the tests of whoever takes changes from strangers.
//!
//! Compiled with the feature `hostile` only, which nothing but dev-dependencies asks for. A
//! [`Stage`] is an honest change that puts one thing of each kind into a document; [`Stage::cases`]
//! are changes by the same actor, to be sent after it, each of which must be refused with the code
//! it names and leave the document able to take [`Stage::valid`].

mod cases;
mod ops;
mod raw;

pub use cases::Case;
pub use raw::{RawChange, deflated, mend};

use crate::document::Document;
use crate::ids::UserId;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    ActorId, Author, Automerge, AutomergeError, Change, ChangeHash, ExpandedChange, ObjId, ObjType,
    ROOT, ScalarValue,
};
use std::num::NonZeroU64;
use std::sync::Once;

/// Whoever forges.
#[derive(Clone, Debug)]
pub struct Forger {
    /// The actor of every change.
    pub actor: [u8; 16],
    /// The author that its first change names.
    pub author: UserId,
    /// The time of every change, in milliseconds.
    pub time: i64,
}

/// A document with the forger's first, honest change.
#[derive(Clone, Debug)]
pub struct Stage {
    forger: Forger,
    doc: Automerge,
    bytes: Vec<u8>,
    /// Heads before the honest change.
    base: Vec<ChangeHash>,
    /// Counter of the honest change's first operation.
    first: u64,
    props: Props,
}

/// The operations of the honest change that forged ones name.
#[derive(Clone, Debug)]
struct Props {
    map: OpId,
    name: OpId,
    count: OpId,
    text: OpId,
    other: OpId,
    list: OpId,
}

impl Stage {
    /// Sets the stage in a copy of `doc`, under the unknown root key `forged`, as a newer client
    /// might; the forger's actor must be new to it.
    pub fn new(doc: &Document, forger: &Forger) -> Result<Self, AutomergeError> {
        let mut doc = doc.automerge().clone();
        let base = doc.get_heads();
        doc.set_author(Some(Author::from(forger.author.0.as_bytes().to_vec())));
        doc.set_actor(ActorId::from(forger.actor));
        let mut edit = doc.transaction();
        let map = edit.put_object(ROOT, "forged", ObjType::Map)?;
        edit.put(&map, "name", "honest")?;
        edit.put(&map, "count", ScalarValue::counter(1))?;
        let text = edit.put_object(&map, "text", ObjType::Text)?;
        let other = edit.put_object(&map, "other", ObjType::Text)?;
        let list = edit.put_object(&map, "list", ObjType::List)?;
        edit.splice_text(&text, 0, 0, "abcd")?;
        edit.splice_text(&other, 0, 0, "wxyz")?;
        edit.insert(&list, 0, 1_i64)?;
        edit.commit_with(CommitOptions::default().with_time(forger.time));
        let map = op_id(&map);
        let below = |by: u64| OpId(map.0 + by, map.1.clone());
        let props = Props {
            name: below(1),
            count: below(2),
            text: op_id(&text),
            other: op_id(&other),
            list: op_id(&list),
            map: map.clone(),
        };
        let bytes = last_bytes(&doc, &base);
        Ok(Self { forger: forger.clone(), first: map.0, doc, bytes, base, props })
    }

    /// The honest change, to be sent first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// An honest second change: what must still be taken after each hostile one.
    pub fn valid(&self) -> Vec<u8> {
        let mut doc = self.doc.clone();
        let map = ObjId::Id(self.props.map.0, self.props.map.1.clone(), 0);
        let mut edit = doc.transaction();
        // A refused put would leave no change, which whoever checks the bytes will notice.
        let _ = edit.put(&map, "name", "still here");
        edit.commit_with(CommitOptions::default().with_time(self.forger.time));
        last_bytes(&doc, &self.doc.get_heads())
    }

    /// A second change with these operations and everything else as it should be.
    fn second(&self, operations: Vec<Op>) -> ExpandedChange {
        ExpandedChange {
            operations,
            actor_id: ActorId::from(self.forger.actor),
            hash: None,
            seq: 2,
            start_op: NonZeroU64::MIN.saturating_add(self.last()),
            time: self.forger.time,
            message: None,
            deps: self.doc.get_heads(),
            extra_bytes: Vec::new(),
            author: None,
        }
    }

    /// The largest counter so far.
    fn last(&self) -> u64 {
        let metas = self.doc.get_heads();
        let metas = metas.iter().filter_map(|hash| self.doc.get_change_meta_by_hash(hash));
        metas.map(|meta| meta.max_op).max().unwrap_or(0)
    }

    /// The id of the `n`th operation of the second change.
    fn own(&self, n: u64) -> OpId {
        OpId(self.last() + 1 + n, ActorId::from(self.forger.actor))
    }
}

/// The chunk of an expanded change.
pub fn encode(change: ExpandedChange) -> Vec<u8> {
    Change::from(change).raw_bytes().to_vec()
}

/// Keeps the panics that hostile changes provoke inside Automerge out of a test's output; all other
/// panics are reported as before.
pub fn quiet_engine_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let engine = ["/automerge-", "/hexane-"];
            let inside = |file: &str| engine.iter().any(|part| file.contains(part));
            if !panic.location().is_some_and(|location| inside(location.file())) {
                report(panic);
            }
        }));
    });
}

fn last_bytes(doc: &Automerge, since: &[ChangeHash]) -> Vec<u8> {
    let changes = doc.get_changes(since);
    changes.last().map(|change| change.raw_bytes().to_vec()).unwrap_or_default()
}

fn op_id(id: &ObjId) -> OpId {
    match id {
        ObjId::Root => OpId(0, ActorId::from([0; 16])),
        ObjId::Id(counter, actor, _) => OpId(*counter, actor.clone()),
    }
}

fn object(id: &OpId) -> ObjectId {
    ObjectId::Id(id.clone())
}

fn elem(id: &OpId) -> Key {
    Key::Seq(ElementId::Id(id.clone()))
}
