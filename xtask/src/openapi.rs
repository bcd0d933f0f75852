//! `cargo xtask openapi`: the relay's REST interface as a committed file.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::fs;

const FILE: &str = "openapi.json";

/// Renew or check.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Fail when the committed file is stale, and change nothing
    #[arg(long)]
    check: bool,
}

/// Asks the relay for its interface and keeps the answer.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut print = workspace.cargo();
    print.args(["run", "--quiet", "--locked", "--package", "aloft-sync-server", "--", "openapi"]);
    let fresh = process::capture(&mut print)?;
    let path = workspace.root().join(FILE);
    if !arguments.check {
        fs::write(&path, fresh)?;
        println!("Wrote {FILE}");
    } else if fs::read_to_string(&path)? != fresh {
        bail!("{FILE} is stale: run `cargo xtask openapi`");
    }
    Ok(())
}
