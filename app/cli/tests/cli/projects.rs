//! `aloft project` and `aloft org`, without an account.

use crate::support::Machine;
use serde_json::Value;

#[test]
fn the_first_project_makes_an_organisation_of_this_machine() {
    let machine = Machine::with_project("SHIP");
    let orgs = machine.json(&["org", "list"]);
    assert_eq!(orgs.as_array().unwrap().len(), 1);
    assert_eq!((&orgs[0]["name"], &orgs[0]["relay"]), (&"My organisation".into(), &Value::Null));
    machine.ok(&["project", "create", "--key", "DOCK", "--name", "The dock"]);
    assert_eq!(machine.json(&["org", "list"]).as_array().unwrap().len(), 1);
    let projects = machine.json(&["project", "list"]);
    let keys: Vec<&Value> = projects.as_array().unwrap().iter().map(|it| &it["key"]).collect();
    assert_eq!(keys, ["SHIP", "DOCK"]);
    assert_eq!(projects[0]["org_id"], projects[1]["org_id"]);
}

#[test]
fn a_project_begins_with_a_workflow_and_can_be_changed() {
    let machine = Machine::with_project("SHIP");
    let args = ["project", "edit", "SHIP", "--name", "Boat", "--add-label", "bug=#D73A4A"];
    machine.ok(&[&args[..], &["--add-label", "idea", "--add-state", "Review=started"]].concat());
    let project = machine.json(&["project", "show", "ship"]);
    assert_eq!(project["name"], "Boat");
    let names = |list: &str| -> Vec<String> {
        let items = project[list].as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("labels"), ["bug", "idea"]);
    assert_eq!(project["labels"][0]["color"], "#d73a4a");
    let states = ["Backlog", "Todo", "In progress", "Done", "Canceled", "Review"];
    assert_eq!(names("states"), states);
    machine.ok(&["project", "edit", "SHIP", "--remove-label", "idea", "--remove-state", "Todo"]);
    let project = machine.json(&["project", "show", "SHIP"]);
    assert_eq!(project["labels"].as_array().unwrap().len(), 1);
    assert_eq!(project["states"].as_array().unwrap().len(), 5);
}

#[test]
fn plans_are_made_changed_and_given_to_tasks() {
    let machine = Machine::with_project("SHIP");
    let args = ["--add-cycle", "One=2027-01-04..2027-01-15", "--add-milestone", "Sea trial"];
    machine.ok(&[&["project", "edit", "SHIP"][..], &args].concat());
    machine.ok(&["project", "edit", "SHIP", "--add-milestone", "Sea trial=2027-03-01"]);
    let project = machine.json(&["project", "show", "SHIP"]);
    assert_eq!(project["cycles"][0]["end"], "2027-01-15");
    assert_eq!(project["milestones"].as_array().unwrap().len(), 1);
    assert_eq!(project["milestones"][0]["due"], "2027-03-01");

    let task = |title: &str| {
        let made = machine.json(&["task", "create", "--project", "SHIP", "--title", title]);
        made["id"].as_str().unwrap().to_owned()
    };
    let (hull, mast) = (task("Hull"), task("Mast"));
    let relation = format!("blocks={mast}");
    let args = ["--cycle", "one", "--milestone", "sea trial", "--relate", &relation];
    machine.ok(&[&["task", "edit", &hull][..], &args].concat());
    let shown = machine.json(&["task", "show", &hull]);
    assert_eq!(shown["cycle_id"], project["cycles"][0]["id"]);
    assert_eq!(shown["milestone_id"], project["milestones"][0]["id"]);
    assert_eq!(shown["relations"][0]["kind"], "blocks");
    machine.ok(&["task", "edit", &hull, "--cycle", "none", "--unrelate", &relation]);
    let shown = machine.json(&["task", "show", &hull]);
    assert_eq!((&shown["cycle_id"], &shown["relations"]), (&Value::Null, &Value::Array(vec![])));

    machine.fails(2, &["project", "edit", "SHIP", "--add-cycle", "Two=2027-02-01"]);
    machine.fails(2, &["task", "edit", &hull, "--relate", "hinders=SHIP-1"]);
    machine.fails(3, &["task", "edit", &hull, "--cycle", "Nine"]);
    machine.ok(&[
        "project",
        "edit",
        "SHIP",
        "--remove-cycle",
        "One",
        "--remove-milestone",
        "Sea trial",
    ]);
    let project = machine.json(&["project", "show", "SHIP"]);
    assert_eq!(
        (&project["cycles"], &project["milestones"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
}

#[test]
fn a_deleted_project_is_not_listed_and_comes_back_by_its_id() {
    let machine = Machine::with_project("SHIP");
    let id = machine.json(&["project", "delete", "SHIP"])["id"].as_str().unwrap().to_owned();
    assert_eq!(machine.json(&["project", "list"]), Value::Array(Vec::new()));
    machine.fails(3, &["project", "show", "SHIP"]);
    machine.ok(&["project", "restore", &id]);
    machine.ok(&["project", "show", "SHIP"]);
}

#[test]
fn the_status_without_an_account_says_what_is_here_alone() {
    let machine = Machine::with_project("SHIP");
    machine.ok(&["task", "create", "--project", "SHIP", "--title", "One"]);
    let status = machine.json(&["status"]);
    assert_eq!((&status["synced"], &status["signed_in"]), (&false.into(), &Value::Null));
    assert_eq!((&status["waiting"], &status["local"]), (&2.into(), &2.into()));
}
