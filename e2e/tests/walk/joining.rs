//! Work that was begun without an account joins a relay as it is.

use crate::steps::{KEY, assert_holds, create_project, ids, import, invite, relay, sync, tasks};
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::issues;
use aloft_e2e::person::Person;

#[test]
fn an_import_without_an_account_joins_with_the_same_ids_and_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("issues.csv");
    issues::write(&file, 300);
    let ada = Person::new("Ada");
    create_project(&ada);
    assert_eq!(import(&ada, &file)["created"], 300);
    let before = ids(&ada);
    let me = ada.json(&["status"])["user"].clone();

    let (database, relay) = relay();
    ada.sign_up(&relay.url());
    sync(&ada);
    assert_eq!(ids(&ada), before);
    assert_eq!(ada.json(&["status"])["user"], me, "signing up keeps the person's id");
    assert_eq!(database.count("tasks"), 300);

    let again = import(&ada, &file);
    assert_eq!((&again["created"], &again["unchanged"]), (&0.into(), &300.into()), "{again}");
    sync(&ada);
    assert_eq!(database.count("tasks"), 300);

    let ben = Person::new("Ben");
    ben.sign_up(&relay.url());
    invite(&ada, &ben);
    sync(&ben);
    assert_eq!(ids(&ben), before);
    assert_holds(&ben, &file);
    assert_agree(&[&ada, &ben], &database, KEY);
}

#[test]
fn who_is_in_the_organisation_no_more_still_synchronises_to_the_end() {
    let (database, relay) = relay();
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    ada.sign_up(&relay.url());
    create_project(&ada);
    sync(&ada);
    ben.sign_up(&relay.url());
    invite(&ada, &ben);
    sync(&ben);
    let id = ben.json(&["status"])["user"].as_str().expect("an id").to_owned();
    database.execute(&format!("DELETE FROM members WHERE user_id = '{id}'"));
    assert_eq!(ben.json(&["sync"])["result"], "synced", "nothing of his waits");

    let task = ["task", "create", "--project", KEY, "--title", "Too late"];
    ben.aloft(&task);
    let output = ben.output(&["--json", "sync"]);
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let ended: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(ended["result"], "no_access", "{ended}");
    assert!(ended["waiting"].as_u64() > Some(0), "{ended}");
}

#[test]
fn what_a_second_machine_made_without_an_account_is_its_persons_after_signing_in() {
    let (_database, relay) = relay();
    let (desk, laptop) = (Person::new("Ada"), Person::new("Ada"));
    desk.sign_up(&relay.url());
    create_project(&laptop);
    let task = laptop.json(&["task", "create", "--project", KEY, "--title", "On the plane"]);
    let id = task["id"].as_str().expect("an id");
    laptop.aloft(&["task", "comment", id, "Said there."]);

    laptop.sign_in(&relay.url());
    sync(&laptop);
    sync(&desk);
    assert_eq!(tasks(&desk)[0]["id"], task["id"]);

    // The comment's author is an id that only the laptop had; it has become one of Ada's.
    let comment = desk.json(&["task", "show", id])["comments"][0]["id"].clone();
    let comment = comment.as_str().expect("an id");
    desk.aloft(&["task", "comment", id, "--edit", comment, "Said there, and changed here."]);
    sync(&desk);
    sync(&laptop);
    assert_eq!(
        laptop.json(&["task", "show", id])["comments"][0]["body"],
        "Said there, and changed here."
    );
}
