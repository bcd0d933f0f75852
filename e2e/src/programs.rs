//! The built programs, found beside the test that runs.

use crate::person::Person;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The `aloft` command, with nothing of the developer's own settings. Started by another command, if
/// `within` has words of one.
///
/// # Panics
/// When it was not built.
pub fn aloft(within: &[String]) -> Command {
    let aloft = path("aloft");
    let Some((program, rest)) = within.split_first() else { return clean(&aloft) };
    let mut command = clean(Path::new(program));
    command.args(rest).arg(aloft);
    command
}

/// The relay's program, with nothing of the developer's own settings.
///
/// # Panics
/// When it was not built.
pub fn aloft_server() -> Command {
    clean(&path("aloft-server"))
}

/// The desktop's core without its window, at a person's store: an example of `aloft-client`, so no
/// part of the product. It creates a task for each line that it reads, and answers each when it is
/// saved.
///
/// # Panics
/// When it was not built.
pub fn desk(person: &Person) -> Command {
    let mut command = clean(&path(&format!("examples{}desk", std::path::MAIN_SEPARATOR)));
    command.env("ALOFT_STORE", person.store());
    command.envs(person.environment());
    command
}

/// Where a built program is.
///
/// # Panics
/// When it was not built.
pub fn path(name: &str) -> PathBuf {
    let path = folder().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: run `cargo xtask test e2e`, or `cargo build --workspace`",
        path.display()
    );
    path
}

/// A program without the developer's own settings.
pub(crate) fn clean(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (variable, _) in env::vars_os() {
        if variable.to_string_lossy().starts_with("ALOFT_") {
            command.env_remove(variable);
        }
    }
    command
}

/// `target/debug/deps/walk-…` runs, or `target/debug/gallery`; the programs are in `target/debug`.
pub(crate) fn folder() -> PathBuf {
    let this = env::current_exe().expect("the program has a path");
    let folder = this.parent().expect("it lies in a folder");
    let built = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
    built.expect("a test lies in target/debug/deps").to_owned()
}
