//! `aloft project`.

use crate::args::project::{Edit, Project};
use crate::args::value::{NewCycle, NewMilestone};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find;
use crate::output::Page;
use crate::output::table::Table;
use aloft_client::queries::ProjectItem;
use aloft_client::store::{Store, StoreError, Transaction};
use aloft_crdt_model::command::{Command, NewState, ProjectCommand};
use aloft_crdt_model::ids::{CycleId, LabelId, MilestoneId, ProjectId, StateId};
use aloft_crdt_model::order;
use aloft_crdt_model::rows::ProjectRow;
use std::io;

/// A label's colour, unless one is named.
const LABEL_COLOR: &str = "#8b8d98";
/// A state's colour.
const STATE_COLOR: &str = "#3e63dd";

pub(super) fn run(context: &Context, action: Project) -> Result<()> {
    match action {
        Project::Create { key, name, org } => create(context, &key, &name, org.org.as_deref()),
        Project::List => list(context),
        Project::Show { project } => {
            let project = find::project_even_deleted(&context.store()?, &project)?;
            show(context, &project)
        }
        Project::Edit(args) => edit(context, &args),
        Project::Delete { project } => change(context, &project, ProjectCommand::Delete),
        Project::Restore { project } => change(context, &project, ProjectCommand::Restore),
    }
}

fn create(context: &Context, key: &str, name: &str, org: Option<&str>) -> Result<()> {
    let mut store = context.store()?;
    let is_taken = |project: &ProjectItem| project.row.key == key;
    if store.queries().projects()?.iter().any(is_taken) {
        return Err(Failure::usage(format!("there is a project {key} already")));
    }
    let org = find::organisation_or_first(&mut store, org)?;
    let id = store.write(|transaction| transaction.create_project(org.id, name, key))?;
    let project = row(&store, id)?;
    context.output.show(&project, |page| page.line(&format!("{}  {}", project.key, project.name)))
}

fn list(context: &Context) -> Result<()> {
    let store = context.store()?;
    let projects = store.queries().projects()?;
    context.output.show(&projects, |page| {
        let mut table = Table::new(&["key", "tasks", "name"]);
        for project in &projects {
            let tasks = project.tasks.to_string();
            table.row([project.row.key.clone(), tasks, project.row.name.clone()]);
        }
        page.table(&table)
    })
}

fn change(context: &Context, word: &str, command: ProjectCommand) -> Result<()> {
    let mut store = context.store()?;
    let id = find::project_even_deleted(&store, word)?.id;
    store.execute(id.stream(), id.doc(), &Command::Project(command))?;
    show_brief(context, &row(&store, id)?)
}

fn edit(context: &Context, args: &Edit) -> Result<()> {
    let mut store = context.store()?;
    let project = find::project(&store, &args.project)?.row;
    let commands = store.write(|transaction| commands(transaction, &project, args))?;
    if commands.is_empty() {
        return Err(Failure::usage("nothing to change was named (see --help)"));
    }
    let batch = Command::Project(ProjectCommand::Batch { commands });
    store.execute(project.id.stream(), project.id.doc(), &batch)?;
    show_brief(context, &row(&store, project.id)?)
}

fn commands(
    transaction: &mut Transaction<'_>,
    project: &ProjectRow,
    args: &Edit,
) -> Result<Vec<ProjectCommand>> {
    let mut commands = Vec::new();
    commands.extend(args.name.clone().map(|name| ProjectCommand::SetName { name }));
    commands.extend(args.key.clone().map(|key| ProjectCommand::SetKey { key }));
    let now = transaction.environment().now();
    for label in &args.add_label {
        let known = project.labels.iter().find(|known| known.name == label.name);
        let id = match known {
            Some(known) => known.id,
            None => LabelId::new(now, transaction.environment().rng()),
        };
        let color = label.color.clone().or_else(|| known.map(|known| known.color.clone()));
        let color = color.unwrap_or_else(|| LABEL_COLOR.to_owned());
        commands.push(ProjectCommand::PutLabel { id, name: label.name.clone(), color });
    }
    for name in &args.remove_label {
        commands.push(ProjectCommand::RemoveLabel { id: find::label(project, name)? });
    }
    let mut last = project.states.last().map(|state| state.order.clone());
    for state in &args.add_state {
        let rng = transaction.environment().rng();
        let order = order::between(last.as_deref(), None, rng).map_err(StoreError::from)?;
        last = Some(order.clone());
        commands.push(ProjectCommand::PutState(NewState {
            id: StateId::new(now, rng),
            name: state.name.clone(),
            category: state.category,
            color: STATE_COLOR.to_owned(),
            order,
        }));
    }
    for name in &args.remove_state {
        commands.push(ProjectCommand::RemoveState { id: find::state(project, name)? });
    }
    commands.extend(plans(transaction, project, args)?);
    Ok(commands)
}

/// Cycles and milestones. One of a name that is known gets other days.
fn plans(
    transaction: &mut Transaction<'_>,
    project: &ProjectRow,
    args: &Edit,
) -> Result<Vec<ProjectCommand>> {
    let mut commands = Vec::new();
    let now = transaction.environment().now();
    for NewCycle { name, start, end } in &args.add_cycle {
        let known = project.cycles.iter().find(|known| known.name == *name);
        let id = match known {
            Some(known) => known.id,
            None => CycleId::new(now, transaction.environment().rng()),
        };
        let (name, start, end) = (name.clone(), Some(*start), Some(*end));
        commands.push(ProjectCommand::PutCycle { id, name, start, end });
    }
    for name in &args.remove_cycle {
        commands.push(ProjectCommand::RemoveCycle { id: find::cycle(project, name)? });
    }
    let mut last = project.milestones.last().map(|milestone| milestone.order.clone());
    for NewMilestone { name, due } in &args.add_milestone {
        let rng = transaction.environment().rng();
        let known = project.milestones.iter().find(|known| known.name == *name);
        let (id, order) = if let Some(known) = known {
            (known.id, known.order.clone())
        } else {
            let order = order::between(last.as_deref(), None, rng).map_err(StoreError::from)?;
            last = Some(order.clone());
            (MilestoneId::new(now, rng), order)
        };
        commands.push(ProjectCommand::PutMilestone { id, name: name.clone(), due: *due, order });
    }
    for name in &args.remove_milestone {
        commands.push(ProjectCommand::RemoveMilestone { id: find::milestone(project, name)? });
    }
    Ok(commands)
}

fn row(store: &Store, id: ProjectId) -> Result<ProjectRow> {
    let row = store.queries().project(id)?;
    row.ok_or_else(|| Failure::not_found(format!("there is no project {id}")))
}

fn show_brief(context: &Context, project: &ProjectRow) -> Result<()> {
    context.output.show(project, |page| page.line(&format!("{}  {}", project.key, project.name)))
}

fn show(context: &Context, project: &ProjectRow) -> Result<()> {
    context.output.show(project, |page| {
        page.heading(&format!("{}  {}", project.key, project.name))?;
        if project.deleted_at.is_some() {
            page.faint("in the bin")?;
        }
        page.faint(&project.id.to_string())?;
        let states = project.states.iter();
        section(
            page,
            "States",
            states.map(|it| format!("{} ({})", it.name, it.category.as_str())),
        )?;
        section(
            page,
            "Labels",
            project.labels.iter().map(|it| format!("{} {}", it.name, it.color)),
        )?;
        section(page, "Fields", project.fields.iter().map(|it| it.name.clone()))?;
        section(page, "Cycles", project.cycles.iter().map(|it| it.name.clone()))?;
        section(page, "Milestones", project.milestones.iter().map(|it| it.name.clone()))
    })
}

fn section(page: &mut Page, name: &str, lines: impl Iterator<Item = String>) -> io::Result<()> {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading(name)?;
    lines.iter().try_for_each(|line| page.line(&format!("  {line}")))
}
