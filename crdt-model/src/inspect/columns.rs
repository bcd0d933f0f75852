//! The operation columns of a change, measured without unfolding them.
//!
//! A change's operations are stored column by column and run-length coded, so that a hundred bytes
//! can say two million operations. Every run is walked here once, at the cost of its bytes and
//! never of its length: what Automerge would allocate is known before it allocates.
//!
//! The layout: <https://automerge.org/automerge-binary-format-spec/#_operation_columns>.

use super::Limits;
use super::reader::{Reader, malformed};
use crate::refusal::{Refusal, RefusalCode};

/// Counters of operations stay below this. Automerge keeps them in 32 bits and panics (or wraps)
/// on the edit after the last one, so a document must never come near; a person typing a character
/// a second would need 68 years to get here.
pub(super) const COUNTER_LIMIT: u64 = 1 << 31;

/// A column's id and type, as the format numbers them: `id << 4 | type`.
mod spec {
    pub(super) const OBJECT_ACTOR: u32 = 0x01;
    pub(super) const OBJECT_COUNTER: u32 = 0x02;
    pub(super) const KEY_ACTOR: u32 = 0x11;
    pub(super) const KEY_COUNTER: u32 = 0x13;
    pub(super) const KEY_STRING: u32 = 0x15;
    pub(super) const INSERT: u32 = 0x34;
    pub(super) const ACTION: u32 = 0x42;
    pub(super) const VALUE_META: u32 = 0x56;
    pub(super) const VALUE: u32 = 0x57;
    pub(super) const PRED_GROUP: u32 = 0x70;
    pub(super) const PRED_ACTOR: u32 = 0x71;
    pub(super) const PRED_COUNTER: u32 = 0x73;
    pub(super) const EXPAND: u32 = 0x94;
    pub(super) const MARK_NAME: u32 = 0xa5;
    /// The bit that says a column is deflated.
    pub(super) const DEFLATED: u32 = 0x08;
}

/// How many operations the columns at the reader unfold into; the reader is left after them.
pub(super) fn measure(
    reader: &mut Reader<'_>,
    actors: usize,
    limits: &Limits,
) -> Result<usize, Refusal> {
    let columns = outline(reader)?;
    let mut measure = Measure { actors: actors as u64, limits, unfolded: 0 };
    let mut ops = None;
    let mut rows = Vec::with_capacity(columns.len());
    let mut values = Totals::default();
    let mut preds = Totals::default();
    for (column, data) in columns {
        let reader = Reader::new(data);
        match column {
            spec::VALUE => values.found = data.len() as u64,
            spec::PRED_ACTOR => preds.found = measure.actors(reader, Nulls::Refused)?,
            spec::PRED_COUNTER => preds.also = Some(measure.counters(reader, Nulls::Refused)?),
            spec::PRED_GROUP => rows.push(measure.lengths(reader, &mut preds)?),
            spec::VALUE_META => rows.push(measure.values(reader, &mut values)?),
            spec::ACTION => {
                let count = measure.actions(reader)?;
                ops = Some(count);
                rows.push(count);
            }
            spec::OBJECT_ACTOR | spec::KEY_ACTOR => {
                rows.push(measure.actors(reader, Nulls::Taken)?);
            }
            spec::OBJECT_COUNTER => rows.push(measure.plain_counters(reader)?),
            spec::KEY_COUNTER => rows.push(measure.counters(reader, Nulls::Taken)?),
            spec::KEY_STRING | spec::MARK_NAME => rows.push(measure.strings(reader)?),
            spec::INSERT | spec::EXPAND => rows.push(measure.booleans(reader)?),
            _ => return Err(malformed("a column is not one that changes have")),
        }
    }
    let ops = ops.ok_or_else(|| malformed("the change holds no operations"))?;
    if rows.iter().any(|rows| *rows != ops) {
        return Err(malformed("the columns are of different lengths"));
    }
    if values.said != values.found || preds.said != preds.found {
        return Err(malformed("a column does not hold what another says it holds"));
    }
    if preds.also.unwrap_or(0) != preds.found {
        return Err(malformed("the columns of predecessors are of different lengths"));
    }
    usize::try_from(ops).map_err(|_| too_many())
}

/// The columns in order with their bytes.
fn outline<'a>(reader: &mut Reader<'a>) -> Result<Vec<(u32, &'a [u8])>, Refusal> {
    // Each column takes two bytes of metadata at least.
    let count = reader.length()?;
    if count > 14 {
        return Err(malformed("there are more columns than changes have"));
    }
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        let column = u32::try_from(reader.unsigned()?)
            .map_err(|_| malformed("a column is not one that changes have"))?;
        if column & spec::DEFLATED != 0 {
            return Err(Refusal::new(RefusalCode::NotAChange, "a column is compressed"));
        }
        if lengths.last().is_some_and(|(previous, _)| *previous >= column) {
            return Err(malformed("the columns are out of order"));
        }
        let len = reader.length()?;
        if len == 0 {
            return Err(malformed("a column is empty"));
        }
        lengths.push((column, len));
    }
    lengths.into_iter().map(|(column, len)| Ok((column, reader.take(len)?))).collect()
}

/// What a length column says against what its data column holds.
#[derive(Default)]
struct Totals {
    said: u64,
    found: u64,
    also: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Nulls {
    Taken,
    Refused,
}

struct Measure<'a> {
    actors: u64,
    limits: &'a Limits,
    /// Bytes that repeated strings unfold into.
    unfolded: u64,
}

impl Measure<'_> {
    fn actors(&self, reader: Reader<'_>, nulls: Nulls) -> Result<u64, Refusal> {
        self.runs(reader, nulls, |reader, _| {
            if reader.unsigned()? < self.actors {
                Ok(())
            } else {
                Err(unknown("an operation names an actor that the change does not list"))
            }
        })
    }

    fn plain_counters(&self, reader: Reader<'_>) -> Result<u64, Refusal> {
        self.runs(reader, Nulls::Taken, |reader, _| counter(reader.unsigned()?.into(), 1))
    }

    /// Counters stored as the difference from the one before.
    fn counters(&self, reader: Reader<'_>, nulls: Nulls) -> Result<u64, Refusal> {
        let mut absolute = 0_i128;
        self.runs(reader, nulls, |reader, times| {
            let delta = i128::from(reader.signed()?);
            // The values of a run rise or fall evenly: its ends bound it.
            counter(absolute + delta, 0)?;
            absolute += delta * i128::from(times);
            counter(absolute, 0)
        })
    }

    fn actions(&self, reader: Reader<'_>) -> Result<u64, Refusal> {
        self.runs(reader, Nulls::Refused, |reader, _| match reader.unsigned()? {
            0..=7 => Ok(()),
            _ => Err(malformed("an operation's action is not known")),
        })
    }

    /// The number of predecessors of each operation.
    fn lengths(&self, reader: Reader<'_>, totals: &mut Totals) -> Result<u64, Refusal> {
        self.runs(reader, Nulls::Refused, |reader, times| {
            totals.said = totals.said.saturating_add(reader.unsigned()?.saturating_mul(times));
            if totals.said > self.limits.max_ops as u64 { Err(too_many()) } else { Ok(()) }
        })
    }

    /// The types and lengths of values.
    fn values(&self, reader: Reader<'_>, totals: &mut Totals) -> Result<u64, Refusal> {
        self.runs(reader, Nulls::Refused, |reader, times| {
            let len = reader.unsigned()? >> 4;
            if len > self.limits.max_value_bytes as u64 {
                return Err(Refusal::new(RefusalCode::TooLarge, "a value is too large"));
            }
            totals.said = totals.said.saturating_add(len.saturating_mul(times));
            Ok(())
        })
    }

    fn strings(&mut self, reader: Reader<'_>) -> Result<u64, Refusal> {
        let mut unfolded = self.unfolded;
        let rows = self.runs(reader, Nulls::Taken, |reader, times| {
            let len = reader.prefixed()?.len();
            if len > self.limits.max_key_bytes {
                return Err(Refusal::new(RefusalCode::TooLarge, "a key is too long"));
            }
            unfolded = unfolded.saturating_add((len as u64).saturating_mul(times));
            if unfolded > self.limits.max_unfolded_bytes as u64 { Err(too_many()) } else { Ok(()) }
        })?;
        self.unfolded = unfolded;
        Ok(rows)
    }

    /// Alternating counts of false and true, beginning with false.
    fn booleans(&self, mut reader: Reader<'_>) -> Result<u64, Refusal> {
        let mut rows = 0_u64;
        let mut first = true;
        while !reader.is_empty() {
            let times = reader.unsigned()?;
            if times == 0 && !first {
                return Err(malformed("a run is empty"));
            }
            first = false;
            rows = self.add(rows, times)?;
        }
        Ok(rows)
    }

    /// Walks runs: `n > 0` says one value `n` times, `n < 0` says `-n` values, `0` says nulls.
    /// `value` reads one value and is told how often it stands; the rows are returned.
    fn runs(
        &self,
        mut reader: Reader<'_>,
        nulls: Nulls,
        mut value: impl FnMut(&mut Reader<'_>, u64) -> Result<(), Refusal>,
    ) -> Result<u64, Refusal> {
        let mut rows = 0_u64;
        while !reader.is_empty() {
            let run = reader.signed()?;
            let times = if run == 0 { reader.unsigned()? } else { run.unsigned_abs() };
            rows = self.add(rows, times)?;
            match run {
                0 if nulls == Nulls::Refused => {
                    return Err(malformed("a value is missing"));
                }
                0 if times == 0 => return Err(malformed("a run is empty")),
                0 => {}
                1.. => value(&mut reader, times)?,
                _ => {
                    for _ in 0..times {
                        value(&mut reader, 1)?;
                    }
                }
            }
        }
        Ok(rows)
    }

    fn add(&self, rows: u64, times: u64) -> Result<u64, Refusal> {
        let rows = rows.saturating_add(times);
        if rows > self.limits.max_ops as u64 { Err(too_many()) } else { Ok(rows) }
    }
}

fn counter(value: i128, least: i128) -> Result<(), Refusal> {
    if (least..i128::from(COUNTER_LIMIT)).contains(&value) {
        Ok(())
    } else {
        Err(unknown("an operation names one whose counter is out of range"))
    }
}

fn too_many() -> Refusal {
    Refusal::new(RefusalCode::TooManyOps, "the change unfolds into too many operations")
}

fn unknown(words: &str) -> Refusal {
    Refusal::new(RefusalCode::UnknownReference, words)
}
