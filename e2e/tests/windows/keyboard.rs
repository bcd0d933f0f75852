//! Everything by keyboard alone, and nothing that axe calls serious on any screen in any theme.

use crate::acts;
use aloft_e2e::database::Database;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use aloft_e2e::window::Window;
use serde_json::json;

const THEMES: [&str; 4] = ["light", "dark", "light_contrast", "dark_contrast"];
const TITLE: &str = "Charging cable falls out";

#[test]
fn create_find_edit_move_comment_and_resolve_by_keyboard() {
    let database = Database::new();
    let relay = Relay::start(&database.relay_url());
    let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
    for person in [&ada, &ben] {
        person.sign_up(&relay.url());
    }
    ada.aloft(&["project", "create", "--key", "LAMP", "--name", "Front lamp"]);
    ada.aloft(&["org", "join", "--name", "Lykta"]);
    ada.aloft(&["org", "add-member", &ben.email()]);
    ada.aloft(&[
        "task",
        "create",
        "--project",
        "LAMP",
        "--title",
        "Already here",
        "--state",
        "Todo",
    ]);
    ada.aloft(&["sync"]);

    let window = Window::open("ada", ada.store());
    // To the project, by the palette.
    window.wait_until("a screen", || {
        window.has("heading", "Projects") || window.has("grid", "Tasks")
    });
    palette(&window, "Front lamp", "option", "Front lamp…");
    window.find("grid", "Tasks");

    // Create.
    window.press("c");
    window.find("dialog", "New task");
    window.type_text(TITLE);
    window.press("Enter");
    window.gone("dialog", "New task");
    window.find("row", &format!("…{TITLE}…"));

    // Edit: state and priority by their keys, on the row that has just been made.
    pick(&window, "s", "In progress");
    pick(&window, "p", "Urgent");
    window.find("row", &format!("…{TITLE}, In progress, urgent priority…"));

    // Find, and open; a comment with Tab to reach it.
    palette(&window, "Charging", "option", &format!("{TITLE}…"));
    window.find("heading", &format!("…{TITLE}"));
    tab_to(&window, "textbox", "Comment");
    window.type_text("The groove is too shallow.");
    window.press("Control+Enter");
    window.find("article", "Comment by …");

    // Move, on the board: taken up, carried to the next column, put down. The first Escape leaves
    // the field, the second the page.
    window.press("Escape");
    window.press("Escape");
    window.find("grid", "Tasks");
    window.press("v");
    window.find("listbox", "In progress: tasks");
    tab_to(&window, "listbox", "Todo: tasks");
    // A column that the keyboard comes into takes it to its first card.
    for key in ["Space", "ArrowRight", "Space"] {
        window.press(key);
    }
    let moved = window.find("listbox", "In progress: tasks");
    window.wait_until("the card in its new column", || {
        !window.all_in(&moved, "option", "…Already here…").is_empty()
    });

    // A conflict, made by Ben while Ada is away; chosen with Tab and Enter.
    acts::synced(&window);
    conflict(&window, &ben);
    palette(&window, "Charging", "option", &format!("{TITLE}…"));
    window.find("button", "Conflict in Priority");
    tab_to(&window, "button", "Conflict in Priority");
    window.press("Enter");
    window.find("button", "Use this: Low");
    let mut found = audit(&window, "conflict");
    tab_to(&window, "button", "Use this: Low");
    window.press("Enter");
    window.gone("button", "Conflict in Priority");
    window.find("button", "Priority: Low");
    window.click("button", "…Organisation:…");
    window.click("menuitem", "Members");
    window.find("list", "Members");
    found.extend(audit(&window, "members"));
    assert_eq!(found, Vec::<String>::new(), "{found:#?}");
    assert_eq!(window.errors(), Vec::<String>::new());
}

#[test]
fn nothing_serious_on_any_screen_in_any_theme() {
    let ada = Person::new("Ada");
    let window = Window::open("ada", ada.store());
    let mut found = audit(&window, "first run");
    acts::begin_without_account(&window, "Front lamp", "LAMP");
    found.extend(audit(&window, "quick create"));
    acts::create_task(&window, TITLE);
    for title in ["Second", "Third"] {
        window.press("c");
        acts::create_task(&window, title);
    }
    pick(&window, "p", "High");
    found.extend(audit(&window, "list"));
    window.press("s");
    window.find("combobox", "Change state…");
    found.extend(audit(&window, "state picker"));
    window.press("Escape");
    window.press("Space");
    window.find("textbox", "Description");
    found.extend(audit(&window, "task panel"));
    window.click("link", "Board");
    window.find("listbox", "Todo: tasks");
    found.extend(audit(&window, "board"));
    acts::open_task(&window, TITLE);
    window.find("textbox", "Description");
    found.extend(audit(&window, "task page"));
    window.press("Control+k");
    window.find("combobox", "Search for an action or a task…");
    found.extend(audit(&window, "palette"));
    window.press("Escape");
    let project = project_path(&window);
    let places = [
        "/search",
        "/",
        "/sign-in",
        "/new-project",
        "/settings",
        "/settings/appearance",
        "/settings/keyboard",
        "/settings/machine",
        "/refused",
    ];
    let of_project = [
        "import",
        "bin",
        "settings",
        "settings/states",
        "settings/labels",
        "settings/fields",
        "settings/cycles",
        "settings/milestones",
    ];
    let of_project = of_project.map(|place| format!("{project}/{place}"));
    let orgs = ada.json(&["org", "list"]);
    let org = orgs[0]["id"].as_str().expect("the project's organisation");
    let of_org = ["members", "join"].map(|place| format!("/organisations/{org}/{place}"));
    for place in places.map(str::to_owned).into_iter().chain(of_project).chain(of_org) {
        window.run("location.hash = '#' + arguments[0]", &[json!(place)]);
        window.wait_until(&place, || {
            window.run("return !!document.querySelector('main h1')", &[]) == json!(true)
        });
        found.extend(audit(&window, &place));
    }
    window.click("button", "Saved on this machine");
    found.extend(audit(&window, "sync"));
    assert_eq!(found, Vec::<String>::new(), "{found:#?}");
}

fn audit(window: &Window, screen: &str) -> Vec<String> {
    let mut found = Vec::new();
    for theme in THEMES {
        window.run("document.documentElement.dataset.theme = arguments[0]", &[json!(theme)]);
        let words =
            window.audit().into_iter().map(|finding| format!("{screen}, {theme}: {finding}"));
        found.extend(words);
    }
    found
}

/// Finds something in the palette by what is typed, and goes to it.
fn palette(window: &Window, typed: &str, role: &str, name: &str) {
    window.press("Control+k");
    window.find("combobox", "Search for an action or a task…");
    window.type_text(typed);
    window.wait_until(name, || window.has(role, name));
    for _ in 0..20 {
        let active = "const field = document.activeElement; const one = document.getElementById(field.getAttribute('aria-activedescendant')); \
                      return one === null ? '' : aloftTests.plain(one.innerText)";
        let active = window.run(active, &[]);
        let wanted = name.trim_end_matches('…');
        if active.as_str().is_some_and(|active| active.contains(wanted)) {
            break;
        }
        window.press("ArrowDown");
    }
    window.press("Enter");
}

/// Opens a picker by its key, types what is wanted, and takes it.
fn pick(window: &Window, key: &str, value: &str) {
    window.press(key);
    window.wait_until("a picker", || {
        !window.all("listbox", "…").is_empty() && window.has("option", "…")
    });
    window.type_text(value);
    window.find("option", &format!("{value}…"));
    window.press("Enter");
}

/// Presses Tab until something of that role and name has the focus.
fn tab_to(window: &Window, role: &str, name: &str) {
    window.find(role, name);
    let focused = "return aloftTests.find(arguments[0], arguments[1]).some((one) => one === document.activeElement)";
    for _ in 0..80 {
        if window.run(focused, &[json!(role), json!(name)]) == json!(true) {
            return;
        }
        window.press("Tab");
    }
    panic!("Tab does not reach {role} “{name}”");
}

fn conflict(window: &Window, ben: &Person) {
    ben.aloft(&["sync"]);
    let list = ben.json(&["task", "list", "--project", "LAMP", "--text", "Charging"]);
    let key = list[0]["key"].as_str().expect("a key").to_owned();
    acts::set_offline(window, true);
    palette(window, "Charging", "option", &format!("{TITLE}…"));
    window.find("button", "Priority: Urgent");
    window.press("p");
    window.type_text("High");
    window.press("Enter");
    window.find("button", "Priority: High");
    ben.aloft(&["task", "edit", &key, "--priority", "low"]);
    ben.aloft(&["sync"]);
    acts::set_offline(window, false);
    acts::synced(window);
}

fn project_path(window: &Window) -> String {
    let hash = window.run("return location.hash.slice(1).split('/').slice(0, 3).join('/')", &[]);
    hash.as_str().expect("a path").to_owned()
}
