//! Two people at two windows work apart, and meet again: nothing is lost, and what no merge can
//! decide is decided by one of them with one click.

use crate::acts;
use aloft_e2e::agreement::assert_agree;
use aloft_e2e::database::Database;
use aloft_e2e::issues;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use aloft_e2e::window::Window;

const KEY: &str = "MESOS";
/// Titles that nobody else's file has; made in the window before they part.
const BOTH_EDIT: &str = "Edited by both, in different fields";
const SAME_FIELD: &str = "Edited by both, in one field";
const DELETED: &str = "Deleted by one, edited by the other";

#[test]
fn two_windows_work_apart_and_meet_again() {
    let database = Database::new();
    let relay = Relay::start(&database.relay_url());
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    let files = tempfile::tempdir().unwrap();
    let file = issues::file(files.path());
    let (a, b) = (Window::open("ada", ada.store()), Window::open("ben", ben.store()));

    acts::sign_up(&a, &relay.url(), "Ada", &ada.email());
    acts::sign_up(&b, &relay.url(), "Ben", &ben.email());
    acts::create_shared_project(&a, "Mesos", KEY, "Cluster people");
    acts::add_member(&a, &ben.email(), "Ben");
    acts::import(&a, "Mesos", &file);
    for title in [BOTH_EDIT, SAME_FIELD, DELETED] {
        a.press("c");
        acts::create_task(&a, title);
    }
    acts::synced(&a);
    b.wait_long(acts::LONG, "the project", || b.has("link", "Mesos"));
    acts::open_project(&b, "Mesos");
    let count = issues::read(&file).len() + 3;
    let shown = format!("{count:?} tasks");
    let has_all = |window: &Window| window.text().replace(',', "").contains(&shown);
    b.wait_long(acts::LONG, &shown, || has_all(&b));
    acts::synced(&b);

    for window in [&a, &b] {
        acts::set_offline(window, true);
    }
    work_apart(&a, &b);
    for window in [&a, &b] {
        acts::set_offline(window, false);
    }
    for window in [&a, &b, &a, &b] {
        acts::synced(window);
    }

    assert_merged(&a, &b);
    assert_same_list(&a, &b);
    resolve(&a, &b);
    for window in [&a, &b, &a, &b] {
        acts::synced(window);
    }
    assert_agree(&[&ada, &ben], &database, KEY);
    assert_eq!((a.errors(), b.errors()), (Vec::new(), Vec::new()));
}

fn work_apart(a: &Window, b: &Window) {
    acts::open_task(a, BOTH_EDIT);
    acts::set(a, "Priority", "High");
    acts::write_description(a, "Home", "Ada was here. ");
    acts::comment(a, "Ada has seen it.");
    acts::open_task(b, BOTH_EDIT);
    acts::set(b, "Estimate", "8 points");
    acts::write_description(b, "End", "Ben was here.");
    acts::comment(b, "Ben has seen it.");

    acts::open_task(a, SAME_FIELD);
    acts::set(a, "Priority", "Urgent");
    acts::open_task(b, SAME_FIELD);
    acts::set(b, "Priority", "Low");

    acts::open_task(a, DELETED);
    a.click("button", "More");
    a.click("menuitem", "Delete");
    a.shows("It is in the bin");
    acts::open_task(b, DELETED);
    acts::set(b, "Estimate", "5 points");

    reorder(a, 0, 2);
    reorder(b, 3, 1);
}

/// On the board, puts one card of the first column above another.
fn reorder(window: &Window, from: usize, to: usize) {
    acts::open_project(window, "Mesos");
    window.click("link", "Board");
    let column = window.find("listbox", "Backlog: tasks");
    window.wait_until("cards", || window.all_in(&column, "option", "…").len() > 4);
    let before = window.names("option", "…");
    let cards = window.all_in(&column, "option", "…");
    window.drag(&cards[from], &cards[to], (0, -30));
    window.wait_until("another order", || window.names("option", "…") != before);
}

fn assert_merged(a: &Window, b: &Window) {
    for window in [a, b] {
        acts::open_task(window, BOTH_EDIT);
        window.find("button", "Priority: High");
        window.find("button", "Estimate: 8 points");
        let description = window.find("textbox", "Description");
        window.wait_until("both texts", || {
            let text = window.text_of(&description);
            text.contains("Ada was here.") && text.contains("Ben was here.")
        });
        assert_eq!(window.all("article", "Comment by …").len(), 2);
        acts::open_deleted(window, "Mesos", DELETED);
        window.shows("Somebody deleted this task while somebody else edited it");
        window.find("button", "Estimate: 5 points");
    }
    let texts = [a, b].map(|window| {
        acts::open_task(window, BOTH_EDIT);
        window.text_of(&window.find("textbox", "Description"))
    });
    assert_eq!(texts[0], texts[1]);
}

/// The board and the list say the same, in the same order, to both.
fn assert_same_list(a: &Window, b: &Window) {
    for window in [a, b] {
        acts::open_project(window, "Mesos");
    }
    a.wait_until("the same list", || a.names("row", "…") == b.names("row", "…"));
    for window in [a, b] {
        window.click("link", "Board");
        window.find("listbox", "Backlog: tasks");
    }
    a.wait_until("the same board", || a.names("option", "…") == b.names("option", "…"));
    assert!(a.names("option", "…").len() > 5);
}

/// Ada chooses; Ben sees that it was chosen.
fn resolve(a: &Window, b: &Window) {
    for window in [a, b] {
        acts::open_task(window, SAME_FIELD);
        window.find("button", "Conflict in Priority");
    }
    a.click("button", "Conflict in Priority");
    a.click("button", "Use this: Low");
    for window in [a, b] {
        window.gone("button", "Conflict in Priority");
        window.find("button", "Priority: Low");
    }
}
