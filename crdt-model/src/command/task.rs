//! Commands on a task.

use super::write::Write;
use super::{CommandError, NewTask, TaskCommand, check, comment, field};
use crate::document::DocKind;
use crate::ids::{AttachmentId, DocId, TaskId};
use crate::rows::{Priority, RelationKind};
use crate::schema::task::{self, attachment};
use automerge::{ObjType, ROOT};

/// Checks what only the task's own id can tell.
pub(super) fn check_target(command: &TaskCommand, doc: DocId) -> Result<(), CommandError> {
    let own = TaskId(doc.0);
    match command {
        TaskCommand::Create(new) if new.parent == Some(own) => Err(CommandError::SelfParent),
        TaskCommand::SetParent { parent } if *parent == Some(own) => Err(CommandError::SelfParent),
        TaskCommand::AddRelation { task, .. } if *task == own => Err(CommandError::SelfRelation),
        TaskCommand::Batch { commands } => {
            commands.iter().try_for_each(|command| check_target(command, doc))
        }
        _ => Ok(()),
    }
}

pub(super) fn run(write: &mut Write<'_, '_>, command: &TaskCommand) -> Result<(), CommandError> {
    match command {
        TaskCommand::Create(new) => return create(write, new),
        TaskCommand::Batch { commands } => {
            return commands.iter().try_for_each(|command| run(write, command));
        }
        _ => write.require_created(DocKind::Task)?,
    }
    match command {
        TaskCommand::Create(_) | TaskCommand::Batch { .. } => Ok(()),
        TaskCommand::SetTitle { title } => set_title(write, title),
        TaskCommand::SetState { state } => write.put_optional(&ROOT, task::STATE, state.as_ref()),
        TaskCommand::SetPriority { priority } => set_priority(write, *priority),
        TaskCommand::Assign { user } => add(write, task::ASSIGNEES, &user.to_string()),
        TaskCommand::Unassign { user } => remove(write, task::ASSIGNEES, &user.to_string()),
        TaskCommand::AddLabel { label } => add(write, task::LABELS, &label.to_string()),
        TaskCommand::RemoveLabel { label } => remove(write, task::LABELS, &label.to_string()),
        TaskCommand::SetStart { start } => write.put_optional(&ROOT, task::START, start.as_ref()),
        TaskCommand::SetDue { due } => write.put_optional(&ROOT, task::DUE, due.as_ref()),
        TaskCommand::SetEstimate { estimate } => set_estimate(write, *estimate),
        TaskCommand::SetParent { parent } => {
            write.put_optional(&ROOT, task::PARENT, parent.as_ref())
        }
        TaskCommand::SetCycle { cycle } => write.put_optional(&ROOT, task::CYCLE, cycle.as_ref()),
        TaskCommand::SetMilestone { milestone } => {
            write.put_optional(&ROOT, task::MILESTONE, milestone.as_ref())
        }
        TaskCommand::AddRelation { kind, task } => {
            add(write, task::RELATIONS, &relation_key(*kind, *task))
        }
        TaskCommand::RemoveRelation { kind, task } => {
            remove(write, task::RELATIONS, &relation_key(*kind, *task))
        }
        TaskCommand::SetOrder { order } => set_order(write, order),
        TaskCommand::SetField { field, value } => field::set(write, *field, value.as_ref()),
        TaskCommand::SetExternalId { source, id } => set_external_id(write, source, id),
        TaskCommand::AddComment { .. }
        | TaskCommand::EditComment { .. }
        | TaskCommand::DeleteComment { .. }
        | TaskCommand::React { .. }
        | TaskCommand::Unreact { .. } => comment::run(write, command),
        TaskCommand::AddAttachment { id, name, media_type, size, sha256 } => {
            add_attachment(write, *id, name, media_type, *size, sha256)
        }
        TaskCommand::RemoveAttachment { id } => remove_attachment(write, *id),
        TaskCommand::Delete => write.delete(),
        TaskCommand::Restore => write.restore(),
        TaskCommand::SetNumber { number } => set_number(write, *number),
    }
}

fn create(write: &mut Write<'_, '_>, new: &NewTask) -> Result<(), CommandError> {
    write.create(DocKind::Task)?;
    set_title(write, &new.title)?;
    set_order(write, &new.order)?;
    write.put_optional(&ROOT, task::STATE, new.state.as_ref())?;
    set_priority(write, new.priority)?;
    write.put_optional(&ROOT, task::START, new.start.as_ref())?;
    write.put_optional(&ROOT, task::DUE, new.due.as_ref())?;
    set_estimate(write, new.estimate)?;
    write.put_optional(&ROOT, task::PARENT, new.parent.as_ref())?;
    for user in &new.assignees {
        add(write, task::ASSIGNEES, &user.to_string())?;
    }
    for label in &new.labels {
        add(write, task::LABELS, &label.to_string())?;
    }
    let ids = new.external_ids.iter();
    ids.into_iter().try_for_each(|(source, id)| set_external_id(write, source, id))
}

fn set_title(write: &mut Write<'_, '_>, title: &str) -> Result<(), CommandError> {
    check::line("title", title)?;
    write.put(&ROOT, task::TITLE, &title.to_owned())
}

/// No priority is what a task has before one is written.
fn set_priority(write: &mut Write<'_, '_>, priority: Priority) -> Result<(), CommandError> {
    if priority == Priority::None && !write.is_present(&ROOT, task::PRIORITY)? {
        return Ok(());
    }
    write.put(&ROOT, task::PRIORITY, &priority)
}

/// Clearing an estimate that version 0 wrote as points writes null under today's name, which the
/// view then prefers.
fn set_estimate(write: &mut Write<'_, '_>, estimate: Option<f64>) -> Result<(), CommandError> {
    if let Some(points) = estimate {
        check::estimate(points)?;
    }
    let is_shadowing = write.is_present(&ROOT, task::POINTS)?;
    match estimate {
        None if is_shadowing => write.put_null(&ROOT, task::ESTIMATE),
        _ => write.put_optional(&ROOT, task::ESTIMATE, estimate.as_ref()),
    }
}

fn set_order(write: &mut Write<'_, '_>, order: &str) -> Result<(), CommandError> {
    check::order_key(order)?;
    write.put(&ROOT, task::ORDER, &order.to_owned())
}

fn set_external_id(write: &mut Write<'_, '_>, source: &str, id: &str) -> Result<(), CommandError> {
    check::line("source of the external id", source)?;
    check::line("external id", id)?;
    let ids = write.container(task::EXTERNAL_IDS)?;
    write.put(&ids, source, &id.to_owned())
}

fn set_number(write: &mut Write<'_, '_>, number: u64) -> Result<(), CommandError> {
    match write.author.user {
        Some(_) => Err(CommandError::RelayOnly),
        None => write.put(&ROOT, task::NUMBER, &number),
    }
}

fn relation_key(kind: RelationKind, task: TaskId) -> String {
    format!("{}:{task}", kind.as_str())
}

fn add(write: &mut Write<'_, '_>, set: &'static str, member: &str) -> Result<(), CommandError> {
    let set = write.container(set)?;
    write.add(&set, member)
}

fn remove(write: &mut Write<'_, '_>, set: &'static str, member: &str) -> Result<(), CommandError> {
    let set = write.container(set)?;
    write.remove(&set, member)
}

fn add_attachment(
    write: &mut Write<'_, '_>,
    id: AttachmentId,
    name: &str,
    media_type: &str,
    size: u64,
    sha256: &str,
) -> Result<(), CommandError> {
    check::line("file name", name)?;
    check::line("media type", media_type)?;
    check::sha256(sha256)?;
    let records = write.container(task::ATTACHMENTS)?;
    if write.is_present(&records, &id.to_string())? {
        return Err(CommandError::Taken("attachment"));
    }
    let record = write.new_map(&records, &id.to_string())?;
    write.put(&record, attachment::NAME, &name.to_owned())?;
    write.put(&record, attachment::MEDIA_TYPE, &media_type.to_owned())?;
    write.put(&record, attachment::SIZE, &size)?;
    write.put(&record, attachment::SHA256, &sha256.to_owned())?;
    write.put_author(&record, attachment::ADDED_BY)?;
    let at = write.at;
    write.put(&record, attachment::ADDED_AT, &at)
}

fn remove_attachment(write: &mut Write<'_, '_>, id: AttachmentId) -> Result<(), CommandError> {
    let records = write.container(task::ATTACHMENTS)?;
    let record = write.object(&records, &id.to_string(), ObjType::Map)?;
    write.mark(&record.ok_or(CommandError::Unknown("attachment"))?, attachment::REMOVED_AT)
}
