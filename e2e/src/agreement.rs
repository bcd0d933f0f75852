//! Do two stores and the relay's tables say the same?

use crate::database::Database;
use crate::person::Person;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Everything that the project holds is the same on every machine, and in the relay's tables.
///
/// # Panics
/// At the first difference.
pub fn assert_agree(people: &[&Person], database: &Database, project: &str) {
    let exports: Vec<Value> = people
        .iter()
        .map(|person| person.json(&["export", "json", "--project", project]))
        .collect();
    for (export, person) in exports.iter().zip(people).skip(1) {
        assert_same_tasks(&exports[0], export);
        // Not `people`: whoever has just been added is known to others after their next sync.
        for part in ["project", "overview", "activity"] {
            assert_eq!(exports[0][part], export[part], "{part} of {}", person.email());
        }
    }
    let tasks = by_id(&exports[0]["tasks"]);
    assert_listed(people, project, &tasks);
    assert_relay_has(database, &exports[0], &tasks);
}

/// `task list` shows the rows that the export holds (and more besides), in the same order everywhere.
fn assert_listed(people: &[&Person], project: &str, tasks: &BTreeMap<String, Value>) {
    let lists: Vec<Value> =
        people.iter().map(|person| person.json(&["task", "list", "--project", project])).collect();
    for (list, person) in lists.iter().zip(people) {
        assert!(list == &lists[0], "the list of {} differs", person.email());
    }
    for listed in lists[0].as_array().expect("a list") {
        let exported = &tasks[id(listed)];
        for (field, value) in exported.as_object().expect("a task") {
            let shown = listed.get(field).unwrap_or(value);
            assert_eq!(shown, value, "{field} of {}", listed["key"]);
        }
    }
}

fn assert_relay_has(database: &Database, export: &Value, tasks: &BTreeMap<String, Value>) {
    let project = export["project"]["id"].as_str().expect("an id");
    let of_project = |table: &str| {
        let rows = database.rows(&format!("SELECT * FROM {table} WHERE project_id = '{project}'"));
        by_id(&Value::Array(rows))
    };
    let (rows, comments) = (of_project("tasks"), of_project("comments"));
    assert_eq!(rows.len(), tasks.len(), "tasks at the relay");
    let texts = database.rows(&format!("SELECT * FROM texts WHERE stream_id = '{project}'"));
    let descriptions: BTreeMap<&str, &Value> = texts
        .iter()
        .filter(|text| text["role"] == "description")
        .map(|text| (text["owner"].as_str().expect("an owner"), &text["text"]))
        .collect();
    let mut comment_count = 0;
    for (task_id, task) in tasks {
        assert_row(task, &rows[task_id], &["start:start_date", "due:due_date", "order:order_key"]);
        let description = descriptions.get(task_id.as_str()).copied().unwrap_or(&Value::Null);
        let written = if task["description"].is_null() { &Value::Null } else { description };
        assert_eq!(&task["description"], written, "the description of {}", task["key"]);
        for comment in task["comments"].as_array().expect("comments") {
            assert_row(comment, &comments[id(comment)], &[]);
            comment_count += 1;
        }
    }
    assert_eq!(comments.len(), comment_count, "comments at the relay");
}

/// Each column of the relay's row is the like-named field here; `renamed` are `field:column`.
fn assert_row(here: &Value, there: &Value, renamed: &[&str]) {
    let names: BTreeMap<&str, &str> = renamed
        .iter()
        .filter_map(|pair| pair.split_once(':'))
        .map(|(field, column)| (column, field))
        .collect();
    for (column, value) in there.as_object().expect("a row") {
        if column == "org_id" {
            continue;
        }
        let field = names.get(column.as_str()).copied().unwrap_or(column);
        assert_eq!(
            normal(&here[field]),
            normal(value),
            "{field} of {} {}",
            here["key"],
            here["id"]
        );
    }
}

/// Names the task that differs, before the whole exports are printed.
fn assert_same_tasks(one: &Value, other: &Value) {
    let (one, other) = (by_id(&one["tasks"]), by_id(&other["tasks"]));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (id, task) in &one {
        for (field, value) in task.as_object().expect("a task") {
            assert_eq!(value, &other[id][field], "{field} of {}", task["key"]);
        }
    }
}

fn by_id(list: &Value) -> BTreeMap<String, Value> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| (id(item).to_owned(), item.clone())).collect()
}

fn id(item: &Value) -> &str {
    item["id"].as_str().expect("an id")
}

/// Postgres writes 5 where the client writes 5.0.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), normal(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
