//! What a command works with.

use crate::args::Global;
use crate::failure::{Failure, Result};
use crate::output::Output;
use aloft_client::account::Account;
use aloft_client::environment::{self, Clock, Environment, SystemClock};
use aloft_client::store::Store;
use aloft_crdt_model::time::Timestamp;
use std::path::{Path, PathBuf};

/// The folder, and how to print. The store is opened when a command wants it.
#[derive(Debug)]
pub(crate) struct Context {
    dir: PathBuf,
    clock: SystemClock,
    pub(crate) output: Output,
}

impl Context {
    pub(crate) fn new(global: &Global) -> Result<Self> {
        let dir = match &global.store {
            Some(dir) => dir.clone(),
            None => desktop_store()?,
        };
        Ok(Self { dir, clock: SystemClock, output: Output::new(global.json) })
    }

    /// The store's folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The machine's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Opens the store; each call opens it once more.
    pub(crate) fn store(&self) -> Result<Store> {
        Ok(Store::open(&self.dir, Environment::system())?)
    }

    pub(crate) fn account(&self) -> Account {
        Account::of_store(&self.dir)
    }
}

fn desktop_store() -> Result<PathBuf> {
    environment::default_store()
        .ok_or_else(|| Failure::failed("there is no home folder: name a store with --store"))
}
