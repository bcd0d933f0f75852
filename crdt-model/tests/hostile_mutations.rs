//! Mutated changes: whatever is taken leaves a document that saves, loads, merges in any order and
//! takes a valid edit; nothing panics, and nothing unfolds beyond the limits.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use aloft_crdt_model::document::{Change, DocKind, Document};
use aloft_crdt_model::hostile::{Forger, Stage, encode, mend, quiet_engine_panics};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::inspect::{self, Limits, Verdict};
use aloft_crdt_model::refusal::Refusal;
use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, ExpandedChange, ObjType, ScalarValue};
use proptest::collection::vec;
use proptest::prelude::*;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

/// The same document and stage in all cases: making them takes longer than a case.
fn staged() -> (Document, Stage) {
    quiet_engine_panics();
    let mut doc = Document::genesis(DocKind::Text);
    let forger = Forger { actor: [5; 16], author: UserId(Uuid::nil()), time: 1_764_000_000_000 };
    let stage = Stage::new(&doc, &forger).unwrap();
    assert_eq!(ingest(&mut doc, stage.bytes()), Ok(Verdict::New));
    (doc, stage)
}

fn ingest(doc: &mut Document, bytes: &[u8]) -> Result<Verdict, Refusal> {
    let limits = Limits::default();
    let change = inspect::check_bytes(bytes, &limits)?;
    assert!(change.change().len() <= limits.max_ops);
    let verdict = inspect::check_structure(doc, &change)?;
    if verdict == Verdict::New {
        let mut after = doc.clone();
        inspect::apply_guarded(&mut after, &change)?;
        inspect::resolve(&after, &change)?;
        *doc = after;
    }
    Ok(verdict)
}

/// Bytes before a chunk's data, when the data is of up to 16 KiB.
const PREFIX: usize = 11;

/// The document loads again as it is, and takes a valid edit.
fn assert_sound(doc: &Document) {
    let loaded = Document::load(doc.kind(), &doc.save()).expect("the document must load");
    assert_eq!(loaded.automerge().get_heads(), doc.automerge().get_heads());
    assert_eq!(loaded.automerge().hydrate(None), doc.automerge().hydrate(None));
    let mut edited = doc.clone();
    let forger = Forger { actor: [9; 16], author: UserId(Uuid::nil()), time: 1 };
    let stage = Stage::new(&edited, &forger).expect("a local edit must be possible");
    assert_eq!(ingest(&mut edited, stage.bytes()), Ok(Verdict::New));
}

/// All changes after the foundation reach the same document in another order, in one batch.
fn assert_merges(doc: &Document) {
    let mut changes = doc.automerge().get_changes(&[]);
    changes.reverse();
    let mut other = Document::genesis(doc.kind());
    other.apply(changes).expect("accepted changes must apply");
    assert_eq!(other.automerge().get_heads(), doc.automerge().get_heads());
    assert_eq!(other.automerge().hydrate(None), doc.automerge().hydrate(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_are_refused(mut bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(inspect::check_bytes(&bytes, &Limits::default()).is_err());
        bytes.splice(0..0, [0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1]);
        mend(&mut bytes);
        prop_assert!(inspect::check_bytes(&bytes, &Limits::default()).is_err());
    }

    #[test]
    fn flipped_bytes_leave_sound_documents(
        first: bool,
        flips in vec((any::<prop::sample::Index>(), 1_u8..), 1..4),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        insert in prop::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let (staged, stage) = staged();
        let (mut doc, mut bytes) = if first {
            (Document::genesis(DocKind::Text), stage.bytes().to_vec())
        } else {
            (staged, stage.valid())
        };
        for (index, mask) in flips {
            let index = PREFIX + index.index(bytes.len() - PREFIX);
            bytes[index] ^= mask;
        }
        if let Some(index) = cut {
            bytes.remove(PREFIX + index.index(bytes.len() - PREFIX));
        }
        if let Some((index, byte)) = insert {
            bytes.insert(PREFIX + index.index(bytes.len() - PREFIX), byte);
        }
        mend(&mut bytes);
        if ingest(&mut doc, &bytes) == Ok(Verdict::New) {
            assert_sound(&doc);
            assert_merges(&doc);
        }
    }

    #[test]
    fn forged_operations_leave_sound_documents(changes in vec(any_change(), 1..8)) {
        let (mut doc, _) = staged();
        let mut seqs = [0; 3];
        let mut known = Known::of(&doc);
        for forged in changes {
            let Some(bytes) = forged.bytes(&doc, &known, &seqs) else { continue };
            let before = doc.save();
            if ingest(&mut doc, &bytes).is_ok() {
                seqs[usize::from(forged.actor)] += 1;
                known = Known::of(&doc);
                assert_sound(&doc);
            } else {
                prop_assert_eq!(doc.save(), before);
            }
        }
        assert_merges(&doc);
    }
}

/// Operations of a document that forged ones may name.
struct Known {
    objects: Vec<(ObjectId, ObjType)>,
    /// Every operation with its object and the key or element that it is at.
    ops: Vec<(ObjectId, Key, OpId)>,
    /// Heads at earlier times.
    heads: Vec<Vec<automerge::ChangeHash>>,
}

impl Known {
    fn of(doc: &Document) -> Self {
        let mut known = Self {
            objects: vec![(ObjectId::Root, ObjType::Map)],
            ops: Vec::new(),
            heads: Vec::new(),
        };
        for change in doc.automerge().get_changes(&[]) {
            let expanded = change.decode();
            for (counter, op) in (change.start_op().get()..).zip(&expanded.operations) {
                known.take(op, OpId::new(counter, change.actor_id()));
            }
            known.heads.push(vec![change.hash()]);
        }
        known
    }

    fn take(&mut self, op: &Op, id: OpId) {
        if let OpType::Make(kind) = op.action {
            self.objects.push((ObjectId::Id(id.clone()), kind));
        }
        let here = Key::Seq(ElementId::Id(id.clone()));
        let key = if op.insert { here } else { op.key.clone() };
        self.ops.push((op.obj.clone(), key, id));
    }
}

/// A change in terms of choices, so that it shrinks.
#[derive(Clone, Debug)]
struct Forged {
    actor: u8,
    /// An older state than the newest.
    deps: Option<prop::sample::Index>,
    seq_off: i64,
    start_off: i64,
    ops: Vec<ForgedOp>,
}

#[derive(Clone, Debug)]
struct ForgedOp {
    object: prop::sample::Index,
    fitting_key: bool,
    key: prop::sample::Index,
    action: u8,
    insert: bool,
    preds: Preds,
}

#[derive(Clone, Debug)]
enum Preds {
    /// What stands at the place.
    Here,
    None,
    Any(prop::sample::Index),
}

fn any_change() -> impl Strategy<Value = Forged> {
    let mostly_zero = || prop_oneof![12 => Just(0_i64), 1 => -2..3_i64];
    let deps = prop::option::weighted(0.15, any::<prop::sample::Index>());
    (0..3_u8, deps, mostly_zero(), mostly_zero(), vec(any_op(), 1..6)).prop_map(
        |(actor, deps, seq_off, start_off, ops)| Forged { actor, deps, seq_off, start_off, ops },
    )
}

fn any_op() -> impl Strategy<Value = ForgedOp> {
    let preds = prop_oneof![
        8 => Just(Preds::Here),
        3 => Just(Preds::None),
        1 => any::<prop::sample::Index>().prop_map(Preds::Any),
    ];
    let index = any::<prop::sample::Index>;
    (index(), prop::bool::weighted(0.95), index(), any::<u8>(), any::<bool>(), preds).prop_map(
        |(object, fitting_key, key, action, insert, preds)| ForgedOp {
            object,
            fitting_key,
            key,
            action,
            insert,
            preds,
        },
    )
}

impl Forged {
    fn bytes(&self, doc: &Document, known: &Known, seqs: &[u64; 3]) -> Option<Vec<u8>> {
        let actor = ActorId::from([0x30 + self.actor; 16]);
        let mut deps = match self.deps {
            None => doc.automerge().get_heads(),
            Some(index) => index.get(&known.heads).clone(),
        };
        let changes = doc.automerge().get_changes(&[]);
        let last = changes.iter().rev().find(|change| *change.actor_id() == actor);
        deps.extend(last.map(Change::hash));
        deps.sort_unstable();
        deps.dedup();
        let largest = changes.iter().filter(|change| deps.contains(&change.hash()));
        let largest = largest.map(Change::max_op).max()?;
        let start = (largest + 1).checked_add_signed(self.start_off)?;
        let mut known =
            Known { objects: known.objects.clone(), ops: known.ops.clone(), heads: Vec::new() };
        let mut operations = Vec::new();
        for (counter, op) in (start..).zip(&self.ops) {
            let op = op.op(&known);
            known.take(&op, OpId::new(counter, &actor));
            operations.push(op);
        }
        let change = ExpandedChange {
            operations,
            actor_id: actor,
            hash: None,
            seq: (seqs[usize::from(self.actor)] + 1).checked_add_signed(self.seq_off)?,
            start_op: NonZeroU64::new(start)?,
            time: 7,
            message: None,
            deps,
            extra_bytes: Vec::new(),
            author: None,
        };
        // Automerge's encoder itself has things that it will not write.
        catch_unwind(AssertUnwindSafe(|| encode(change))).ok()
    }
}

impl ForgedOp {
    fn op(&self, known: &Known) -> Op {
        let (obj, kind) = self.object.get(&known.objects).clone();
        let in_map = (kind == ObjType::Map) == self.fitting_key;
        let insert = if in_map { self.action == 255 } else { self.insert };
        let key = if in_map {
            Key::Map(["forged", "name", "count", "new"][self.key.index(4)].into())
        } else {
            self.element(&obj, known)
        };
        let action = self.action(kind, insert);
        let pred = match self.preds {
            Preds::None => Vec::new(),
            Preds::Any(index) => vec![index.get(&known.ops).2.clone()],
            Preds::Here if insert => Vec::new(),
            Preds::Here => {
                let mut here =
                    known.ops.iter().filter(|(at, there, _)| *at == obj && *there == key);
                // The last there is what stands, mostly.
                here.next_back().map(|(_, _, id)| id.clone()).into_iter().collect()
            }
        };
        Op { action, obj, key, pred: pred.into(), insert }
    }

    fn element(&self, obj: &ObjectId, known: &Known) -> Key {
        let here: Vec<_> = known.ops.iter().filter(|(at, ..)| at == obj).collect();
        let choice = self.key.index(here.len() + 2);
        match (choice, here.get(choice)) {
            (_, Some((_, key, _))) => key.clone(),
            (last, None) if last == here.len() => Key::head(),
            _ => Key::Seq(ElementId::Id(self.key.get(&known.ops).2.clone())),
        }
    }

    fn action(&self, kind: ObjType, insert: bool) -> OpType {
        let mark = || MarkData { name: "bold".into(), value: true.into(), expand: false };
        let sequence = insert && kind == ObjType::Text;
        match self.action % 16 {
            0 => OpType::Make(ObjType::Map),
            1 => OpType::Make(ObjType::Text),
            2 => OpType::Make(ObjType::List),
            3 if self.action > 200 => OpType::Make(ObjType::Table),
            4..=6 if !insert => OpType::Delete,
            7 => OpType::Increment(3),
            8 if sequence => OpType::MarkBegin(mark()),
            9 if sequence => OpType::MarkEnd(true),
            10 if kind != ObjType::Text => OpType::Put(ScalarValue::counter(1)),
            11 if kind != ObjType::Text => OpType::Put(ScalarValue::Null),
            _ => OpType::Put("text".into()),
        }
    }
}
