//! What a failed test leaves behind: a picture of each window, its text, and its log.

use super::program::Program;
use crate::display::SCREEN;
use crate::programs;
use std::fs;

/// Writes what a window shows and has said. Best effort: a second failure would hide the first.
pub(super) fn leave(window: &str, program: &Program, diary: &str) {
    let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let folder = programs::folder().join("e2e-evidence").join(test);
    if fs::create_dir_all(&folder).is_err() {
        return;
    }
    let file = |extension: &str| folder.join(format!("{window}.{extension}"));
    fs::write(file("log"), program.log()).ok();
    fs::write(file("diary"), diary).ok();
    if program.is_running() {
        let seen = program.session().run(
            "const tests = window.aloftTests; return [location.href, ...(tests?.errors ?? []), '', \
             document.body.innerText, '', ...(tests?.outline() ?? [])].join('\\n')",
            &[],
        );
        let lines = seen.map_or_else(
            |refusal| refusal.to_string(),
            |text| text.as_str().unwrap_or_default().to_owned(),
        );
        fs::write(file("txt"), &lines).ok();
        if let Ok(picture) = program.picture(SCREEN.0, SCREEN.1) {
            fs::write(file("png"), picture).ok();
        }
    }
    eprintln!("what {window} saw: {}", folder.display());
}
