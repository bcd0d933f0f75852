//! The relay under measurement: the real program, as a process of its own, on a database of its
//! own.

use crate::machine;
use aloft_client::account::RelayUrl;
use anyhow::{Context, Result, bail, ensure};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

const READY_TIMEOUT: Duration = Duration::from_secs(30);

/// A login that is no administrator, as in production.
const MAKE_LOGIN: &str = "DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aloft_bench') THEN
        CREATE ROLE aloft_bench LOGIN;
    END IF;
    GRANT aloft_app, aloft_identity, aloft_operator TO aloft_bench;
END $$";

/// A Postgres server and the relay's program.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// `aloft-server`.
    pub(crate) program: PathBuf,
    /// An administrator's address, ending in a database's name.
    pub(crate) server: String,
}

/// A migrated database with a relay in front of it. Dropping it removes both.
#[derive(Debug)]
pub(crate) struct Relay {
    site: Site,
    database: String,
    port: u16,
    folder: TempDir,
    process: Child,
    /// None while it is being dropped.
    runtime: Option<Runtime>,
}

impl Site {
    /// What Postgres says its `fsync` is.
    pub(crate) fn fsync(&self) -> Result<String> {
        runtime()?.block_on(async {
            let mut connection = connect(&self.server).await?;
            Ok(sqlx::query_scalar("SHOW fsync").fetch_one(&mut connection).await?)
        })
    }

    /// A relay on a fresh database.
    pub(crate) fn relay(&self) -> Result<Relay> {
        let runtime = runtime()?;
        let database = format!("aloft_bench_{}_{}", std::process::id(), free_port()?);
        runtime.block_on(execute(&self.server, format!("CREATE DATABASE {database}")))?;
        let url = self.url_of(&database)?;
        let migrated = Command::new(&self.program)
            .arg("migrate")
            .env("ALOFT_DATABASE_URL", &url)
            .output()
            .context("starting aloft-server")?;
        ensure!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        runtime.block_on(execute(&url, MAKE_LOGIN.to_owned()))?;
        let (folder, port) = (TempDir::new()?, free_port()?);
        let process = spawn(&self.program, &as_login(&url)?, port, folder.path())?;
        let mut relay =
            Relay { site: self.clone(), database, port, folder, process, runtime: Some(runtime) };
        relay.wait_until_ready()?;
        Ok(relay)
    }

    fn url_of(&self, database: &str) -> Result<String> {
        let (base, _) = self.server.rsplit_once('/').context("the URL ends in a database")?;
        Ok(format!("{base}/{database}"))
    }
}

impl Relay {
    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// What clients are told.
    pub(crate) fn url(&self) -> Result<RelayUrl> {
        Ok(format!("http://{}", self.address()).parse()?)
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Processor seconds so far.
    pub(crate) fn cpu_seconds(&self) -> Option<f64> {
        machine::cpu_seconds(self.id())
    }

    /// Ends it and starts it again: nothing is in its memory then.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        let url = as_login(&self.site.url_of(&self.database)?)?;
        self.process = spawn(&self.site.program, &url, self.port, self.folder.path())?;
        self.wait_until_ready()
    }

    /// Lets Postgres settle: what it has to write down and count is written and counted before
    /// the next measurement, not during it.
    pub(crate) fn settle(&self) -> Result<()> {
        let url = self.site.url_of(&self.database)?;
        self.wait_for(async {
            execute(&url, "VACUUM ANALYZE".to_owned()).await?;
            execute(&url, "CHECKPOINT".to_owned()).await
        })
    }

    /// Flushes of the write-ahead log so far, and the milliseconds that they took together.
    pub(crate) fn flushes(&self) -> Result<(f64, f64)> {
        self.wait_for(async {
            let mut connection = connect(&self.site.server).await?;
            let (count, time): (i64, f64) =
                sqlx::query_as("SELECT wal_sync, wal_sync_time FROM pg_stat_wal")
                    .fetch_one(&mut connection)
                    .await?;
            #[expect(clippy::cast_precision_loss, reason = "a count of flushes is small")]
            Ok((count as f64, time))
        })
    }

    fn wait_for<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        self.runtime.as_ref().context("the relay is being dropped")?.block_on(work)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let begin = Instant::now();
        while std::net::TcpStream::connect(self.address()).is_err() {
            if self.process.try_wait()?.is_some() || begin.elapsed() > READY_TIMEOUT {
                let log = std::fs::read_to_string(self.folder.path().join("log"));
                bail!("aloft-server did not start:\n{}", log.unwrap_or_default());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.database);
        // Dropped among asynchronous work, where waiting has to be announced.
        let dropped =
            tokio::task::block_in_place(|| self.wait_for(execute(&self.site.server, statement)));
        if let Err(error) = dropped {
            eprintln!("a database stays behind: {error:#}");
        }
        if let Some(runtime) = self.runtime.take() {
            // A runtime that waits for its threads must not be dropped there at all.
            runtime.shutdown_background();
        }
    }
}

fn spawn(program: &Path, url: &str, port: u16, folder: &Path) -> Result<Child> {
    let log = File::options().create(true).append(true).open(folder.join("log"))?;
    Command::new(program)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .env("ALOFT_DATABASE_URL", url)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("starting aloft-server")
}

fn as_login(url: &str) -> Result<String> {
    let (_, host) = url.rsplit_once('@').context("the URL names a user")?;
    Ok(format!("postgres://aloft_bench@{host}"))
}

fn runtime() -> Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

async fn execute(url: &str, statement: String) -> Result<()> {
    let mut connection = connect(url).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    Ok(connection.close().await?)
}

async fn connect(url: &str) -> Result<PgConnection> {
    Ok(PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?)
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
