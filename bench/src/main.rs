//! `aloft-bench`: measures the relay and the client on the workloads that peers were measured on.
//!
//! The relay is the real program, built for release, a process of its own with a Postgres as in
//! production; clients are real stores and drivers, or thin ones where fifty stores on one disk
//! would measure the disk. Each figure is one JSON line on the standard output; the table at the
//! end stands beside the peers' figures and the aims.
//!
//! *Invariant: asserts no time.* A busy machine is told by the load average beside each figure.

mod figure;
mod floor;
mod flush;
mod frames;
mod machine;
mod meter;
mod peers;
mod person;
mod relay;
mod shape;
mod syncing;
mod thin;
mod wire;
mod workload;

use anyhow::{Result, ensure};
use clap::{Parser, ValueEnum};
use figure::Book;
use relay::Site;
use std::path::PathBuf;

/// Measure the relay and the client.
#[derive(Parser)]
#[command(name = "aloft-bench")]
struct Arguments {
    /// The relay's program, built for release
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// Postgres, for an administrator
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    database_url: String,
    /// Only these workloads
    #[arg(long, value_enum, value_name = "NAME")]
    workload: Vec<Workload>,
    /// Only projects of this many tasks
    #[arg(long, value_name = "N")]
    tasks: Option<usize>,
    /// Changes of history for the client alone
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    history: usize,
    /// How often the short ones are measured
    #[arg(long, default_value_t = 3, value_name = "N")]
    runs: usize,
    /// Edits that are watched on their way, and offline edits on either side
    #[arg(long, value_name = "N")]
    edits: Option<usize>,
    /// Seconds of fifty clients
    #[arg(long, default_value_t = 20, value_name = "N")]
    seconds: u64,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workload {
    /// A client that has nothing, and a project
    Fresh,
    /// An edit until it is visible elsewhere
    Propagation,
    /// Fifty clients, ten of them writing
    FanOut,
    /// Two people come back with a long offline day each
    Reconnect,
    /// Many changes at once
    Ingest,
    /// One tenant floods; what another feels of it
    Neighbours,
    /// The client without a network
    Alone,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // A keychain asks its owner, and takes its time.
    let off = std::env::var_os("ALOFT_KEYCHAIN").is_some_and(|value| value == "off");
    ensure!(off, "set ALOFT_KEYCHAIN=off, or use `cargo xtask bench`");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&arguments))
}

async fn measure(arguments: &Arguments) -> Result<()> {
    let site = Site { program: arguments.server.clone(), server: arguments.database_url.clone() };
    let mut book = Book::new(tokio::task::block_in_place(|| site.fsync())?);
    let wanted = |workload| arguments.workload.is_empty() || arguments.workload.contains(&workload);
    let sizes = |usual: &[usize]| arguments.tasks.map_or(usual.to_vec(), |tasks| vec![tasks]);
    let runs = arguments.runs.max(1);
    if wanted(Workload::Fresh) {
        workload::fresh(&mut book, &site, &sizes(&[1_000, 10_000]), runs).await?;
    }
    if wanted(Workload::Propagation) {
        workload::propagation(&mut book, &site, arguments.edits.unwrap_or(400)).await?;
    }
    if wanted(Workload::FanOut) {
        workload::fan_out(&mut book, &site, arguments.seconds).await?;
    }
    if wanted(Workload::Reconnect) {
        workload::reconnect(&mut book, &site, arguments.edits.unwrap_or(5_000), runs).await?;
    }
    if wanted(Workload::Ingest) {
        let tasks = arguments.tasks.unwrap_or(5_000);
        workload::ingest(&mut book, &site, tasks, runs).await?;
    }
    if wanted(Workload::Neighbours) {
        workload::neighbours(&mut book, &site, arguments.edits.unwrap_or(400)).await?;
    }
    if wanted(Workload::Alone) {
        let sizes = sizes(&[1_000, 10_000, 50_000]);
        workload::alone(&mut book, &sizes, arguments.history, runs)?;
    }
    println!("\n{}", peers::table(book.figures()));
    Ok(())
}
