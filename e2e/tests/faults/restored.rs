//! Backups that were put back.

use crate::moments::{seed, strike};
use aloft_e2e::faults::dice::Dice;
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::member::{KEY, Member};
use aloft_e2e::faults::site::{Plan, Site};
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// For what takes seconds: a relay spreads those whom it sends away over some.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_store_that_was_put_back_gets_its_work_back_and_numbers_nothing_twice() {
    strike(&[Fault::StoreRestored], seed(7), Plan { people: 2, ..Plan::default() });
}

#[test]
fn a_relay_that_was_put_back_gets_what_it_lost_from_its_clients() {
    strike(&[Fault::PostgresRestored], seed(8), Plan { people: 3, ..Plan::default() });
}

/// Without an operator's word nobody gives back what is another's: what stands on it waits, for as
/// long as it takes, and whoever asks is told.
#[test]
fn work_on_what_a_relay_lost_waits_for_whoever_made_that() {
    let mut site = lost_with_what_it_stands_on(9);
    site.settle();
    assert_eq!(site.database.count("comments"), 2);
}

/// Also when the operator thinks of it after people have come back, and of those who stay connected.
#[test]
fn an_operator_lets_everybody_give_back_what_a_relay_lost() {
    let mut site = lost_with_what_it_stands_on(10);
    let heard = |member: &Member| member.person.json(&["status"])["last_contact"].as_i64();
    let before = heard(&site.members[1]);
    site.members[1].watch();
    let begin = Instant::now();
    while heard(&site.members[1]) == before {
        assert!(begin.elapsed() < PATIENCE, "Ben hears nothing");
        sleep(Duration::from_millis(100));
    }
    assert_eq!(site.database.count("comments"), 0);
    assert!(site.relay.operate(&["recover", "--hours", "1"]), "an operator says so");
    let begin = Instant::now();
    while site.database.count("comments") < 2 {
        assert!(begin.elapsed() < PATIENCE, "Ben gave nothing back, and Ada is away");
        sleep(Duration::from_millis(100));
    }
    site.stop_watching();
    site.settle();
}

/// Ada made a task, and Ben commented on it; the relay lost both, and Ben comments again.
fn lost_with_what_it_stands_on(own_seed: u64) -> Site {
    let mut site = Site::new(Dice::new(seed(own_seed)), Plan { people: 2, ..Plan::default() });
    let shelved = site.shelf.path().join("cluster");
    site.cluster.back_up(&shelved);
    site.relay.wait_until_ready();
    let task = {
        let [ada, ben] = &site.members[..] else { panic!("two people") };
        let created = ada.person.json(&["task", "create", "--project", KEY, "--title", "Lost"]);
        let task = created["id"].as_str().expect("an id").to_owned();
        ada.person.json(&["sync"]);
        ben.person.json(&["sync"]);
        ben.person.json(&["task", "comment", &task, "Lost with it"]);
        ben.person.json(&["sync"]);
        task
    };
    site.relay.kill();
    site.cluster.restore(&shelved);
    site.relay.start_again();
    site.was_restored = true;

    let [ada, ben] = &site.members[..] else { panic!("two people") };
    ben.person.json(&["task", "comment", &task, "New"]);
    ben.person.sign_in_if_out(&site.relay.url());
    for _ in 0..5 {
        let output = ben.person.output(&["--json", "sync"]);
        assert_eq!(output.status.code(), Some(6), "{output:?}");
        let ended: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(ended["result"], "held_up", "{ended}");
        assert_eq!((&ended["waiting"], &ended["refused"]), (&json!(2), &json!(0)), "{ended}");
        assert_eq!(ben.person.json(&["status"])["synced"], false);
    }
    assert_eq!(ada.person.json(&["status"])["waiting"], 0, "she was not there");
    site
}
