//! `aloft task`.

mod change;
mod comment;
mod list;

use crate::args::task::Task;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find;
use crate::view::{self, DetailView, Names, TaskView};
use aloft_client::store::Store;
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::ids::TaskId;

pub(super) fn run(context: &Context, action: Task) -> Result<()> {
    match action {
        Task::Create(args) => change::create(context, &args),
        Task::List(args) => list::run(context, &args),
        Task::Show { task } => show(context, &task),
        Task::Edit(args) => change::edit(context, &args),
        Task::Comment(args) => comment::run(context, &args),
        Task::Move(args) => change::place(context, &args),
        Task::Delete { tasks } => all(context, &tasks, &TaskCommand::Delete),
        Task::Restore { tasks } => all(context, &tasks, &TaskCommand::Restore),
    }
}

fn show(context: &Context, word: &str) -> Result<()> {
    let store = context.store()?;
    let id = find::task(&store, word)?.row.id;
    let names = Names::of(&store)?;
    let detail = store.queries().task_detail(id)?;
    let detail = detail.ok_or_else(|| Failure::not_found(format!("there is no task `{word}`")))?;
    let view = DetailView { state: names.state(&detail.task), detail };
    context.output.show(&view, |page| view::detail(page, &names, &view))
}

/// The same command on several tasks, as one transaction.
fn all(context: &Context, words: &[String], command: &TaskCommand) -> Result<()> {
    let mut store = context.store()?;
    let tasks = words.iter().map(|word| find::task(&store, word).map(|task| task.row.id));
    let tasks: Vec<TaskId> = tasks.collect::<Result<_>>()?;
    store.write(|transaction| -> Result<()> {
        for task in &tasks {
            transaction.edit_task(*task, command.clone())?;
        }
        Ok(())
    })?;
    let names = Names::of(&store)?;
    let items = store.queries().tasks_by_id(&tasks)?;
    let views = names.tasks(items);
    let lines =
        |page: &mut crate::output::Page| views.iter().try_for_each(|view| page.line(&brief(view)));
    match views.as_slice() {
        [view] => context.output.show(view, lines),
        several => context.output.show(&several, lines),
    }
}

/// Says what a task is after a command changed it.
fn show_brief(context: &Context, store: &Store, id: TaskId) -> Result<()> {
    let view = Names::of(store)?.task(find::task_by_id(store, id)?);
    context.output.show(&view, |page| page.line(&brief(&view)))
}

fn brief(view: &TaskView) -> String {
    format!("{}  {}", view.item.key, view.item.row.title)
}
