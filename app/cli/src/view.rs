//! Tasks as people and scripts see them.

use crate::failure::Result;
use crate::find::People;
use crate::output::Page;
use crate::output::table::Table;
use aloft_client::queries::{CommentNode, TaskDetail, TaskItem};
use aloft_client::store::Store;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::ids::ProjectId;
use aloft_crdt_model::rows::{Conflict, Priority, ProjectRow};
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use time::OffsetDateTime;
use time::macros::format_description;

/// A task in JSON: its row, its key, and the name of the state that is shown.
#[derive(Debug, Serialize)]
pub(crate) struct TaskView {
    #[serde(flatten)]
    pub(crate) item: TaskItem,
    /// The name of the state that is shown.
    pub(crate) state: Option<String>,
}

/// One task with everything on it, in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct DetailView {
    #[serde(flatten)]
    pub(crate) detail: TaskDetail,
    /// The name of the state that is shown.
    pub(crate) state: Option<String>,
}

/// Names that tasks refer to by id.
pub(crate) struct Names {
    pub(crate) people: People,
    projects: BTreeMap<ProjectId, ProjectRow>,
}

impl Names {
    pub(crate) fn of(store: &Store) -> Result<Self> {
        let projects = store.queries().projects()?;
        let projects = projects.into_iter().map(|project| (project.row.id, project.row)).collect();
        Ok(Self { people: People::of(store)?, projects })
    }

    pub(crate) fn task(&self, item: TaskItem) -> TaskView {
        TaskView { state: self.state(&item), item }
    }

    pub(crate) fn tasks(&self, items: Vec<TaskItem>) -> Vec<TaskView> {
        items.into_iter().map(|item| self.task(item)).collect()
    }

    pub(crate) fn state(&self, item: &TaskItem) -> Option<String> {
        let project = self.projects.get(&item.row.project_id)?;
        let state = project.states.iter().find(|state| Some(state.id) == item.shown_state_id)?;
        Some(state.name.clone())
    }

    fn labels(&self, item: &TaskItem) -> String {
        let Some(project) = self.projects.get(&item.row.project_id) else { return String::new() };
        let named = project.labels.iter().filter(|label| item.row.labels.contains(&label.id));
        named.map(|label| label.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn assignees(&self, item: &TaskItem) -> String {
        let names = item.row.assignees.iter().map(|user| self.people.name(*user));
        names.collect::<Vec<_>>().join(", ")
    }
}

/// A table of tasks.
pub(crate) fn list(page: &mut Page, names: &Names, tasks: &[TaskView]) -> io::Result<()> {
    let mut table = Table::new(&["key", "state", "priority", "points", "assignee", "title"]);
    for task in tasks {
        let TaskView { item, state } = task;
        let mark = if item.row.conflicts.is_empty() { "" } else { "⚠ " };
        table.row([
            item.key.clone(),
            state.clone().unwrap_or_default(),
            priority(item.row.priority).to_owned(),
            item.row.estimate.map(|points| points.to_string()).unwrap_or_default(),
            names.assignees(item),
            format!("{mark}{}", item.row.title),
        ]);
    }
    page.table(&table)
}

/// A task with everything on it.
pub(crate) fn detail(page: &mut Page, names: &Names, view: &DetailView) -> io::Result<()> {
    let TaskDetail { task, description, comments, children, activity, .. } = &view.detail;
    page.heading(&format!("{}  {}", task.key, task.row.title))?;
    for (name, value) in facts(names, view) {
        page.line(&format!("{name:<10} {value}"))?;
    }
    if let Some(text) = description.as_deref().filter(|text| !text.is_empty()) {
        page.blank()?;
        page.block(text, 2)?;
    }
    for conflict in &task.row.conflicts {
        page.blank()?;
        self::conflict(page, &names.people, conflict)?;
    }
    if !children.is_empty() {
        page.blank()?;
        page.heading("Parts")?;
        for child in children {
            page.line(&format!("  {}  {}", child.key, child.row.title))?;
        }
    }
    if !comments.is_empty() {
        page.blank()?;
        page.heading("Comments")?;
        comment_tree(page, &names.people, comments, 2)?;
    }
    if !activity.is_empty() {
        page.blank()?;
        page.heading("Activity")?;
        for row in activity.iter().rev() {
            page.faint(&format!("  {}", activity_line(&names.people, row)))?;
        }
    }
    Ok(())
}

fn facts(names: &Names, view: &DetailView) -> Vec<(&'static str, String)> {
    let task = &view.detail.task;
    let row = &task.row;
    let external: Vec<String> =
        row.external_ids.iter().map(|(source, id)| format!("{id} ({source})")).collect();
    let all = [
        ("state", view.state.clone().unwrap_or_default()),
        ("priority", priority(row.priority).to_owned()),
        ("assignee", names.assignees(task)),
        ("labels", names.labels(task)),
        ("points", row.estimate.map(|points| points.to_string()).unwrap_or_default()),
        ("start", row.start.map(|day| day.to_string()).unwrap_or_default()),
        ("due", row.due.map(|day| day.to_string()).unwrap_or_default()),
        ("external", external.join(", ")),
        (
            "created",
            format!("{} by {}", moment(row.created_at), names.people.author(row.created_by)),
        ),
        ("deleted", row.deleted_at.map(moment).unwrap_or_default()),
        ("id", row.id.to_string()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The values of a field that people wrote at the same time, with their numbers.
pub(crate) fn conflict(page: &mut Page, people: &People, conflict: &Conflict) -> io::Result<()> {
    page.heading(&format!("⚠ {} was written at the same time", conflict.field))?;
    let values = std::iter::once(&conflict.shown).chain(&conflict.losing);
    for (number, candidate) in values.enumerate() {
        let shown = if number == 0 { " (shown)" } else { "" };
        let value = plain_value(&candidate.value);
        let author = people.author(candidate.author);
        page.line(&format!("  {number}  {value}  {author}, {}{shown}", moment(candidate.at)))?;
    }
    Ok(())
}

fn comment_tree(
    page: &mut Page,
    people: &People,
    comments: &[CommentNode],
    indent: usize,
) -> io::Result<()> {
    for CommentNode { row, replies } in comments {
        let author = people.author(row.author);
        let mut head = format!("{:indent$}{author}, {}", "", moment(row.created_at));
        if row.edited_at.is_some() {
            head.push_str(", edited");
        }
        page.faint(&format!("{head}  {}", row.id))?;
        match row.deleted_at {
            Some(_) => page.faint(&format!("{:indent$}(deleted)", ""))?,
            None => page.block(&row.body, indent)?,
        }
        for (emoji, users) in &row.reactions {
            page.faint(&format!("{:indent$}{emoji} {}", "", users.len()))?;
        }
        comment_tree(page, people, replies, indent + 4)?;
    }
    Ok(())
}

/// One line of activity: when, who, what.
pub(crate) fn activity_line(people: &People, row: &ActivityRow) -> String {
    let event = serde_json::to_value(&row.event).unwrap_or_default();
    let words = event["event"].as_str().unwrap_or_default().replace('_', " ");
    let changed = match (event.get("from"), event.get("to")) {
        (Some(from), Some(to)) => format!(": {} → {}", plain_value(from), plain_value(to)),
        _ => event.get("number").map(|number| format!(": {number}")).unwrap_or_default(),
    };
    format!("{}  {}  {words}{changed}", moment(row.at), people.author(row.author))
}

/// A moment, in UTC to the minute.
pub(crate) fn moment(at: Timestamp) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]Z");
    OffsetDateTime::from_unix_timestamp(at.millis().div_euclid(1000))
        .ok()
        .and_then(|moment| moment.format(&format).ok())
        .unwrap_or_else(|| at.millis().to_string())
}

fn plain_value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::None => "",
        other => other.as_str(),
    }
}
