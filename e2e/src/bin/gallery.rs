//! Pictures of every screen and state of the window, light and dark, in two sizes, and a page that
//! shows them all. `cargo xtask gallery` prepares the people's stores and starts this.

use aloft_e2e::gallery::{Album, Stage};
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let given = ["--ada", "--ben", "--relay", "--password", "--into"].map(value);
    let [Some(ada), Some(ben), Some(relay), Some(password), Some(into)] = given else {
        eprintln!("run `cargo xtask gallery`");
        return ExitCode::FAILURE;
    };
    let mut album = Album::new(PathBuf::from(into));
    Stage { ada: ada.into(), ben: ben.into(), relay, password }.show(&mut album);
    album.finish()
}
