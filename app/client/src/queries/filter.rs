//! Which tasks a list holds.

use crate::queries::search;
use crate::store::derived::rank;
use aloft_crdt_model::ids::{CycleId, LabelId, MilestoneId, ProjectId, StateId, TaskId, UserId};
use aloft_crdt_model::rows::{Priority, StateCategory};
use aloft_crdt_model::time::Date;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which tasks. All that is said must hold; the default says: all that are not deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskFilter {
    /// In this project; none: in any.
    pub project: Option<ProjectId>,
    /// In one of these states, as people see them.
    pub state: Option<Choice<StateId>>,
    /// In a state of one of these meanings; empty: any.
    pub categories: Vec<StateCategory>,
    /// Assigned to one of these people, or to nobody.
    pub assignee: Option<Choice<UserId>>,
    /// With one of these labels, or without any.
    pub label: Option<Choice<LabelId>>,
    /// Of one of these priorities; empty: any.
    pub priorities: Vec<Priority>,
    /// Planned for one of these cycles, or for none.
    pub cycle: Option<Choice<CycleId>>,
    /// Counted towards one of these milestones, or none.
    pub milestone: Option<Choice<MilestoneId>>,
    /// Created by one of these people.
    pub created_by: Vec<UserId>,
    /// Due within.
    pub due: DateRange,
    /// By parent, as people see it.
    pub parent: ParentFilter,
    /// Words in title, ids, description or comments, each as the beginning of a word.
    pub text: Option<String>,
    /// Deleted tasks or not.
    pub deleted: Deleted,
    /// With values that a merge could not decide between.
    pub conflicted: Conflicted,
}

/// One of several values, or the absence of any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice<T> {
    /// There is none.
    Missing,
    /// It is one of these.
    AnyOf(Vec<T>),
}

/// Days from and to, both included; a task without a day is in no bounded range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// By parent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentFilter {
    /// Whatever it is.
    #[default]
    Any,
    /// Tasks that are part of no other.
    TopLevel,
    /// Parts of this task.
    Of(TaskId),
}

/// Whether deleted tasks are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deleted {
    /// No.
    #[default]
    Hide,
    /// Nothing else.
    Only,
    /// Too.
    Include,
}

/// Whether tasks with undecided concurrent values are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflicted {
    /// With or without.
    #[default]
    Any,
    /// With.
    Only,
}

/// An SQL condition on `tasks AS t` and its parameters.
#[derive(Debug, Default)]
pub(super) struct Condition {
    terms: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Condition {
    pub(super) fn of(filter: &TaskFilter) -> Self {
        let mut condition = Self::default();
        condition.deletion(filter.deleted);
        if let Some(project) = filter.project {
            condition.term("t.project = ?", [blob(project.0)]);
        }
        condition.choice("t.shown_state", filter.state.as_ref());
        condition.one_of("t.category", filter.categories.iter().map(|c| text(c.as_str())));
        condition.one_of("t.priority", filter.priorities.iter().map(|p| Value::from(rank(*p))));
        condition.choice("t.cycle", filter.cycle.as_ref());
        condition.choice("t.milestone", filter.milestone.as_ref());
        condition.one_of("t.created_by", filter.created_by.iter().map(|user| blob(user.0)));
        condition.set("task_assignees", "user", filter.assignee.as_ref());
        condition.set("task_labels", "label", filter.label.as_ref());
        condition.due(filter.due);
        condition.parent(filter.parent);
        if filter.conflicted == Conflicted::Only {
            condition.term("t.conflicts > 0", []);
        }
        if let Some(words) = filter.text.as_deref().and_then(search::expression) {
            let matching = "t.n IN (SELECT rowid FROM search WHERE search MATCH ?)";
            condition.term(matching, [Value::from(words)]);
        }
        condition
    }

    pub(super) fn sql(&self) -> String {
        if self.terms.is_empty() { "true".to_owned() } else { self.terms.join(" AND ") }
    }

    pub(super) fn term(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.terms.push(sql.to_owned());
        self.values.extend(values);
    }

    fn deletion(&mut self, deleted: Deleted) {
        match deleted {
            Deleted::Hide => self.term("t.deleted_at IS NULL", []),
            Deleted::Only => self.term("t.deleted_at IS NOT NULL", []),
            Deleted::Include => {}
        }
    }

    fn one_of(&mut self, column: &str, values: impl Iterator<Item = Value>) {
        let values: Vec<Value> = values.collect();
        match values.len() {
            0 => {}
            1 => self.term(&format!("{column} = ?"), values),
            count => self.term(&format!("{column} IN ({})", marks(count)), values),
        }
    }

    fn choice<T: Copy + Into<Uuid>>(&mut self, column: &str, choice: Option<&Choice<T>>) {
        match choice {
            None => {}
            Some(Choice::Missing) => self.term(&format!("{column} IS NULL"), []),
            Some(Choice::AnyOf(ids)) if ids.is_empty() => self.term("false", []),
            Some(Choice::AnyOf(ids)) => {
                self.one_of(column, ids.iter().map(|id| blob((*id).into())));
            }
        }
    }

    fn set<T: Copy + Into<Uuid>>(&mut self, table: &str, column: &str, choice: Option<&Choice<T>>) {
        match choice {
            None => {}
            Some(Choice::Missing) => {
                self.term(&format!("NOT EXISTS (SELECT 1 FROM {table} WHERE task = t.n)"), []);
            }
            Some(Choice::AnyOf(ids)) => {
                let sql = format!(
                    "t.n IN (SELECT task FROM {table} WHERE {column} IN ({}))",
                    marks(ids.len())
                );
                self.term(&sql, ids.iter().map(|id| blob((*id).into())).collect::<Vec<_>>());
            }
        }
    }

    fn due(&mut self, range: DateRange) {
        if let Some(from) = range.from {
            self.term("t.due >= ?", [Value::from(from.to_string())]);
        }
        if let Some(to) = range.to {
            self.term("t.due <= ?", [Value::from(to.to_string())]);
        }
    }

    fn parent(&mut self, parent: ParentFilter) {
        match parent {
            ParentFilter::Any => {}
            ParentFilter::TopLevel => self.term("t.shown_parent IS NULL", []),
            ParentFilter::Of(task) => self.term("t.shown_parent = ?", [blob(task.0)]),
        }
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn blob(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

fn text(name: &str) -> Value {
    Value::Text(name.to_owned())
}
