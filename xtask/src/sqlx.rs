//! `cargo xtask sqlx`: renews the metadata that lets queries be checked without a database.
//!
//! The query macros write it themselves when they run against a live database with
//! `SQLX_OFFLINE_DIR` set, so no further tool is needed.

use crate::postgres::{Durability, Postgres};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// What the migrator makes before the first migration, which grants on it. The relay's own migrator
/// cannot be used: it does not compile while the metadata is stale.
const MIGRATOR_TABLE: &str = "CREATE TABLE _sqlx_migrations (
    version bigint PRIMARY KEY,
    description text NOT NULL,
    installed_on timestamptz NOT NULL DEFAULT now(),
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
)";

/// Migrates a fresh database, checks every query against it, and keeps what it answered.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let _lock = workspace.lock_target()?;
    let postgres = Postgres::start(workspace, Durability::None)?;
    postgres.psql(&["--command".as_ref(), MIGRATOR_TABLE.as_ref()])?;
    for migration in migrations(workspace.root())? {
        postgres.psql(&["--file".as_ref(), migration.as_os_str()])?;
    }
    let crate_folder = workspace.root().join("sync-server");
    let fresh = workspace.target().join("sqlx");
    fs::remove_dir_all(&fresh).ok();
    fs::create_dir_all(&fresh)?;
    expand_again(&crate_folder.join("src"))?;
    process::run(
        workspace
            .cargo()
            .args(["check", "--package", "aloft-sync-server", "--all-targets"])
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &fresh)
            .env("DATABASE_URL", postgres.url()),
    )?;
    let count = replace(&crate_folder.join(".sqlx"), &fresh)?;
    println!("{count} queries in sync-server/.sqlx");
    Ok(())
}

/// The old metadata goes only now that the new is complete; they may lie on different disks.
fn replace(committed: &Path, fresh: &Path) -> Result<usize> {
    let is_empty = fs::read_dir(fresh)?.next().is_none();
    ensure!(!is_empty, "no query was checked: sync-server/.sqlx stays as it was");
    fs::remove_dir_all(committed).ok();
    fs::create_dir_all(committed)?;
    let mut count = 0;
    for entry in fs::read_dir(fresh)? {
        let entry = entry?;
        fs::copy(entry.path(), committed.join(entry.file_name()))?;
        count += 1;
    }
    Ok(count)
}

fn migrations(root: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root.join("migrations")).context("reading migrations")?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort_unstable();
    Ok(files)
}

/// Macros run again only where cargo believes that a source has changed: where a file is newer than
/// what was built of it. Writing what it holds already makes it so.
fn expand_again(sources: &Path) -> Result<()> {
    for root in ["lib.rs", "main.rs"] {
        let path = sources.join(root);
        if path.exists() {
            fs::write(&path, fs::read(&path)?)?;
        }
    }
    Ok(())
}
