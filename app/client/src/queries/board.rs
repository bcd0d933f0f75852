//! Boards: a list cut into groups.

use super::filter::Condition;
use super::{Choice, Queries, TaskFilter, TaskItem, TaskQuery};
use crate::store::StoreError;
use crate::store::derived::rank;
use aloft_crdt_model::ids::{LabelId, StateId, UserId};
use aloft_crdt_model::rows::Priority;
use rusqlite::params_from_iter;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a board's columns are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Workflow states, in the workflow's order.
    #[default]
    State,
    /// People; a task with several is in several.
    Assignee,
    /// Priorities.
    Priority,
    /// Labels; a task with several is in several.
    Label,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "by", content = "id", rename_all = "snake_case")]
pub enum GroupKey {
    /// Tasks in this state, or in none.
    State(Option<StateId>),
    /// Tasks of this person, or of nobody.
    Assignee(Option<UserId>),
    /// Tasks of this priority.
    Priority(Priority),
    /// Tasks with this label, or without any.
    Label(Option<LabelId>),
}

/// A column of a board.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// What it holds.
    pub key: GroupKey,
    /// How many tasks.
    pub count: u64,
    /// The sum of their estimates.
    pub points: f64,
    /// The first of them: as many as the query's limit.
    pub tasks: Vec<TaskItem>,
}

/// Count and points of one column.
type Totals = BTreeMap<Option<Value>, (u64, f64)>;

/// A group's key as SQLite has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Rank(i64),
    Id(Uuid),
}

impl Queries<'_> {
    /// A board. The limit of the query is a column's. Columns that a project always has (its
    /// states, its labels, the priorities) are there when empty; people's only with tasks.
    pub fn board(&self, query: &TaskQuery, by: GroupBy) -> Result<Vec<Group>, StoreError> {
        let totals = self.totals(&query.filter, by)?;
        self.columns(&query.filter, by, &totals)?
            .into_iter()
            .map(|key| {
                let (count, points) = totals.get(&value(key)).copied().unwrap_or_default();
                let tasks = if count == 0 { Vec::new() } else { self.column_tasks(query, key)? };
                Ok(Group { key, count, points, tasks })
            })
            .collect()
    }

    fn totals(&self, filter: &TaskFilter, by: GroupBy) -> Result<Totals, StoreError> {
        let condition = Condition::of(filter);
        let (key, join) = match by {
            GroupBy::State => ("t.shown_state", ""),
            GroupBy::Priority => ("t.priority", ""),
            GroupBy::Assignee => ("g.user", "LEFT JOIN task_assignees AS g ON g.task = t.n"),
            GroupBy::Label => ("g.label", "LEFT JOIN task_labels AS g ON g.task = t.n"),
        };
        let sql = format!(
            "SELECT {key}, count(*), total(t.estimate) FROM tasks AS t {join}
             WHERE {} GROUP BY {key}",
            condition.sql()
        );
        let found = self
            .db()
            .prepare_cached(&sql)?
            .query_map(params_from_iter(&condition.values), |row| {
                let value = match by {
                    GroupBy::Priority => Some(Value::Rank(row.get(0)?)),
                    _ => row.get::<_, Option<Uuid>>(0)?.map(Value::Id),
                };
                Ok((value, (row.get(1)?, row.get(2)?)))
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    fn columns(
        &self,
        filter: &TaskFilter,
        by: GroupBy,
        totals: &Totals,
    ) -> Result<Vec<GroupKey>, StoreError> {
        let project = filter.project.map(|id| self.project(id)).transpose()?.flatten();
        let mut keys: Vec<GroupKey> = match (by, &project) {
            (GroupBy::Priority, _) => {
                let mut all = Priority::ALL;
                all.sort_by_key(|priority| rank(*priority));
                all.into_iter().map(GroupKey::Priority).collect()
            }
            (GroupBy::State, Some(project)) => {
                project.states.iter().map(|state| GroupKey::State(Some(state.id))).collect()
            }
            (GroupBy::Label, Some(project)) => {
                project.labels.iter().map(|label| GroupKey::Label(Some(label.id))).collect()
            }
            _ => Vec::new(),
        };
        let known: BTreeSet<_> = keys.iter().map(|key| value(*key)).collect();
        // Those of other projects, by id; "none" comes last.
        let mut others: Vec<_> = totals.keys().filter(|value| !known.contains(value)).collect();
        others.sort_by_key(|value| (value.is_none(), **value));
        keys.extend(others.into_iter().map(|value| key(by, *value)));
        Ok(keys)
    }

    fn column_tasks(&self, query: &TaskQuery, key: GroupKey) -> Result<Vec<TaskItem>, StoreError> {
        let mut query = query.clone();
        let filter = &mut query.filter;
        // The column's condition comes on top of what the filter says of the same field.
        let mut column = TaskFilter { deleted: super::Deleted::Include, ..TaskFilter::default() };
        match key {
            GroupKey::State(id) => column.state = Some(choice(id)),
            GroupKey::Assignee(id) => column.assignee = Some(choice(id)),
            GroupKey::Label(id) => column.label = Some(choice(id)),
            GroupKey::Priority(priority) => column.priorities = vec![priority],
        }
        let mut condition = Condition::of(filter);
        let on_top = Condition::of(&column);
        condition.term(&on_top.sql(), on_top.values);
        self.tasks_where(&query, &condition)
    }
}

fn choice<T>(id: Option<T>) -> Choice<T> {
    id.map_or(Choice::Missing, |id| Choice::AnyOf(vec![id]))
}

fn value(key: GroupKey) -> Option<Value> {
    match key {
        GroupKey::State(id) => id.map(|id| Value::Id(id.0)),
        GroupKey::Assignee(id) => id.map(|id| Value::Id(id.0)),
        GroupKey::Label(id) => id.map(|id| Value::Id(id.0)),
        GroupKey::Priority(priority) => Some(Value::Rank(rank(priority))),
    }
}

fn key(by: GroupBy, value: Option<Value>) -> GroupKey {
    let id = match value {
        Some(Value::Id(id)) => Some(id),
        _ => None,
    };
    match by {
        GroupBy::State => GroupKey::State(id.map(StateId)),
        GroupBy::Assignee => GroupKey::Assignee(id.map(UserId)),
        GroupBy::Label => GroupKey::Label(id.map(LabelId)),
        GroupBy::Priority => {
            let known = Priority::ALL.into_iter().find(|p| Some(Value::Rank(rank(*p))) == value);
            GroupKey::Priority(known.unwrap_or_default())
        }
    }
}
