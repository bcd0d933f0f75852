//! What people do in the window, in their own words.

use aloft_e2e::window::Window;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

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
