//! The app as a process: on a screen of its own, under WebKitWebDriver, with folders of its own.

use crate::display::{Display, Unreadable};
use crate::ports::free_port;
use crate::programs;
use crate::webdriver::Session;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const END_TIMEOUT: Duration = Duration::from_secs(10);

/// The app, running or killed, on a store that stays the same.
pub(super) struct Program {
    app: PathBuf,
    store: PathBuf,
    display: Display,
    /// Settings, downloads and the log: nothing of the developer's own is read or written.
    folder: TempDir,
    running: Option<Running>,
}

struct Running {
    driver: Child,
    session: Option<Session>,
    app: u32,
}

impl Program {
    pub(super) fn start(app: &Path, store: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["config", "data", "state", "Downloads"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let downloads =
            format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder.path().join("Downloads").display());
        fs::write(folder.path().join("config/user-dirs.dirs"), downloads).expect("a file");
        let display = Display::start();
        let mut program =
            Self { app: app.to_owned(), store: store.to_owned(), display, folder, running: None };
        program.start_again();
        program
    }

    pub(super) fn start_again(&mut self) {
        assert!(self.running.is_none(), "it runs already");
        let port = free_port();
        let driver = self.driver(port).spawn().expect("WebKitWebDriver is installed");
        let mut running = Running { driver, session: None, app: 0 };
        let session = Session::start(port, self.app.to_str().expect("a path in Unicode"));
        running.session = Some(session.unwrap_or_else(|refusal| {
            panic!("the app did not start: {refusal}\n{}", self.log());
        }));
        running.app = child_of(running.driver.id()).expect("the driver started the app");
        self.running = Some(running);
    }

    /// SIGKILL, and the driver with it: its session has nothing to speak to any more.
    pub(super) fn kill(&mut self) {
        let running = self.running.take().expect("it runs");
        let app = running.app;
        signal(app, "-KILL");
        wait_until_gone(app);
    }

    pub(super) fn session(&self) -> &Session {
        self.running.as_ref().and_then(|running| running.session.as_ref()).expect("it runs")
    }

    /// What is on its screen: so much of it, from the window's corner.
    pub(super) fn picture(&self, width: u32, height: u32) -> Result<Vec<u8>, Unreadable> {
        self.display.picture(width, height)
    }

    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    pub(super) fn app(&self) -> u32 {
        self.running.as_ref().expect("it runs").app
    }

    pub(super) fn downloads(&self) -> PathBuf {
        self.folder.path().join("Downloads")
    }

    /// What the app and the driver have said so far.
    pub(super) fn log(&self) -> String {
        let own = fs::read_to_string(self.store.join("aloft.log")).unwrap_or_default();
        fs::read_to_string(self.log_file()).unwrap_or_default() + &own
    }

    fn driver(&self, port: u16) -> Command {
        let log = File::options().create(true).append(true).open(self.log_file()).expect("a log");
        let mut driver = programs::clean(Path::new("WebKitWebDriver"));
        driver
            .arg(format!("--port={port}"))
            .env("DISPLAY", self.display.name())
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("ALOFT_STORE", &self.store)
            // No session bus: tokens must not go into the developer's own keychain.
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("NO_AT_BRIDGE", "1")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        for (variable, folder) in
            [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")]
        {
            driver.env(variable, self.folder.path().join(folder));
        }
        driver
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            // A killed app leaves a session that would wait for it.
            if is_alive(self.app) {
                session.end();
            }
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
        if self.app != 0 && is_alive(self.app) {
            signal(self.app, "-KILL");
        }
    }
}

fn child_of(parent: u32) -> Option<u32> {
    let entries = fs::read_dir("/proc").ok()?;
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut children = pids.filter(|pid| stat(*pid).is_some_and(|(_, of)| of == parent));
    children.next()
}

/// A process's state and its parent, from `/proc/<pid>/stat`.
fn stat(pid: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The program's name stands in parentheses, and may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// A zombie is dead: its files are closed, only its parent has not asked yet.
fn is_alive(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != 'Z')
}

fn wait_until_gone(pid: u32) {
    let begin = Instant::now();
    while is_alive(pid) {
        assert!(begin.elapsed() < END_TIMEOUT, "process {pid} does not end");
        sleep(Duration::from_millis(5));
    }
}

fn signal(pid: u32, signal: &str) {
    Command::new("kill").args([signal, &pid.to_string()]).status().expect("kill is there");
}
