//! A relay as a process.

use crate::ports::free_port;
use crate::programs;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};
use std::thread::{panicking, sleep};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const READY_TIMEOUT: Duration = Duration::from_secs(30);

/// A running relay. Dropping it kills it; its log is printed when the test failed.
pub struct Relay {
    database_url: String,
    port: u16,
    environment: Vec<(String, String)>,
    logs: TempDir,
    process: Child,
}

impl Relay {
    /// Starts one and waits until it is ready.
    pub fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[])
    }

    /// Starts one whose process has these variables, also when it is started again.
    pub fn start_with(database_url: &str, environment: &[(String, String)]) -> Self {
        let (port, environment) = (free_port(), environment.to_vec());
        let logs = tempfile::tempdir().expect("a folder");
        let process = spawn(database_url, port, &environment, &logs);
        let database_url = database_url.to_owned();
        let mut relay = Self { database_url, port, environment, logs, process };
        relay.wait_until_ready();
        relay
    }

    /// What clients are told.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The process's number.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Ends it as a power cut does: nothing of it runs any more when this returns.
    pub fn kill(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
    }

    /// Runs its program with arguments where it runs itself: with its database and its clock.
    /// Whether that succeeded.
    pub fn operate(&self, arguments: &[&str]) -> bool {
        let mut server = programs::aloft_server();
        server.args(arguments).env("ALOFT_DATABASE_URL", &self.database_url);
        server.envs(self.environment.iter().cloned());
        server.status().expect("aloft-server starts").success()
    }

    /// Starts it again at the same address.
    pub fn start_again(&mut self) {
        self.process = spawn(&self.database_url, self.port, &self.environment, &self.logs);
        self.wait_until_ready();
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.logs.path().join("log")).unwrap_or_default()
    }

    /// Waits until it says that it is ready, which it must within half a minute.
    pub fn wait_until_ready(&mut self) {
        let begin = Instant::now();
        let ready = format!("{}/readyz", self.url());
        while ureq::get(&ready).call().is_err() {
            let ended = self.process.try_wait().expect("its state can be read");
            assert!(ended.is_none(), "the relay ended: {ended:?}");
            assert!(begin.elapsed() < READY_TIMEOUT, "the relay is not ready");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        if panicking() {
            eprintln!("── the relay's log ──\n{}", self.log());
        }
    }
}

fn spawn(database_url: &str, port: u16, environment: &[(String, String)], logs: &TempDir) -> Child {
    let log =
        File::options().create(true).append(true).open(logs.path().join("log")).expect("a log");
    programs::aloft_server()
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .envs(environment.iter().map(|(variable, value)| (variable, value)))
        .env("ALOFT_DATABASE_URL", database_url)
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log)
        .spawn()
        .expect("aloft-server starts")
}
