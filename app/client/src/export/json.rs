//! A project in one JSON document.

use super::ExportError;
use crate::queries::{Deleted, Queries, TaskFilter, TaskItem, TaskQuery};
use crate::store::{Store, StoreError};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::ids::{ProjectId, TextRole, UserId, text_doc};
use aloft_crdt_model::rows::{CommentRow, ProjectRow};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Person {
    id: UserId,
    name: String,
}

#[derive(Serialize)]
struct ExportedTask {
    #[serde(flatten)]
    task: TaskItem,
    /// The name of the state that is shown.
    state: Option<String>,
    description: Option<String>,
    comments: Vec<CommentRow>,
    activity: Vec<ActivityRow>,
}

/// Writes everything a project has: its row, overview and activity, and each task, in the bin or
/// not, with description, comments and activity. One task at a time is in memory.
pub fn write_json(
    store: &Store,
    project: ProjectId,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let people = people(store, project)?;
    let queries = store.queries();
    let row = queries.project(project)?.ok_or(StoreError::UnknownDocument(project.doc()))?;
    let overview = queries.text(text_doc(project.doc(), TextRole::Overview))?.map(|row| row.text);
    writeln!(out, "{{\"format\": \"aloft\", \"version\": {VERSION},")?;
    field(out, "project", &row)?;
    field(out, "overview", &overview)?;
    field(out, "people", &people)?;
    field(out, "activity", &oldest_first(queries.activity(project.doc(), usize::MAX >> 1)?))?;
    writeln!(out, "\"tasks\": [")?;
    for (index, id) in queries.task_ids(&whole(project))?.into_iter().enumerate() {
        let Some(item) = queries.tasks_by_id(&[id])?.pop() else { continue };
        if index > 0 {
            writeln!(out, ",")?;
        }
        json(out, &exported(&queries, &row, item)?)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(())
}

/// Every task of a project, by place.
pub(super) fn whole(project: ProjectId) -> TaskQuery {
    let filter =
        TaskFilter { project: Some(project), deleted: Deleted::Include, ..TaskFilter::default() };
    TaskQuery { filter, ..TaskQuery::default() }
}

fn exported(
    queries: &Queries<'_>,
    project: &ProjectRow,
    item: TaskItem,
) -> Result<ExportedTask, StoreError> {
    let id = item.row.id;
    let state = project.states.iter().find(|state| Some(state.id) == item.shown_state_id);
    Ok(ExportedTask {
        state: state.map(|state| state.name.clone()),
        task: item,
        description: queries.description(id)?,
        comments: queries.comments(id)?,
        activity: oldest_first(queries.activity(id.doc(), usize::MAX >> 1)?),
    })
}

fn people(store: &Store, project: ProjectId) -> Result<Vec<Person>, StoreError> {
    let org = store.organisation_of(project.stream())?;
    let members = store.members(org.id)?;
    Ok(members.into_iter().map(|member| Person { id: member.user, name: member.name }).collect())
}

fn oldest_first(mut rows: Vec<ActivityRow>) -> Vec<ActivityRow> {
    rows.reverse();
    rows
}

fn field(out: &mut dyn Write, name: &str, value: &impl Serialize) -> Result<(), ExportError> {
    write!(out, "\"{name}\": ")?;
    json(out, value)?;
    writeln!(out, ",")?;
    Ok(())
}

fn json(out: &mut dyn Write, value: &impl Serialize) -> Result<(), ExportError> {
    Ok(serde_json::to_writer(out, value).map_err(io::Error::from)?)
}
