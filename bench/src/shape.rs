//! The shape of what is measured: PEERS' task, in Aloft's documents.
//!
//! A task has a title, a state, a priority, a place, dates, an assignee, two labels, a description
//! of 200 characters in a text document of its own, and a comment; four changes by people (made,
//! described, commented, moved on), and the relay's change that numbers it.

use aloft_client::environment::Environment;
use aloft_client::store::{Store, StoreError};
use aloft_crdt_model::command::{Command, NewTask, ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::{LabelId, OrgId, ProjectId, StateId, TaskId, UserId};
use aloft_crdt_model::rows::Priority;
use aloft_crdt_model::time::{Date, Timestamp};
use anyhow::{Context, Result};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What a task is, in words.
pub(crate) const TASK: &str = "a task: title, state, priority, order, start and due date, \
    assignee, 2 labels, 200-character description (a text document of its own), 1 comment; 4 \
    changes by people (made, described, commented, moved on) and the relay's number";

/// Tasks in one transaction while a project is made: the disk's flush is not what is measured.
const BATCH: usize = 500;

const WORDS: &str = "the of and to in is for on that with as at by from this be are or an it not \
    when error after page user list open close save load sync merge change build test fails should \
    must before window server client project task board filter search sort label state comment \
    upload download import export crash slow fast wrong right missing shows button dialog menu \
    field value number text date time zone offline online network timeout retry queue message \
    thread process memory disk file folder path name title key order place parent child index \
    column row table query result report chart month week day today tomorrow plan review deploy \
    release version update install remove delete restore undo redo copy paste select drag drop \
    scroll focus keyboard mouse screen reader contrast colour dark light theme font size width";

/// Makes words and tasks; the same for the same seed.
#[derive(Debug)]
pub(crate) struct Shape {
    rng: StdRng,
}

impl Shape {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rng: StdRng::seed_from_u64(seed) }
    }

    pub(crate) fn rng(&mut self) -> &mut StdRng {
        &mut self.rng
    }

    /// Words that together have exactly so many characters.
    pub(crate) fn text(&mut self, characters: usize) -> String {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut text = String::with_capacity(characters + 16);
        while text.len() < characters {
            text.push_str(words[self.rng.random_range(0..words.len())]);
            text.push(' ');
        }
        text.truncate(characters);
        // A title must not end in a blank, and a text of a fixed length is easier to compare.
        text.pop();
        text.push('.');
        text
    }

    pub(crate) fn task(&mut self, people: &[UserId], scene: &Scene) -> NewTask {
        let length = self.rng.random_range(20..60);
        let due = self.rng.random_range(1..28);
        NewTask {
            title: self.text(length),
            state: scene.states.first().copied(),
            priority: self.priority(),
            assignees: people.first().copied().into_iter().collect(),
            labels: scene.labels.iter().take(2).copied().collect(),
            start: day(1),
            due: day(due),
            ..NewTask::default()
        }
    }

    pub(crate) fn priority(&mut self) -> Priority {
        match self.rng.random_range(0..4) {
            0 => Priority::Low,
            1 => Priority::Medium,
            2 => Priority::High,
            _ => Priority::Urgent,
        }
    }

    /// One of the edits that people make most.
    pub(crate) fn edit(&mut self, scene: &Scene) -> TaskCommand {
        match self.rng.random_range(0..4) {
            0 => TaskCommand::SetTitle { title: self.text(40) },
            1 => {
                let state = self.rng.random_range(0..scene.states.len().max(1));
                TaskCommand::SetState { state: scene.states.get(state).copied() }
            }
            2 => TaskCommand::SetPriority { priority: self.priority() },
            _ => {
                let due = self.rng.random_range(1..28);
                TaskCommand::SetDue { due: day(due) }
            }
        }
    }
}

/// A project with its workflow, in a store.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) project: ProjectId,
    pub(crate) states: Vec<StateId>,
    pub(crate) labels: Vec<LabelId>,
    pub(crate) tasks: Vec<TaskId>,
}

impl Scene {
    /// A project without tasks.
    pub(crate) fn empty(store: &mut Store, org: OrgId) -> Result<Self> {
        let (project, labels) = store.write(|tx| {
            let project = tx.create_project(org, "Measured", "MSR")?;
            let mut labels = Vec::new();
            for (name, color) in [("bug", "#e5484d"), ("client", "#3e63dd"), ("relay", "#30a46c")] {
                let id = LabelId::new(now(tx.environment()), tx.environment().rng());
                let (name, color) = (name.to_owned(), color.to_owned());
                let command = Command::Project(ProjectCommand::PutLabel { id, name, color });
                tx.execute(project.stream(), project.doc(), &command)?;
                labels.push(id);
            }
            Ok::<_, StoreError>((project, labels))
        })?;
        let row = store.queries().project(project)?.context("the project was made")?;
        let states = row.states.iter().map(|state| state.id).collect();
        Ok(Self { project, states, labels, tasks: Vec::new() })
    }

    /// A project with so many tasks of the shape.
    pub(crate) fn with_tasks(store: &mut Store, org: OrgId, tasks: usize) -> Result<Self> {
        let mut scene = Self::empty(store, org)?;
        let mut shape = Shape::new(7);
        let people = [store.identity()?.user];
        while scene.tasks.len() < tasks {
            let more = BATCH.min(tasks - scene.tasks.len());
            let made = store.write(|tx| {
                let mut made = Vec::with_capacity(more);
                for _ in 0..more {
                    let task = tx.create_task(scene.project, shape.task(&people, &scene))?;
                    tx.describe(scene.project, task, &shape.text(200))?;
                    tx.comment(task, None, &shape.text(80))?;
                    let state = scene.states.get(1).copied();
                    tx.edit_task(task, TaskCommand::SetState { state })?;
                    made.push(task);
                }
                Ok::<_, StoreError>(made)
            })?;
            scene.tasks.extend(made);
        }
        Ok(scene)
    }
}

fn now(environment: &Environment) -> Timestamp {
    environment.now()
}

fn day(of_month: u32) -> Option<Date> {
    format!("2026-12-{of_month:02}").parse().ok()
}
