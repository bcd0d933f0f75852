//! A screen that nobody looks at: Xvfb, at a display number of its own choosing.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running X server. Dropping it ends it.
pub struct Display {
    name: String,
    server: Child,
}

impl Display {
    /// Starts one and waits until it takes clients.
    pub fn start() -> Self {
        // It writes the number that it found free to its standard output, once it listens.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed: `cargo xtask e2e` sees to it");
        let mut number = String::new();
        let mut stdout = BufReader::new(server.stdout.take().expect("a pipe"));
        stdout.read_line(&mut number).expect("it speaks");
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { name: format!(":{}", number.trim()), server }
    }

    /// The value of `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
