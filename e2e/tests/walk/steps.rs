//! Steps that several walks take.

use aloft_e2e::database::Database;
use aloft_e2e::issues::{self, Issue};
use aloft_e2e::person::{Person, argument};
use aloft_e2e::relay::Relay;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The project's key in every walk.
pub(crate) const KEY: &str = "WALK";

/// A relay on a database of its own.
pub(crate) fn relay() -> (Database, Relay) {
    let database = Database::new();
    let relay = Relay::start(&database.relay_url());
    (database, relay)
}

/// Makes the project.
pub(crate) fn create_project(person: &Person) {
    person.aloft(&["project", "create", "--key", KEY, "--name", "The walk"]);
}

/// Imports a file of issues and returns what the command answered.
pub(crate) fn import(person: &Person, file: &Path) -> Value {
    person.json(&issues::import_words(&argument(file), KEY))
}

/// Exchanges changes until everything is.
pub(crate) fn sync(person: &Person) {
    let synced = person.json(&["sync"]);
    assert_eq!(synced["result"], "synced", "{synced}");
    assert_eq!((&synced["waiting"], &synced["refused"]), (&0.into(), &0.into()), "{synced}");
}

/// Adds a person to the organisation in which somebody has the project.
pub(crate) fn invite(who: &Person, guest: &Person) {
    who.aloft(&["org", "add-member", &guest.email()]);
}

/// The project's tasks.
pub(crate) fn tasks(person: &Person) -> Vec<Value> {
    let list = person.json(&["task", "list", "--project", KEY]);
    list.as_array().expect("a list").clone()
}

/// The ids of the project's tasks by their foreign ids.
pub(crate) fn ids(person: &Person) -> BTreeMap<String, String> {
    let pair = |task: Value| {
        let foreign = task["external_ids"]["csv"].as_str().unwrap_or_default().to_owned();
        (foreign, task["id"].as_str().expect("an id").to_owned())
    };
    tasks(person).into_iter().map(pair).collect()
}

/// The project's issues, exported again.
pub(crate) fn exported(person: &Person) -> BTreeMap<String, Issue> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("out.csv");
    person.aloft(&["export", "csv", "--project", KEY, "-o", &argument(&file)]);
    issues::read_columns(&file, ["external_id", "title", "description", "estimate"])
}

/// Everything in `file` is in the project, byte for byte.
pub(crate) fn assert_holds(person: &Person, file: &Path) {
    let (wanted, have) = (issues::read(file), exported(person));
    assert_eq!(have.len(), wanted.len());
    for (key, (title, description, points)) in &wanted {
        let (their_title, their_description, their_points) = &have[key];
        assert_eq!(their_title, title, "the title of {key}");
        assert_eq!(their_description, description, "the description of {key}");
        assert_eq!(issues::points(their_points), issues::points(points), "the points of {key}");
    }
}
