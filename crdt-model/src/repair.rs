//! Repair of what merging can break across documents, over rows.
//!
//! Two people can each move a task under the other's, or use a workflow state while somebody
//! removes it: every document is fine, and together they are not. The view repairs that the same
//! way everywhere, and writes nothing, so that undoing the cause undoes the repair.
//!
//! *Invariant: pure and independent of order.* The same set of rows gives the same answer.

use crate::ids::{StateId, TaskId};
use crate::rows::ProjectRow;
use std::collections::{BTreeMap, BTreeSet};

/// The parents to show: a parent that does not exist (or is deleted) is none, and of each cycle
/// the task with the greatest id loses its parent. Linear in the number of edges, but for the map.
pub fn effective_parents(
    edges: impl Iterator<Item = (TaskId, Option<TaskId>)>,
    exists: impl Fn(TaskId) -> bool,
) -> BTreeMap<TaskId, Option<TaskId>> {
    let mut parents: BTreeMap<_, _> =
        edges.map(|(task, parent)| (task, parent.filter(|parent| exists(*parent)))).collect();
    for task in losing_tasks(&parents) {
        parents.insert(task, None);
    }
    parents
}

/// The greatest task of every cycle. Each task has at most one parent, so cycles share no task.
fn losing_tasks(parents: &BTreeMap<TaskId, Option<TaskId>>) -> Vec<TaskId> {
    let mut settled = BTreeSet::new();
    let mut losing = Vec::new();
    for start in parents.keys() {
        let mut path = Vec::new();
        let mut next = Some(*start);
        while let Some(task) = next {
            if !settled.insert(task) {
                // Met before: on this path it closes a cycle, on another it has been dealt with.
                let cycle = path.iter().skip_while(|met| **met != task);
                losing.extend(cycle.max());
                break;
            }
            path.push(task);
            next = parents.get(&task).copied().flatten();
        }
    }
    losing
}

/// The state to show: one that was removed shows as the first of its category that is left, and
/// one that is unknown, or has no such, as the workflow's first. A task without a state stays so.
pub fn effective_state(state: Option<StateId>, project: &ProjectRow) -> Option<StateId> {
    let state = state?;
    if project.states.iter().any(|known| known.id == state) {
        return Some(state);
    }
    let removed = project.removed_states.iter().find(|known| known.id == state);
    let alike = removed
        .and_then(|removed| project.states.iter().find(|known| known.category == removed.category));
    alike.or(project.states.first()).map(|known| known.id)
}
