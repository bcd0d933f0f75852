//! One task with everything on it.

use super::{Queries, SortBy, TaskFilter, TaskItem, TaskQuery};
use crate::queries::ParentFilter;
use crate::store::StoreError;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::ids::{CommentId, TaskId};
use aloft_crdt_model::rows::CommentRow;
use rusqlite::params;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of activity that come with a task.
const ACTIVITY: usize = 200;

/// A task, and what is on it. Its conflicts are in the row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskDetail {
    /// The task.
    #[serde(flatten)]
    pub task: TaskItem,
    /// What its description says.
    pub description: Option<String>,
    /// Its comments as a tree, oldest first.
    pub comments: Vec<CommentNode>,
    /// Its parts, by place.
    pub children: Vec<TaskItem>,
    /// What happened to it, newest first.
    pub activity: Vec<ActivityRow>,
    /// Changes of it and its description that no relay has acknowledged.
    pub waiting: u64,
}

/// A comment and its replies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CommentNode {
    /// The comment.
    #[serde(flatten)]
    pub row: CommentRow,
    /// What answers it, oldest first.
    pub replies: Vec<CommentNode>,
}

impl Queries<'_> {
    /// A task with everything on it; none if it is not here.
    pub fn task_detail(&self, task: TaskId) -> Result<Option<TaskDetail>, StoreError> {
        let Some(item) = self.tasks_by_id(&[task])?.pop() else { return Ok(None) };
        let children = TaskQuery {
            filter: TaskFilter { parent: ParentFilter::Of(task), ..TaskFilter::default() },
            sort: SortBy::Order,
            ..TaskQuery::default()
        };
        let waiting = self
            .db()
            .prepare_cached("SELECT count(*) FROM changes WHERE doc IN (?1, ?2) AND state = 0")?
            .query_row(params![task.0, task.description().0], |row| row.get(0))?;
        Ok(Some(TaskDetail {
            task: item,
            description: self.description(task)?,
            comments: tree(self.comments(task)?),
            children: self.tasks(&children)?,
            activity: self.activity(task.doc(), ACTIVITY)?,
            waiting,
        }))
    }
}

/// Comments under what they answer. One that answers what is not here stands by itself.
fn tree(comments: Vec<CommentRow>) -> Vec<CommentNode> {
    let known: BTreeSet<CommentId> = comments.iter().map(|comment| comment.id).collect();
    let mut under: BTreeMap<Option<CommentId>, Vec<CommentRow>> = BTreeMap::new();
    for comment in comments {
        let parent = comment.parent_id.filter(|parent| known.contains(parent));
        under.entry(parent).or_default().push(comment);
    }
    let mut roots = take(&mut under, None);
    // What is left answers itself in a circle.
    while let Some((_, circle)) = under.pop_first() {
        roots.extend(circle.into_iter().map(|row| CommentNode { row, replies: Vec::new() }));
    }
    roots
}

fn take(
    under: &mut BTreeMap<Option<CommentId>, Vec<CommentRow>>,
    parent: Option<CommentId>,
) -> Vec<CommentNode> {
    let rows = under.remove(&parent).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let replies = take(under, Some(row.id));
            CommentNode { row, replies }
        })
        .collect()
}
