//! The cases: what is wrong with a change, and what must be said of it.

use super::raw::{RawChange, chunk, deflated, fix_checksum, signed, unsigned};
use super::{Stage, encode};
use crate::refusal::RefusalCode;
use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{ActorId, ChangeHash};

/// A hostile change.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is wrong with it.
    pub name: &'static str,
    /// How it must be refused.
    pub code: RefusalCode,
    /// The bytes, to be sent after [`Stage::bytes`].
    pub bytes: Vec<u8>,
}

impl Stage {
    /// Every hostile change there is.
    pub fn cases(&self) -> Vec<Case> {
        let mut cases = self.byte_cases();
        cases.extend(self.bomb_cases());
        cases.extend(self.header_cases());
        cases.extend(self.spelling_cases());
        cases.extend(self.op_cases());
        cases
    }

    /// The case with this name.
    pub fn case(&self, name: &str) -> Option<Case> {
        self.cases().into_iter().find(|case| case.name == name)
    }

    fn byte_cases(&self) -> Vec<Case> {
        use RefusalCode::{BadChecksum, NotAChange, TooLarge};
        let valid = self.valid();
        let mut flipped = valid.clone();
        flipped[4] ^= 1;
        let mut longer = valid.clone();
        longer.push(0);
        vec![
            case("garbage", NotAChange, b"not an automerge chunk at all".to_vec()),
            case("empty", NotAChange, Vec::new()),
            case("wrong_checksum", BadChecksum, flipped),
            case("trailing_byte", NotAChange, longer),
            case("two_changes", NotAChange, [valid.clone(), valid.clone()].concat()),
            case("truncated", NotAChange, valid[..valid.len() - 1].to_vec()),
            case("document_chunk", NotAChange, self.doc.save_nocompress()),
            case("bundle_chunk", NotAChange, chunk(3, &self.raw().data())),
            case("too_large", TooLarge, vec![0; 2 * 1024 * 1024]),
        ]
    }

    fn bomb_cases(&self) -> Vec<Case> {
        use RefusalCode::{Malformed, NotAChange, TooManyOps};
        let bomb = self.raw().with_puts("k", 2_000_000);
        let mut without_end = self.raw().with_puts("k", 1);
        for (_, data) in &mut without_end.columns[2..] {
            let value = data[data.len() - 1];
            *data = signed(i64::MAX);
            data.push(value);
        }
        let mut nulls = self.raw().with_puts("k", 1);
        nulls.columns[0].1 = [signed(0), unsigned(u64::MAX)].concat();
        let mut literals = self.raw().with_puts("k", 1);
        literals.columns[2].1 = signed(i64::MIN);
        let mut preds = self.raw().with_puts("k", 1);
        preds.columns[4].1 = [signed(-1), unsigned(u64::MAX)].concat();
        preds.columns.push((0x71, [signed(i64::MAX), unsigned(0)].concat()));
        preds.columns.push((0x73, [signed(i64::MAX), signed(0)].concat()));
        let mut falses = self.raw().with_puts("k", 1);
        falses.columns[1].1 = unsigned(u64::MAX);
        let mut deflated_column = self.raw().with_puts("k", 1);
        deflated_column.columns[1].0 |= 8;
        vec![
            case("two_million_ops_in_a_hundred_bytes", TooManyOps, bomb.bytes()),
            case("deflated_change", NotAChange, deflated(&bomb)),
            case("deflated_column", NotAChange, deflated_column.bytes()),
            case("runs_that_overflow", TooManyOps, without_end.bytes()),
            case("nulls_that_overflow", TooManyOps, nulls.bytes()),
            case("booleans_that_overflow", TooManyOps, falses.bytes()),
            case("literals_that_overflow", TooManyOps, literals.bytes()),
            case("preds_that_overflow", TooManyOps, preds.bytes()),
            case("repeated_long_key", TooManyOps, {
                self.raw().with_puts(&"k".repeat(1000), 90_000).bytes()
            }),
            case("no_ops", Malformed, self.raw().bytes()),
        ]
    }

    fn header_cases(&self) -> Vec<Case> {
        use RefusalCode::{
            ActorTaken, BadSequence, BadStartOp, InvalidValue, MissingDependency, TooLarge,
            WrongAuthor,
        };
        let raw = |edit: &dyn Fn(&mut RawChange)| {
            let mut raw = self.raw().with_puts("k", 1);
            edit(&mut raw);
            raw.bytes()
        };
        let start_op = |start_op| raw(&|raw| raw.start_op = start_op);
        let unknown = ChangeHash([7; 32]);
        let author = [&[1, 16][..], self.forger.author.0.as_bytes()].concat();
        vec![
            case("seq_of_unknown_actor", BadSequence, raw(&|raw| raw.actor = vec![0xdd; 16])),
            case("gap_in_seq", BadSequence, raw(&|raw| raw.seq = 3)),
            case("seq_zero", BadSequence, raw(&|raw| raw.seq = 0)),
            case("seq_out_of_range", BadSequence, raw(&|raw| raw.seq = u64::MAX)),
            case("duplicate_seq", BadSequence, self.second_first_change()),
            case("start_op_zero", BadStartOp, start_op(0)),
            case("start_op_reused", BadStartOp, start_op(self.first)),
            case("start_op_one_too_low", BadStartOp, start_op(self.last())),
            case("start_op_skips", BadStartOp, start_op(self.last() + 2)),
            case("start_op_of_u32_max", BadStartOp, start_op(u32::MAX.into())),
            case("start_op_of_u64_max", BadStartOp, start_op(u64::MAX)),
            case(
                "dependency_is_missing",
                MissingDependency,
                raw(&|raw| {
                    raw.deps.push(unknown);
                    raw.deps.sort_unstable();
                }),
            ),
            case("no_dependencies", MissingDependency, raw(&|raw| raw.deps.clear())),
            case(
                "too_many_dependencies",
                TooLarge,
                raw(&|raw| {
                    raw.deps = (0..200).map(|n| ChangeHash([n; 32])).collect();
                }),
            ),
            // Its own first change is not among its past, so it would fork.
            case("forked_actor", BadSequence, raw(&|raw| raw.deps.clone_from(&self.base))),
            case("second_author", WrongAuthor, raw(&|raw| raw.extra.clone_from(&author))),
            case("actor_of_the_first_change", ActorTaken, self.change_by_first_actor()),
            case("time_overflows", InvalidValue, raw(&|raw| raw.time = i64::MIN)),
        ]
    }

    /// Changes that decode and that Automerge would write differently.
    fn spelling_cases(&self) -> Vec<Case> {
        use RefusalCode::Malformed;
        let raw = |edit: &dyn Fn(&mut RawChange)| {
            let mut raw = self.raw().with_puts("k", 1);
            edit(&mut raw);
            raw.bytes()
        };
        let heads = || self.doc.get_heads();
        let mut overlong = self.valid();
        if overlong[9] < 0x80 {
            let len = overlong[9];
            overlong.splice(9..10, [len | 0x80, 0]);
            fix_checksum(&mut overlong);
        }
        vec![
            case("unknown_column", Malformed, raw(&|raw| raw.columns.push((0xf2, vec![1, 1])))),
            case("empty_column", Malformed, raw(&|raw| raw.columns.push((0xa5, vec![])))),
            case("columns_out_of_order", Malformed, raw(&|raw| raw.columns.swap(0, 1))),
            case(
                "column_missing",
                Malformed,
                raw(&|raw| {
                    raw.columns.remove(3);
                }),
            ),
            case("run_of_one", Malformed, raw(&|raw| raw.columns[2].1 = vec![1, 1])),
            case("run_in_two", Malformed, self.split_run()),
            case("longer_column", Malformed, raw(&|raw| raw.columns[1].1 = unsigned(2))),
            case("overlong_integer", Malformed, overlong),
            case("unused_actor", Malformed, raw(&|raw| raw.others = vec![vec![0xff; 16]])),
            case("own_actor_twice", Malformed, raw(&|raw| raw.others = vec![raw.actor.clone()])),
            case("short_actor", Malformed, raw(&|raw| raw.actor.truncate(8))),
            case("long_actor", Malformed, raw(&|raw| raw.actor.extend([1; 100]))),
            case("dependency_twice", Malformed, raw(&|raw| raw.deps.extend(heads()))),
            case("message_is_not_text", Malformed, raw(&|raw| raw.message = vec![0xff])),
            case("unknown_action", Malformed, raw(&|raw| raw.columns[2].1 = vec![0x7f, 9])),
            case(
                "value_longer_than_its_column",
                Malformed,
                raw(&|raw| {
                    raw.columns[3].1 = vec![0x7f, 0x46];
                }),
            ),
            case(
                "actor_index_out_of_range",
                RefusalCode::UnknownReference,
                raw(&|raw| {
                    raw.columns.insert(0, (0x01, vec![0x7f, 5]));
                    raw.columns.insert(1, (0x02, vec![0x7f, 1]));
                }),
            ),
            case(
                "counter_out_of_range",
                RefusalCode::UnknownReference,
                raw(&|raw| {
                    raw.columns.insert(0, (0x01, vec![0x7f, 0]));
                    raw.columns.insert(1, (0x02, [signed(-1), unsigned(1 << 40)].concat()));
                }),
            ),
        ]
    }

    /// A second change with everything but its columns.
    fn raw(&self) -> RawChange {
        RawChange {
            deps: self.doc.get_heads(),
            actor: self.forger.actor.to_vec(),
            seq: 2,
            start_op: self.last() + 1,
            time: self.forger.time,
            ..RawChange::default()
        }
    }

    /// Another first change by the same actor.
    fn second_first_change(&self) -> Vec<u8> {
        let mut raw = self.raw().with_puts("k", 1);
        raw.seq = 1;
        raw.extra = [&[1, 16][..], self.forger.author.0.as_bytes()].concat();
        raw.bytes()
    }

    /// Two equal operations whose action column says so in two runs.
    fn split_run(&self) -> Vec<u8> {
        let mut raw = self.raw().with_puts("k", 2);
        raw.columns[2].1 = vec![0x7e, 1, 1];
        raw.bytes()
    }

    /// The document's own first change goes on.
    fn change_by_first_actor(&self) -> Vec<u8> {
        let first = self.doc.get_changes(&[]).first().map(|change| change.actor_id().clone());
        let mut change = self.second(vec![Op {
            action: OpType::Put(1_i64.into()),
            obj: ObjectId::Root,
            key: Key::Map("k".into()),
            pred: Vec::new().into(),
            insert: false,
        }]);
        change.actor_id = first.unwrap_or_else(|| ActorId::from([0; 16]));
        encode(change)
    }
}

fn case(name: &'static str, code: RefusalCode, bytes: Vec<u8>) -> Case {
    Case { name, code, bytes }
}
