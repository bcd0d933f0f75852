//! `cargo xtask run`: a relay, and an organisation on it to play with.
//!
//! There is no window yet: what it starts is `aloft-server dev`, and what it prepares is two
//! people's stores, made by the real `aloft` command the way people would.

mod example;

use crate::packages;
use crate::postgres;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use example::Example;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How to begin.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Forget the example's data and begin again
    #[arg(long)]
    fresh: bool,
    /// Where the relay listens
    #[arg(long, default_value = "127.0.0.1:8480", value_name = "ADDRESS")]
    listen: String,
}

/// Starts the relay, prepares the example unless it is there, and stays until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    ensure_free(&arguments.listen)?;
    packages::ensure_c_compiler()?;
    let bin = postgres::ensure(workspace)?;
    println!("Building (the first time takes some minutes)");
    let lock = workspace.lock_target()?;
    process::run(workspace.cargo().args([
        "build",
        "--quiet",
        "--locked",
        "--workspace",
        "--bins",
    ]))?;
    drop(lock);

    // The people's stores remember the address.
    let folder = workspace.shared().join("run").join(arguments.listen.replace(':', "-"));
    if arguments.fresh {
        remove(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut relay = Relay::start(workspace, &bin, &folder, &arguments.listen)?;
    let example = Example::new(workspace.binary("aloft"), folder.join("people"), relay.url.clone());
    if !example.is_ready() {
        println!("Preparing an organisation with two people in it");
        example.prepare()?;
    }
    example.explain(&relay.log);
    relay.wait()
}

/// `aloft-server dev`. It gets Ctrl-C from the terminal, as we do, and stops its Postgres.
struct Relay {
    url: String,
    log: PathBuf,
    process: Child,
}

impl Relay {
    fn start(workspace: &Workspace, bin: &Path, folder: &Path, listen: &str) -> Result<Self> {
        let log = folder.join("relay.log");
        let mut process = Command::new(workspace.binary("aloft-server"))
            .args(["dev", "--listen", listen, "--data"])
            .arg(folder.join("relay"))
            .env("ALOFT_POSTGRES_BIN", bin)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("starting aloft-server")?;
        let stdout = process.stdout.take().context("aloft-server has an output")?;
        let ready = BufReader::new(stdout).lines().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("ready at ")?;
            rest.split_whitespace().next().map(str::to_owned)
        });
        let Some(url) = ready else {
            process.wait()?;
            bail!("aloft-server did not start:\n{}", fs::read_to_string(&log)?);
        };
        Ok(Self { url, log, process })
    }

    fn wait(&mut self) -> Result<()> {
        let status = self.process.wait()?;
        println!("The relay ended ({status}); see {}", self.log.display());
        Ok(())
    }
}

/// Something failed while it was being prepared: the relay must not stay behind.
impl Drop for Relay {
    fn drop(&mut self) {
        if !matches!(self.process.try_wait(), Ok(None)) {
            return;
        }
        let asked = cfg!(unix)
            && process::succeeds(Command::new("kill").arg(self.process.id().to_string()));
        if !asked {
            self.process.kill().ok();
        }
        self.process.wait().ok();
    }
}

/// Before minutes of building.
fn ensure_free(listen: &str) -> Result<()> {
    let bound = TcpListener::bind(listen);
    bound
        .with_context(|| format!("cannot listen on {listen}: choose another with --listen"))
        .map(drop)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}
