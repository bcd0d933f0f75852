//! `aloft conflict` and `aloft refused`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Conflict {
    /// List fields that people wrote at the same time
    List {
        /// In this project alone
        #[arg(long)]
        project: Option<String>,
    },
    /// Choose one of the values of a field
    Resolve {
        /// The task's key or id
        task: String,
        /// The field, as `conflict list` names it
        field: String,
        /// The value's number: 0 is the one shown, 1 and up are the others
        #[arg(long, value_name = "N")]
        take: usize,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Refused {
    #[command(subcommand)]
    pub(crate) action: Option<RefusedAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RefusedAction {
    /// List them (as without a word)
    List,
    /// Run one again, or all
    Retry(Which),
    /// Drop one for good, or all
    Discard(Which),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// Its id, as `aloft refused` shows it
    pub(crate) id: Option<String>,
    /// Every one
    #[arg(long)]
    pub(crate) all: bool,
}
