//! The pictures' folder, and the page that shows them.

use crate::window::Window;
use serde_json::json;
use std::env;
use std::fmt::Write;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];
const THEMES: [&str; 2] = ["light", "dark"];
const CONTRAST: [&str; 2] = ["light_contrast", "dark_contrast"];
/// Scenes that are taken in the themes of high contrast too.
const IN_CONTRAST: [&str; 4] = ["list", "board", "task-page", "palette"];

/// A screen in a state: its name, and how a person gets there.
pub(super) type Scene = (&'static str, fn(&Window));

/// Pictures, taken and missing.
pub struct Album {
    folder: PathBuf,
    /// The scenes that are wanted; empty is all of them.
    wanted: Vec<String>,
    taken: Vec<String>,
    missing: Vec<&'static str>,
}

impl Album {
    /// An empty folder for them. `ALOFT_SCENES=list,board` takes only those, to look at a change.
    pub fn new(folder: PathBuf) -> Self {
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).expect("a folder");
        let wanted = env::var("ALOFT_SCENES").unwrap_or_default();
        let wanted = wanted.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Self { folder, wanted, taken: Vec::new(), missing: Vec::new() }
    }

    /// Goes to a scene in each size and takes it in each theme.
    pub(super) fn take(&mut self, window: &Window, (name, arrive): &Scene) {
        if !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| wanted == name) {
            return;
        }
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            for (width, height) in SIZES {
                window.resize(width, height);
                leave(window);
                arrive(window);
                let contrast = CONTRAST.iter().filter(|_| IN_CONTRAST.contains(name));
                for theme in THEMES.iter().chain(contrast) {
                    window.run(
                        "document.documentElement.dataset.theme = arguments[0]",
                        &[json!(theme)],
                    );
                    settle(window);
                    let file = format!("{name}-{theme}-{width}x{height}.png");
                    window.picture(&self.folder.join(&file));
                    self.taken.push(file);
                }
            }
        }));
        if attempt.is_ok() {
            println!("{name}");
            return;
        }
        // What was in the way is seen on it.
        window.picture(&self.folder.join(format!("{name}-missing.png")));
        println!("{name}: MISSING");
        self.missing.push(name);
        for _ in 0..3 {
            window.press("Escape");
        }
    }

    /// Writes the page; a failure when a scene is missing.
    pub fn finish(self) -> ExitCode {
        let mut page = String::from(
            "<!doctype html><meta charset=utf-8><title>Aloft’s window</title>\
             <style>body{font:14px system-ui;margin:24px;background:#ddd}\
             figure{display:inline-block;margin:0 16px 24px 0}img{width:620px;display:block;\
             box-shadow:0 1px 6px #0004}</style>\n",
        );
        for file in &self.taken {
            let name = file.trim_end_matches(".png");
            writeln!(
                page,
                "<figure><a href={file}><img loading=lazy src={file}></a><figcaption>{name}</figcaption></figure>"
            )
            .expect("text can grow");
        }
        fs::write(self.folder.join("index.html"), page).expect("the page can be written");
        println!("{} pictures", self.taken.len());
        if self.missing.is_empty() {
            return ExitCode::SUCCESS;
        }
        eprintln!("missing: {}", self.missing.join(", "));
        ExitCode::FAILURE
    }
}

/// Nothing of the scene before is open, held, or under the pointer any more.
fn leave(window: &Window) {
    window.press("Escape");
    window.release_all();
    let script = "location.hash = '#/settings'; document.activeElement?.blur()";
    window.run(script, &[]);
    window.hover(&window.find("heading", "Settings"));
}

/// Motion has ended and the frame is drawn.
fn settle(window: &Window) {
    let script = "const done = arguments[0]; const later = () => requestAnimationFrame(() => requestAnimationFrame(() => done(null))); \
                  Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => null))).then(() => setTimeout(later, 120))";
    window.run_async(script, &[]);
}
