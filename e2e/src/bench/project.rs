//! A project of 10,000 tasks, imported by the `aloft` command.

use crate::issues;
use crate::person::{Person, argument};
use crate::window::Window;
use serde_json::json;
use std::path::Path;

const TASKS: usize = 10_000;

pub(super) struct Project {
    person: Person,
    id: String,
}

impl Project {
    pub(super) fn prepare() -> Self {
        let person = Person::new("Bench");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("issues.csv");
        issues::write_real(&file, TASKS);
        person.aloft(&["project", "create", "--key", "BENCH", "--name", "Bench"]);
        person.aloft(&["project", "edit", "BENCH", "--add-label", "measured=#2f6f8f"]);
        // A few rows of the real files do not fit, and are told of.
        person.output(&issues::import_words(&argument(&file), "BENCH"));
        let projects = person.json(&["project", "list"]);
        let id = projects[0]["id"].as_str().expect("an id").to_owned();
        eprintln!("{} tasks", projects[0]["tasks"]);
        Self { person, id }
    }

    pub(super) fn store(&self) -> &Path {
        self.person.store()
    }

    /// Goes to the project's list and waits until it is there.
    pub(super) fn open(&self, window: &Window) {
        let path = format!("#/project/{}/list", self.id);
        window.run("location.hash = arguments[0]", &[json!(path)]);
        window.find("grid", "Tasks");
        window.wait_until("its rows", || {
            let rows = "return document.querySelectorAll('[role=row]').length > 10";
            window.run(rows, &[]) == json!(true)
        });
    }
}
