//! The built programs, found beside the test that runs.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The `aloft` command, with nothing of the developer's own settings.
///
/// # Panics
/// When it was not built.
pub fn aloft() -> Command {
    program("aloft")
}

/// The relay's program, with nothing of the developer's own settings.
///
/// # Panics
/// When it was not built.
pub fn aloft_server() -> Command {
    program("aloft-server")
}

fn program(name: &str) -> Command {
    let path = folder().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: run `cargo xtask test e2e`, or `cargo build --workspace`",
        path.display()
    );
    let mut command = Command::new(path);
    for (variable, _) in env::vars_os() {
        if variable.to_string_lossy().starts_with("ALOFT_") {
            command.env_remove(variable);
        }
    }
    command
}

/// `target/debug/deps/walk-…` runs; the programs are in `target/debug`.
fn folder() -> PathBuf {
    let test = env::current_exe().expect("the test has a path");
    test.ancestors().nth(2).expect("a test lies in target/debug/deps").to_owned()
}
