//! The scenes, in the order in which the page shows them.

use super::album::Scene;
use crate::window::Window;
use std::fs;

const TASK: &str = "Housing cracks at −20 °C";

/// With an empty store.
pub(super) const BEFORE_ANYTHING: &[Scene] = &[
    ("first-run", |window| {
        go(window, "/");
        window.click("textbox", "Project name");
    }),
    ("sign-in", |window| {
        go(window, "/sign-in");
        window.find("textbox", "Relay");
    }),
    ("sign-in-faults", |window| {
        go(window, "/sign-in");
        window.click("button", "Create account");
    }),
    ("project-empty", |window| {
        if !window.has("link", FIRST) {
            go(window, "/");
            window.fill("textbox", "Project name", "");
            window.press("Shift+f");
            window.type_text("ront lamp");
            window.click("button", "Create project");
            window.find("dialog", "New task");
            window.press("Escape");
            window.gone("dialog", "New task");
        }
        window.click("link", FIRST);
        window.shows("No tasks yet");
    }),
    ("join", |window| {
        window.click("button", "…Organisation:…");
        window.click("menuitem", "Share with a team");
        window.shows("Step 1 of 2");
    }),
];

const FIRST: &str = "Front lamp";

/// With the example's organisation.
pub(super) const AT_WORK: &[Scene] = &[
    ("list", list),
    ("list-selection", |window| {
        list(window);
        for _ in 0..3 {
            window.press("x");
            window.press("j");
        }
    }),
    ("list-state-picker", |window| {
        list(window);
        window.press("j");
        window.press("s");
        window.find("combobox", "Change state…");
    }),
    ("list-filter", |window| {
        list(window);
        window.click("button", "Filter");
    }),
    ("list-display", |window| {
        list(window);
        window.click("button", "Display");
    }),
    ("list-filtered", |window| {
        list(window);
        filter(window, "Started", "Started");
        filter(window, "Ben", "…Ben Lindqvist…");
        window.press("Escape");
        window.gone("combobox", "Filter by…");
    }),
    ("list-nothing", |window| {
        list(window);
        filter(window, "Started", "Started");
        window.press("Escape");
        window.fill("textbox", "Title contains", "submarine");
        window.shows("No task passes this filter");
    }),
    ("board", board),
    ("task-panel", |window| {
        list(window);
        window.press("Home");
        window.press("j");
        window.press("Space");
        window.find("textbox", "Description");
    }),
    ("task-page", task),
    ("task-conflict", |window| {
        task(window);
        window.click("button", "Conflict in Estimate");
        window.find("button", "Use this: 8…");
    }),
    ("task-assignee-picker", |window| {
        task(window);
        window.click("button", "Assignee: …");
    }),
    ("task-comments", |window| {
        task(window);
        window.click("textbox", "Comment");
    }),
    ("task-deleted", |window| {
        go_in_project(window, "bin");
        let title = "A lamp that talks to the phone";
        if window.has("link", &format!("…{title}…")) {
            window.click("link", &format!("…{title}…"));
        } else {
            open(window, title);
            window.click("button", "More");
            window.click("menuitem", "Delete");
        }
        window.shows("It is in the bin");
    }),
    ("quick-create", |window| {
        list(window);
        window.press("c");
        // The driver writes no capitals without the key for them.
        window.fill("textbox", "Title", "");
        window.press("Shift+r");
        window.type_text("eflector in the lens of the rear light");
        window.click("button", "Priority: …");
        window.click("option", "High");
        window.click("button", "Labels: …");
        window.click("option", "hardware");
        window.press("Escape");
        window.gone("combobox", "…");
    }),
    ("palette", |window| {
        list(window);
        window.press("Control+k");
        window.find("combobox", "Search for an action or a task…");
    }),
    ("palette-searching", |window| {
        list(window);
        window.press("Control+k");
        window.find("combobox", "Search for an action or a task…");
        window.type_text("batt");
        window.find("option", "Battery gauge…");
    }),
    ("search-empty", |window| {
        go(window, "/search");
        window.shows("Find any task");
    }),
    ("search-found", |window| {
        go(window, "/search");
        window.fill("combobox", "Search tasks", "resin");
        window.find("option", TASK_OPTION);
    }),
    ("search-nothing", |window| {
        go(window, "/search");
        window.fill("combobox", "Search tasks", "submarine");
        window.shows("Nothing found");
    }),
    ("projects", |window| go(window, "/")),
    ("new-project", |window| go(window, "/new-project")),
    ("import-choose", |window| {
        go_in_project(window, "import");
        window.shows("Choose a CSV file");
    }),
    ("import-columns", |window| {
        go_in_project(window, "import");
        choose_file(window);
        window.find("button", "Import …");
    }),
    ("import-checked", |window| {
        go_in_project(window, "import");
        choose_file(window);
        window.click("button", "Check first");
        window.shows("Nothing was written");
    }),
    ("bin", |window| go_in_project(window, "bin")),
    ("project-settings", |window| go_in_project(window, "settings")),
    ("project-states", |window| go_in_project(window, "settings/states")),
    ("project-labels", |window| go_in_project(window, "settings/labels")),
    ("project-fields", |window| go_in_project(window, "settings/fields")),
    ("project-cycles", |window| go_in_project(window, "settings/cycles")),
    ("project-milestones", |window| go_in_project(window, "settings/milestones")),
    ("settings-account", |window| go(window, "/settings/account")),
    ("settings-appearance", |window| go(window, "/settings/appearance")),
    ("settings-keyboard", |window| go(window, "/settings/keyboard")),
    ("settings-machine", |window| go(window, "/settings/machine")),
    ("members", |window| {
        list(window);
        window.click("button", "…Organisation:…");
        window.click("menuitem", "Members");
        window.find("list", "Members");
    }),
    ("refused", |window| {
        go(window, "/refused");
        window.shows("Nothing was refused");
    }),
    ("list-toast", |window| {
        list(window);
        window.press("j");
        window.press("s");
        window.find("combobox", "Change state…");
        window.type_text("todo");
        window.press("Enter");
        window.shows("Moved to Todo");
    }),
    ("sync-synced", |window| {
        list(window);
        window.click("button", "All synced");
        window.find("switch", "Work offline");
    }),
    ("sync-offline", |window| {
        list(window);
        if window.has("button", "All synced") {
            window.click("button", "All synced");
            window.click("switch", "Work offline");
            window.press("Escape");
            window.press("j");
            window.press("p");
            window.click("option", "Low");
        }
        window.click("button", "Offline on purpose…");
        window.find("switch", "Work offline");
    }),
    // Late, since the driver does not let go: no menu opens to a press after it.
    ("board-dragging", |window| {
        board(window);
        let column = window.find("listbox", "Todo: tasks");
        let cards = window.all_in(&column, "option", "…");
        let target = window.find("listbox", "In progress: tasks");
        window.drag_and_hold(&cards[0], &target, (0, -80));
    }),
    // The last, since it writes: each time under a source of its own.
    ("import-done", |window| {
        go_in_project(window, "import");
        choose_file(window);
        let source =
            window.run("return innerWidth < 1500 ? 'dealer-wishes' : 'dealer-wishes-2'", &[]);
        window.fill("textbox", "Source", source.as_str().expect("a text"));
        window.click("button", "Import …");
        window.find("heading", "Import done");
    }),
];

const TASK_OPTION: &str = "…Housing cracks at −20 °C…";

/// Ben looks at the task that the pictures show, with the caret in its description.
pub(super) fn accompany(ben: &Window) {
    open(ben, TASK);
    ben.click("textbox", "Description");
}

fn list(window: &Window) {
    go_in_project(window, "list");
    window.find("grid", "Tasks");
    // Nothing is selected any more, and no panel is open.
    window.press("Escape");
    window.press("Escape");
    window.press("Home");
}

/// Turns one choice of the filter on; the menu stays open.
fn filter(window: &Window, words: &str, option: &str) {
    if !window.has("combobox", "Filter by…") {
        window.click("button", "Filter");
    }
    window.fill("combobox", "Filter by…", words);
    window.click("option", option);
}

fn board(window: &Window) {
    go_in_project(window, "board");
    window.find("listbox", "Todo: tasks");
}

fn task(window: &Window) {
    open(window, TASK);
    window.find("textbox", "Description");
}

fn open(window: &Window, title: &str) {
    window.press("Escape");
    window.press("Control+k");
    window.find("combobox", "Search for an action or a task…");
    window.type_text(title);
    window.find("option", &format!("{title}…"));
    window.press("Enter");
    window.find("heading", &format!("…{title}"));
}

fn go(window: &Window, path: &str) {
    window.press("Escape");
    window.run("location.hash = '#' + arguments[0]", &[path.into()]);
    arrive(window, path);
}

/// Waits until the screen is the new one: the one before is gone after a frame, and a new one may
/// still have to be loaded.
fn arrive(window: &Window, place: &str) {
    let frame = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(null)))";
    window.run_async(frame, &[]);
    window.wait_until(place, || {
        window.run("return !!document.querySelector('main h1')", &[]) == serde_json::json!(true)
    });
}

/// A place in the only project, without a filter.
fn go_in_project(window: &Window, place: &str) {
    window.press("Escape");
    let link = "const link = [...document.querySelectorAll('nav a')].find((one) => one.hash.startsWith('#/project/')); \
                location.hash = link.hash.replace(/\\/list.*/, '/') + arguments[0]";
    window.run(link, &[place.into()]);
    arrive(window, place);
    if window.has("button", "Clear") {
        window.click("button", "Clear");
    }
}

fn choose_file(window: &Window) {
    let folder = std::env::temp_dir().join("aloft-gallery-import");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("dealer-wishes.csv");
    let rows = "ID,Summary,Details,Points,Dealer\n\
        D-1,Display box for the counter,\"Six lamps, with one that can be tried\",3,Utrecht\n\
        D-2,Spare lenses in pairs,,1,Malmö\n\
        D-3,,The title is missing,2,Graz\n\
        D-4,A bracket for child seats,\"Asked for by three families\",5,Utrecht\n\
        D-5,Shorter charging time,From four hours to two,8,Lyon\n";
    fs::write(&file, rows).expect("a file");
    window.choose_file(&file);
}
