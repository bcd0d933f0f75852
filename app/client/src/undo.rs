//! Taking an action back: the command that undoes another, and what both are called.
//!
//! Undoing is an ordinary command, made from what the task said before: it takes back what this
//! person did and leaves alone what others did meanwhile.
//!
//! *Invariant: pure.* It reads rows and makes commands.

mod names;
mod project;
#[cfg(test)]
mod tests;

pub use names::Names;
pub use project::{describe_project, project_inverse};

use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::rows::{CommentRow, TaskRow};

/// The command that undoes `command` on a task that reads like `before`; none where there is
/// nothing to undo, or it cannot be undone. `comments` are the task's.
pub fn inverse(
    before: &TaskRow,
    comments: &[CommentRow],
    command: &TaskCommand,
) -> Option<TaskCommand> {
    use TaskCommand as T;
    Some(match command {
        T::Batch { commands } => {
            let mut undone: Vec<_> =
                commands.iter().filter_map(|command| inverse(before, comments, command)).collect();
            undone.reverse();
            (!undone.is_empty()).then_some(T::Batch { commands: undone })?
        }
        T::SetTitle { title } => {
            (*title != before.title).then(|| T::SetTitle { title: before.title.clone() })?
        }
        T::SetState { .. } => T::SetState { state: before.state_id },
        T::SetPriority { .. } => T::SetPriority { priority: before.priority },
        T::Assign { user } => {
            (!before.assignees.contains(user)).then_some(T::Unassign { user: *user })?
        }
        T::Unassign { user } => {
            before.assignees.contains(user).then_some(T::Assign { user: *user })?
        }
        T::AddLabel { label } => {
            (!before.labels.contains(label)).then_some(T::RemoveLabel { label: *label })?
        }
        T::RemoveLabel { label } => {
            before.labels.contains(label).then_some(T::AddLabel { label: *label })?
        }
        T::SetStart { .. } => T::SetStart { start: before.start },
        T::SetDue { .. } => T::SetDue { due: before.due },
        T::SetEstimate { .. } => T::SetEstimate { estimate: before.estimate },
        T::SetParent { .. } => T::SetParent { parent: before.parent_id },
        T::SetCycle { .. } => T::SetCycle { cycle: before.cycle_id },
        T::SetMilestone { .. } => T::SetMilestone { milestone: before.milestone_id },
        T::AddRelation { kind, task } => {
            let held = before.relations.iter().any(|r| r.kind == *kind && r.task == *task);
            (!held).then_some(T::RemoveRelation { kind: *kind, task: *task })?
        }
        T::RemoveRelation { kind, task } => {
            let held = before.relations.iter().any(|r| r.kind == *kind && r.task == *task);
            held.then_some(T::AddRelation { kind: *kind, task: *task })?
        }
        T::SetOrder { .. } => T::SetOrder { order: before.order.clone() },
        T::SetField { field, .. } => {
            T::SetField { field: *field, value: before.fields.get(field).cloned() }
        }
        T::AddComment { id, .. } => T::DeleteComment { id: *id },
        T::EditComment { id, .. } => {
            let comment = comments.iter().find(|comment| comment.id == *id)?;
            T::EditComment { id: *id, body: comment.body.clone() }
        }
        T::React { id, emoji } => T::Unreact { id: *id, emoji: emoji.clone() },
        T::Unreact { id, emoji } => T::React { id: *id, emoji: emoji.clone() },
        T::AddAttachment { id, .. } => T::RemoveAttachment { id: *id },
        T::Delete => before.deleted_at.is_none().then_some(T::Restore)?,
        T::Restore => before.deleted_at.is_some().then_some(T::Delete)?,
        T::Create(_) => T::Delete,
        // A comment that was deleted has lost its words; a removed record is not made again.
        T::DeleteComment { .. }
        | T::RemoveAttachment { .. }
        | T::SetExternalId { .. }
        | T::SetNumber { .. } => return None,
    })
}

/// What a command does, for people: the beginning of "… — Undo" and of the list of refused work.
pub fn describe(command: &TaskCommand, names: &Names) -> String {
    use TaskCommand as T;
    let set = |what: &str, is_set: bool| {
        if is_set { format!("Set the {what}") } else { format!("Cleared the {what}") }
    };
    match command {
        T::Create(new) => format!("Created “{}”", new.title),
        T::Batch { commands } => match commands.as_slice() {
            [one, ..] => describe(one, names),
            [] => "Changed nothing".to_owned(),
        },
        T::SetTitle { title } => format!("Renamed to “{title}”"),
        T::SetState { state } => {
            named("Moved to", state.and_then(|id| names.state(id)), "Changed the state")
        }
        T::SetPriority { priority } => format!("Set the priority to {}", priority.as_str()),
        T::Assign { user } => named("Assigned to", names.person(*user), "Assigned"),
        T::Unassign { user } => named("Unassigned", names.person(*user), "Unassigned"),
        T::AddLabel { label } => named("Added the label", names.label(*label), "Added a label"),
        T::RemoveLabel { label } => {
            named("Removed the label", names.label(*label), "Removed a label")
        }
        T::SetStart { start } => dated("start date", start.as_ref()),
        T::SetDue { due } => dated("due date", due.as_ref()),
        T::SetEstimate { estimate: Some(points) } => format!("Set the estimate to {points}"),
        T::SetEstimate { estimate: None } => set("estimate", false),
        T::SetParent { parent } => set("parent task", parent.is_some()),
        T::SetCycle { cycle: Some(id) } => {
            named("Set the cycle to", names.cycle(*id), "Set the cycle")
        }
        T::SetCycle { cycle: None } => set("cycle", false),
        T::SetMilestone { milestone: Some(id) } => {
            named("Set the milestone to", names.milestone(*id), "Set the milestone")
        }
        T::SetMilestone { milestone: None } => set("milestone", false),
        T::AddRelation { .. } => "Added a relation".to_owned(),
        T::RemoveRelation { .. } => "Removed a relation".to_owned(),
        T::SetOrder { .. } => "Moved".to_owned(),
        T::SetField { field, value } => {
            set(names.field(*field).unwrap_or("field"), value.is_some())
        }
        T::SetExternalId { .. } => "Linked to another tool".to_owned(),
        T::AddComment { .. } => "Commented".to_owned(),
        T::EditComment { .. } => "Edited a comment".to_owned(),
        T::DeleteComment { .. } => "Deleted a comment".to_owned(),
        T::React { emoji, .. } => format!("Reacted with {emoji}"),
        T::Unreact { emoji, .. } => format!("Took back {emoji}"),
        T::AddAttachment { name, .. } => format!("Attached {name}"),
        T::RemoveAttachment { .. } => "Removed an attachment".to_owned(),
        T::Delete => "Deleted".to_owned(),
        T::Restore => "Restored".to_owned(),
        T::SetNumber { number } => format!("Numbered {number}"),
    }
}

/// The words with the name behind them; other words where it has none.
fn named(words: &str, name: Option<&str>, without: &str) -> String {
    name.map_or_else(|| without.to_owned(), |name| format!("{words} {name}"))
}

fn dated(what: &str, day: Option<&aloft_crdt_model::time::Date>) -> String {
    match day {
        Some(day) => format!("Set the {what} to {day}"),
        None => format!("Cleared the {what}"),
    }
}
