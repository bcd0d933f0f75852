//! `aloft task create`, `edit` and `move`.

use super::show_brief;
use crate::args::task::{Create, Description, Edit, Move};
use crate::args::value::{Clearable, Relation};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find::{self, People};
use aloft_client::store::Store;
use aloft_client::store::compose::Placement;
use aloft_crdt_model::command::{NewTask, TaskCommand};
use aloft_crdt_model::rows::ProjectRow;
use std::io::Read;

pub(super) fn create(context: &Context, args: &Create) -> Result<()> {
    let mut store = context.store()?;
    let project = find::project(&store, &args.project)?.row;
    let people = People::of(&store)?;
    let labels = args.label.iter().map(|word| find::label(&project, word));
    let assignees = args.assignee.iter().map(|word| people.find(word));
    let parent = args.parent.as_deref().map(|word| find::task(&store, word)).transpose()?;
    let new = NewTask {
        title: args.title.clone(),
        state: args.state.as_deref().map(|word| find::state(&project, word)).transpose()?,
        priority: args.priority.unwrap_or_default(),
        assignees: assignees.collect::<Result<_>>()?,
        labels: labels.collect::<Result<_>>()?,
        start: args.start,
        due: args.due,
        estimate: args.estimate,
        parent: parent.map(|task| task.row.id),
        ..NewTask::default()
    };
    let description = text_of(&args.description)?;
    let id = store.write(|transaction| -> Result<_> {
        let id = transaction.create_task(project.id, new)?;
        if let Some(text) = &description {
            transaction.describe(project.id, id, text)?;
        }
        Ok(id)
    })?;
    show_brief(context, &store, id)
}

pub(super) fn edit(context: &Context, args: &Edit) -> Result<()> {
    let mut store = context.store()?;
    let task = find::task(&store, &args.task)?;
    let project = find::project_of(&store, &task)?;
    let commands = commands(&store, &project, args)?;
    let description = text_of(&args.description)?;
    if commands.is_empty() && description.is_none() {
        return Err(Failure::usage("nothing to change was named (see --help)"));
    }
    let id = task.row.id;
    store.write(|transaction| -> Result<()> {
        if !commands.is_empty() {
            transaction.edit_task(id, TaskCommand::Batch { commands })?;
        }
        if let Some(text) = &description {
            transaction.describe(project.id, id, text)?;
        }
        Ok(())
    })?;
    show_brief(context, &store, id)
}

pub(super) fn place(context: &Context, args: &Move) -> Result<()> {
    let mut store = context.store()?;
    let task = find::task(&store, &args.task)?;
    let project = find::project_of(&store, &task)?;
    let placement = placement(&store, &project, args)?;
    let state = args.state.as_deref().map(|word| find::state(&project, word)).transpose()?;
    let id = task.row.id;
    store.write(|transaction| -> Result<()> {
        if let Some(placement) = placement {
            transaction.move_task(project.id, id, placement)?;
        }
        if state.is_some() {
            transaction.edit_task(id, TaskCommand::SetState { state })?;
        }
        Ok(())
    })?;
    show_brief(context, &store, id)
}

fn placement(store: &Store, project: &ProjectRow, args: &Move) -> Result<Option<Placement>> {
    let neighbour = |word: &str| {
        let other = find::task(store, word)?;
        if other.row.project_id != project.id {
            return Err(Failure::usage(format!("{} is in another project", other.key)));
        }
        Ok(other.row.id)
    };
    if let Some(word) = &args.before {
        return neighbour(word).map(|id| Some(Placement::Before(id)));
    }
    if let Some(word) = &args.after {
        return neighbour(word).map(|id| Some(Placement::After(id)));
    }
    Ok(match (args.first, args.last) {
        (true, _) => Some(Placement::First),
        (_, true) => Some(Placement::Last),
        (false, false) => None,
    })
}

fn commands(store: &Store, project: &ProjectRow, args: &Edit) -> Result<Vec<TaskCommand>> {
    let people = People::of(store)?;
    let mut commands = Vec::new();
    commands.extend(args.title.clone().map(|title| TaskCommand::SetTitle { title }));
    if let Some(word) = &args.state {
        commands.push(TaskCommand::SetState { state: Some(find::state(project, word)?) });
    }
    commands.extend(args.priority.map(|priority| TaskCommand::SetPriority { priority }));
    for word in &args.assign {
        commands.push(TaskCommand::Assign { user: people.find(word)? });
    }
    for word in &args.unassign {
        // They may stand there under an id from before they had the account.
        let ids = people.ids_of(people.find(word)?);
        commands.extend(ids.into_iter().map(|user| TaskCommand::Unassign { user }));
    }
    for word in &args.add_label {
        commands.push(TaskCommand::AddLabel { label: find::label(project, word)? });
    }
    for word in &args.remove_label {
        commands.push(TaskCommand::RemoveLabel { label: find::label(project, word)? });
    }
    let start = args.start.map(Clearable::into_option);
    commands.extend(start.map(|start| TaskCommand::SetStart { start }));
    let due = args.due.map(Clearable::into_option);
    commands.extend(due.map(|due| TaskCommand::SetDue { due }));
    let estimate = args.estimate.map(Clearable::into_option);
    commands.extend(estimate.map(|estimate| TaskCommand::SetEstimate { estimate }));
    if let Some(word) = args.parent.as_deref() {
        let parent = match word {
            "none" => None,
            word => Some(find::task(store, word)?.row.id),
        };
        commands.push(TaskCommand::SetParent { parent });
    }
    commands.extend(plan(store, project, args)?);
    Ok(commands)
}

/// Where it stands in the project's plans, and to what it is related.
fn plan(store: &Store, project: &ProjectRow, args: &Edit) -> Result<Vec<TaskCommand>> {
    let mut commands = Vec::new();
    let is_named = |word: &&String| *word != "none";
    if let Some(word) = &args.cycle {
        let word = Some(word).filter(is_named);
        let cycle = word.map(|word| find::cycle(project, word)).transpose()?;
        commands.push(TaskCommand::SetCycle { cycle });
    }
    if let Some(word) = &args.milestone {
        let word = Some(word).filter(is_named);
        let milestone = word.map(|word| find::milestone(project, word)).transpose()?;
        commands.push(TaskCommand::SetMilestone { milestone });
    }
    for Relation { kind, task } in &args.relate {
        let task = find::task(store, task)?.row.id;
        commands.push(TaskCommand::AddRelation { kind: *kind, task });
    }
    for Relation { kind, task } in &args.unrelate {
        let task = find::task(store, task)?.row.id;
        commands.push(TaskCommand::RemoveRelation { kind: *kind, task });
    }
    Ok(commands)
}

fn text_of(description: &Description) -> Result<Option<String>> {
    match (&description.description, &description.description_file) {
        (Some(text), _) => Ok(Some(text.clone())),
        (None, Some(file)) => read_text(file).map(Some),
        (None, None) => Ok(None),
    }
}

/// The text of a file; of standard input for `-`.
pub(super) fn read_text(file: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::failed(format!("cannot read {file}: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::failed(format!("{file} is not UTF-8 text")))
}
