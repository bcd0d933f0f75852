//! Operations that an honest author's library would never make.

use super::{Case, Stage, elem, encode, object};
use crate::refusal::RefusalCode;
use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, ObjType, ScalarValue};

/// A place to write to, and what to do there.
struct Write {
    obj: ObjectId,
    key: Key,
    action: OpType,
    pred: Vec<OpId>,
}

impl Write {
    fn op(self) -> Op {
        let Self { obj, key, action, pred } = self;
        Op { action, obj, key, pred: pred.into(), insert: false }
    }

    fn insertion(self) -> Op {
        Op { insert: true, ..self.op() }
    }
}

impl Stage {
    /// One change for each way in which operations can be wrong.
    pub(super) fn op_cases(&self) -> Vec<Case> {
        let mut cases = self.reference_cases();
        cases.extend(self.predecessor_cases());
        cases.extend(self.kind_cases());
        cases.extend(self.mark_cases());
        cases
    }

    fn reference_cases(&self) -> Vec<Case> {
        use RefusalCode::UnknownReference;
        let stranger = OpId(2, ActorId::from([0xee; 16]));
        let nowhere = OpId(1_000_000, ActorId::from(self.forger.actor));
        vec![
            self.op_case(
                "op_on_unknown_object",
                UnknownReference,
                [put(object(&nowhere), "k").op()],
            ),
            self.op_case(
                "op_on_object_of_unknown_actor",
                UnknownReference,
                [put(object(&stranger), "k").op()],
            ),
            self.op_case(
                "op_on_a_scalar",
                UnknownReference,
                [put(object(&self.props.name), "k").op()],
            ),
            self.op_case(
                "op_on_object_made_later",
                UnknownReference,
                [put(object(&self.own(1)), "k").op(), make(ObjectId::Root, "k", ObjType::Map).op()],
            ),
            self.op_case("op_on_itself", UnknownReference, [put(object(&self.own(0)), "k").op()]),
            self.op_case(
                "unknown_actor_in_pred",
                UnknownReference,
                [Write { pred: vec![stranger], ..put(object(&self.props.map), "name") }.op()],
            ),
            self.op_case(
                "insert_after_unknown_element",
                UnknownReference,
                [char(&self.props.text, elem(&nowhere)).insertion()],
            ),
            self.op_case(
                "insert_after_own_later_element",
                UnknownReference,
                [
                    char(&self.props.text, elem(&self.own(1))).insertion(),
                    char(&self.props.text, Key::head()).insertion(),
                ],
            ),
            // Only Automerge's own assertion knows that the element is in the other text.
            self.op_case(
                "insert_after_element_of_another_object",
                RefusalCode::CannotApply,
                [char(&self.props.text, elem(&self.letter(&self.props.other))).insertion()],
            ),
        ]
    }

    fn predecessor_cases(&self) -> Vec<Case> {
        use RefusalCode::{CannotApply, Malformed, UnknownReference};
        let props = &self.props;
        let map = || object(&props.map);
        let name = || vec![props.name.clone()];
        let stolen = self.letter(&props.other);
        vec![
            self.op_case(
                "pred_at_another_key",
                UnknownReference,
                [Write { pred: name(), ..put(map(), "zzz") }.op()],
            ),
            self.op_case(
                "pred_in_another_object",
                UnknownReference,
                [Write { pred: name(), ..put(ObjectId::Root, "forged") }.op()],
            ),
            self.op_case(
                "pred_is_itself",
                UnknownReference,
                [Write { pred: vec![self.own(0)], ..put(map(), "name") }.op()],
            ),
            self.op_case(
                "pred_overwritten_already",
                UnknownReference,
                [
                    Write { pred: name(), ..put(map(), "name") }.op(),
                    Write { pred: name(), ..put(map(), "name") }.op(),
                ],
            ),
            self.op_case(
                "pred_twice",
                Malformed,
                [Write { pred: [name(), name()].concat(), ..put(map(), "name") }.op()],
            ),
            self.op_case(
                "delete_of_nothing",
                UnknownReference,
                [Write { action: OpType::Delete, ..put(map(), "absent") }.op()],
            ),
            self.op_case(
                "delete_without_naming_what",
                UnknownReference,
                [Write { action: OpType::Delete, ..put(map(), "name") }.op()],
            ),
            self.op_case(
                "delete_of_a_letter_of_another_text",
                CannotApply,
                [
                    delete(&props.text, &stolen, vec![stolen.clone()]).op(),
                    char(&props.other, Key::head()).insertion(),
                ],
            ),
            self.op_case(
                "delete_of_one_letter_named_as_another",
                UnknownReference,
                [delete(&props.text, &self.letter(&props.text), vec![stolen]).op()],
            ),
            self.op_case(
                "increment_of_no_counter",
                UnknownReference,
                [Write { action: OpType::Increment(1), pred: name(), ..put(map(), "name") }.op()],
            ),
            self.op_case(
                "increment_of_a_counter_elsewhere",
                UnknownReference,
                [Write {
                    action: OpType::Increment(1),
                    pred: vec![props.count.clone()],
                    ..put(map(), "name")
                }
                .op()],
            ),
            self.op_case(
                "increment_of_nothing",
                UnknownReference,
                [Write { action: OpType::Increment(1), ..put(map(), "count") }.op()],
            ),
        ]
    }

    fn kind_cases(&self) -> Vec<Case> {
        use RefusalCode::{InvalidValue, Malformed};
        let props = &self.props;
        let map = || object(&props.map);
        let put_value = |value| Write { action: OpType::Put(value), ..put(map(), "k") }.op();
        let head = |obj: &OpId| Write { key: Key::head(), ..put(object(obj), "") };
        vec![
            self.op_case("map_with_element_key", Malformed, [head(&props.map).op()]),
            self.op_case("map_with_insertion", Malformed, [head(&props.map).insertion()]),
            self.op_case("map_key_with_insertion", Malformed, [put(map(), "k").insertion()]),
            self.op_case("text_with_map_key", Malformed, [put(object(&props.text), "k").op()]),
            self.op_case("list_with_map_key", Malformed, [put(object(&props.list), "k").op()]),
            self.op_case("list_head_overwritten", Malformed, [head(&props.list).op()]),
            self.op_case("number_in_text", InvalidValue, [head(&props.text).insertion()]),
            self.op_case(
                "list_in_text",
                Malformed,
                [Write { action: OpType::Make(ObjType::List), ..head(&props.text) }.insertion()],
            ),
            self.op_case(
                "character_overwritten",
                Malformed,
                [Write {
                    key: elem(&self.letter(&props.text)),
                    pred: vec![self.letter(&props.text)],
                    ..head(&props.text)
                }
                .op()],
            ),
            self.op_case(
                "insertion_that_deletes",
                Malformed,
                [Write { action: OpType::Delete, ..head(&props.list) }.insertion()],
            ),
            self.op_case(
                "insertion_with_pred",
                Malformed,
                [Write { pred: vec![self.letter(&props.list)], ..head(&props.list) }.insertion()],
            ),
            self.op_case("table", Malformed, [make(map(), "k", ObjType::Table).op()]),
            self.op_case("nested_too_deep", InvalidValue, self.nested(1000)),
            self.op_case("nan", InvalidValue, [put_value(ScalarValue::F64(f64::NAN))]),
            self.op_case(
                "unknown_value_type",
                InvalidValue,
                [put_value(ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2, 3] })],
            ),
        ]
    }

    /// Maps, each in the one before.
    fn nested(&self, depth: u64) -> Vec<Op> {
        let inner = (0..depth).map(|n| object(&self.own(n)));
        let places = [object(&self.props.map)].into_iter().chain(inner);
        places.map(|place| make(place, "k", ObjType::Map).op()).collect()
    }

    fn mark_cases(&self) -> Vec<Case> {
        use RefusalCode::{CannotApply, Malformed};
        let text = &self.props.text;
        let begin = |key| {
            let mark = MarkData { name: "bold".into(), value: true.into(), expand: false };
            Write { action: OpType::MarkBegin(mark), ..char(text, key) }.insertion()
        };
        let end = |key| Write { action: OpType::MarkEnd(false), ..char(text, key) }.insertion();
        let letters = |n: u64| OpId(self.letter(text).0 + n, self.letter(text).1);
        vec![
            self.op_case("mark_without_end", Malformed, [begin(Key::head())]),
            self.op_case("mark_without_beginning", Malformed, [end(Key::head())]),
            self.op_case(
                "mark_in_a_map",
                Malformed,
                [Write { action: OpType::MarkEnd(false), ..put(object(&self.props.map), "k") }
                    .op()],
            ),
            self.op_case(
                "mark_that_ends_before_it_begins",
                CannotApply,
                [begin(elem(&letters(2))), end(Key::head())],
            ),
        ]
    }

    /// The first letter of a text, or the only element of the list.
    fn letter(&self, sequence: &OpId) -> OpId {
        // The stage inserts after making everything: map, two scalars, three sequences.
        let first = self.first + 6;
        let offset = match sequence {
            id if *id == self.props.text => 0,
            id if *id == self.props.other => 4,
            _ => 8,
        };
        OpId(first + offset, sequence.1.clone())
    }

    fn op_case(&self, name: &'static str, code: RefusalCode, ops: impl Into<Vec<Op>>) -> Case {
        Case { name, code, bytes: encode(self.second(ops.into())) }
    }
}

fn put(obj: ObjectId, key: &str) -> Write {
    Write { obj, key: Key::Map(key.into()), action: OpType::Put(1_i64.into()), pred: vec![] }
}

fn make(obj: ObjectId, key: &str, kind: ObjType) -> Write {
    Write { action: OpType::Make(kind), ..put(obj, key) }
}

fn char(text: &OpId, key: Key) -> Write {
    Write { key, action: OpType::Put("x".into()), ..put(object(text), "") }
}

fn delete(text: &OpId, element: &OpId, pred: Vec<OpId>) -> Write {
    let key = Key::Seq(ElementId::Id(element.clone()));
    Write { key, action: OpType::Delete, pred, ..put(object(text), "") }
}
