//! The program itself: `dev` with its own Postgres, killed and stopped.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

struct Relay {
    child: Child,
    ready: Value,
}

impl Relay {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aloft-server"))
            .args(["dev", "--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).expect("one line when it is ready") }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.ready["url"].as_str().unwrap())
    }

    fn post(&self, path: &str, body: &Value) -> u16 {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        agent.post(self.url(path)).send_json(body).unwrap().status().as_u16()
    }

    fn stop(mut self) {
        assert!(self.stop_gently());
    }

    fn stop_gently(&mut self) -> bool {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        told.is_ok_and(|told| told.success()) && self.child.wait().is_ok_and(|end| end.success())
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Relay {
    /// A test that failed leaves no process behind.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.stop_gently();
        }
    }
}

/// A folder that the user who runs Postgres for root can reach.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    folder
}

fn note(data: &Path) -> std::path::PathBuf {
    data.join("postgres").join("postmaster.pid")
}

#[test]
fn dev_keeps_its_data_through_a_kill_and_a_stop() {
    let data = folder();
    let ada = json!({"email": "ada@example.org", "password": "correct horse", "name": "Ada"});

    let relay = Relay::start(data.path());
    assert_eq!(relay.post("/v1/sign-up", &ada), 201);
    relay.kill();
    assert!(note(data.path()).exists(), "Postgres was left behind");

    let relay = Relay::start(data.path());
    assert_eq!(relay.post("/v1/sign-in", &ada), 200);
    relay.stop();
    assert!(!note(data.path()).exists(), "Postgres was stopped");

    // The note of a server that is gone, under a number that another program has now.
    let us = std::process::id();
    std::fs::write(note(data.path()), format!("{us}\n/elsewhere\n0\n1\n\n127.0.0.1\n")).unwrap();
    let relay = Relay::start(data.path());
    assert_eq!(relay.post("/v1/sign-in", &ada), 200);

    let second = Command::new(env!("CARGO_BIN_EXE_aloft-server"))
        .args(["dev", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(!second.status.success());
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(words.contains("another aloft-server runs in"), "{words}");
    relay.stop();
}

#[test]
fn serving_without_a_database_is_one_clear_line() {
    let output = Command::new(env!("CARGO_BIN_EXE_aloft-server"))
        .arg("serve")
        .env_remove("ALOFT_DATABASE_URL")
        .env_remove("ALOFT_DATABASE_URL_FILE")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("ALOFT_DATABASE_URL"), "{words}");
}
