//! A Postgres of its own for as long as the tests run: nothing stays. For tests nothing on disk is
//! flushed either; what is measured is measured as in production.

mod install;

pub(crate) use install::ensure;

use crate::packages;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const START_TIMEOUT: Duration = Duration::from_mins(1);
const FOLDER_PREFIX: &str = "aloft-test-postgres-";

/// A running server. Dropping it stops it and removes its data.
///
/// It is a child in the same process group, so that Ctrl-C ends both. A run that was killed leaves
/// its server behind; the next run finds it by its lock and stops it.
pub(crate) struct Postgres {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
    durability: Durability,
    owner: Option<Owner>,
    server: Option<Child>,
    _lock: File,
}

/// What is left after a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Perhaps nothing: for tests.
    None,
    /// What was committed.
    AsInProduction,
}

/// The user that the server runs as when this process is root, which Postgres refuses.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// Finds or installs Postgres 15 or newer, makes a cluster and starts it on a free port.
    pub(crate) fn start(workspace: &Workspace, durability: Durability) -> Result<Self> {
        let bin = ensure(workspace)?;
        sweep(&bin);
        let folder = env::temp_dir().join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        fs::create_dir(&folder)?;
        fs::create_dir(folder.join("data"))?;
        let lock = File::create(folder.join("lock"))?;
        lock.lock()?;
        let owner = if packages::is_root() { Some(Owner::find()?) } else { None };
        let mut postgres =
            Self { bin, folder, port: free_port()?, durability, owner, server: None, _lock: lock };
        postgres.make_cluster()?;
        postgres.launch()?;
        postgres.wait_until_ready()?;
        Ok(postgres)
    }

    /// The address for `DATABASE_URL`: a superuser, without a password, on this machine only.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The folder with its programs.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    /// Runs SQL or files of it as one transaction; `psql` is not among npm's programs.
    pub(crate) fn psql(&self, arguments: &[&OsStr]) -> Result<()> {
        process::capture(
            Command::new("psql")
                .args(["--quiet", "--no-psqlrc", "--single-transaction"])
                .args(["--set=ON_ERROR_STOP=1", "--dbname", &self.url()])
                .args(arguments),
        )
        .map(drop)
    }

    fn make_cluster(&self) -> Result<()> {
        if let Some(owner) = self.owner {
            owner.take(&self.folder)?;
            owner.take(&self.data())?;
        }
        process::capture(
            self.command("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
                .args(["--no-sync", "--pgdata"])
                .arg(self.data()),
        )
        .map(drop)
    }

    fn launch(&mut self) -> Result<()> {
        let log = File::create(self.log())?;
        if cfg!(windows) {
            // postgres.exe refuses an administrator; pg_ctl gives the rights away first.
            return process::run(
                self.command("pg_ctl")
                    .args(["--silent", "--no-wait", "start", "--pgdata"])
                    .arg(self.data())
                    .arg("--log")
                    .arg(self.log())
                    .arg("--options")
                    .arg(self.settings().join(" ")),
            );
        }
        let mut server = self.command("postgres");
        server.arg("-D").arg(self.data()).args(self.settings());
        server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.server = Some(server.spawn().context("starting postgres")?);
        Ok(())
    }

    fn settings(&self) -> Vec<String> {
        let common = [
            format!("port={}", self.port),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "max_connections=300".to_owned(),
        ];
        let others: &[&str] = match self.durability {
            Durability::None => &["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
            // Timed, so that a figure can be told apart from the disk's share of it.
            Durability::AsInProduction => &["track_wal_io_timing=on"],
        };
        common
            .into_iter()
            .chain(others.iter().map(|setting| (*setting).to_owned()))
            .flat_map(|setting| ["-c".to_owned(), setting])
            .collect()
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let begin = Instant::now();
        // The postmaster writes `ready` into the eighth line of its pid file when it takes clients.
        while !fs::read_to_string(self.data().join("postmaster.pid"))
            .is_ok_and(|pid| pid.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
        {
            let ended = match &mut self.server {
                Some(server) => server.try_wait()?.is_some(),
                None => false,
            };
            if ended || begin.elapsed() > START_TIMEOUT {
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                bail!("Postgres did not start:\n{log}");
            }
            sleep(Duration::from_millis(50));
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        TcpStream::connect_timeout(&address, START_TIMEOUT).context("connecting to Postgres")?;
        Ok(())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir(&self.folder).env_remove("PGDATA").env_remove("PGPORT");
        if let Some(owner) = self.owner {
            owner.run_as(&mut command);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        process::succeeds(stop.args(["stop", "--mode=immediate", "--pgdata"]).arg(self.data()));
        if let Some(server) = &mut self.server {
            server.wait().ok();
        }
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Owner {
    fn find() -> Result<Self> {
        let id = |flag: &str, user: &str| -> Option<u32> {
            process::capture(Command::new("id").args([flag, user])).ok()?.trim().parse().ok()
        };
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|user| Some(Self { uid: id("-u", user)?, gid: id("-g", user)? }))
            .context("root needs a user `postgres` or `nobody` to run Postgres as")
    }

    #[cfg(unix)]
    fn take(self, path: &Path) -> io::Result<()> {
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid))
    }

    #[cfg(unix)]
    fn run_as(self, command: &mut Command) {
        use std::os::unix::process::CommandExt;
        command.uid(self.uid).gid(self.gid);
    }

    #[cfg(not(unix))]
    fn take(self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(not(unix))]
    fn run_as(self, _command: &mut Command) {}
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Stops what runs that were killed have left: a folder that nobody holds the lock of.
fn sweep(bin: &Path) {
    let Ok(entries) = fs::read_dir(env::temp_dir()) else { return };
    let ours = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(FOLDER_PREFIX));
    for folder in ours.map(|entry| entry.path()) {
        let free = File::open(folder.join("lock")).is_ok_and(|lock| lock.try_lock().is_ok());
        if !free {
            continue;
        }
        let mut stop = Command::new(bin.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--pgdata"]).arg(folder.join("data"));
        if packages::is_root()
            && let Ok(owner) = Owner::find()
        {
            owner.run_as(&mut stop);
        }
        process::succeeds(&mut stop);
        fs::remove_dir_all(folder).ok();
    }
}
