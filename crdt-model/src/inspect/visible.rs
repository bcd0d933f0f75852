//! What stood at a place when an operation was written, so that what it overwrites is exactly
//! there.
//!
//! An operation says where it writes and, separately, which operations it replaces. Automerge
//! believes both: a harmless-looking write could take away a value somewhere else entirely, past
//! any policy that looks at the place; and a deletion that replaces nothing is forgotten on saving,
//! after which the document does not load.

use super::past::{Past, object_id};
use crate::refusal::{Refusal, RefusalCode};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Cursor, ObjId, Prop, ReadDoc, ScalarValue, Value};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// List elements whose values may be looked up for one change: each costs a walk over its list.
const MAX_LIST_LOOKUPS: usize = 64;

/// A value that an operation may replace.
#[derive(Clone)]
struct Standing {
    id: OpId,
    counter: bool,
}

/// The values at each map key that a change writes, kept up as its operations pass by.
#[derive(Default)]
pub(super) struct Visible<'c> {
    keys: BTreeMap<(&'c ObjectId, &'c str), Vec<Standing>>,
    list_lookups: usize,
}

impl<'c> Visible<'c> {
    /// Takes one operation on a map key; `id` is its own.
    pub(super) fn write_key(
        &mut self,
        past: &Past<'_>,
        target: &Target,
        (op, key): (&'c Op, &'c str),
        id: OpId,
    ) -> Result<(), Refusal> {
        let standing = match self.keys.entry((&op.obj, key)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(read(past, target, Prop::Map(key.to_owned()))?),
        };
        let increment = matches!(op.action, OpType::Increment(_));
        let mut counters = false;
        for pred in op.pred.iter() {
            let index =
                standing.iter().position(|value| value.id == *pred).ok_or_else(elsewhere)?;
            counters |= standing[index].counter;
            // An increment adds to counters and replaces everything else.
            if !(increment && standing[index].counter) {
                standing.swap_remove(index);
            }
        }
        if increment && !counters {
            let words = "an increment is not of a counter";
            return Err(Refusal::new(RefusalCode::UnknownReference, words));
        }
        match &op.action {
            OpType::Put(value) => standing.push(Standing { id, counter: is_counter(value) }),
            OpType::Make(_) => standing.push(Standing { id, counter: false }),
            _ => {}
        }
        Ok(())
    }

    /// Takes one operation, the last of `ops`, that overwrites or deletes a list element. Its
    /// predecessors are the element itself, or what was put there since.
    pub(super) fn write_element(
        &mut self,
        past: &Past<'_>,
        target: &Target,
        ops: &[Op],
        element: &OpId,
        own: impl Fn(&OpId) -> Option<usize>,
    ) -> Result<(), Refusal> {
        let Some((op, earlier)) = ops.split_last() else { return Ok(()) };
        let mut known: Option<Vec<Standing>> = None;
        for pred in op.pred.iter().filter(|pred| *pred != element) {
            if let Some(index) = own(pred) {
                let there = earlier.get(index).is_some_and(|other| {
                    other.obj == op.obj && other.key == op.key && !other.insert && makes(other)
                });
                if there {
                    continue;
                }
                return Err(elsewhere());
            }
            if known.is_none() {
                known = Some(self.element_values(past, target, element)?);
            }
            if known.iter().flatten().all(|value| value.id != *pred) {
                return Err(elsewhere());
            }
        }
        Ok(())
    }

    fn element_values(
        &mut self,
        past: &Past<'_>,
        target: &Target,
        element: &OpId,
    ) -> Result<Vec<Standing>, Refusal> {
        self.list_lookups += 1;
        if self.list_lookups > MAX_LIST_LOOKUPS {
            let words = "the change overwrites too many list elements";
            return Err(Refusal::new(RefusalCode::TooManyOps, words));
        }
        let Target::Known(object) = target else { return Ok(Vec::new()) };
        let cursor = format!("{}@{}", element.0, element.1.to_hex_string());
        let cursor = Cursor::try_from(cursor).map_err(|_| elsewhere())?;
        let index = past
            .doc()
            .get_cursor_position(object, &cursor, past.heads())
            .map_err(|_| elsewhere())?;
        read(past, target, Prop::Seq(index))
    }
}

/// The object that an operation writes into.
#[derive(Clone)]
pub(super) enum Target {
    /// It is in the document.
    Known(ObjId),
    /// The change itself makes it.
    New,
}

impl Target {
    pub(super) fn known(id: &OpId) -> Self {
        Self::Known(object_id(id))
    }
}

/// The element that a sequence key names, if it is not the head.
pub(super) fn element(key: &Key) -> Option<&OpId> {
    match key {
        Key::Seq(ElementId::Id(id)) => Some(id),
        _ => None,
    }
}

fn read(past: &Past<'_>, target: &Target, prop: Prop) -> Result<Vec<Standing>, Refusal> {
    let Target::Known(object) = target else { return Ok(Vec::new()) };
    let values = match past.heads() {
        None => past.doc().get_all(object, prop),
        Some(heads) => past.doc().get_all_at(object, prop, heads),
    };
    let standing = |(value, id): (Value<'_>, ObjId)| match id {
        ObjId::Id(counter, actor, _) => {
            let is_counter = matches!(&value, Value::Scalar(scalar) if is_counter(scalar));
            Some(Standing { id: OpId(counter, actor), counter: is_counter })
        }
        ObjId::Root => None,
    };
    Ok(values.map_err(|_| elsewhere())?.into_iter().filter_map(standing).collect())
}

fn is_counter(value: &ScalarValue) -> bool {
    matches!(value, ScalarValue::Counter(_))
}

fn makes(op: &Op) -> bool {
    matches!(op.action, OpType::Put(_) | OpType::Make(_))
}

fn elsewhere() -> Refusal {
    let words = "an operation replaces one that its author did not see at that place";
    Refusal::new(RefusalCode::UnknownReference, words)
}
