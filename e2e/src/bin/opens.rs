//! Does a program open the window? `cargo xtask bundle` asks it of what the package holds.

use aloft_e2e::window::Window;
use std::env;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(program) = env::args_os().nth(1) else {
        eprintln!("which program?");
        return ExitCode::FAILURE;
    };
    let store = tempfile::tempdir().expect("a folder");
    let window = Window::open_program("window", Path::new(&program), store.path());
    window.find("heading", "Welcome to Aloft");
    println!("It opens: {}", window.names("heading", "…").join(", "));
    ExitCode::SUCCESS
}
