//! Two relay processes on one database serve one stream, live.

use crate::steps::{KEY, create_project, invite, relay, sync};
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);

#[test]
fn edits_travel_both_ways_between_clients_of_two_relays() {
    let (database, first) = relay();
    let second = Relay::start(&database.relay_url());
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    ada.sign_up(&first.url());
    ben.sign_up(&second.url());
    create_project(&ada);
    let task = ada.json(&["task", "create", "--project", KEY, "--title", "Begun"]);
    let id = task["id"].as_str().expect("an id");
    sync(&ada);
    invite(&ada, &ben);
    sync(&ben);

    let watching = [ada.start(&["sync", "--watch"]), ben.start(&["sync", "--watch"])];
    for round in 0..5 {
        travels(&ada, &ben, id, &format!("Ada's word {round}"));
        travels(&ben, &ada, id, &format!("Ben's word {round}"));
    }
    for person in [&ada, &ben] {
        person.wait_for(SOON, &["status"], |status| status["waiting"] == 0);
    }
    drop(watching);
    assert_agree(&[&ada, &ben], &database, KEY);
}

/// The command writes beside a running `sync --watch`, which carries it.
fn travels(from: &Person, to: &Person, task: &str, title: &str) {
    from.aloft(&["task", "edit", task, "--title", title]);
    let took = to.wait_for(SOON, &["task", "show", task], |task| task["title"] == title);
    println!("“{title}” took {} ms", took.as_millis());
}
