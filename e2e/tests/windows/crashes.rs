//! The app is killed in the middle of typing and of dragging. What it had shown as saved is there.

use crate::acts;
use aloft_e2e::person::Person;
use aloft_e2e::window::Window;

const TITLES: [&str; 3] = ["First of three", "Second of three", "Third of three"];

#[test]
fn what_was_shown_as_saved_survives_a_kill() {
    let ada = Person::new("Ada");
    let mut window = Window::open("ada", ada.store());
    acts::begin_without_account(&window, "Front lamp", "LAMP");
    acts::create_task(&window, TITLES[0]);
    for title in &TITLES[1..] {
        window.press("c");
        acts::create_task(&window, title);
    }

    kill_while_typing(&mut window);
    kill_while_dragging(&mut window);
    assert_eq!(ada.json(&["status"])["refused"], 0);
}

/// Round after round, at whatever point of a save the kill comes.
fn kill_while_typing(window: &mut Window) {
    let mut promised = String::new();
    for round in 0..5 {
        acts::open_task(window, TITLES[0]);
        let saved = format!("Round {round} is saved. ");
        acts::write_description(window, "End", &saved);
        promised.push_str(&saved);
        window.type_text(&"and this one is not, yet, ".repeat(1 + round));
        window.kill_and_reopen();

        acts::open_task(window, TITLES[0]);
        let description = window.find("textbox", "Description");
        window.wait_until("what was saved", || window.text_of(&description).contains(saved.trim()));
        let text = window.text_of(&description);
        for round in 0..=round {
            assert!(text.contains(&format!("Round {round} is saved.")), "{text}");
        }
    }
    assert!(!promised.is_empty());
}

fn kill_while_dragging(window: &mut Window) {
    acts::open_project(window, "Front lamp");
    window.click("link", "Board");
    let cards = board(window);
    // The first drag is let go, and shown where it was put: that is a promise.
    window.drag(&cards[2], &cards[0], (0, -30));
    window.wait_until("the new order", || order(window)[0] == TITLES[2]);
    let promised = order(window);
    // The second is killed in the air: that is none.
    let cards = board(window);
    window.drag_and_hold(&cards[0], &cards[2], (0, 30));
    window.kill_and_reopen();
    acts::open_project(window, "Front lamp");
    window.click("link", "Board");
    board(window);
    assert_eq!(order(window), promised);
}

fn board(window: &Window) -> Vec<aloft_e2e::window::Element> {
    let column = window.find("listbox", "Todo: tasks");
    window.wait_until("three cards", || window.all_in(&column, "option", "…").len() == 3);
    window.all_in(&column, "option", "…")
}

/// The titles of the cards from top to bottom.
fn order(window: &Window) -> Vec<String> {
    let title = |name: &String| {
        let title = TITLES.into_iter().find(|title| name.contains(title));
        title.unwrap_or_default().to_owned()
    };
    let cards = board(window);
    let mut placed: Vec<(i64, String)> = cards
        .iter()
        .zip(window.names("option", "…"))
        .map(|(card, name)| {
            let place = window.attribute(card, "aria-posinset");
            (place.as_str().and_then(|place| place.parse().ok()).unwrap_or(0), title(&name))
        })
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, title)| title).collect()
}
