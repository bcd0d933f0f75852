//! From nothing to a first task, without an account and without a network; joined to a relay later.

use crate::acts;
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::database::Database;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use aloft_e2e::window::Window;
use std::time::{Duration, Instant};

/// A person types more slowly; what the window itself may take of their minute is this.
const WINDOW_TIME: Duration = Duration::from_secs(20);
const TITLE: &str = "Housing cracks in the cold";

#[test]
fn a_first_task_without_an_account_and_all_of_it_joined_later() {
    let database = Database::new();
    let relay = Relay::start(&database.relay_url());
    let ada = Person::new("Ada");
    let begin = Instant::now();
    let window = Window::open("ada", ada.store());
    acts::begin_without_account(&window, "Front lamp", "LAMP");
    acts::create_task(&window, TITLE);
    window.find("row", &format!("…{TITLE}…"));
    assert!(begin.elapsed() < WINDOW_TIME, "{:?}", begin.elapsed());
    window.shows("Saved on this machine");
    acts::open_task(&window, TITLE);
    acts::write_description(&window, "End", "The second batch only.");
    acts::comment(&window, "Seen in the freezer.");
    let before = ada.json(&["export", "json", "--project", "LAMP"]);

    window.click("button", "…Organisation:…");
    window.click("menuitem", "Share with a team");
    acts::fill_account(&window, &relay.url(), "Ada", &ada.email());
    window.fill("textbox", "Organisation’s name", "Lykta Cycle Lamps");
    window.click("button", "Share");
    acts::synced(&window);
    let after = ada.json(&["export", "json", "--project", "LAMP"]);
    assert_kept(&before, &after);
    assert_agree(&[&ada], &database, "LAMP");

    // The same to the eye: the task has its number, its text and its comment.
    acts::open_task(&window, TITLE);
    window.find("heading", &format!("LAMP-1 {TITLE}"));
    let description = window.find("textbox", "Description");
    window.wait_until("the text", || window.text_of(&description) == "The second batch only.");
    window.shows("Seen in the freezer.");
    assert_eq!(window.errors(), Vec::<String>::new());
}

/// Joining changes no id and no word.
fn assert_kept(before: &serde_json::Value, after: &serde_json::Value) {
    assert_eq!(before["project"]["id"], after["project"]["id"]);
    let (before, after) = (&before["tasks"][0], &after["tasks"][0]);
    for field in ["id", "title", "description", "created_at", "created_by", "state_id", "order"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    for field in ["id", "body", "created_at", "author"] {
        assert_eq!(before["comments"][0][field], after["comments"][0][field], "{field}");
    }
}
