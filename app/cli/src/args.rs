//! The grammar of the command line.
//!
//! *Invariant: parsing touches nothing.* What a word means in a store (a key, a person, a state)
//! is looked up later, by [`crate::find`].

pub(crate) mod account;
pub(crate) mod conflict;
pub(crate) mod project;
pub(crate) mod sync;
pub(crate) mod task;
pub(crate) mod transfer;
pub(crate) mod value;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Project management that works without a network.
///
/// Every command but sign-up, sign-in, org members and sync works offline and without an account.
/// What it writes is on the disk when it returns, and goes to the relay with `aloft sync` or a
/// running desktop app.
#[derive(Debug, Parser)]
#[command(
    name = "aloft",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 relay unreachable, \
                  5 not signed in,\n6 refused or conflicting, 7 imported in part."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The folder of the store; by default the desktop app's own
    #[arg(long, global = true, env = "ALOFT_STORE", value_name = "DIR", display_order = 900)]
    pub(crate) store: Option<PathBuf>,
    /// Print JSON, errors too
    #[arg(long, global = true, display_order = 901)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an account at a relay and sign in to it
    SignUp(account::SignUp),
    /// Sign in to an account at a relay
    SignIn(account::SignIn),
    /// End the session on this machine
    SignOut,
    /// Organisations and their members
    #[command(subcommand)]
    Org(account::Org),
    /// Projects
    #[command(subcommand)]
    Project(project::Project),
    /// Tasks
    #[command(subcommand)]
    Task(Box<task::Task>),
    /// Find tasks by words in their title, description or comments
    Search(task::Search),
    /// Fields that people wrote at the same time
    #[command(subcommand)]
    Conflict(conflict::Conflict),
    /// Bring issues in from another tool
    #[command(subcommand)]
    Import(transfer::Import),
    /// Write a project out
    #[command(subcommand)]
    Export(transfer::Export),
    /// Exchange changes with the relay
    Sync(sync::Sync),
    /// Whether everything is safe at the relay
    Status,
    /// Changes that the relay refused
    Refused(conflict::Refused),
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }
}
