//! What people do in the window, in their own words.

use aloft_e2e::window::{Element, Window};
use std::path::Path;
use std::time::Duration;

const PASSWORD: &str = "correct horse battery staple";
/// Thousands of rows on a small and busy machine.
pub(crate) const LONG: Duration = Duration::from_mins(3);

/// On the first screen: a project of this machine alone. Its first task is asked for at once.
pub(crate) fn begin_without_account(window: &Window, name: &str, key: &str) {
    window.find("heading", "Welcome to Aloft");
    window.fill("textbox", "Project name", name);
    window.fill("textbox", "Key", key);
    window.click("button", "Create project");
    window.find("dialog", "New task");
}

/// In the dialog that asks for a task.
pub(crate) fn create_task(window: &Window, title: &str) {
    window.fill("textbox", "Title", title);
    window.press("Enter");
    window.gone("dialog", "New task");
}

/// On the first screen: an account at a relay.
pub(crate) fn sign_up(window: &Window, relay: &str, name: &str, email: &str) {
    window.click("button", "Sign in or sign up");
    fill_account(window, relay, name, email);
    window.find("heading", "Projects");
}

/// In the form for accounts, wherever it is.
pub(crate) fn fill_account(window: &Window, relay: &str, name: &str, email: &str) {
    window.fill("textbox", "Relay", relay);
    window.fill("textbox", "Your name", name);
    window.fill("textbox", "Email", email);
    window.fill("textbox", "Password", PASSWORD);
    window.click("button", "Create account");
}

/// A project in an organisation of its own, which the relay knows.
pub(crate) fn create_shared_project(window: &Window, name: &str, key: &str, org: &str) {
    window.press("Control+k");
    window.type_text("New project");
    window.press("Enter");
    window.find("heading", "New project");
    window.fill("textbox", "Project name", name);
    window.fill("textbox", "Key", key);
    window.fill("textbox", "Organisation’s name", org);
    window.click("button", "Create project");
    window.find("heading", name);
}

/// Adds somebody who has an account to the organisation that is shown.
pub(crate) fn add_member(window: &Window, email: &str, name: &str) {
    window.click("button", "…Organisation:…");
    window.click("menuitem", "Members");
    window.fill("textbox", "Email", email);
    window.click("button", "Add");
    window.find("listitem", &format!("…{name}…"));
}

/// Imports a file into a project; the columns are guessed by their names.
pub(crate) fn import(window: &Window, project: &str, file: &Path) {
    window.click("button", &format!("More of {project}"));
    window.click("menuitem", "Import tasks");
    window.choose_file(file);
    window.click("button", "Import …");
    window.wait_long(LONG, "the import's report", || window.has("heading", "Import done"));
    window.click("button", "Open the project");
    window.find("grid", "Tasks");
}

/// Opens a project by its name in the sidebar.
pub(crate) fn open_project(window: &Window, name: &str) {
    // A task's page has a link of the same name.
    let projects = window.find("list", "Projects");
    window.click_on(&window.find_in(&projects, "link", name));
    window.find("grid", "Tasks");
}

/// Finds a task by words of its title and opens its page, by keyboard.
pub(crate) fn open_task(window: &Window, title: &str) -> Element {
    window.press("Control+k");
    window.find("combobox", "Search for an action or a task…");
    window.type_text(title);
    window.find("option", &format!("{title}…"));
    window.press("Enter");
    window.find("heading", &format!("…{title}"))
}

/// Finds a deleted task in its project's bin and opens its page.
pub(crate) fn open_deleted(window: &Window, project: &str, title: &str) {
    window.click("button", &format!("More of {project}"));
    window.click("menuitem", "Deleted tasks");
    let deleted = window.find("list", "Deleted tasks");
    window.click_on(&window.find_in(&deleted, "link", title));
    window.find("heading", &format!("…{title}"));
}

/// Chooses a value of the task that is open: `Priority`, `Urgent`.
pub(crate) fn set(window: &Window, property: &str, value: &str) {
    window.click("button", &format!("{property}: …"));
    window.click("option", &format!("{value}…"));
    window.find("button", &format!("{property}: {value}"));
}

/// Writes at the beginning or the end of the open task's description, and waits until it is saved.
pub(crate) fn write_description(window: &Window, end: &str, text: &str) {
    window.click("textbox", "Description");
    window.press(&format!("Control+{end}"));
    window.type_text(text);
    window.wait_until("the description is saved", || {
        // The foot of the sidebar says the same of the whole store.
        let told: Vec<_> =
            window.all("status", "…").iter().map(|status| window.text_of(status)).collect();
        let is = |words: &str| told.iter().any(|told| told == words);
        is("Saved on this machine") && !is("Saving…")
    });
}

/// Says something on the open task.
pub(crate) fn comment(window: &Window, text: &str) {
    // What was done just before comes into the activity above the field, and moves it.
    window.wait_until("the field for comments to have the keyboard", || {
        let field = window.find("textbox", "Comment");
        window.try_click(&field) && window.has_focus(&field)
    });
    window.type_text(text);
    window.press("Control+Enter");
    window.wait_until(&format!("the comment “{text}”"), || {
        window.all("article", "Comment by …").iter().any(|one| window.text_of(one).contains(text))
    });
}

/// Works offline on purpose, or no longer.
pub(crate) fn set_offline(window: &Window, offline: bool) {
    let wanted = if offline { "Offline on purpose" } else { "All synced" };
    open_sync(window);
    window.click("switch", "Work offline");
    window.press("Escape");
    window.wait_long(LONG, wanted, || window.text().contains(wanted));
}

/// Waits until the window says that everything is at the relay.
pub(crate) fn synced(window: &Window) {
    window.wait_long(LONG, "all to be synced", || window.has("button", "All synced"));
}

fn open_sync(window: &Window) {
    let states = ["All synced", "Offline on purpose…", "… waiting", "Connecting…", "Syncing"];
    window.wait_until("the state of sync", || {
        states.iter().any(|state| {
            let found = window.all("button", state);
            found.first().is_some_and(|button| window.try_click(button))
        })
    });
    window.find("switch", "Work offline");
}
