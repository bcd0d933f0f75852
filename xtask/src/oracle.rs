//! `cargo xtask oracle`: the convergence oracle for as long as somebody has time.

use crate::packages;
use crate::postgres::{Durability, Postgres};
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;

/// How long, and from which seed on.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// No new team begins after so many minutes
    #[arg(long, default_value_t = 20)]
    minutes: u64,
    /// The first team's seed; each team after it has the next one
    #[arg(long, default_value_t = 1_000)]
    seed: u64,
}

/// Ends at the first team that does not agree, and names its seed.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let _lock = workspace.lock_target()?;
    packages::ensure_c_compiler()?;
    let postgres = Postgres::start(workspace, Durability::None)?;
    process::run(
        workspace
            .cargo()
            // The workspace's selection: another one would compile dependencies a second time.
            .args(["test", "--locked", "--workspace", "--test", "oracle", "--"])
            .args(["--ignored", "--exact", "--nocapture", "runs::teams_for_long"])
            .env("DATABASE_URL", postgres.url())
            .env("ALOFT_ORACLE_MINUTES", arguments.minutes.to_string())
            .env("ALOFT_ORACLE_SEED", arguments.seed.to_string()),
    )
}
