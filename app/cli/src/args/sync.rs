//! `aloft sync`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Stay, and exchange changes as they are made; ends with Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// Progress as JSON events on standard error, one a line
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) progress: super::transfer::Progress,
}
