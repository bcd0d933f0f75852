//! The same for projects and their settings.

use aloft_crdt_model::command::{NewState, ProjectCommand};
use aloft_crdt_model::rows::{ProjectRow, State};

/// The command that undoes `command` on a project that reads like `before`; none where it cannot be
/// undone. What is removed comes back under its id, so that tasks that hold it show it again.
pub fn project_inverse(before: &ProjectRow, command: &ProjectCommand) -> Option<ProjectCommand> {
    use ProjectCommand as P;
    Some(match command {
        P::Batch { commands } => {
            let undone = commands.iter().rev();
            let undone: Vec<_> = undone.filter_map(|c| project_inverse(before, c)).collect();
            (!undone.is_empty()).then_some(P::Batch { commands: undone })?
        }
        P::SetName { .. } => P::SetName { name: before.name.clone() },
        P::SetKey { .. } => P::SetKey { key: before.key.clone() },
        P::PutState(NewState { id, .. }) => {
            state(&before.states, *id).unwrap_or(P::RemoveState { id: *id })
        }
        P::RemoveState { id } => state(&before.states, *id)?,
        P::PutLabel { id, .. } => label(before, *id).unwrap_or(P::RemoveLabel { id: *id }),
        P::RemoveLabel { id } => label(before, *id)?,
        P::PutField { id, .. } => field(before, *id).unwrap_or(P::RemoveField { id: *id }),
        P::RemoveField { id } => field(before, *id)?,
        P::PutCycle { id, .. } => cycle(before, *id).unwrap_or(P::RemoveCycle { id: *id }),
        P::RemoveCycle { id } => cycle(before, *id)?,
        P::PutMilestone { id, .. } => {
            milestone(before, *id).unwrap_or(P::RemoveMilestone { id: *id })
        }
        P::RemoveMilestone { id } => milestone(before, *id)?,
        P::PutTemplate { id, .. } => template(before, *id).unwrap_or(P::RemoveTemplate { id: *id }),
        P::RemoveTemplate { id } => template(before, *id)?,
        P::PutView { id, .. } => view(before, *id).unwrap_or(P::RemoveView { id: *id }),
        P::RemoveView { id } => view(before, *id)?,
        P::Delete => P::Restore,
        P::Create { .. } | P::Restore => P::Delete,
        // The rows do not hold an option's place.
        P::PutOption { .. } | P::RemoveOption { .. } => return None,
    })
}

fn state(states: &[State], id: aloft_crdt_model::ids::StateId) -> Option<ProjectCommand> {
    let State { id, name, category, color, order } =
        states.iter().find(|state| state.id == id)?.clone();
    Some(ProjectCommand::PutState(NewState { id, name, category, color, order }))
}

fn label(before: &ProjectRow, id: aloft_crdt_model::ids::LabelId) -> Option<ProjectCommand> {
    let label = before.labels.iter().find(|label| label.id == id)?.clone();
    Some(ProjectCommand::PutLabel { id, name: label.name, color: label.color })
}

fn field(before: &ProjectRow, id: aloft_crdt_model::ids::FieldId) -> Option<ProjectCommand> {
    let field = before.fields.iter().find(|field| field.id == id)?.clone();
    let (name, field_type, order) = (field.name, field.field_type, field.order);
    Some(ProjectCommand::PutField { id, name, field_type, order })
}

fn cycle(before: &ProjectRow, id: aloft_crdt_model::ids::CycleId) -> Option<ProjectCommand> {
    let cycle = before.cycles.iter().find(|cycle| cycle.id == id)?.clone();
    Some(ProjectCommand::PutCycle { id, name: cycle.name, start: cycle.start, end: cycle.end })
}

fn milestone(
    before: &ProjectRow,
    id: aloft_crdt_model::ids::MilestoneId,
) -> Option<ProjectCommand> {
    let found = before.milestones.iter().find(|milestone| milestone.id == id)?.clone();
    Some(ProjectCommand::PutMilestone { id, name: found.name, due: found.due, order: found.order })
}

fn template(before: &ProjectRow, id: aloft_crdt_model::ids::TemplateId) -> Option<ProjectCommand> {
    let found = before.templates.iter().find(|template| template.id == id)?.clone();
    let (name, title, description) = (found.name, found.title, found.description);
    Some(ProjectCommand::PutTemplate { id, name, title, description })
}

fn view(before: &ProjectRow, id: aloft_crdt_model::ids::SavedViewId) -> Option<ProjectCommand> {
    let found = before.views.iter().find(|view| view.id == id)?.clone();
    Some(ProjectCommand::PutView { id, name: found.name, query: found.query })
}

/// What a command does to a project, for people.
pub fn describe_project(command: &ProjectCommand) -> String {
    use ProjectCommand as P;
    let words = match command {
        P::Create { name, .. } => return format!("Created “{name}”"),
        P::Batch { commands } => {
            return commands.first().map(describe_project).unwrap_or_default();
        }
        P::SetName { name } => return format!("Renamed to “{name}”"),
        P::SetKey { key } => return format!("Changed the key to {key}"),
        P::PutState(state) => return format!("Saved the state “{}”", state.name),
        P::PutLabel { name, .. } => return format!("Saved the label “{name}”"),
        P::PutField { name, .. } => return format!("Saved the field “{name}”"),
        P::PutOption { name, .. } => return format!("Saved the option “{name}”"),
        P::PutCycle { name, .. } => return format!("Saved the cycle “{name}”"),
        P::PutMilestone { name, .. } => return format!("Saved the milestone “{name}”"),
        P::PutTemplate { name, .. } => return format!("Saved the template “{name}”"),
        P::PutView { name, .. } => return format!("Saved the view “{name}”"),
        P::RemoveState { .. } => "Removed a state",
        P::RemoveLabel { .. } => "Removed a label",
        P::RemoveField { .. } => "Removed a field",
        P::RemoveOption { .. } => "Removed an option",
        P::RemoveCycle { .. } => "Removed a cycle",
        P::RemoveMilestone { .. } => "Removed a milestone",
        P::RemoveTemplate { .. } => "Removed a template",
        P::RemoveView { .. } => "Removed a view",
        P::Delete => "Deleted the project",
        P::Restore => "Restored the project",
    };
    words.to_owned()
}
