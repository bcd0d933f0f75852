//! Does a sound change fit this document?

use super::past::Past;
use super::reader::malformed;
use super::visible::{Target, Visible, element};
use super::{CheckedChange, guarded};
use crate::document::Document;
use crate::refusal::{Refusal, RefusalCode};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ObjType, ReadDoc, ScalarValue};
use std::collections::BTreeMap;

/// What [`check_structure`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The change fits and is not in the document yet.
    New,
    /// The document has it already.
    Duplicate,
}

/// Whether the change fits the document: it descends from the document's first change, its
/// dependencies are here, its sequence number and counters follow, and every object, element and
/// predecessor that it names is in its causal past and of the right kind.
///
/// Where the document's present is what the author saw (the usual case) the cost is that of the
/// change: hash look-ups for the dependencies, a binary search for each operation named, an index
/// search for each map key written. It grows with what was written concurrently, and, for an
/// author who was away, with the changes since their last.
pub fn check_structure(doc: &Document, change: &CheckedChange) -> Result<Verdict, Refusal> {
    if doc.contains(&change.hash()) {
        return Ok(Verdict::Duplicate);
    }
    if change.change().actor_id().to_bytes() == doc.kind().genesis_actor().0 {
        let words = "the actor of a document's first change writes nothing more";
        return Err(Refusal::new(RefusalCode::ActorTaken, words));
    }
    guarded(|| {
        let past = Past::of(doc.automerge(), change.change())?;
        let mut structure =
            Structure { change, past, objects: BTreeMap::new(), visible: Visible::default() };
        for index in 0..change.ops().len() {
            structure.check(index)?;
        }
        Ok(Verdict::New)
    })
}

struct Structure<'a> {
    change: &'a CheckedChange,
    past: Past<'a>,
    objects: BTreeMap<&'a ObjectId, (ObjType, Target)>,
    visible: Visible<'a>,
}

impl<'a> Structure<'a> {
    fn check(&mut self, index: usize) -> Result<(), Refusal> {
        let change = self.change;
        let op = &change.ops()[index];
        check_value(op)?;
        check_order(op)?;
        let (kind, target) = self.object(&op.obj, index)?;
        match (kind, &op.key) {
            (ObjType::Map, Key::Map(key)) => {
                check_map_action(op)?;
                let id = self.id(index);
                self.visible.write_key(&self.past, &target, (op, key), id)
            }
            (ObjType::List | ObjType::Text, Key::Seq(_)) if op.insert => {
                self.check_insert(kind, index)
            }
            (ObjType::List | ObjType::Text, Key::Seq(_)) => {
                self.check_overwrite(kind, &target, index)
            }
            _ => Err(malformed("an operation's key does not fit its object")),
        }
    }

    /// The kind of the object that the operation at `index` writes into.
    fn object(&mut self, id: &'a ObjectId, index: usize) -> Result<(ObjType, Target), Refusal> {
        if let Some(known) = self.objects.get(id) {
            return Ok(known.clone());
        }
        let found = match id {
            ObjectId::Root => (ObjType::Map, Target::Known(automerge::ROOT)),
            ObjectId::Id(id) => match self.own(id) {
                Some(made) if made < index => match &self.change.ops()[made].action {
                    OpType::Make(kind) => (*kind, Target::New),
                    _ => return Err(unknown("an operation writes into something not an object")),
                },
                Some(_) => return Err(unknown("an operation names a later one")),
                None => {
                    let target = Target::known(id);
                    let Target::Known(object) = &target else { return Err(no_object()) };
                    if !self.past.covers(id) {
                        return Err(no_object());
                    }
                    let kind = self.past.doc().object_type(object).map_err(|_| no_object())?;
                    (kind, target)
                }
            },
        };
        self.objects.insert(id, found.clone());
        Ok(found)
    }

    fn check_insert(&mut self, kind: ObjType, index: usize) -> Result<(), Refusal> {
        let change = self.change;
        let op = &change.ops()[index];
        if !op.pred.is_empty() {
            return Err(malformed("an insertion replaces something"));
        }
        match (kind, &op.action) {
            (ObjType::Text, OpType::Put(ScalarValue::Str(text))) if !text.is_empty() => {}
            (ObjType::Text, OpType::Put(_)) => {
                return Err(Refusal::new(RefusalCode::InvalidValue, "a text holds only text"));
            }
            (ObjType::Text, OpType::MarkBegin(_)) => self.check_mark_pair(index, index + 1)?,
            (ObjType::Text, OpType::MarkEnd(_)) => {
                let begin = index.checked_sub(1).ok_or_else(half_mark)?;
                self.check_mark_pair(begin, index)?;
            }
            (ObjType::Text | ObjType::List, OpType::Make(ObjType::Map))
            | (ObjType::List, OpType::Put(_) | OpType::Make(ObjType::List | ObjType::Text)) => {}
            _ => return Err(malformed("an insertion inserts nothing")),
        }
        match element(&op.key) {
            None => Ok(()),
            Some(after) => self.check_element(after, index),
        }
    }

    /// Automerge takes the end of a mark to belong to the operation just before it.
    fn check_mark_pair(&self, begin: usize, end: usize) -> Result<(), Refusal> {
        let ops = self.change.ops();
        match (ops.get(begin), ops.get(end)) {
            (Some(first), Some(second))
                if first.obj == second.obj
                    && matches!(first.action, OpType::MarkBegin(_))
                    && matches!(second.action, OpType::MarkEnd(_)) =>
            {
                Ok(())
            }
            _ => Err(half_mark()),
        }
    }

    fn check_overwrite(
        &mut self,
        kind: ObjType,
        target: &Target,
        index: usize,
    ) -> Result<(), Refusal> {
        let change = self.change;
        let op = &change.ops()[index];
        let element = element(&op.key).ok_or_else(|| malformed("the head of a list is written"))?;
        if op.pred.is_empty() {
            return Err(unknown("an element is overwritten without naming what it held"));
        }
        self.check_element(element, index)?;
        match (kind, &op.action) {
            // Nothing is ever put over a character, so it is itself what a deletion replaces.
            (ObjType::Text, OpType::Delete) if op.pred.len() == 1 => {}
            (ObjType::Text, _) => return Err(malformed("a character is overwritten")),
            (_, OpType::Delete | OpType::Put(_) | OpType::Make(_)) => {}
            _ => return Err(malformed("an operation does not fit a list")),
        }
        let ops = &change.ops()[..=index];
        let first = change.change().start_op().get();
        let actor = change.change().actor_id();
        let own = |id: &OpId| own_index(first, id).filter(|_| &id.1 == actor);
        match kind {
            ObjType::Text if op.pred.iter().any(|pred| pred != element) => {
                Err(unknown("a deletion names another character than it replaces"))
            }
            ObjType::Text => Ok(()),
            _ => self.visible.write_element(&self.past, target, ops, element, own),
        }
    }

    /// The element exists in the past, or in this change and this object. That one of the past is
    /// of this object Automerge asserts on applying, and the change could not be read back.
    fn check_element(&mut self, element: &OpId, index: usize) -> Result<(), Refusal> {
        let ops = self.change.ops();
        match self.own(element) {
            Some(made) if made < index && ops[made].insert && ops[made].obj == ops[index].obj => {
                Ok(())
            }
            Some(_) => Err(unknown("an operation names an element that is not there")),
            None if self.past.covers(element) => Ok(()),
            None => Err(unknown("an operation names an element that its author did not see")),
        }
    }

    fn id(&self, index: usize) -> OpId {
        let change = self.change.change();
        OpId(change.start_op().get() + index as u64, change.actor_id().clone())
    }

    /// The place in this change of an operation that this change holds, or would hold.
    fn own(&self, id: &OpId) -> Option<usize> {
        let change = self.change.change();
        own_index(change.start_op().get(), id).filter(|_| &id.1 == change.actor_id())
    }
}

fn own_index(first: u64, id: &OpId) -> Option<usize> {
    id.0.checked_sub(first).and_then(|index| usize::try_from(index).ok())
}

fn check_map_action(op: &Op) -> Result<(), Refusal> {
    if op.insert {
        return Err(malformed("a map has no place to insert at"));
    }
    match &op.action {
        OpType::Make(ObjType::Table) => Err(malformed("tables are not supported")),
        OpType::MarkBegin(_) | OpType::MarkEnd(_) => Err(malformed("a map has no text to mark")),
        OpType::Delete if op.pred.is_empty() => {
            Err(unknown("a deletion does not name what it deletes"))
        }
        _ => Ok(()),
    }
}

/// Values that Automerge stores and that no reader of ours, or of JSON, could take.
fn check_value(op: &Op) -> Result<(), Refusal> {
    let refuse = |words| Err(Refusal::new(RefusalCode::InvalidValue, words));
    match &op.action {
        OpType::Put(value) => match value {
            ScalarValue::Unknown { .. } => refuse("a value is of an unknown type"),
            ScalarValue::F64(number) if !number.is_finite() => refuse("a number is not finite"),
            _ => Ok(()),
        },
        OpType::MarkBegin(mark) => match &mark.value {
            ScalarValue::Str(_)
            | ScalarValue::Boolean(_)
            | ScalarValue::Null
            | ScalarValue::Int(_)
            | ScalarValue::Uint(_) => Ok(()),
            _ => refuse("a mark's value is not text, a whole number or a yes or no"),
        },
        _ => Ok(()),
    }
}

/// Predecessors are sorted on decoding; twice the same one is one too many.
fn check_order(op: &Op) -> Result<(), Refusal> {
    let mut previous: Option<&OpId> = None;
    for pred in op.pred.iter() {
        if previous == Some(pred) {
            return Err(malformed("an operation replaces the same one twice"));
        }
        previous = Some(pred);
    }
    match &op.key {
        Key::Seq(ElementId::Id(id)) if id.0 == 0 => Err(unknown("an element has no counter")),
        _ => Ok(()),
    }
}

fn half_mark() -> Refusal {
    malformed("a mark has no beginning or no end")
}

fn no_object() -> Refusal {
    unknown("an operation writes into an object that its author did not see")
}

fn unknown(words: &str) -> Refusal {
    Refusal::new(RefusalCode::UnknownReference, words)
}
