//! `cargo xtask bench`: measures the relay and the client, or with `--ui` the window.
//!
//! What is measured and how is in the packages `bench` and `e2e`; this builds for release and
//! starts what they need: a Postgres that flushes, as in production.

use crate::postgres::{Durability, Postgres};
use crate::process;
use crate::windows;
use crate::workspace::{Profile, Workspace};
use anyhow::Result;
use std::process::Command;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The window on a project of 10,000 tasks: from input to the frame that shows it, start, memory
    #[arg(long)]
    ui: bool,
    /// How often each act in the window is measured
    #[arg(long, default_value_t = 200, requires = "ui")]
    samples: u32,
    /// Only this workload: fresh, propagation, fan-out, reconnect, ingest, neighbours, alone
    #[arg(long, value_name = "NAME", conflicts_with = "ui")]
    workload: Vec<String>,
    /// Only projects of this many tasks
    #[arg(long, value_name = "N", conflicts_with = "ui")]
    tasks: Option<usize>,
    /// Changes of history for the client alone
    #[arg(long, value_name = "N", conflicts_with = "ui")]
    history: Option<usize>,
    /// How often the short ones are measured
    #[arg(long, value_name = "N", conflicts_with = "ui")]
    runs: Option<usize>,
    /// Edits that are watched on their way, and offline edits on either side
    #[arg(long, value_name = "N", conflicts_with = "ui")]
    edits: Option<usize>,
    /// Seconds of fifty clients
    #[arg(long, value_name = "N", conflicts_with = "ui")]
    seconds: Option<u64>,
    /// Let Postgres not flush, to tell what the disk costs
    #[arg(long, conflicts_with = "ui")]
    without_fsync: bool,
}

/// Measures, and prints.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.ui {
        return windows::bench(workspace, arguments.samples);
    }
    let lock = workspace.lock_target()?;
    workspace.build_release(&["aloft-server", "aloft-bench"], &[])?;
    drop(lock);
    let durability =
        if arguments.without_fsync { Durability::None } else { Durability::AsInProduction };
    let postgres = Postgres::start(workspace, durability)?;
    let mut bench = Command::new(workspace.built(Profile::Release, "aloft-bench"));
    bench
        .arg("--server")
        .arg(workspace.built(Profile::Release, "aloft-server"))
        .env("DATABASE_URL", postgres.url())
        .env("ALOFT_KEYCHAIN", "off");
    for workload in &arguments.workload {
        bench.args(["--workload", workload]);
    }
    let numbers = [
        ("--tasks", arguments.tasks),
        ("--history", arguments.history),
        ("--runs", arguments.runs),
        ("--edits", arguments.edits),
    ];
    for (flag, number) in numbers {
        bench.args(number.iter().flat_map(|number| [flag.to_owned(), number.to_string()]));
    }
    if let Some(seconds) = arguments.seconds {
        bench.args(["--seconds", &seconds.to_string()]);
    }
    process::run(&mut bench)
}
