//! Two people work apart and meet again.

use crate::steps::{KEY, assert_holds, create_project, import, invite, relay, sync, tasks};
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::database::Database;
use aloft_e2e::issues;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use serde_json::Value;
use std::collections::BTreeSet;

/// The tasks on which the two meet, by id.
struct Places {
    two_fields: String,
    one_field: String,
    text: String,
    talk: String,
    moved: [String; 3],
    deleted: String,
}

#[test]
fn two_people_work_apart_and_the_first_returns_first() {
    walk(|ada, ben| {
        sync(ada);
        sync(ben);
        sync(ada);
    });
}

#[test]
fn two_people_work_apart_and_the_second_returns_first() {
    walk(|ada, ben| {
        sync(ben);
        sync(ada);
        sync(ben);
    });
}

fn walk(meet: impl Fn(&Person, &Person)) {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, relay) = relay();
    let (ada, ben) = begin(folder.path(), &relay);
    assert_agree(&[&ada, &ben], &database, KEY);

    let places = Places::choose(&tasks(&ada));
    let before = ada.json(&["task", "show", &places.text])["description"].clone();
    edit_apart(&ada, &ben, &places, before.as_str().expect("a description"));
    meet(&ada, &ben);

    assert_agree(&[&ada, &ben], &database, KEY);
    for person in [&ada, &ben] {
        assert_nothing_is_lost(person, &places, before.as_str().expect("a description"));
        assert_conflict_is_visible(person, &places);
    }
    resolve(&ada, &ben, &places);
    assert_agree(&[&ada, &ben], &database, KEY);
    assert_derived_rows_can_be_rebuilt(&database);
}

/// Ada imports and syncs; Ben joins and has all of it.
fn begin(folder: &std::path::Path, relay: &Relay) -> (Person, Person) {
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    let file = issues::file(folder);
    ada.sign_up(&relay.url());
    create_project(&ada);
    let imported = import(&ada, &file);
    assert_eq!(imported["created"], 1_680, "{imported}");
    sync(&ada);
    ben.sign_up(&relay.url());
    invite(&ada, &ben);
    sync(&ben);
    assert_holds(&ben, &file);
    (ada, ben)
}

impl Places {
    fn choose(tasks: &[Value]) -> Self {
        let id = |at: usize| text(&tasks[at]["id"]).to_owned();
        Self {
            two_fields: id(10),
            one_field: id(20),
            text: id(30),
            talk: id(40),
            moved: [id(50), id(60), id(70)],
            deleted: id(80),
        }
    }
}

/// No `sync` in here: both are on a plane.
fn edit_apart(ada: &Person, ben: &Person, places: &Places, description: &str) {
    ada.aloft(&["task", "edit", &places.two_fields, "--priority", "high"]);
    ben.aloft(&["task", "edit", &places.two_fields, "--due", "2027-01-31"]);

    ada.aloft(&["task", "edit", &places.one_field, "--title", "As Ada would have it"]);
    ben.aloft(&["task", "edit", &places.one_field, "--title", "As Ben would have it"]);

    let (before, behind) = (format!("Ada: 👩‍✈️\n{description}"), format!("{description}\nBen: 机"));
    ada.aloft(&["task", "edit", &places.text, "--description", &before]);
    ben.aloft(&["task", "edit", &places.text, "--description", &behind]);

    ada.aloft(&["task", "comment", &places.talk, "Ada says so."]);
    ben.aloft(&["task", "comment", &places.talk, "Ben does not."]);

    let [first, second, third] = &places.moved;
    ada.aloft(&["task", "move", first, "--first"]);
    ben.aloft(&["task", "move", second, "--first"]);
    ada.aloft(&["task", "move", third, "--last"]);
    ben.aloft(&["task", "move", third, "--before", first]);

    ada.aloft(&["task", "delete", &places.deleted]);
    ben.aloft(&["task", "edit", &places.deleted, "--title", "Still wanted"]);
    ben.aloft(&["task", "comment", &places.deleted, "Please keep this."]);

    ada.aloft(&["task", "create", "--project", KEY, "--title", "Made by Ada"]);
    ben.aloft(&["task", "create", "--project", KEY, "--title", "Made by Ben"]);
}

fn assert_nothing_is_lost(person: &Person, places: &Places, description: &str) {
    let show = |id: &str| person.json(&["task", "show", id]);

    let both = show(&places.two_fields);
    assert_eq!((&both["priority"], &both["due"]), (&"high".into(), &"2027-01-31".into()));
    assert_eq!(both["conflicts"], Value::Array(Vec::new()));

    let merged = format!("Ada: 👩‍✈️\n{description}\nBen: 机");
    assert_eq!(show(&places.text)["description"], Value::from(merged));

    let talk = show(&places.talk);
    let mut said = comments(&talk);
    said.sort_unstable();
    assert_eq!(said, ["Ada says so.", "Ben does not."]);

    let deleted = show(&places.deleted);
    assert!(deleted["deleted_at"].is_number(), "{deleted}");
    assert_eq!(deleted["edited_despite_delete"], true);
    assert_eq!(deleted["title"], "Still wanted");
    assert_eq!(comments(&deleted), ["Please keep this."]);

    let list = tasks(person);
    assert_eq!(list.len(), 1_680 - 1 + 2);
    let leading = ids(&list[..3]);
    let [first, second, _] = &places.moved;
    assert!(leading.contains(&first.as_str()) && leading.contains(&second.as_str()));
    let numbers: BTreeSet<u64> =
        list.iter().map(|task| task["number"].as_u64().expect("a number")).collect();
    assert_eq!(numbers.len(), list.len(), "no number twice");
}

fn assert_conflict_is_visible(person: &Person, places: &Places) {
    let task = person.json(&["task", "show", &places.one_field]);
    let conflicts = task["conflicts"].as_array().expect("conflicts");
    assert_eq!(conflicts.len(), 1, "{task:#}");
    let (shown, losing) = (&conflicts[0]["shown"], &conflicts[0]["losing"][0]);
    assert_eq!(conflicts[0]["field"], "title");
    assert_eq!(shown["value"], task["title"]);
    let mut values = [shown, losing].map(|candidate| text(&candidate["value"]));
    values.sort_unstable();
    assert_eq!(values, ["As Ada would have it", "As Ben would have it"]);
    assert_ne!(shown["author"], losing["author"]);
    let listed = person.json(&["task", "list", "--project", KEY, "--conflicts"]);
    assert_eq!(ids(listed.as_array().expect("a list")), [places.one_field.as_str()]);
}

/// Ben takes the value that lost; everybody has it.
fn resolve(ada: &Person, ben: &Person, places: &Places) {
    let task = ben.json(&["task", "show", &places.one_field]);
    let lost = task["conflicts"][0]["losing"][0]["value"].clone();
    ben.aloft(&["conflict", "resolve", &places.one_field, "title", "--take", "1"]);
    sync(ben);
    sync(ada);
    let task = ada.json(&["task", "show", &places.one_field]);
    assert_eq!(task["title"], lost);
    assert_eq!(task["conflicts"], Value::Array(Vec::new()));
}

/// From the log to identical rows; and the check is one that can fail.
fn assert_derived_rows_can_be_rebuilt(database: &Database) {
    let before = database.derived();
    assert!(database.aloft_server(&["reproject", "--check"]));
    database.execute("UPDATE tasks SET title = 'spoilt' WHERE number = 1");
    database.execute("DELETE FROM comments");
    assert!(!database.aloft_server(&["reproject", "--check"]), "the check must notice");
    assert!(database.aloft_server(&["reproject"]));
    assert!(database.aloft_server(&["reproject", "--check"]));
    assert!(database.derived() == before, "identical rows");
}

fn comments(task: &Value) -> Vec<&str> {
    let comments = task["comments"].as_array().expect("comments");
    comments.iter().map(|comment| text(&comment["body"])).collect()
}

fn ids(tasks: &[Value]) -> Vec<&str> {
    tasks.iter().map(|task| text(&task["id"])).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
