//! The server's life: made, started, stopped; and the one that an earlier process left behind.

use super::folder::write_private;
use super::{Binaries, EmbeddedPostgresError, Folder};
use rand::Rng;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, Connection};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// How long the server has to answer after a start: recovery after a kill takes a while.
const PATIENCE: Duration = Duration::from_mins(1);
/// Its administrator, and the relay's login, which is none.
const ADMINISTRATOR: &str = "postgres";
const LOGIN: &str = "aloft";

/// A Postgres that runs.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    folder: Folder,
    binaries: Binaries,
    child: Child,
    url: String,
    administrator_url: String,
}

impl EmbeddedPostgres {
    /// Makes the cluster if there is none, ends what an earlier process left, and starts.
    pub async fn start(
        folder: Folder,
        port: Option<u16>,
        rng: &mut impl Rng,
    ) -> Result<Self, EmbeddedPostgresError> {
        let binaries = binaries_for(&folder)?;
        let password = folder.password(rng)?;
        if folder.made_by().is_none() {
            make_cluster(&folder, &binaries, &password).await?;
        }
        end_leftover(&folder, &binaries, &password).await?;
        let port = port.map_or_else(free_port, Ok)?;
        let mut child = spawn(&folder, &binaries, port)?;
        let mut administrator = answer(&folder, &mut child, port, &password).await?;
        make_login(&mut administrator, &password).await.map_err(EmbeddedPostgresError::Silent)?;
        let url = |user: &str, database: &str| {
            format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}")
        };
        Ok(Self {
            url: url(LOGIN, LOGIN),
            administrator_url: url(ADMINISTRATOR, ADMINISTRATOR),
            folder,
            binaries,
            child,
        })
    }

    /// How the relay reaches its database: with a login that is no administrator, as in production.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How an administrator reaches the cluster, for tests that make databases.
    pub fn administrator_url(&self) -> &str {
        &self.administrator_url
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops it, after what runs in it ended or was rolled back.
    pub async fn stop(mut self) -> Result<(), EmbeddedPostgresError> {
        stop(&self.folder, &self.binaries).await?;
        let ended = self.child.wait().await;
        ended.map_err(EmbeddedPostgresError::io("cannot wait for Postgres"))?;
        Ok(())
    }
}

fn binaries_for(folder: &Folder) -> Result<Binaries, EmbeddedPostgresError> {
    let made = folder.made_by();
    let found = Binaries::find(made);
    let other = |made| EmbeddedPostgresError::OtherVersion { folder: folder.cluster(), made };
    match (found, made) {
        (Ok(found), Some(made)) if found.major != made => Err(other(made)),
        (Err(EmbeddedPostgresError::NotFound), Some(made)) => Err(other(made)),
        (found, _) => found,
    }
}

async fn make_cluster(
    folder: &Folder,
    binaries: &Binaries,
    password: &str,
) -> Result<(), EmbeddedPostgresError> {
    let cluster = folder.cluster();
    // What a first start that was killed left half made.
    let _ = fs::remove_dir_all(&cluster);
    let doing = format!("cannot make the folder {}", cluster.display());
    fs::create_dir(&cluster).map_err(EmbeddedPostgresError::io(doing))?;
    folder.owner.give(&cluster)?;
    let password_file = folder.path().join("password-for-initdb");
    write_private(&password_file, password)?;
    folder.owner.give(&password_file)?;
    let mut initdb = program(folder, binaries, "initdb");
    initdb
        .args(["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--username"])
        .arg(ADMINISTRATOR)
        .arg("--pwfile")
        .arg(&password_file)
        .arg("--pgdata")
        .arg(&cluster);
    let made = run("initdb", initdb).await;
    let _ = fs::remove_file(&password_file);
    made
}

fn spawn(folder: &Folder, binaries: &Binaries, port: u16) -> Result<Child, EmbeddedPostgresError> {
    let doing = || format!("cannot start Postgres in {}", folder.path().display());
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.log());
    let log = log.map_err(EmbeddedPostgresError::io(doing()))?;
    let errors = log.try_clone().map_err(EmbeddedPostgresError::io(doing()))?;
    let mut postgres = program(folder, binaries, "postgres");
    postgres
        .arg("-D")
        .arg(folder.cluster())
        .args(["-p", &port.to_string()])
        // No socket file: its folder would have to be writable for whoever runs Postgres.
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
        .stdout(log)
        .stderr(errors);
    postgres.spawn().map_err(EmbeddedPostgresError::io(doing()))
}

/// Waits until the server answers, and gives an administrator's connection.
async fn answer(
    folder: &Folder,
    child: &mut Child,
    port: u16,
    password: &str,
) -> Result<PgConnection, EmbeddedPostgresError> {
    let began = tokio::time::Instant::now();
    loop {
        match connect(port, password).await {
            Ok(connection) => return Ok(connection),
            Err(error) if began.elapsed() > PATIENCE => {
                return Err(EmbeddedPostgresError::Silent(error));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        if let Ok(Some(_)) = child.try_wait() {
            let words = tail(&fs::read_to_string(folder.log()).unwrap_or_default());
            return Err(EmbeddedPostgresError::Failed { program: "postgres", words });
        }
    }
}

async fn connect(port: u16, password: &str) -> Result<PgConnection, sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username(ADMINISTRATOR)
        .password(password)
        .database(ADMINISTRATOR)
        .ssl_mode(PgSslMode::Disable);
    PgConnection::connect_with(&options).await
}

/// Makes the relay's login and database, unless they are there.
async fn make_login(connection: &mut PgConnection, password: &str) -> Result<(), sqlx::Error> {
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
        .bind(LOGIN)
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        // The password is base64url: nothing in it needs quoting.
        let sql = format!("CREATE ROLE {LOGIN} LOGIN CREATEROLE PASSWORD '{password}'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(LOGIN)
            .fetch_one(&mut *connection)
            .await?;
    if !there {
        let sql = format!("CREATE DATABASE {LOGIN} OWNER {LOGIN}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// What `postmaster.pid` says: the process, and its port once it had one.
struct Leftover {
    pid: u32,
    port: Option<u16>,
}

/// Stops the server that a killed process left running, or removes the note of one that is gone.
///
/// The note alone is not believed: its process number may by now be another program's.
async fn end_leftover(
    folder: &Folder,
    binaries: &Binaries,
    password: &str,
) -> Result<(), EmbeddedPostgresError> {
    let note = folder.cluster().join("postmaster.pid");
    let began = tokio::time::Instant::now();
    while let Some(leftover) = read_note(&note) {
        let answers = match leftover.port {
            Some(port) => runs_in(folder, port, password).await,
            None => false,
        };
        if answers {
            tracing::info!(pid = leftover.pid, "stopping the Postgres of an earlier run");
            stop(folder, binaries).await?;
        } else if is_postgres(leftover.pid) && began.elapsed() < PATIENCE {
            // It starts or stops: in a moment it answers or is gone.
            tokio::time::sleep(Duration::from_millis(100)).await;
        } else {
            let doing = format!("cannot remove {}", note.display());
            fs::remove_file(&note).map_err(EmbeddedPostgresError::io(doing))?;
        }
    }
    Ok(())
}

fn read_note(note: &Path) -> Option<Leftover> {
    let text = fs::read_to_string(note).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    // Lines: process, folder, start, port, …
    let port = lines.nth(2).and_then(|line| line.trim().parse().ok());
    Some(Leftover { pid, port })
}

async fn runs_in(folder: &Folder, port: u16, password: &str) -> bool {
    let Ok(mut connection) = connect(port, password).await else { return false };
    let answer: Result<String, _> =
        sqlx::query_scalar("SHOW data_directory").fetch_one(&mut connection).await;
    answer.is_ok_and(|at| same_file(Path::new(&at), &folder.cluster()))
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(unix)]
fn is_postgres(pid: u32) -> bool {
    let said = fs::read_to_string(format!("/proc/{pid}/comm")).or_else(|_| {
        let output = std::process::Command::new("ps")
            .args(["-o", "comm=", "-p", &pid.to_string()])
            .output()?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&output.stdout).into_owned())
    });
    said.is_ok_and(|name| name.contains("postgres"))
}

/// Windows gives a number to another process soon, and Postgres there does not trust the note.
#[cfg(not(unix))]
fn is_postgres(_: u32) -> bool {
    false
}

async fn stop(folder: &Folder, binaries: &Binaries) -> Result<(), EmbeddedPostgresError> {
    let mut pg_ctl = program(folder, binaries, "pg_ctl");
    pg_ctl.args(["stop", "--mode=fast", "--wait", "--timeout=60", "--silent", "--pgdata"]);
    pg_ctl.arg(folder.cluster());
    run("pg_ctl", pg_ctl).await
}

fn program(folder: &Folder, binaries: &Binaries, name: &str) -> Command {
    let mut command = Command::new(binaries.program(name));
    // A folder that its user may enter; ours may not be.
    command.current_dir(folder.cluster()).stdin(Stdio::null());
    folder.owner.run_as(&mut command);
    command
}

async fn run(name: &'static str, mut command: Command) -> Result<(), EmbeddedPostgresError> {
    let output = command.output().await;
    let output = output.map_err(EmbeddedPostgresError::io(format!("cannot run {name}")))?;
    if output.status.success() {
        return Ok(());
    }
    let words = tail(&String::from_utf8_lossy(&output.stderr));
    Err(EmbeddedPostgresError::Failed { program: name, words })
}

/// The last lines, which say why.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().collect();
    lines[lines.len().saturating_sub(5)..].join("; ")
}

/// A port that nobody has now. Somebody could take it before Postgres does; then it says so.
fn free_port() -> Result<u16, EmbeddedPostgresError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(EmbeddedPostgresError::io("cannot find a free port"))
}
