//! Custom field values of a task.

use super::write::Write;
use super::{CommandError, check};
use crate::document::task_rows::option_of;
use crate::ids::{FieldId, OptionId};
use crate::rows::FieldValue;
use crate::schema::task;
use automerge::{ObjId, ReadDoc};
use std::collections::BTreeSet;

/// Fills a field or clears it. Options of a multi-select are keys of their own, so that two people
/// who choose at the same time both have their way.
pub(super) fn set(
    write: &mut Write<'_, '_>,
    field: FieldId,
    value: Option<&FieldValue>,
) -> Result<(), CommandError> {
    let fields = write.container(task::FIELDS)?;
    let key = field.to_string();
    match value {
        Some(FieldValue::MultiSelect(options)) => {
            write.clear(&fields, &key)?;
            choose(write, &fields, field, &options.iter().copied().collect())
        }
        value => {
            value.map_or(Ok(()), check_value)?;
            choose(write, &fields, field, &BTreeSet::new())?;
            write.put_optional(&fields, &key, value)
        }
    }
}

fn check_value(value: &FieldValue) -> Result<(), CommandError> {
    match value {
        FieldValue::Number(number) if !number.is_finite() => {
            Err(CommandError::NotFinite("field's number"))
        }
        FieldValue::Text(text) => check::scalar("field's text", text),
        FieldValue::Url(url) => check::line("field's address", url),
        _ => Ok(()),
    }
}

/// Makes these, and no others, the chosen options.
fn choose(
    write: &mut Write<'_, '_>,
    fields: &ObjId,
    field: FieldId,
    options: &BTreeSet<OptionId>,
) -> Result<(), CommandError> {
    let keys: Vec<_> = write.tx.keys(fields).collect();
    let chosen = keys.iter().filter_map(|key| option_of(key)).filter(|(of, _)| *of == field);
    for (_, option) in chosen.filter(|(_, option)| !options.contains(option)) {
        write.remove(fields, &format!("{field}:{option}"))?;
    }
    options.iter().try_for_each(|option| write.add(fields, &format!("{field}:{option}")))
}
