//! `aloft-server dev`: one command, and everything is still there after the next.

use crate::steps::{KEY, create_project, sync, tasks};
use aloft_e2e::dev::DevRelay;
use aloft_e2e::person::Person;

#[test]
fn a_development_relay_keeps_its_data_from_one_start_to_the_next() {
    let ada = Person::new("Ada");
    let mut relay = DevRelay::start();
    ada.sign_up(&relay.url());
    create_project(&ada);
    ada.aloft(&["task", "create", "--project", KEY, "--title", "Kept"]);
    sync(&ada);

    relay.stop();
    assert!(!ada.output(&["sync"]).status.success(), "the relay is away");
    ada.aloft(&["task", "create", "--project", KEY, "--title", "Made meanwhile"]);

    relay.start_again();
    sync(&ada);
    assert!(tasks(&ada).iter().all(|task| task["number"].is_number()));
}
