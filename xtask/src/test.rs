//! `cargo xtask test`: every check and every test, in the order of what they cost.

use crate::counts::Counts;
use crate::desktop;
use crate::fuzz;
use crate::packages;
use crate::postgres::{Durability, Postgres};
use crate::process;
use crate::steps::Steps;
use crate::tidy;
use crate::tools;
use crate::types;
use crate::ui;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// The steps that compile the desktop app.
const COMPILING: &[&str] = &["clippy", "build", "tests", "doctests", "e2e", "windows"];
/// What is compiled, always: another selection of packages and targets would mean other features in
/// dependencies, and so everything compiled twice.
pub(crate) const SELECTION: &[&str] = &["--locked", "--workspace", "--all-targets"];
/// What drives the programs without a window, in nextest's language.
const PROCESSES: &str = "package(aloft-e2e) and not binary(windows)";
const WINDOWS: &str = "package(aloft-e2e) and binary(windows)";

/// Which steps.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these steps; all of them, in this order, when none is named.
    #[arg(value_parser = [
        "fmt", "tidy", "typos", "ui", "clippy", "deny", "build", "types", "tests", "doctests", "e2e",
        "windows",
    ])]
    steps: Vec<String>,
}

/// Runs the wanted steps; the first that fails ends the run.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let _lock = workspace.lock_target()?;
    packages::ensure_c_compiler()?;
    let mut steps = Steps::new(&arguments.steps);
    let mut counts = Counts::default();
    let result = run_steps(workspace, &mut steps, &mut counts);
    steps.print_times();
    counts.print();
    result
}

fn run_steps(workspace: &Workspace, steps: &mut Steps, counts: &mut Counts) -> Result<()> {
    steps.run("fmt", || {
        process::run(workspace.cargo().args(["fmt", "--all", "--check"]))?;
        // A workspace of its own, which only `cargo xtask fuzz` builds.
        let fuzz = ["--manifest-path", fuzz::MANIFEST];
        process::run(workspace.cargo().args(["fmt", "--check"]).args(fuzz))
    })?;
    steps.run("tidy", || tidy::run(workspace))?;
    steps.run("typos", || {
        let typos = tools::TYPOS.ensure(workspace)?;
        process::run(Command::new(typos).current_dir(workspace.root()))
    })?;
    // Before anything is compiled: the app embeds the page.
    steps.run("ui", || {
        ui::check(workspace)?;
        ui::test(workspace, counts)?;
        ui::build(workspace)
    })?;
    if COMPILING.iter().any(|step| steps.wanted(step)) {
        desktop::ensure_libraries()?;
        ui::build(workspace)?;
    }
    steps.run("clippy", || {
        let mut clippy = workspace.cargo();
        process::run(clippy.arg("clippy").args(SELECTION).args(["--", "-D", "warnings"]))
    })?;
    steps.run("deny", || deny(workspace))?;
    steps.run("build", || process::run(workspace.cargo().arg("build").args(SELECTION)))?;
    steps.run("types", || types::check_built(workspace))?;
    let databases = ["tests", "doctests", "e2e", "windows"].iter().any(|step| steps.wanted(step));
    if !databases {
        return Ok(());
    }
    let postgres = Postgres::start(workspace, Durability::None)?;
    steps.run("tests", || nextest(workspace, &postgres, "not package(aloft-e2e)", counts))?;
    steps.run("doctests", || {
        let mut doctests = workspace.cargo();
        process::run(doctests.args(["test", "--locked", "--workspace", "--doc", "--quiet"]))
    })?;
    steps.run("e2e", || {
        packages::ensure_faketime()?;
        nextest(workspace, &postgres, PROCESSES, counts)
    })?;
    if !cfg!(target_os = "linux") {
        println!("\nNo windows are driven here: WebKitWebDriver is Linux's");
        return Ok(());
    }
    steps.run("windows", || {
        desktop::ensure_screen_and_driver()?;
        nextest(workspace, &postgres, WINDOWS, counts)
    })
}

/// Advisories need a database that changes daily: they are the GitHub workflow's, so that a tree
/// that passed today passes tomorrow.
fn deny(workspace: &Workspace) -> Result<()> {
    let deny = tools::DENY.ensure(workspace)?;
    for manifest in ["Cargo.toml", fuzz::MANIFEST] {
        let fetch = ["fetch", "--locked", "--quiet", "--manifest-path", manifest];
        process::run(workspace.cargo().args(fetch))?;
        process::run(
            Command::new(&deny)
                .current_dir(workspace.root())
                .args(["--manifest-path", manifest, "--config", "deny.toml"])
                .args(["--offline", "--log-level", "error", "check", "--hide-inclusion-graph"])
                .args(["bans", "licenses", "sources"]),
        )?;
    }
    Ok(())
}

/// Runs the tests that a filter of nextest's selects, and counts them.
pub(crate) fn nextest(
    workspace: &Workspace,
    postgres: &Postgres,
    filter: &str,
    counts: &mut Counts,
) -> Result<()> {
    let nextest = tools::NEXTEST.ensure_any(workspace)?;
    let result = process::run(
        workspace
            .building(&nextest)
            .args(["nextest", "run"])
            .args(SELECTION)
            .args(["--filterset", filter])
            .env("DATABASE_URL", postgres.url())
            .env("ALOFT_POSTGRES_BIN", postgres.bin()),
    );
    if let Ok(read) = Counts::read(&workspace.target().join("nextest/default/junit.xml")) {
        *counts += read;
    }
    result
}
