//! `cargo xtask soak`: all faults at random, over the real programs, for as long as one wants.
//!
//! What strikes and what is checked is in the `e2e` package; this builds and starts what it needs.

use crate::desktop;
use crate::packages;
use crate::postgres;
use crate::process;
use crate::test;
use crate::ui;
use crate::workspace::{Profile, Workspace};
use anyhow::Result;
use std::process::Command;

/// How long, and from where.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// For how long
    #[arg(long, default_value_t = 30)]
    minutes: u32,
    /// The seed of the first team, to run again what failed; by default the time of day
    #[arg(long)]
    seed: Option<u64>,
}

/// Builds everything, and strikes until the time is over or something does not hold.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    packages::ensure_c_compiler()?;
    desktop::ensure_libraries()?;
    packages::ensure_faketime()?;
    let bin = postgres::ensure(workspace)?;
    {
        let _lock = workspace.lock_target()?;
        ui::build(workspace)?;
        process::run(workspace.cargo().arg("build").args(test::SELECTION))?;
    }
    let mut soak = Command::new(workspace.built(Profile::Debug, "aloft-soak"));
    soak.args(["--minutes", &arguments.minutes.to_string()]).env("ALOFT_POSTGRES_BIN", bin);
    if let Some(seed) = arguments.seed {
        soak.args(["--seed", &seed.to_string()]);
    }
    process::run(&mut soak)
}
