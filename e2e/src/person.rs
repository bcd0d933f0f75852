//! A person with a store and the `aloft` command.

use crate::programs;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery staple";
/// The exit code of a command that needs somebody to sign in.
const SIGNED_OUT: i32 = 5;
/// No command takes so long, not even on a small and busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// Somebody at a machine of their own.
pub struct Person {
    name: String,
    store: PathBuf,
    environment: Vec<(String, String)>,
    /// What starts each command; none: nothing.
    within: Vec<String>,
    /// Removed with them, if it was made for them.
    _folder: Option<TempDir>,
}

/// A command that goes on while the test does. Dropping it kills it.
pub struct Running {
    process: Child,
}

impl Person {
    /// A person with an empty store and no account.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().to_owned();
        Self { _folder: Some(folder), ..Self::at(name, &store) }
    }

    /// A person whose store is, or will be, in this folder.
    pub fn at(name: &str, store: &Path) -> Self {
        let (name, store) = (name.to_owned(), store.to_owned());
        Self { name, store, environment: Vec::new(), within: Vec::new(), _folder: None }
    }

    /// Every command from now on has this variable.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.environment.push((variable.to_owned(), value.to_owned()));
    }

    /// Every command from now on is started by this one, which stands before it.
    pub fn run_within(&mut self, command: Vec<String>) {
        self.within = command;
    }

    /// The variables that every command has.
    pub fn environment(&self) -> impl Iterator<Item = (&String, &String)> {
        self.environment.iter().map(|(variable, value)| (variable, value))
    }

    /// What they are called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address of their account.
    pub fn email(&self) -> String {
        format!("{}@example.com", self.name.to_lowercase())
    }

    /// The folder of their store.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// Makes an account and signs in.
    pub fn sign_up(&self, relay: &str) {
        let email = self.email();
        let words = ["sign-up", "--email", &email, "--name", &self.name, "--relay", relay];
        self.with_input(&words, &format!("{PASSWORD}\n"));
    }

    /// Signs in to the account of the same name, which another of their machines made.
    pub fn sign_in(&self, relay: &str) {
        let email = self.email();
        let words = ["sign-in", "--email", &email, "--relay", relay];
        self.with_input(&words, &format!("{PASSWORD}\n"));
    }

    /// Synchronises, and signs in if the relay does not know the session (any more).
    pub fn sign_in_if_out(&self, relay: &str) {
        if self.output(&["sync"]).status.code() == Some(SIGNED_OUT) {
            self.sign_in(relay);
        }
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub fn aloft(&self, arguments: &[&str]) -> String {
        text(self.expect_success(arguments, self.command(arguments).spawn()))
    }

    /// Runs a command that must succeed, and returns the JSON that it printed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [&["--json"], arguments].concat();
        let printed = self.aloft(&arguments);
        serde_json::from_str(&printed)
            .unwrap_or_else(|error| panic!("{arguments:?} printed no JSON ({error}):\n{printed}"))
    }

    /// Runs a command that may fail.
    pub fn output(&self, arguments: &[&str]) -> Output {
        self.wait(arguments, self.command(arguments).spawn())
    }

    /// Runs a command and ends it after a while as a power cut does, unless it has ended by then.
    /// What it had printed is in the output.
    pub fn cut(&self, arguments: &[&str], after: Duration) -> Output {
        let mut process = self.command(arguments).spawn().expect("aloft starts");
        let (stdout, stderr) = (read(process.stdout.take()), read(process.stderr.take()));
        let begin = Instant::now();
        while begin.elapsed() < after && matches!(process.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(1));
        }
        // It may have ended just now.
        process.kill().ok();
        let status = process.wait().expect("it ends");
        let bytes = |reader: JoinHandle<Vec<u8>>| reader.join().expect("it can be read");
        Output { status, stdout: bytes(stdout), stderr: bytes(stderr) }
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let reads = arguments.contains(&"--progress");
        let stderr = if reads { Stdio::piped() } else { Stdio::null() };
        let process = command.stdout(Stdio::null()).stderr(stderr).spawn();
        Running { process: process.expect("aloft starts") }
    }

    /// Waits until a command prints JSON of which `wanted` holds.
    ///
    /// # Panics
    /// When it does not within the time.
    pub fn wait_for(
        &self,
        within: Duration,
        arguments: &[&str],
        wanted: impl Fn(&Value) -> bool,
    ) -> Duration {
        let begin = Instant::now();
        loop {
            let value = self.json(arguments);
            if wanted(&value) {
                return begin.elapsed();
            }
            assert!(begin.elapsed() < within, "{} still sees {value:#}", self.name);
            sleep(Duration::from_millis(20));
        }
    }

    /// Signs up or in. Who is told to wait, because others at this address signed in just now, waits.
    fn with_input(&self, arguments: &[&str], input: &str) {
        let arguments = [arguments, &["--password-stdin"]].concat();
        let begin = Instant::now();
        loop {
            let mut process =
                self.command(&arguments).stdin(Stdio::piped()).spawn().expect("aloft starts");
            let mut stdin = process.stdin.take().expect("a pipe");
            stdin.write_all(input.as_bytes()).expect("it reads");
            drop(stdin);
            let output = self.wait(&arguments, Ok(process));
            let words = String::from_utf8_lossy(&output.stderr);
            if begin.elapsed() > PATIENCE || !words.contains("too many attempts") {
                return drop(self.succeeded(&arguments, output));
            }
            sleep(Duration::from_secs(1));
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = programs::aloft(&self.within);
        command
            .args(arguments)
            .envs(self.environment())
            .env("ALOFT_STORE", self.store())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Waits for a process, but not for ever: a command that hangs is a command that failed.
    fn wait(&self, arguments: &[&str], process: std::io::Result<Child>) -> Output {
        let mut process = process.expect("aloft starts");
        let begin = Instant::now();
        let (stdout, stderr) = (read(process.stdout.take()), read(process.stderr.take()));
        let status = loop {
            if let Some(status) = process.try_wait().expect("its state can be read") {
                break status;
            }
            if begin.elapsed() > PATIENCE {
                process.kill().expect("it runs");
                let words = arguments.join(" ");
                panic!("{}: aloft {words} did not end in {PATIENCE:?}", self.name);
            }
            sleep(Duration::from_millis(5));
        };
        let bytes = |reader: JoinHandle<Vec<u8>>| reader.join().expect("it can be read");
        Output { status, stdout: bytes(stdout), stderr: bytes(stderr) }
    }

    fn expect_success(&self, arguments: &[&str], process: std::io::Result<Child>) -> Output {
        self.succeeded(arguments, self.wait(arguments, process))
    }

    fn succeeded(&self, arguments: &[&str], output: Output) -> Output {
        assert!(
            output.status.success(),
            "{}: aloft {} failed ({}):\n{}{}{}",
            self.name,
            arguments.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
            self.refused_work(&output)
        );
        output
    }

    /// What the relay refused and why, when that is how a command failed.
    pub fn refused_work(&self, output: &Output) -> String {
        const REFUSED: i32 = 6;
        if output.status.code() != Some(REFUSED) {
            return String::new();
        }
        let listed = self.command(&["refused"]).output();
        listed.map_or_else(
            |error| error.to_string(),
            |listed| String::from_utf8_lossy(&listed.stdout).into_owned(),
        )
    }
}

impl Running {
    /// Reads progress (`--progress json`) until it says that more than `done` are done.
    ///
    /// # Panics
    /// When it ends before that.
    pub fn progress_past(&mut self, done: u64) -> u64 {
        let stderr = self.process.stderr.take().expect("started with --progress");
        for line in BufReader::new(stderr).lines() {
            let line = line.expect("it can be read");
            let event: Value = serde_json::from_str(&line).unwrap_or_default();
            match event["done"].as_u64() {
                Some(said) if said > done => return said,
                _ => {}
            }
        }
        panic!("it ended before {done} were done");
    }

    /// Ends it as a power cut does; false when it had ended by itself before.
    pub fn kill(&mut self) -> bool {
        let ran = self.process.try_wait().expect("its state can be read").is_none();
        self.process.kill().ok();
        self.process.wait().expect("it ends");
        ran
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Waits for it; whether it succeeded.
    pub fn wait(mut self) -> bool {
        self.process.wait().expect("it ends").success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The file of a folder as an argument.
pub fn argument(path: &Path) -> String {
    PathBuf::from(path).into_os_string().into_string().expect("a path in Unicode")
}

fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    let mut pipe = pipe.expect("a pipe");
    spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("it can be read");
        bytes
    })
}

fn text(output: Output) -> String {
    String::from_utf8(output.stdout).expect("aloft prints UTF-8")
}
