//! `cargo xtask types`: the shape of what crosses from Rust to the page, as a committed file.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::fs;
use std::process::Command;

const FILE: &str = "ui/src/backend/types.ts";
const GENERATOR: &str = "aloft-types";

/// Renew or check.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Fail when the committed file is stale, and change nothing
    #[arg(long)]
    check: bool,
}

/// Builds the generator and runs it.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut print = workspace.cargo();
    print.args(["run", "--quiet", "--locked", "--package", "aloft-desktop"]);
    let fresh = process::capture(print.args(["--example", GENERATOR]))?;
    if arguments.check {
        return compare(workspace, &fresh);
    }
    fs::write(workspace.root().join(FILE), fresh)?;
    println!("Wrote {FILE}");
    Ok(())
}

/// Runs the generator that a build of the whole workspace has made: building it by itself would
/// mean other features, and so everything compiled twice.
pub(crate) fn check_built(workspace: &Workspace) -> Result<()> {
    let generator = workspace.example(GENERATOR);
    compare(workspace, &process::capture(&mut Command::new(generator))?)
}

fn compare(workspace: &Workspace, fresh: &str) -> Result<()> {
    if fs::read_to_string(workspace.root().join(FILE))? != fresh {
        bail!("{FILE} is stale: run `cargo xtask types`");
    }
    Ok(())
}
