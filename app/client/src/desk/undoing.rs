//! Taking back: what was done last, as the commands that undo it.
//!
//! Undoing is an ordinary act of this person on the rows as they are now: what others did meanwhile
//! stays.

use super::{Failure, keeper::Keeper, views::Acted};
use crate::store::{StoreError, Transaction};
use crate::undo;
use aloft_crdt_model::command::{Command, ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use std::collections::VecDeque;

/// How many acts can be taken back.
const DEPTH: usize = 100;

/// One command on one document.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Task(TaskId, TaskCommand),
    Project(ProjectId, ProjectCommand),
}

/// What one act takes to be undone, or to be done again.
#[derive(Clone, Debug)]
struct Act {
    label: String,
    steps: Vec<Step>,
}

/// Acts that can be undone, and undone ones that can be done again.
#[derive(Debug, Default)]
pub(super) struct Undoing {
    done: VecDeque<Act>,
    undone: VecDeque<Act>,
}

impl Undoing {
    /// Something was done; `steps` undo it. The label comes back if it can be undone.
    pub(super) fn note(&mut self, label: String, steps: Vec<Step>) -> Option<String> {
        // Doing something else closes the way back to what was undone.
        self.undone.clear();
        if steps.is_empty() {
            return None;
        }
        push(&mut self.done, Act { label: label.clone(), steps });
        Some(label)
    }
}

fn push(acts: &mut VecDeque<Act>, act: Act) {
    if acts.len() == DEPTH {
        acts.pop_front();
    }
    acts.push_back(act);
}

impl Keeper {
    /// Takes back the latest act. None: there is none.
    pub(super) fn undo(&mut self) -> Result<Option<Acted>, Failure> {
        let Some(act) = self.undoing.done.pop_back() else { return Ok(None) };
        let (label, steps) = self.run(act)?;
        push(&mut self.undoing.undone, Act { label: label.clone(), steps });
        self.acted(Some(label)).map(Some)
    }

    /// Does again what was undone last. None: there is nothing.
    pub(super) fn redo(&mut self) -> Result<Option<Acted>, Failure> {
        let Some(act) = self.undoing.undone.pop_back() else { return Ok(None) };
        let (label, steps) = self.run(act)?;
        push(&mut self.undoing.done, Act { label: label.clone(), steps });
        self.acted(Some(label)).map(Some)
    }

    /// An act that fails (its task is gone) is forgotten: it would fail again.
    fn run(&mut self, act: Act) -> Result<(String, Vec<Step>), Failure> {
        let Act { label, steps } = act;
        let back = self.store.write(|transaction| perform(transaction, steps))?;
        Ok((label, back))
    }
}

/// Runs steps in order; what undoes them, in order.
pub(super) fn perform(
    transaction: &mut Transaction<'_>,
    steps: Vec<Step>,
) -> Result<Vec<Step>, StoreError> {
    let mut back = Vec::with_capacity(steps.len());
    for step in steps {
        let inverse = inverse(transaction, &step)?;
        let changed = match step {
            Step::Task(task, command) => transaction.edit_task(task, command)?,
            Step::Project(project, command) => {
                transaction.execute(project.stream(), project.doc(), &Command::Project(command))?
            }
        };
        if changed.is_some() {
            back.extend(inverse);
        }
    }
    back.reverse();
    Ok(back)
}

/// What brings back what a step is about to change.
fn inverse(transaction: &Transaction<'_>, step: &Step) -> Result<Option<Step>, StoreError> {
    let queries = transaction.queries();
    match step {
        Step::Task(task, command) => {
            let before = queries.task(*task)?.ok_or(StoreError::UnknownDocument(task.doc()))?;
            let comments = match command {
                TaskCommand::EditComment { .. } => queries.comments(*task)?,
                _ => Vec::new(),
            };
            let inverse = undo::inverse(&before, &comments, command);
            Ok(inverse.map(|command| Step::Task(*task, command)))
        }
        Step::Project(project, command) => {
            let unknown = StoreError::UnknownDocument(project.doc());
            let before = queries.project(*project)?.ok_or(unknown)?;
            let inverse = undo::project_inverse(&before, command);
            Ok(inverse.map(|command| Step::Project(*project, command)))
        }
    }
}
