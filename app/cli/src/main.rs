//! The `aloft` command: the Aloft client for scripts and for people who live in a terminal.
//!
//! It uses the desktop app's own store unless told otherwise, safely beside a running desktop app:
//! writers take turns in the database, and whichever process syncs pushes the others' changes too.
//! `docs/cli.md` documents the commands, the JSON and the exit codes.
//!
//! *Invariant: thin.* Everything but words, tables and codes is in `aloft-client`.

mod args;
mod commands;
mod context;
mod failure;
mod find;
mod meter;
mod output;
mod password;
mod view;

use args::Cli;
use clap::Parser;
use clap::error::ErrorKind;
use context::Context;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The arguments may not parse, and how to say so still depends on them.
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(page) => return explain(page, wants_json),
    };
    log_to_stderr();
    let json = cli.global.json;
    match Context::new(&cli.global).and_then(|context| commands::run(&context, cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.report(json)),
    }
}

/// A page of help that was asked for, or one line about what is wrong.
fn explain(page: clap::Error, json: bool) -> ExitCode {
    match page.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that has gone has read enough.
            let _ = page.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !json => {
            let _ = page.print();
            ExitCode::from(failure::Exit::Usage as u8)
        }
        _ => ExitCode::from(Failure::from(page).report(json)),
    }
}

/// Quiet unless `ALOFT_LOG` asks (for example `ALOFT_LOG=aloft_client=debug`).
fn log_to_stderr() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("ALOFT_LOG") else { return };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
