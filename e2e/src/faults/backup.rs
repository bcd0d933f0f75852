//! A store that is copied, and put back later.

use std::fs;
use std::path::Path;

/// How a store comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// The whole folder, as new files.
    Folder,
    /// Only the database, as a new file, beside what lies there now.
    Database,
    /// Everything byte for byte in the same files, as when a machine's image is put back: nothing
    /// about the files tells.
    Image,
}

const DATABASE: &str = "aloft.db";

/// Copies a store that no process has open.
pub fn back_up(store: &Path, into: &Path) {
    fs::create_dir(into).expect("a new folder");
    for name in files(store) {
        fs::copy(store.join(&name), into.join(&name)).expect("it can be copied");
    }
}

/// Puts it back, over whatever is there. No process has it open.
pub fn restore(from: &Path, store: &Path, how: Restored) {
    let is_database = |name: &String| name.starts_with(DATABASE);
    let concerned = |name: &String| how != Restored::Database || is_database(name);
    let kept = files(from);
    for name in files(store).into_iter().filter(concerned) {
        if how != Restored::Image || !kept.contains(&name) {
            fs::remove_file(store.join(name)).expect("it is ours");
        }
    }
    for name in kept.into_iter().filter(concerned) {
        // Writes into the file that is there, if there is one.
        let bytes = fs::read(from.join(&name)).expect("the backup");
        fs::write(store.join(&name), bytes).expect("it is ours");
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "filler")
        .collect()
}
