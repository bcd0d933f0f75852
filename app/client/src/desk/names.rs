//! What a project's things and people are called, read for the words about an act.

use crate::store::{Store, StoreError};
use crate::undo::{Names, describe};
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::ids::{ProjectId, StreamId, TaskId, UserId};
use std::collections::BTreeMap;

/// What a command on this task does, in words.
pub(super) fn said_of(
    store: &Store,
    task: TaskId,
    command: &TaskCommand,
) -> Result<String, StoreError> {
    let project = store.queries().task(task)?.map(|row| row.project_id);
    said_in(store, project, command)
}

/// What a command on a task of this project does, in words.
pub(super) fn said_in(
    store: &Store,
    project: Option<ProjectId>,
    command: &TaskCommand,
) -> Result<String, StoreError> {
    let Some(project) = project else { return Ok(describe(command, &Names::default())) };
    let people = if is_about_somebody(command) { people(store, project)? } else { BTreeMap::new() };
    Ok(describe(command, &Names::new(store.queries().project(project)?, people)))
}

/// Everybody in the project's organisation, by every id that they wrote under: they can be many.
fn people(store: &Store, project: ProjectId) -> Result<BTreeMap<UserId, String>, StoreError> {
    let org = store.organisation_of(StreamId(project.0))?.id;
    let ids = store.members(org)?.into_iter().flat_map(|member| {
        let name = member.name;
        let ids = member.identities.into_iter().chain([member.user]);
        ids.map(move |id| (id, name.clone())).collect::<Vec<_>>()
    });
    Ok(ids.collect())
}

fn is_about_somebody(command: &TaskCommand) -> bool {
    match command {
        TaskCommand::Assign { .. } | TaskCommand::Unassign { .. } => true,
        TaskCommand::Batch { commands } => commands.first().is_some_and(is_about_somebody),
        _ => false,
    }
}
