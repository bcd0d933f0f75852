//! `aloft-server dev` as a process, with the Postgres that it brings.

use crate::ports::free_port;
use crate::programs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A development relay in a folder of its own. Dropping it stops it.
pub struct DevRelay {
    folder: PathBuf,
    port: u16,
    process: Option<Child>,
}

impl DevRelay {
    /// Starts one and waits until it says that it is ready.
    pub fn start() -> Self {
        // Not a folder of `tempfile`'s, which only we could enter: root's Postgres is another user.
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("aloft-e2e-dev-{port}"));
        let process = Some(spawn(&folder, port));
        Self { folder, port, process }
    }

    /// What clients are told.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end, as Ctrl-C does, and waits until it has.
    pub fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        interrupt(&mut process);
        process.wait().expect("it ends");
    }

    /// Starts it again in the same folder, at the same address.
    pub fn start_again(&mut self) {
        self.process = Some(spawn(&self.folder, self.port));
    }
}

impl Drop for DevRelay {
    fn drop(&mut self) {
        self.stop();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn spawn(folder: &Path, port: u16) -> Child {
    let mut process = programs::aloft_server()
        .args(["dev", "--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("aloft-server starts");
    let mut ready = String::new();
    let mut stdout = BufReader::new(process.stdout.take().expect("a pipe"));
    stdout.read_line(&mut ready).expect("it speaks");
    assert!(ready.contains("\"url\""), "aloft-server dev did not start: {ready}");
    process
}

fn interrupt(process: &mut Child) {
    if cfg!(unix) {
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &process.id().to_string()]).status().expect("kill is there");
    } else {
        process.kill().expect("it runs");
    }
}
