//! What the program is started with.

use aloft_client::environment;
use clap::Parser;
use std::path::PathBuf;

/// Aloft: project management that works without a network.
#[derive(Debug, Parser)]
#[command(name = "aloft-desktop", version)]
pub(crate) struct Arguments {
    /// The folder of the store, instead of your own.
    #[arg(long, env = "ALOFT_STORE", value_name = "FOLDER")]
    store: Option<PathBuf>,
}

impl Arguments {
    /// The store's folder: the one that was named, or the person's own.
    pub(crate) fn folder(self) -> anyhow::Result<PathBuf> {
        let named = self.store.map(std::path::absolute).transpose()?;
        named
            .or_else(environment::default_store)
            .ok_or_else(|| anyhow::anyhow!("there is no home folder: name a store with --store"))
    }
}
