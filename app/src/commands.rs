//! What the window can ask for: one file a group, each command a few lines.
//!
//! A command with arguments takes them as one object, `args`. Every failure is a
//! [`Failure`](aloft_client::desk::Failure).

mod account;
mod import;
mod refusals;
mod sync;
mod tasks;
mod texts;
mod workspace;

use tauri::Wry;
use tauri::ipc::Invoke;

/// Names each command once: for the window, and for the test that compares them with its door.
macro_rules! commands {
    ($($group:ident :: $name:ident),* $(,)?) => {
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($group::$name),*]
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

commands![
    workspace::boot,
    workspace::workspace,
    workspace::new_id,
    workspace::create_organisation,
    workspace::create_project,
    workspace::edit_project,
    workspace::open_project,
    workspace::open_bin,
    workspace::search,
    workspace::export_project,
    workspace::save_settings,
    tasks::create_task,
    tasks::act,
    tasks::move_task,
    tasks::task_detail,
    tasks::add_comment,
    tasks::resolve_conflict,
    tasks::undo,
    tasks::redo,
    texts::text_open,
    texts::text_change,
    texts::text_changes_since,
    sync::set_presence,
    sync::sync_status,
    sync::set_offline,
    sync::sync_now,
    account::sign_up,
    account::sign_in,
    account::sign_out,
    account::join_relay,
    account::add_member,
    refusals::refused,
    refusals::retry_refused,
    refusals::discard_refused,
    import::import_preview,
    import::import_run,
    import::import_stop,
];

#[cfg(test)]
mod tests {
    use super::NAMES;
    use std::collections::BTreeSet;

    /// What stands between the quotes after `call("` or `call<…>("` and `send` alike.
    fn asked_for(door: &str) -> BTreeSet<&str> {
        let calls = door.split("call").skip(1).chain(door.split("send").skip(1));
        let names = calls.filter_map(|rest| {
            let rest = match rest.strip_prefix('<') {
                Some(generic) => generic.split_once('>')?.1,
                None => rest,
            };
            rest.strip_prefix("(\"")?.split('"').next()
        });
        names.collect()
    }

    #[test]
    fn the_windows_door_asks_for_these_commands_and_no_others() {
        let door = include_str!("../../ui/src/backend/tauri.ts");
        assert_eq!(asked_for(door), NAMES.iter().copied().collect());
    }
}
