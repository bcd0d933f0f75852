//! What people ask for that takes fresh ids, a place in an order, or several documents.

use super::{StoreError, Transaction};
use aloft_crdt_model::command::{
    Command, NewState, NewTask, ProjectCommand, TaskCommand, TextCommand,
};
use aloft_crdt_model::document::ChangeHash;
use aloft_crdt_model::ids::{CommentId, OrgId, ProjectId, StateId, TaskId, TextRole};
use aloft_crdt_model::order;
use aloft_crdt_model::rows::StateCategory;
use rusqlite::{OptionalExtension, params};

/// Where a task goes among its project's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Right before this one.
    Before(TaskId),
    /// Right after this one.
    After(TaskId),
}

/// The workflow that a project begins with: name, meaning, colour.
const WORKFLOW: [(&str, StateCategory, &str); 5] = [
    ("Backlog", StateCategory::Backlog, "#8b8d98"),
    ("Todo", StateCategory::Unstarted, "#60646c"),
    ("In progress", StateCategory::Started, "#3e63dd"),
    ("Done", StateCategory::Completed, "#30a46c"),
    ("Canceled", StateCategory::Canceled, "#b9bbc6"),
];

impl Transaction<'_> {
    /// Makes a project with the usual workflow.
    pub fn create_project(
        &mut self,
        org: OrgId,
        name: &str,
        key: &str,
    ) -> Result<ProjectId, StoreError> {
        let at = self.environment.now();
        let project = ProjectId::new(at, self.environment.rng());
        let places = order::spread(None, None, WORKFLOW.len(), self.environment.rng())?;
        let states = WORKFLOW
            .iter()
            .zip(places)
            .map(|((name, category, color), order)| NewState {
                id: StateId::new(at, self.environment.rng()),
                name: (*name).to_owned(),
                category: *category,
                color: (*color).to_owned(),
                order,
            })
            .collect();
        let command = ProjectCommand::Create { name: name.to_owned(), key: key.to_owned(), states };
        let stream = self.make_project_stream(org, project)?;
        self.execute(stream, project.doc(), &Command::Project(command))?;
        Ok(project)
    }

    /// Makes a task. Without an order key it goes last; without a state it takes the project's
    /// first.
    pub fn create_task(
        &mut self,
        project: ProjectId,
        mut task: NewTask,
    ) -> Result<TaskId, StoreError> {
        let at = self.environment.now();
        let id = TaskId::new(at, self.environment.rng());
        if task.order.is_empty() {
            task.order = self.place(project, id, Placement::Last)?;
        }
        if task.state.is_none() {
            task.state = self.project(project)?.and_then(|row| row.states.first().map(|s| s.id));
        }
        let command = Command::Task(TaskCommand::Create(Box::new(task)));
        self.execute(project.stream(), id.doc(), &command)?;
        Ok(id)
    }

    /// Runs a command on a task that is here. None: it changes nothing.
    pub fn edit_task(
        &mut self,
        task: TaskId,
        command: TaskCommand,
    ) -> Result<Option<ChangeHash>, StoreError> {
        let stream = self.record(task.doc())?.record.stream;
        self.execute(stream, task.doc(), &Command::Task(command))
    }

    /// Makes the task's description read like this, changing as little as a diff finds necessary.
    pub fn describe(
        &mut self,
        project: ProjectId,
        task: TaskId,
        text: &str,
    ) -> Result<(), StoreError> {
        let doc = task.description();
        let known: bool = self
            .sql
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM texts WHERE id = ?1)")?
            .query_row(params![doc.0], |row| row.get(0))?;
        let text = text.to_owned();
        let command = if known {
            TextCommand::Replace { text }
        } else if text.is_empty() {
            return Ok(());
        } else {
            TextCommand::Start { owner: task.doc(), role: TextRole::Description, text }
        };
        self.execute(project.stream(), doc, &Command::Text(command))?;
        Ok(())
    }

    /// Says something on a task.
    pub fn comment(
        &mut self,
        task: TaskId,
        parent: Option<CommentId>,
        body: &str,
    ) -> Result<CommentId, StoreError> {
        let at = self.environment.now();
        let id = CommentId::new(at, self.environment.rng());
        let body = body.to_owned();
        self.edit_task(task, TaskCommand::AddComment { id, parent, body, at: None })?;
        Ok(id)
    }

    /// Gives a task another place.
    pub fn move_task(
        &mut self,
        project: ProjectId,
        task: TaskId,
        to: Placement,
    ) -> Result<(), StoreError> {
        let order = self.place(project, task, to)?;
        self.edit_task(task, TaskCommand::SetOrder { order })?;
        Ok(())
    }

    /// An order key at a placement; `task` itself does not count as a neighbour.
    pub fn place(
        &mut self,
        project: ProjectId,
        task: TaskId,
        to: Placement,
    ) -> Result<String, StoreError> {
        let (before, after) = match to {
            Placement::First => (None, self.edge_place(project, task, Edge::First)?),
            Placement::Last => (self.greatest_place(project, task)?, None),
            Placement::Before(other) => {
                let after = self.place_of(other)?;
                (self.next_place(project, task, &after, Edge::Last)?, Some(after))
            }
            Placement::After(other) => {
                let before = self.place_of(other)?;
                let after = self.next_place(project, task, &before, Edge::First)?;
                (Some(before), after)
            }
        };
        Ok(order::between(before.as_deref(), after.as_deref(), self.environment.rng())?)
    }

    /// An order key after all of a project's tasks.
    pub fn last_place(&mut self, project: ProjectId) -> Result<String, StoreError> {
        self.place(project, TaskId(uuid::Uuid::nil()), Placement::Last)
    }

    /// The greatest order key of a project's tasks, asked for once a transaction.
    fn greatest_place(
        &mut self,
        project: ProjectId,
        except: TaskId,
    ) -> Result<Option<String>, StoreError> {
        if let Some(last) = self.last_places.get(&project) {
            return Ok(last.clone());
        }
        let last = self.edge_place(project, except, Edge::Last)?;
        self.last_places.insert(project, last.clone());
        Ok(last)
    }

    fn place_of(&self, task: TaskId) -> Result<String, StoreError> {
        self.sql
            .prepare_cached("SELECT place FROM tasks WHERE id = ?1")?
            .query_row(params![task.0], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::UnknownDocument(task.doc()))
    }

    fn edge_place(
        &self,
        project: ProjectId,
        except: TaskId,
        edge: Edge,
    ) -> Result<Option<String>, StoreError> {
        let query = match edge {
            Edge::First => {
                "SELECT place FROM tasks WHERE project = ?1 AND deleted_at IS NULL AND id <> ?2
                 ORDER BY place, id LIMIT 1"
            }
            Edge::Last => {
                "SELECT place FROM tasks WHERE project = ?1 AND deleted_at IS NULL AND id <> ?2
                 ORDER BY place DESC, id DESC LIMIT 1"
            }
        };
        let found = self
            .sql
            .prepare_cached(query)?
            .query_row(params![project.0, except.0], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    /// The nearest key above (`First`) or below (`Last`) a key.
    fn next_place(
        &self,
        project: ProjectId,
        except: TaskId,
        place: &str,
        edge: Edge,
    ) -> Result<Option<String>, StoreError> {
        let query = match edge {
            Edge::First => {
                "SELECT place FROM tasks WHERE project = ?1 AND deleted_at IS NULL AND id <> ?2
                 AND place > ?3 ORDER BY place, id LIMIT 1"
            }
            Edge::Last => {
                "SELECT place FROM tasks WHERE project = ?1 AND deleted_at IS NULL AND id <> ?2
                 AND place < ?3 ORDER BY place DESC, id DESC LIMIT 1"
            }
        };
        let found = self
            .sql
            .prepare_cached(query)?
            .query_row(params![project.0, except.0, place], |row| row.get(0))
            .optional()?;
        Ok(found)
    }
}

/// Which end of an order.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}
