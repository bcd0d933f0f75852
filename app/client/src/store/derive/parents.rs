//! The parent that a task shows: what was written, unless that parent is gone or a cycle must
//! lose an edge. Only what a change can affect is looked at.

use crate::store::{StoreError, Transaction};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use aloft_crdt_model::repair;
use aloft_crdt_model::rows::TaskRow;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A task as the repair sees it.
#[derive(Clone, Copy)]
struct Node {
    parent: Option<TaskId>,
    alive: bool,
    project: ProjectId,
}

type Nodes = BTreeMap<TaskId, Option<Node>>;

impl Transaction<'_> {
    /// After a task's row was written.
    pub(super) fn repair_parents(
        &mut self,
        task: &TaskRow,
        before: Option<&TaskRow>,
    ) -> Result<(), StoreError> {
        let old_parent = before.and_then(|before| before.parent_id);
        let was_alive = before.is_some_and(|before| before.deleted_at.is_none());
        let existence_changed = was_alive != task.deleted_at.is_none();
        if !existence_changed && old_parent == task.parent_id {
            return Ok(());
        }
        let children = if existence_changed { self.children(task.id)? } else { Vec::new() };
        if before.is_none() && task.parent_id.is_none() && children.is_empty() {
            return Ok(());
        }
        self.repair_around(task.id, old_parent, &children)
    }

    /// After a task's row was taken away.
    pub(super) fn repair_parents_without(
        &mut self,
        task: TaskId,
        before: &TaskRow,
    ) -> Result<(), StoreError> {
        let children = self.children(task)?;
        self.repair_around(task, before.parent_id, &children)
    }

    fn repair_around(
        &mut self,
        task: TaskId,
        old_parent: Option<TaskId>,
        children: &[TaskId],
    ) -> Result<(), StoreError> {
        let mut nodes = Nodes::new();
        self.walk(Some(task), &mut nodes)?;
        self.walk(old_parent, &mut nodes)?;
        let mut affected: BTreeSet<TaskId> = nodes.keys().copied().collect();
        for child in children {
            self.walk(Some(*child), &mut nodes)?;
            affected.insert(*child);
        }
        let edges = nodes.iter().filter_map(|(id, node)| node.map(|node| (*id, node.parent)));
        let alive = |id| nodes.get(&id).is_some_and(|node| node.is_some_and(|node| node.alive));
        let shown = repair::effective_parents(edges, alive);
        for id in affected {
            let parent = shown.get(&id).copied().flatten();
            let written = self
                .sql
                .prepare_cached(
                    "UPDATE tasks SET shown_parent = ?2
                     WHERE id = ?1 AND shown_parent IS NOT ?2",
                )?
                .execute(params![id.0, parent.map(|id| id.0)])?;
            if let Some(node) = nodes.get(&id).copied().flatten().filter(|_| written > 0) {
                self.news.line(id, node.project);
            }
        }
        Ok(())
    }

    /// Reads a task and all above it.
    fn walk(&self, from: Option<TaskId>, nodes: &mut Nodes) -> Result<(), StoreError> {
        let mut next = from;
        while let Some(id) = next {
            if nodes.contains_key(&id) {
                return Ok(());
            }
            let node = self
                .sql
                .prepare_cached(
                    "SELECT parent, deleted_at IS NULL, project FROM tasks WHERE id = ?1",
                )?
                .query_row(params![id.0], |row| {
                    let parent = row.get::<_, Option<Uuid>>(0)?.map(TaskId);
                    Ok(Node { parent, alive: row.get(1)?, project: ProjectId(row.get(2)?) })
                })
                .optional()?;
            nodes.insert(id, node);
            next = node.and_then(|node| node.parent);
        }
        Ok(())
    }

    fn children(&self, task: TaskId) -> Result<Vec<TaskId>, StoreError> {
        let found = self
            .sql
            .prepare_cached("SELECT id FROM tasks WHERE parent = ?1")?
            .query_map(params![task.0], |row| Ok(TaskId(row.get::<_, Uuid>(0)?)))?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}
