//! A project's tasks as a CSV table.

use super::ExportError;
use super::json::whole;
use crate::queries::{Deleted, Queries, TaskItem};
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::{ProjectId, UserId};
use aloft_crdt_model::rows::{ProjectRow, TaskRow};
use aloft_crdt_model::time::Timestamp;
use std::collections::BTreeMap;
use std::io::{self, Write};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The columns, in order. A released name never changes; new ones come at the end.
pub const CSV_COLUMNS: [&str; 20] = [
    "key",
    "external_id",
    "title",
    "description",
    "state",
    "priority",
    "estimate",
    "assignees",
    "labels",
    "start",
    "due",
    "parent",
    "cycle",
    "milestone",
    "created_at",
    "created_by",
    "updated_at",
    "deleted_at",
    "id",
    "external_ids",
];

/// Between two names in one cell.
const BETWEEN: &str = "; ";

/// What of a project a table holds.
#[derive(Clone, Copy, Debug)]
pub struct CsvOptions<'a> {
    /// The tool whose ids stand in `external_id`; without one, the first that knows the task.
    pub source: Option<&'a str>,
    /// Whether tasks in the bin are in it.
    pub deleted: Deleted,
}

/// Writes a project's tasks by place, one a row, under [`CSV_COLUMNS`].
pub fn write_csv(
    store: &Store,
    project: ProjectId,
    options: &CsvOptions<'_>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let org = store.organisation_of(project.stream())?;
    let people = people(store, &org.id)?;
    let queries = store.queries();
    let row = queries.project(project)?.ok_or(StoreError::UnknownDocument(project.doc()))?;
    let table = Table { queries: &queries, project: &row, people, source: options.source };
    let mut query = whole(project);
    query.filter.deleted = options.deleted;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(CSV_COLUMNS).map_err(write_error)?;
    for id in queries.task_ids(&query)? {
        if let Some(task) = queries.tasks_by_id(&[id])?.pop() {
            csv.write_record(table.cells(&task)?).map_err(write_error)?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// What ids stand for.
struct Table<'a> {
    queries: &'a Queries<'a>,
    project: &'a ProjectRow,
    people: BTreeMap<UserId, String>,
    source: Option<&'a str>,
}

impl Table<'_> {
    fn cells(&self, task: &TaskItem) -> Result<[String; CSV_COLUMNS.len()], StoreError> {
        let row = &task.row;
        let parent = match task.shown_parent_id {
            Some(parent) => self.queries.tasks_by_id(&[parent])?.pop().map(|task| task.key),
            None => None,
        };
        let project = self.project;
        let state = project.states.iter().find(|state| Some(state.id) == task.shown_state_id);
        let cycle = project.cycles.iter().find(|cycle| Some(cycle.id) == row.cycle_id);
        let milestone = project.milestones.iter().find(|it| Some(it.id) == row.milestone_id);
        let labels = project.labels.iter().filter(|label| row.labels.contains(&label.id));
        let labels: Vec<&str> = labels.map(|label| label.name.as_str()).collect();
        let assignees: Vec<String> = row.assignees.iter().map(|user| self.person(*user)).collect();
        Ok([
            task.key.clone(),
            self.external_id(row).unwrap_or_default(),
            row.title.clone(),
            self.queries.description(row.id)?.unwrap_or_default(),
            state.map(|state| state.name.clone()).unwrap_or_default(),
            row.priority.as_str().to_owned(),
            or_empty(row.estimate),
            assignees.join(BETWEEN),
            labels.join(BETWEEN),
            or_empty(row.start),
            or_empty(row.due),
            parent.unwrap_or_default(),
            cycle.map(|cycle| cycle.name.clone()).unwrap_or_default(),
            milestone.map(|milestone| milestone.name.clone()).unwrap_or_default(),
            moment(row.created_at),
            row.created_by.map(|user| self.person(user)).unwrap_or_default(),
            moment(row.updated_at),
            row.deleted_at.map(moment).unwrap_or_default(),
            row.id.to_string(),
            external_ids(row),
        ])
    }

    fn external_id(&self, row: &TaskRow) -> Option<String> {
        match self.source {
            Some(source) => row.external_ids.get(source).cloned(),
            None => row.external_ids.values().next().cloned(),
        }
    }

    /// A name, or the id of somebody whom the directory does not know.
    fn person(&self, user: UserId) -> String {
        self.people.get(&user).cloned().unwrap_or_else(|| user.to_string())
    }
}

/// Every id that another tool gave, with that tool's name.
fn external_ids(row: &TaskRow) -> String {
    let ids: Vec<_> =
        row.external_ids.iter().map(|(source, id)| format!("{source}={id}")).collect();
    ids.join(BETWEEN)
}

fn people(
    store: &Store,
    org: &aloft_crdt_model::ids::OrgId,
) -> Result<BTreeMap<UserId, String>, StoreError> {
    let mut people = BTreeMap::new();
    for member in store.members(*org)? {
        for id in member.identities {
            people.insert(id, member.name.clone());
        }
        people.insert(member.user, member.name);
    }
    Ok(people)
}

/// The error of what was written to, as it was: its kind tells a closed pipe from a full disk.
fn write_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn moment(at: Timestamp) -> String {
    let nanos = i128::from(at.millis()) * 1_000_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        // Years beyond the format's range: the number says it as well.
        .unwrap_or_else(|| at.millis().to_string())
}
