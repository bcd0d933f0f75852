//! `aloft export`.

use crate::support::Machine;
use serde_json::Value;

#[test]
fn json_holds_everything_and_is_the_same_twice() {
    let machine = Machine::with_project("SHIP");
    let create = ["task", "create", "--project", "SHIP", "--title", "One", "--description", "d"];
    let id = machine.json(&create)["id"].clone();
    machine.ok(&["task", "create", "--project", "SHIP", "--title", "Gone"]);
    let gone = machine.json(&["search", "Gone"])[0]["id"].clone();
    machine.ok(&["task", "delete", gone.as_str().unwrap()]);
    machine.ok(&["task", "comment", id.as_str().unwrap(), "Said."]);
    let export = machine.json(&["export", "json", "--project", "SHIP"]);
    assert_eq!((&export["format"], &export["version"]), (&"aloft".into(), &1.into()));
    assert_eq!(export["project"]["key"], "SHIP");
    let tasks = export["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 2, "the bin is in it");
    let task = tasks.iter().find(|task| task["id"] == id).unwrap();
    assert_eq!(
        (&task["description"], &task["comments"][0]["body"]),
        (&"d".into(), &"Said.".into())
    );
    assert_eq!(task["activity"][0]["event"], "task_created");
    let again = machine.ok(&["export", "json", "--project", "SHIP"]);
    assert_eq!(again, machine.ok(&["export", "json", "--project", "SHIP"]));
}

#[test]
fn csv_leaves_the_bin_out_unless_asked() {
    let machine = Machine::with_project("SHIP");
    let create =
        ["task", "create", "--project", "SHIP", "--title", "One, \"two\"", "--due", "2026-12-01"];
    let key = machine.json(&create)["key"].as_str().unwrap().to_owned();
    let csv = machine.ok(&["export", "csv", "--project", "SHIP"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!((&row[0], &row[2], &row[4]), (key.as_str(), "One, \"two\"", "Backlog"));
    machine.ok(&["task", "delete", &key]);
    assert_eq!(machine.ok(&["export", "csv", "--project", "SHIP"]).lines().count(), 1);
    assert_eq!(machine.ok(&["export", "csv", "--project", "SHIP", "--deleted"]).lines().count(), 2);
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let machine = Machine::with_project("SHIP");
    let path = machine.file("out.json", b"what was there");
    machine.fails(3, &["export", "json", "--project", "NONE", "-o", &path]);
    assert_eq!(std::fs::read(&path).unwrap(), b"what was there");
    assert_eq!(machine.ok(&["export", "json", "--project", "SHIP", "-o", &path]), "");
    let _: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let nowhere = machine.folder().join("no/such/folder.json").display().to_string();
    machine.fails(1, &["export", "json", "--project", "SHIP", "-o", &nowhere]);
}
