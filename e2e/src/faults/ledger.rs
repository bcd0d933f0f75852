//! What a program told somebody was saved.
//!
//! A command that ended with 0, or that printed its whole answer before it was killed, has made a
//! promise. One that was killed before has made none: its work may be there or not, but whole.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The promises made to one person.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    tasks: BTreeMap<String, Own>,
    comments: BTreeMap<String, BTreeSet<String>>,
    imported: BTreeMap<String, usize>,
}

/// A task that only this person names and describes.
#[derive(Clone, Debug)]
struct Own {
    title: Latest,
    description: Option<Latest>,
}

/// What was saved last, and what was tried after it without an answer.
#[derive(Clone, Debug)]
struct Latest {
    saved: Option<String>,
    tried: Vec<String>,
}

/// A project's tasks as some store or table has them.
#[derive(Debug, Default)]
pub struct View {
    /// By id.
    pub tasks: BTreeMap<String, Seen>,
}

/// A task somewhere.
#[derive(Debug, Default)]
pub struct Seen {
    /// Its title, and what was written at the same time and lost.
    pub titles: BTreeSet<String>,
    /// Its description, if it has one.
    pub description: Option<String>,
    /// What was said on it.
    pub comments: BTreeSet<String>,
    /// Its id in a file of issues.
    pub external: Option<String>,
}

impl Ledger {
    /// A task was made.
    pub fn created(&mut self, task: &str, title: &str) {
        let own = Own { title: Latest::saved(title), description: None };
        self.tasks.insert(task.to_owned(), own);
    }

    /// A task got a title.
    pub fn titled(&mut self, task: &str, title: &str, is_saved: bool) {
        if let Some(own) = self.tasks.get_mut(task) {
            own.title.note(title, is_saved);
        }
    }

    /// A task got a description.
    pub fn described(&mut self, task: &str, text: &str, is_saved: bool) {
        if let Some(own) = self.tasks.get_mut(task) {
            let latest = Latest { saved: None, tried: Vec::new() };
            own.description.get_or_insert(latest).note(text, is_saved);
        }
    }

    /// Something was said on a task.
    pub fn commented(&mut self, task: &str, body: &str) {
        self.comments.entry(task.to_owned()).or_default().insert(body.to_owned());
    }

    /// So many issues of a file were imported, or more.
    pub fn imported(&mut self, file: &str, at_least: usize) {
        let promised = self.imported.entry(file.to_owned()).or_default();
        *promised = (*promised).max(at_least);
    }

    /// The person's own tasks.
    pub fn own_tasks(&self) -> Vec<&String> {
        self.tasks.keys().collect()
    }

    /// How many promises there are.
    pub fn len(&self) -> usize {
        let comments: usize = self.comments.values().map(BTreeSet::len).sum();
        let described = self.tasks.values().filter(|own| own.description.is_some()).count();
        self.tasks.len() + described + comments + self.imported.values().sum::<usize>()
    }

    /// Whether nothing was promised yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The promises that do not hold there, each as words.
    pub fn broken_in(&self, view: &View) -> Vec<String> {
        let mut broken = Vec::new();
        for (id, own) in &self.tasks {
            let Some(seen) = view.tasks.get(id) else {
                broken.push(format!("task {id} is not there"));
                continue;
            };
            if !seen.titles.iter().any(|title| own.title.allows(title)) {
                broken.push(format!("task {id} is {:?}, not {:?}", seen.titles, own.title));
            }
            let text = seen.description.as_deref().unwrap_or_default();
            if let Some(wanted) = own.description.as_ref().filter(|latest| !latest.allows(text)) {
                broken.push(format!("task {id} reads “{text}”, not {wanted:?}"));
            }
        }
        for (task, bodies) in &self.comments {
            let seen = view.tasks.get(task);
            let lacks = |body: &&String| seen.is_none_or(|seen| !seen.comments.contains(*body));
            let lost = bodies.iter().filter(lacks);
            broken.extend(lost.map(|body| format!("“{body}” is not said on task {task}")));
        }
        for (file, at_least) in &self.imported {
            let prefix = format!("{file}-");
            let of_file = |seen: &&Seen| {
                seen.external.as_ref().is_some_and(|external| external.starts_with(&prefix))
            };
            let there = view.tasks.values().filter(of_file).count();
            let lost = at_least.saturating_sub(there);
            broken.extend((0..lost).map(|_| format!("an issue of {file} is not there")));
        }
        broken
    }
}

impl Latest {
    fn saved(value: &str) -> Self {
        Self { saved: Some(value.to_owned()), tried: Vec::new() }
    }

    fn note(&mut self, value: &str, is_saved: bool) {
        if is_saved {
            *self = Self::saved(value);
        } else {
            self.tried.push(value.to_owned());
        }
    }

    fn allows(&self, value: &str) -> bool {
        match &self.saved {
            None => value.is_empty() || self.tried.iter().any(|tried| tried == value),
            Some(saved) => saved == value || self.tried.iter().any(|tried| tried == value),
        }
    }
}

impl View {
    /// As `aloft export json` has it.
    pub fn of_export(export: &Value) -> Self {
        let tasks = export["tasks"].as_array().expect("tasks").iter();
        let seen = |task: &Value| {
            let comments = task["comments"].as_array().expect("comments").iter();
            let seen = Seen {
                titles: titles(task),
                description: task["description"].as_str().map(str::to_owned),
                comments: comments.map(|comment| text(&comment["body"])).collect(),
                external: task["external_ids"]["csv"].as_str().map(str::to_owned),
            };
            (text(&task["id"]), seen)
        };
        Self { tasks: tasks.map(seen).collect() }
    }

    /// As the relay's tables have it.
    pub fn of_tables(tables: &Value) -> Self {
        let rows = |table: &str| tables[table].as_array().expect("rows").iter();
        let mut tasks: BTreeMap<String, Seen> = rows("tasks")
            .map(|task| {
                let seen = Seen {
                    titles: titles(task),
                    external: task["external_ids"]["csv"].as_str().map(str::to_owned),
                    ..Seen::default()
                };
                (text(&task["id"]), seen)
            })
            .collect();
        for comment in rows("comments") {
            if let Some(seen) = tasks.get_mut(&text(&comment["task_id"])) {
                seen.comments.insert(text(&comment["body"]));
            }
        }
        for words in rows("texts").filter(|row| row["role"] == "description") {
            if let Some(seen) = tasks.get_mut(&text(&words["owner"])) {
                seen.description = Some(text(&words["text"]));
            }
        }
        Self { tasks }
    }
}

/// The title, and those that lost against it.
fn titles(task: &Value) -> BTreeSet<String> {
    let conflicts = task["conflicts"].as_array().into_iter().flatten();
    let of_title = conflicts.filter(|conflict| conflict["field"] == "title");
    let losing = of_title.flat_map(|conflict| conflict["losing"].as_array().into_iter().flatten());
    let losing = losing.map(|candidate| text(&candidate["value"]));
    std::iter::once(text(&task["title"])).chain(losing).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
