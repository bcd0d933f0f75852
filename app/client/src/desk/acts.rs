//! What a person does to tasks and projects. Each is one transaction, one step to undo, and is on
//! the disk when it is answered.

use super::names::{said_in, said_of};
use super::undoing::{Step, perform};
use super::views::{Acted, Created, NewTask, Placement};
use super::{Desk, Failure, keeper::Keeper};
use crate::queries::Queries;
use crate::store::{StoreError, compose};
use crate::{resolution, undo};
use aloft_crdt_model::command::{self, ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::{CommentId, OrgId, ProjectId, StateId, TaskId};
use aloft_crdt_model::rows::TaskRow;
use uuid::Uuid;

impl Desk {
    /// Makes an organisation. Somebody who is signed in makes it at the relay too, if that can be
    /// reached; else it lives on this machine until it is shared.
    pub async fn create_organisation(&self, name: String) -> Result<Created, Failure> {
        let known_as = name.clone();
        let created = self
            .front(move |keeper| {
                if name.trim().is_empty() {
                    return Err(Failure::invalid("An organisation needs a name."));
                }
                let id =
                    keeper.store.write(|transaction| transaction.create_organisation(&name))?;
                keeper.created(id.0, None)
            })
            .await?;
        self.share_if_signed_in(OrgId(created.id), known_as).await;
        Ok(created)
    }

    /// Makes a project: in an organisation, or in the only one, or in a first one that is made for
    /// it.
    pub async fn create_project(
        &self,
        org: Option<OrgId>,
        name: String,
        key: String,
    ) -> Result<Created, Failure> {
        self.front(move |keeper| {
            let projects = keeper.store.queries().projects()?;
            if projects.iter().any(|project| project.row.key == key) {
                return Err(Failure::invalid(format!("There is a project {key} already.")));
            }
            let id = keeper.store.write(|transaction| {
                let org = match org {
                    Some(org) => org,
                    None => transaction.local_organisation()?,
                };
                transaction.create_project(org, &name, &key)
            })?;
            keeper.created(id.0, None)
        })
        .await
    }

    /// Runs a command on a project.
    pub async fn edit_project(
        &self,
        project: ProjectId,
        command: ProjectCommand,
    ) -> Result<Acted, Failure> {
        let label = undo::describe_project(&command);
        self.front(move |keeper| keeper.act(vec![Step::Project(project, command)], label)).await
    }

    /// Makes a task.
    pub async fn create_task(
        &self,
        project: ProjectId,
        task: NewTask,
        placement: Option<Placement>,
        description: Option<String>,
    ) -> Result<Created, Failure> {
        self.front(move |keeper| {
            let label = format!("Created “{}”", task.title);
            let mut new = command::NewTask::from(task);
            let id = keeper.store.write(|transaction| {
                if let Some(placement) = placement {
                    let nobody = TaskId(Uuid::nil());
                    new.order = transaction.place(project, nobody, placement.into())?;
                }
                let id = transaction.create_task(project, new)?;
                if let Some(text) = description.filter(|text| !text.is_empty()) {
                    transaction.describe(project, id, &text)?;
                }
                Ok::<_, StoreError>(id)
            })?;
            let back = vec![Step::Task(id, TaskCommand::Delete)];
            let label = keeper.undoing.note(label, back);
            keeper.created(id.0, label)
        })
        .await
    }

    /// Runs a command on tasks: on all of them or, when it fails on one, on none.
    pub async fn act(&self, tasks: Vec<TaskId>, command: TaskCommand) -> Result<Acted, Failure> {
        self.front(move |keeper| {
            let first = tasks.first().map(|task| said_of(&keeper.store, *task, &command));
            let words = first.transpose()?.unwrap_or_default();
            let label = match tasks.len() {
                0 | 1 => words,
                count => format!("{words} on {count} tasks"),
            };
            let steps = tasks.into_iter().map(|task| Step::Task(task, command.clone())).collect();
            keeper.act(steps, label)
        })
        .await
    }

    /// Gives a task another place and, with it, another state: one change.
    pub async fn move_task(
        &self,
        task: TaskId,
        to: Placement,
        state: Option<StateId>,
    ) -> Result<Acted, Failure> {
        self.front(move |keeper| {
            let project = row(&keeper.store.queries(), task)?.project_id;
            let label = match state {
                Some(id) => {
                    let command = TaskCommand::SetState { state: Some(id) };
                    said_in(&keeper.store, Some(project), &command)?
                }
                None => "Moved".to_owned(),
            };
            let to = compose::Placement::from(to);
            let back = keeper.store.write(|transaction| {
                let order = transaction.place(project, task, to)?;
                let mut commands = vec![TaskCommand::SetOrder { order }];
                commands.extend(state.map(|id| TaskCommand::SetState { state: Some(id) }));
                perform(transaction, vec![Step::Task(task, TaskCommand::Batch { commands })])
            })?;
            let label = keeper.undoing.note(label, back);
            keeper.acted(label)
        })
        .await
    }

    /// Says something on a task.
    pub async fn add_comment(
        &self,
        task: TaskId,
        parent: Option<CommentId>,
        body: String,
    ) -> Result<Created, Failure> {
        self.front(move |keeper| {
            let id = keeper.store.write(|transaction| transaction.comment(task, parent, &body))?;
            let back = vec![Step::Task(task, TaskCommand::DeleteComment { id })];
            let label = keeper.undoing.note("Commented".to_owned(), back);
            keeper.created(id.0, label)
        })
        .await
    }

    /// Decides between concurrent values: 0 is the one that is shown, 1 and up the others.
    pub async fn resolve_conflict(
        &self,
        task: TaskId,
        field: String,
        number: usize,
    ) -> Result<Acted, Failure> {
        self.front(move |keeper| {
            let row = row(&keeper.store.queries(), task)?;
            let conflict = row.conflicts.iter().find(|conflict| conflict.field == field);
            let settled = || Failure::not_found("This conflict is settled already.");
            let command =
                resolution::take(conflict.ok_or_else(settled)?, number).ok_or_else(settled)?;
            keeper.act(vec![Step::Task(task, command)], "Resolved a conflict".to_owned())
        })
        .await
    }

    /// Takes back the latest act. None: there is none.
    pub async fn undo(&self) -> Result<Option<Acted>, Failure> {
        self.front(Keeper::undo).await
    }

    /// Does again what was undone last. None: there is nothing.
    pub async fn redo(&self) -> Result<Option<Acted>, Failure> {
        self.front(Keeper::redo).await
    }
}

impl Keeper {
    fn act(&mut self, steps: Vec<Step>, label: String) -> Result<Acted, Failure> {
        let back = self.store.write(|transaction| perform(transaction, steps))?;
        let label = self.undoing.note(label, back);
        self.acted(label)
    }

    fn created(&mut self, id: Uuid, label: Option<String>) -> Result<Created, Failure> {
        let Acted { delta, label } = self.acted(label)?;
        Ok(Created { id, delta, label })
    }
}

fn row(queries: &Queries<'_>, task: TaskId) -> Result<TaskRow, Failure> {
    queries.task(task)?.ok_or_else(|| Failure::not_found("This task is not here any more."))
}
