//! What a project's things and people are called, read for the words about an act.

use crate::store::{Store, StoreError};
use crate::undo::Names;
use aloft_crdt_model::ids::{ProjectId, StreamId, TaskId};

/// The names that a command on this task may need.
pub(super) fn names_around(store: &Store, task: TaskId) -> Result<Names, StoreError> {
    let project = store.queries().task(task)?.map(|row| row.project_id);
    names_in(store, project)
}

/// The names in a project; none without one.
pub(super) fn names_in(store: &Store, project: Option<ProjectId>) -> Result<Names, StoreError> {
    let Some(project) = project else { return Ok(Names::default()) };
    let org = store.organisation_of(StreamId(project.0))?.id;
    let ids = store.members(org)?.into_iter().flat_map(|member| {
        let name = member.name;
        let ids = member.identities.into_iter().chain([member.user]);
        ids.map(move |id| (id, name.clone())).collect::<Vec<_>>()
    });
    Ok(Names::new(store.queries().project(project)?, ids.collect()))
}
