//! `cargo xtask fuzz`: mutations of valid input for what strangers' bytes reach first.

use crate::packages;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;

/// Which parser, how long, and from which seed on.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to give them to
    #[arg(value_parser = ["inspect", "frames", "csv"])]
    target: String,
    /// How long
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// The first input's seed; each after it has the next one
    #[arg(long, default_value_t = 1_000_000)]
    seed: u64,
}

/// Ends at the first input that panics, and prints it with its seed.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let _lock = workspace.lock_target()?;
    packages::ensure_c_compiler()?;
    process::run(
        workspace
            .cargo()
            .args(["test", "--locked", "--workspace", "--test", "mutations", "--"])
            .args(["--ignored", "--exact", "--nocapture", "one_target_for_long"])
            .env("ALOFT_FUZZ_TARGET", &arguments.target)
            .env("ALOFT_FUZZ_MINUTES", arguments.minutes.to_string())
            .env("ALOFT_FUZZ_SEED", arguments.seed.to_string()),
    )
}
