//! The local store: Automerge documents and the rows derived from them, in one SQLite file.
//!
//! One transaction holds a change, the command behind it and the rows it leads to, so a crash
//! leaves all or nothing. The store keeps what the relay has *acknowledged* apart from what is
//! *pending*: when the relay refuses a change, the document is rebuilt without it and what came
//! after it is run again.
//!
//! Several processes may have the store open: writers take turns (`BEGIN IMMEDIATE`), and a cached
//! document is used only when its version in the database is the one that was cached.
//!
//! *Invariant: knows nothing of sockets.* The sync driver calls the functions of [`outgoing`],
//! [`incoming`], [`bootstrap`] and [`healing`]; the status shown to people is derived from what
//! those made durable, never from what was sent.

pub mod bootstrap;
mod cache;
mod changes;
pub mod check;
pub mod compose;
mod database;
mod derive;
pub mod directory;
mod documents;
mod error;
pub mod healing;
mod identity;
pub mod incoming;
pub mod organisations;
pub mod outgoing;
mod rebase;
pub mod refusals;
mod replay;
mod sidecar;
pub(crate) mod sql;
pub mod status;
pub mod streams;
pub mod tasks;
pub mod texts;
mod transaction;

pub(crate) use derive::derived;
pub use derive::{LineCore, Repaired, TaskLine};
pub use error::StoreError;
pub use identity::Identity;
pub use transaction::Transaction;

use crate::environment::Environment;
use crate::queries::Queries;
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::ChangeHash;
use aloft_crdt_model::ids::{DocId, StreamId};
use cache::DocumentCache;
use rusqlite::Connection;
use sidecar::Sidecar;
use std::path::{Path, PathBuf};

/// The name of the database in the store's folder.
pub const DATABASE_FILE: &str = "aloft.db";

/// An open store. One thread at a time; open the folder again for another.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    connection: Connection,
    sidecar: Sidecar,
    cache: DocumentCache,
    environment: Environment,
}

impl Store {
    /// Opens the store in a folder, making both if they are not there.
    ///
    /// A database that was copied, or restored from a backup, gets a new actor: reusing an actor's
    /// sequence numbers for different changes would break its documents everywhere.
    pub fn open(folder: &Path, environment: Environment) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| StoreError::File { path: folder.to_owned(), source })?;
        let path = folder.join(DATABASE_FILE);
        let mut connection = database::open(&path)?;
        let mut environment = environment;
        let sidecar = identity::settle(&mut connection, folder, &path, &mut environment)?;
        let cache = DocumentCache::new(cache::DEFAULT_BUDGET);
        Ok(Self { folder: folder.to_owned(), connection, sidecar, cache, environment })
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Clock and randomness.
    pub fn environment(&mut self) -> &mut Environment {
        &mut self.environment
    }

    /// Who writes here: read anew each time, for another process may have changed it.
    pub fn identity(&self) -> Result<Identity, StoreError> {
        identity::read(&self.connection)
    }

    /// Everything that reads, on one consistent snapshot while the value lives.
    pub fn queries(&self) -> Queries<'_> {
        Queries::snapshot(&self.connection)
    }

    /// Runs one command as one durable transaction. None: the command changes nothing.
    ///
    /// The document is made if it is not there. When this returns, the change is on the disk.
    pub fn execute(
        &mut self,
        stream: StreamId,
        doc: DocId,
        command: &Command,
    ) -> Result<Option<ChangeHash>, StoreError> {
        self.write(|transaction| transaction.execute(stream, doc, command))
    }

    /// Runs `work` as one durable transaction: all of it or, when it fails, nothing.
    ///
    /// For imports: some 500 tasks a transaction amortise the disk's flush and keep memory bounded.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut transaction = self.begin()?;
        let value = work(&mut transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Transaction::begin(
            &mut self.connection,
            &mut self.cache,
            &mut self.sidecar,
            &mut self.environment,
        )
    }

    /// Goes up when *another* connection (another process, mostly) has written: how a window or
    /// `sync --watch` notices without polling tables.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }
}
