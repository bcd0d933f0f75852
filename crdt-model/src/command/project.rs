//! Commands on a project.
//!
//! An entry (a state, a label, …) is a map that is never taken away: removing marks it, and
//! putting it again takes the mark off, so that a removal can be undone.

use super::write::Write;
use super::{CommandError, NewState, ProjectCommand, check};
use crate::document::DocKind;
use crate::ids::{FieldId, OptionId};
use crate::rows::FieldType;
use crate::schema::project::{self, entry};
use automerge::{ObjId, ObjType, ROOT};
use std::fmt::Display;

pub(super) fn run(write: &mut Write<'_, '_>, command: &ProjectCommand) -> Result<(), CommandError> {
    match command {
        ProjectCommand::Create { name, key, states } => return create(write, name, key, states),
        ProjectCommand::Batch { commands } => {
            return commands.iter().try_for_each(|command| run(write, command));
        }
        _ => write.require_created(DocKind::Project)?,
    }
    match command {
        ProjectCommand::Create { .. } | ProjectCommand::Batch { .. } => Ok(()),
        ProjectCommand::SetName { name } => set_name(write, name),
        ProjectCommand::SetKey { key } => set_key(write, key),
        ProjectCommand::PutState(state) => put_state(write, state),
        ProjectCommand::RemoveState { id } => remove(write, project::STATES, id),
        ProjectCommand::PutLabel { id, name, color } => {
            check::color(color)?;
            let label = named(write, project::LABELS, id, name)?;
            write.put(&label, entry::COLOR, color)
        }
        ProjectCommand::RemoveLabel { id } => remove(write, project::LABELS, id),
        ProjectCommand::PutField { id, name, field_type, order } => {
            put_field(write, *id, name, *field_type, order)
        }
        ProjectCommand::RemoveField { id } => remove(write, project::FIELDS, id),
        ProjectCommand::PutOption { field, id, name, color, order } => {
            put_option(write, *field, *id, name, color, order)
        }
        ProjectCommand::RemoveOption { field, id } => {
            let options = options(write, *field)?;
            remove_entry(write, &options, project::FIELDS, &id.to_string())
        }
        ProjectCommand::PutCycle { id, name, start, end } => {
            check::span(*start, *end)?;
            let cycle = named(write, project::CYCLES, id, name)?;
            write.put_optional(&cycle, entry::START, start.as_ref())?;
            write.put_optional(&cycle, entry::END, end.as_ref())
        }
        ProjectCommand::RemoveCycle { id } => remove(write, project::CYCLES, id),
        ProjectCommand::PutMilestone { id, name, due, order } => {
            check::order_key(order)?;
            let milestone = named(write, project::MILESTONES, id, name)?;
            write.put_optional(&milestone, entry::DUE, due.as_ref())?;
            write.put(&milestone, entry::ORDER, order)
        }
        ProjectCommand::RemoveMilestone { id } => remove(write, project::MILESTONES, id),
        ProjectCommand::PutTemplate { id, name, title, description } => {
            check::scalar("title", title)?;
            check::scalar("description", description)?;
            let template = named(write, project::TEMPLATES, id, name)?;
            write.put(&template, entry::TITLE, title)?;
            write.put(&template, entry::DESCRIPTION, description)
        }
        ProjectCommand::RemoveTemplate { id } => remove(write, project::TEMPLATES, id),
        ProjectCommand::PutView { id, name, query } => {
            let views = write.container(project::VIEWS)?;
            put_view(write, &views, &id.to_string(), name, query)
        }
        ProjectCommand::RemoveView { id } => remove(write, project::VIEWS, id),
        ProjectCommand::Delete => write.delete(),
        ProjectCommand::Restore => write.restore(),
    }
}

fn create(
    write: &mut Write<'_, '_>,
    name: &str,
    key: &str,
    states: &[NewState],
) -> Result<(), CommandError> {
    write.create(DocKind::Project)?;
    set_name(write, name)?;
    set_key(write, key)?;
    states.iter().try_for_each(|state| put_state(write, state))
}

fn set_name(write: &mut Write<'_, '_>, name: &str) -> Result<(), CommandError> {
    check::line("name", name)?;
    write.put(&ROOT, project::NAME, &name.to_owned())
}

fn set_key(write: &mut Write<'_, '_>, key: &str) -> Result<(), CommandError> {
    check::project_key(key)?;
    write.put(&ROOT, project::KEY, &key.to_owned())
}

fn put_state(write: &mut Write<'_, '_>, state: &NewState) -> Result<(), CommandError> {
    check::color(&state.color)?;
    check::order_key(&state.order)?;
    let map = named(write, project::STATES, &state.id, &state.name)?;
    write.put(&map, entry::CATEGORY, &state.category)?;
    write.put(&map, entry::COLOR, &state.color)?;
    write.put(&map, entry::ORDER, &state.order)
}

/// The type is written once; a field is born with room for options, whether it uses it or not, so
/// that two people cannot make that room at once.
fn put_field(
    write: &mut Write<'_, '_>,
    id: FieldId,
    name: &str,
    field_type: FieldType,
    order: &str,
) -> Result<(), CommandError> {
    check::order_key(order)?;
    let field = named(write, project::FIELDS, &id, name)?;
    match write.get::<String>(&field, entry::TYPE)? {
        Some(known) if known != field_type.as_str() => return Err(CommandError::FieldTypeChange),
        Some(_) => {}
        None => {
            write.put(&field, entry::TYPE, &field_type)?;
            write.new_map(&field, entry::OPTIONS)?;
        }
    }
    write.put(&field, entry::ORDER, &order.to_owned())
}

fn put_option(
    write: &mut Write<'_, '_>,
    field: FieldId,
    id: OptionId,
    name: &str,
    color: &str,
    order: &str,
) -> Result<(), CommandError> {
    check::color(color)?;
    check::order_key(order)?;
    let options = options(write, field)?;
    let option = named_entry(write, &options, &id.to_string(), name)?;
    write.put(&option, entry::COLOR, &color.to_owned())?;
    write.put(&option, entry::ORDER, &order.to_owned())
}

/// The options of a select field that was not removed.
fn options(write: &Write<'_, '_>, field: FieldId) -> Result<ObjId, CommandError> {
    let fields = write.container(project::FIELDS)?;
    let field = write.object(&fields, &field.to_string(), ObjType::Map)?;
    let field = field.ok_or(CommandError::Unknown("field"))?;
    if write.is_present(&field, entry::REMOVED_AT)? {
        return Err(CommandError::Unknown("field"));
    }
    match write.get::<FieldType>(&field, entry::TYPE)? {
        Some(FieldType::Select | FieldType::MultiSelect) => {}
        _ => return Err(CommandError::NotASelect),
    }
    write.object(&field, entry::OPTIONS, ObjType::Map)?.ok_or(CommandError::Lacks(entry::OPTIONS))
}

/// Writes a saved view into a list of them; a private document's list is alike.
pub(super) fn put_view(
    write: &mut Write<'_, '_>,
    views: &ObjId,
    id: &str,
    name: &str,
    query: &str,
) -> Result<(), CommandError> {
    check::scalar("query", query)?;
    let view = named_entry(write, views, id, name)?;
    write.put(&view, entry::QUERY, &query.to_owned())
}

fn named(
    write: &mut Write<'_, '_>,
    list: &'static str,
    id: &impl Display,
    name: &str,
) -> Result<ObjId, CommandError> {
    let list = write.container(list)?;
    named_entry(write, &list, &id.to_string(), name)
}

/// The entry with this id, new or known, under this name and not removed.
fn named_entry(
    write: &mut Write<'_, '_>,
    list: &ObjId,
    id: &str,
    name: &str,
) -> Result<ObjId, CommandError> {
    check::line("name", name)?;
    let map = match write.object(list, id, ObjType::Map)? {
        Some(map) => map,
        None => write.new_map(list, id)?,
    };
    write.clear(&map, entry::REMOVED_AT)?;
    write.put(&map, entry::NAME, &name.to_owned())?;
    Ok(map)
}

fn remove(
    write: &mut Write<'_, '_>,
    list: &'static str,
    id: &impl Display,
) -> Result<(), CommandError> {
    let map = write.container(list)?;
    remove_entry(write, &map, list, &id.to_string())
}

/// Marks the entry as removed.
pub(super) fn remove_entry(
    write: &mut Write<'_, '_>,
    list: &ObjId,
    name: &'static str,
    id: &str,
) -> Result<(), CommandError> {
    let map = write.object(list, id, ObjType::Map)?;
    write.mark(&map.ok_or(CommandError::Unknown(singular(name)))?, entry::REMOVED_AT)
}

fn singular(list: &'static str) -> &'static str {
    match list {
        project::STATES => "state",
        project::LABELS => "label",
        project::FIELDS => "field or option",
        project::CYCLES => "cycle",
        project::MILESTONES => "milestone",
        project::TEMPLATES => "template",
        _ => "view",
    }
}
