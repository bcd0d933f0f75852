//! The developer's commands: `cargo xtask test`, `cargo xtask run`, …
//!
//! Each command works on a fresh machine with Rust, Node and git: what is missing is installed
//! first, by the system's package manager or into the user's cache directory.
//!
//! *Invariant: knows nothing of Aloft's crates.* It builds them and starts their binaries, so that
//! it compiles in seconds and works while they do not compile.

mod bench;
mod counts;
mod desktop;
mod example;
mod fuzz;
mod openapi;
mod oracle;
mod packages;
mod postgres;
mod process;
mod relay;
mod run;
mod screen;
mod soak;
mod sqlx;
mod steps;
mod test;
mod tidy;
mod tools;
mod types;
mod ui;
mod windows;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

/// The developer's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing and run every check and every test.
    ///
    /// Builds go to a target folder in the user's cache directory that all work trees share
    /// (CARGO_TARGET_DIR overrides it). A Postgres of its own runs for as long as the tests do.
    Test(test::Arguments),
    /// Install what is missing, build, and open the window on an organisation to play with.
    ///
    /// It has two people and a relay of its own, which runs until Ctrl-C. Everything stays in the
    /// user's cache directory; --fresh begins again.
    Run(run::Arguments),
    /// Run the tests that drive real windows and programs.
    E2e(windows::TestArguments),
    /// Break everything that can break, at random, and check that nothing was lost.
    ///
    /// Several clients, a relay and a Postgres of its own: kills, crashes, full disks, wrong clocks,
    /// backups that are put back. Prints seeds and counts; fails at the first thing that does not
    /// hold. Full disks need root.
    Soak(soak::Arguments),
    /// Take pictures of every screen and state, light and dark, into the folder `gallery`.
    Gallery,
    /// Measure, and print what was measured: one JSON line each, and a table. Nothing is asserted.
    Bench(bench::Arguments),
    /// Build the Debian package, and open the window of the program in it.
    Bundle,
    /// Let libFuzzer look for bytes at which one parser of strangers' bytes breaks.
    ///
    /// Each run goes on from what those before it learned, in the user's cache directory. Ends at
    /// the first finding.
    Fuzz(fuzz::Arguments),
    /// Run random teams of real clients against real relays, and compare all that they hold.
    Oracle(oracle::Arguments),
    /// Check the conventions that no compiler knows: file names, lints, ADRs, migrations.
    Tidy,
    /// Renew the metadata that checks SQL at compile time (sync-server/.sqlx).
    Sqlx,
    /// Renew the relay's openapi.json, or with --check fail when it is stale.
    Openapi(openapi::Arguments),
    /// Renew the types that the page shares with Rust (ui/src/backend/types.ts).
    ///
    /// With --check, fail when they are stale.
    Types(types::Arguments),
}

fn main() -> ExitCode {
    match obey(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> Result<()> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Test(arguments) => test::run(&workspace, &arguments),
        Command::Run(arguments) => run::run(&workspace, &arguments),
        Command::E2e(arguments) => windows::test(&workspace, &arguments),
        Command::Soak(arguments) => soak::run(&workspace, &arguments),
        Command::Gallery => windows::gallery(&workspace),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
        Command::Bundle => windows::bundle(&workspace),
        Command::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Command::Oracle(arguments) => oracle::run(&workspace, &arguments),
        Command::Tidy => tidy::run(&workspace),
        Command::Sqlx => sqlx::run(&workspace),
        Command::Openapi(arguments) => openapi::run(&workspace, &arguments),
        Command::Types(arguments) => types::run(&workspace, &arguments),
    }
}
