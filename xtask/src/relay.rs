//! `aloft-server dev` as a child: a relay with a Postgres of its own, in one folder.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running relay. It gets Ctrl-C from the terminal, as we do, and stops its Postgres.
pub(crate) struct Relay {
    url: String,
    log: PathBuf,
    process: Child,
}

impl Relay {
    /// Starts one and waits until it is ready. `bin` has Postgres' programs.
    pub(crate) fn start(
        workspace: &Workspace,
        bin: &Path,
        folder: &Path,
        listen: &str,
    ) -> Result<Self> {
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

    /// What clients are told.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Where it logs to.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Until it ends, which is when it is told to.
    pub(crate) fn wait(&mut self) -> Result<()> {
        let status = self.process.wait()?;
        println!("The relay ended ({status}); see {}", self.log.display());
        Ok(())
    }
}

/// Something failed while it was being used: the relay must not stay behind.
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

/// Whether a relay answers at an address.
pub(crate) fn is_at(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(4_096).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
