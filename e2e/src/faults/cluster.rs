//! A Postgres cluster that may be stopped, cut off and put back.
//!
//! Not the one of `DATABASE_URL`: other tests use that, and it commits without waiting for its log,
//! so that a crash of it loses what it had acknowledged. This one waits.

use crate::ports::free_port;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// How to stop it, as `pg_ctl` calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are cut, what they did is rolled back, everything is written.
    Fast,
    /// As a crash: nothing is written; the next start reads the log.
    Immediate,
}

/// A cluster in a folder of its own. Dropping it stops and removes it.
pub struct Cluster {
    bin: PathBuf,
    folder: TempDir,
    data: PathBuf,
    port: u16,
    owner: Option<Owner>,
}

/// The user that the server runs as when this process is root, which Postgres refuses.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Cluster {
    /// Makes one and starts it.
    pub fn start() -> Self {
        let folder = folder_for_others();
        let data = folder.path().join("data");
        Self::start_in(folder, data)
    }

    /// Makes one whose data lie in a folder that exists and is empty: a small disk.
    pub fn start_on(disk: &Path) -> Self {
        Self::start_in(folder_for_others(), disk.join("data"))
    }

    fn start_in(folder: TempDir, data: PathBuf) -> Self {
        let owner = is_root().then(Owner::find);
        let cluster = Self { bin: programs(), folder, data, port: free_port(), owner };
        fs::create_dir(&cluster.data).expect("a folder");
        for path in [cluster.folder.path(), &cluster.data] {
            cluster.give(path);
        }
        let mut initdb = cluster.command("initdb");
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
            // A small log, so that copies are quick and disks may be small.
            .args(["--wal-segsize=1", "--no-sync", "--pgdata"])
            .arg(&cluster.data);
        expect_success("initdb", &run(&mut initdb));
        cluster.begin();
        cluster
    }

    /// The address of its administrator.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it and waits until it answers.
    pub fn begin(&self) {
        let output = self.try_begin();
        assert!(output.status.success(), "Postgres did not start:\n{}", self.log());
    }

    /// Starts it, if it can.
    pub fn try_begin(&self) -> Output {
        let options = [
            &format!("-p {}", self.port)[..],
            "-c listen_addresses=127.0.0.1",
            "-c unix_socket_directories=",
            "-c max_connections=60",
            // The machine itself does not fail here, so nothing need be flushed; a commit is in
            // the log before it is answered all the same.
            "-c fsync=off",
            "-c max_wal_size=16MB",
            "-c min_wal_size=4MB",
        ];
        let mut start = self.command("pg_ctl");
        start
            .args(["start", "--wait", "--silent", "--timeout=60", "--pgdata"])
            .arg(&self.data)
            .arg("--log")
            .arg(self.folder.path().join("log"))
            .arg("--options")
            .arg(options.join(" "));
        run(&mut start)
    }

    /// Stops it and waits until it has ended.
    pub fn stop(&self, how: Stop) {
        expect_success("pg_ctl stop", &self.try_stop(how));
    }

    /// Copies it as it stands, while it is stopped for a moment.
    pub fn back_up(&self, into: &Path) {
        self.stop(Stop::Fast);
        copy(&self.data, into);
        self.begin();
    }

    /// Puts a copy in its place. It is stopped before and runs after.
    pub fn restore(&self, from: &Path) {
        self.stop(Stop::Fast);
        fs::remove_dir_all(&self.data).expect("it is ours");
        copy(from, &self.data);
        self.begin();
    }

    /// Whether its postmaster runs.
    pub fn is_running(&self) -> bool {
        let mut status = self.command("pg_ctl");
        run(status.args(["status", "--pgdata"]).arg(&self.data)).status.success()
    }

    /// What it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn try_stop(&self, how: Stop) -> Output {
        let mode = match how {
            Stop::Fast => "--mode=fast",
            Stop::Immediate => "--mode=immediate",
        };
        let mut stop = self.command("pg_ctl");
        stop.args(["stop", mode, "--wait", "--silent", "--timeout=60", "--pgdata"]).arg(&self.data);
        run(&mut stop)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir(self.folder.path()).env_remove("PGDATA").env_remove("PGPORT");
        if let Some(owner) = self.owner {
            use std::os::unix::process::CommandExt;
            command.uid(owner.uid).gid(owner.gid);
        }
        command
    }

    fn give(&self, path: &Path) {
        if let Some(Owner { uid, gid }) = self.owner {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).expect("we are root");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may be stopped already.
        self.try_stop(Stop::Immediate);
    }
}

impl Owner {
    fn find() -> Self {
        let id = |flag: &str, user: &str| -> Option<u32> {
            let output = Command::new("id").args([flag, user]).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|user| Some(Self { uid: id("-u", user)?, gid: id("-g", user)? }))
            .expect("root needs a user `postgres` or `nobody` to run Postgres as")
    }
}

/// Whether this process may mount and may not run Postgres.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id is there");
    output.stdout.trim_ascii() == b"0"
}

/// A folder that Postgres' user may enter, which `tempfile`'s usual ones are not.
fn folder_for_others() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new()
        .prefix("aloft-faults-")
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir()
        .expect("a folder")
}

/// Where Postgres' programs are.
fn programs() -> PathBuf {
    std::env::var_os("ALOFT_POSTGRES_BIN")
        .map(PathBuf::from)
        .expect("ALOFT_POSTGRES_BIN: use `cargo xtask test` or `cargo xtask soak`")
}

/// With owners, modes and times, as a backup is.
fn copy(from: &Path, to: &Path) {
    let mut cp = Command::new("cp");
    expect_success("cp", &run(cp.arg("-a").arg(from).arg(to)));
}

fn run(command: &mut Command) -> Output {
    // What starts Postgres must not hold our pipes open for as long as it runs.
    let log = tempfile::tempfile().expect("a file");
    let output = log.try_clone().expect("a second handle");
    let status = command
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log)
        .status()
        .expect("it starts");
    Output { status, stdout: read(output), stderr: Vec::new() }
}

fn read(mut file: fs::File) -> Vec<u8> {
    use std::io::{Read, Seek, SeekFrom};
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).expect("it is ours");
    bytes
}

fn expect_success(what: &str, output: &Output) {
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{what} failed ({}):\n{words}", output.status);
}
