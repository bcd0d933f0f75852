//! The window's page (`ui/`): what npm installs, checks and builds, when there is a reason to.

use crate::counts::Counts;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

const OLDEST_NODE: u32 = 20;
/// What is in `ui/` and is no source of the page.
const MADE: &[&str] = &["node_modules", "dist", "coverage"];

/// Installs the page's dependencies, unless they are what the lock file says.
///
/// npm's own cache serves a second work tree, so that only the first one downloads.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let node = ensure_node()?;
    let ui = workspace.ui();
    let lock = ui.join("package-lock.json");
    let wanted = format!(
        "node {node}\n{}",
        fs::read_to_string(&lock).with_context(|| format!("reading {}", lock.display()))?
    );
    let stamp = ui.join("node_modules/.aloft-installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing the window's dependencies (npm)");
    let quietly = ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(npm(workspace).args(quietly))?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

/// Builds the page into `ui/dist`, which the app embeds, unless nothing has changed.
///
/// Not always: an app whose page was written anew is compiled anew.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    install(workspace)?;
    let page = workspace.ui().join("dist/index.html");
    let stamp = workspace.ui().join("node_modules/.aloft-built");
    let state = || -> Result<String> {
        Ok(format!("{}{}", describe(&page).unwrap_or_default(), sources(&workspace.ui())?))
    };
    if fs::read_to_string(&stamp).is_ok_and(|built| state().is_ok_and(|now| now == built)) {
        return Ok(());
    }
    process::run(npm(workspace).args(["run", "--silent", "build", "--", "--logLevel=warn"]))?;
    fs::write(&stamp, state()?).with_context(|| format!("writing {}", stamp.display()))
}

/// Types, lints and layers.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    install(workspace)?;
    process::run(npm(workspace).args(["run", "--silent", "check"]))
}

/// The page's own tests, counted.
pub(crate) fn test(workspace: &Workspace, counts: &mut Counts) -> Result<()> {
    install(workspace)?;
    let report = workspace.target().join("vitest.xml");
    fs::remove_file(&report).ok();
    let result = process::run(
        npm(workspace)
            .args(["test", "--silent", "--", "--reporter=default", "--reporter=junit"])
            .arg(format!("--outputFile.junit={}", report.display())),
    );
    // A run that broke before its tests has none to count.
    if let Ok(read) = Counts::read(&report) {
        *counts += read;
    }
    result
}

/// Where a program is that the page's dependencies brought.
pub(crate) fn program(workspace: &Workspace, name: &str) -> PathBuf {
    let name = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    workspace.ui().join("node_modules/.bin").join(name)
}

fn npm(workspace: &Workspace) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(workspace.ui());
    command
}

/// The version of a Node that is new enough.
fn ensure_node() -> Result<String> {
    let wanted = format!("Node {OLDEST_NODE} or newer is needed");
    let version =
        process::capture(Command::new("node").arg("--version")).context(wanted.clone())?;
    let version = version.trim().to_owned();
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        bail!("{wanted}; this is {version}");
    }
    Ok(version)
}

/// The major version in `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// One line for every file that the page is made of.
fn sources(ui: &Path) -> Result<String> {
    let mut files = Vec::new();
    let mut folders = vec![ui.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                let is_made = MADE.iter().any(|made| entry.file_name() == *made);
                folders.extend((!is_made).then(|| entry.path()));
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort_unstable();
    let mut lines = String::new();
    for file in &files {
        lines.push_str(&describe(file)?);
    }
    Ok(lines)
}

fn describe(file: &PathBuf) -> Result<String> {
    let metadata = fs::metadata(file)?;
    let written = metadata.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    let mut line = String::new();
    writeln!(line, "{} {} {written}", file.display(), metadata.len())?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("nonsense"), None);
    }
}
