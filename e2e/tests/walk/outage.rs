//! A relay that answers and cannot store.

use crate::steps::{KEY, create_project, relay, sync};
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::person::Person;

/// What Postgres says when its disk is full.
const FILL: &str = "
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON changes EXECUTE FUNCTION disk_is_full()";

#[test]
fn a_relay_that_cannot_store_is_given_up_and_nothing_is_lost_or_called_synced() {
    let (database, relay) = relay();
    let ada = Person::new("Ada");
    ada.sign_up(&relay.url());
    create_project(&ada);
    sync(&ada);
    ada.aloft(&["task", "create", "--project", KEY, "--title", "Written in an outage"]);

    database.execute(FILL);
    let output = ada.output(&["--json", "sync"]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    assert_eq!(database.count("tasks"), 0);
    assert!(ada.json(&["status"])["waiting"].as_u64() > Some(0));

    database.execute("DROP TRIGGER full_disk ON changes");
    sync(&ada);
    assert_eq!(ada.json(&["status"])["waiting"], 0);
    // The task's number is the relay's own change, and follows the acknowledgement.
    sync(&ada);
    assert_agree(&[&ada], &database, KEY);
}
