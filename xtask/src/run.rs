//! `cargo xtask run`: a relay, and an organisation on it to play with.
use crate::workspace::Workspace;
use anyhow::Result;
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Forget the example's data and begin again
    #[arg(long)]
    fresh: bool,
}
pub(crate) fn run(_workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let _ = arguments.fresh;
    Ok(())
}
