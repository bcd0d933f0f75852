//! `kill -9`: what was acknowledged or shown as saved is still there.

use crate::steps::{
    KEY, assert_holds, create_project, exported, import, invite, relay, sync, tasks,
};
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::issues;
use aloft_e2e::person::{Person, argument};
use std::thread::sleep;
use std::time::Duration;

const ISSUES: usize = 1_000;
/// Enough that an import is still busy after its first batch of 500.
const MANY: usize = 3_000;
const A_MOMENT: Duration = Duration::from_millis(20);

#[test]
fn a_relay_killed_in_the_middle_of_a_push_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("issues.csv");
    issues::write(&file, ISSUES);
    let (database, mut relay) = relay();
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    ada.sign_up(&relay.url());
    ben.sign_up(&relay.url());
    create_project(&ada);
    import(&ada, &file);
    let all = waiting(&ada);

    for part in 1..=3 {
        let pushing = ada.start(&["sync", "--watch"]);
        let enough = all * part / 4;
        while pushed(&database) < enough {
            sleep(A_MOMENT);
        }
        relay.kill();
        drop(pushing);
        let (acknowledged, there) = (all - waiting(&ada), pushed(&database));
        println!("killed after {there} of {all} changes, {acknowledged} of them acknowledged");
        assert!(acknowledged <= there, "acknowledged {acknowledged}, and only {there} are there");
        relay.start_again();
    }

    sync(&ada);
    assert_eq!(pushed(&database), all, "nothing twice");
    invite(&ada, &ben);
    sync(&ben);
    assert_holds(&ben, &file);
    assert_agree(&[&ada, &ben], &database, KEY);
    assert!(database.aloft_server(&["reproject", "--check"]));
}

#[test]
fn a_client_killed_in_the_middle_of_an_import_loses_nothing_it_said_was_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("issues.csv");
    issues::write(&file, MANY);
    let ada = Person::new("Ada");
    create_project(&ada);

    let path = argument(&file);
    let mut importing =
        ada.start(&[&issues::import_words(&path, KEY)[..], &["--progress", "json"]].concat());
    let said = importing.progress_past(1);
    assert!(importing.kill(), "it was in the middle");
    let saved = tasks(&ada).len();
    println!("killed after it had said {said}; {saved} of {MANY} are saved");
    assert!(saved as u64 >= said, "{said} were said to be saved, and {saved} are");
    assert!(saved < MANY, "it was in the middle");
    let whole = issues::read(&file);
    for (key, (title, description, _)) in exported(&ada) {
        assert_eq!((&whole[&key].0, &whole[&key].1), (&title, &description), "{key} is whole");
    }

    let again = import(&ada, &file);
    assert_eq!(again["unchanged"], saved);
    assert_eq!(again["created"], MANY - saved);
    assert_holds(&ada, &file);
}

#[test]
fn a_client_killed_in_the_middle_of_joining_has_everything_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("issues.csv");
    issues::write(&file, ISSUES);
    let (database, relay) = relay();
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    ada.sign_up(&relay.url());
    ben.sign_up(&relay.url());
    create_project(&ada);
    import(&ada, &file);
    sync(&ada);
    invite(&ada, &ben);

    for after in [100, 250, 400] {
        let mut joining = ben.start(&["sync", "--watch"]);
        sleep(Duration::from_millis(after));
        joining.kill();
    }
    sync(&ben);
    assert_holds(&ben, &file);
    assert_agree(&[&ada, &ben], &database, KEY);
}

fn waiting(person: &Person) -> u64 {
    person.json(&["status"])["waiting"].as_u64().expect("a count")
}

/// Changes by people, not the relay's own numbers.
fn pushed(database: &aloft_e2e::database::Database) -> u64 {
    database.count("changes WHERE user_id IS NOT NULL")
}
