//! `aloft conflict`.

use crate::args::conflict::Conflict;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find;
use crate::view::{self, Names};
use aloft_client::queries::{Conflicted, TaskFilter, TaskQuery};
use aloft_client::resolution;

pub(super) fn run(context: &Context, action: Conflict) -> Result<()> {
    match action {
        Conflict::List { project } => list(context, project.as_deref()),
        Conflict::Resolve { task, field, take } => resolve(context, &task, &field, take),
    }
}

fn list(context: &Context, project: Option<&str>) -> Result<()> {
    let store = context.store()?;
    let project = project.map(|word| find::project(&store, word)).transpose()?;
    let filter = TaskFilter {
        project: project.map(|project| project.row.id),
        conflicted: Conflicted::Only,
        ..TaskFilter::default()
    };
    let names = Names::of(&store)?;
    let query = TaskQuery { filter, ..TaskQuery::default() };
    let tasks = names.tasks(store.queries().tasks(&query)?);
    context.output.show(&tasks, |page| {
        for task in &tasks {
            page.heading(&format!("{}  {}", task.item.key, task.item.row.title))?;
            for conflict in &task.item.row.conflicts {
                view::conflict(page, &names.people, conflict)?;
            }
        }
        Ok(())
    })
}

fn resolve(context: &Context, word: &str, field: &str, take: usize) -> Result<()> {
    let mut store = context.store()?;
    let task = find::task(&store, word)?;
    let conflict = task.row.conflicts.iter().find(|conflict| conflict.field == field);
    let conflict = conflict
        .ok_or_else(|| Failure::not_found(format!("{} has no conflict in `{field}`", task.key)))?;
    let values = 1 + conflict.losing.len();
    let command = resolution::take(conflict, take).ok_or_else(|| {
        Failure::usage(format!("there is no value {take}: they are 0 to {}", values - 1))
    })?;
    store.write(|transaction| transaction.edit_task(task.row.id, command))?;
    let view = Names::of(&store)?.task(find::task_by_id(&store, task.row.id)?);
    context
        .output
        .show(&view, |page| page.line(&format!("{}  {}", view.item.key, view.item.row.title)))
}
