//! A screen that nobody looks at: Xvfb, at a display number of its own choosing.

mod framebuffer;

pub use framebuffer::Unreadable;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The screen's size.
pub(crate) const SCREEN: (u32, u32) = (1920, 1080);

/// A running X server. Dropping it ends it.
pub struct Display {
    name: String,
    server: Child,
    /// Where the server keeps what is on the screen.
    framebuffer: TempDir,
}

impl Display {
    /// Starts one and waits until it takes clients.
    pub fn start() -> Self {
        let framebuffer = tempfile::tempdir().expect("a folder");
        let screen = format!("{}x{}x24", SCREEN.0, SCREEN.1);
        // It writes the number that it found free to its standard output, once it listens.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"])
            .arg("-fbdir")
            .arg(framebuffer.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed: `cargo xtask e2e` sees to it");
        let mut number = String::new();
        let mut stdout = BufReader::new(server.stdout.take().expect("a pipe"));
        stdout.read_line(&mut number).expect("it speaks");
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { name: format!(":{}", number.trim()), server, framebuffer }
    }

    /// The value of `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is on the screen, as PNG: so much of it, from its top left corner.
    ///
    /// Of the screen and not of the page, because WebKitWebDriver's own screenshots of some pages
    /// never come, and because this is what a person would see.
    pub fn picture(&self, width: u32, height: u32) -> Result<Vec<u8>, Unreadable> {
        let file = self.framebuffer.path().join("Xvfb_screen0");
        framebuffer::to_png(&fs::read(file)?, width, height)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
