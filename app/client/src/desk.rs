//! The desk: everything that a window needs, without a window.
//!
//! One thread owns a store and does what the person does, in order. A second one reads, so that
//! looking for something waits for nothing that is written. What takes long or asks the relay opens
//! the store once more. A last thread synchronises. What any of them wrote, or another process,
//! comes out as [`Delta`]s: after a command in its answer, otherwise as an event.
//!
//! *Invariant: knows nothing of Tauri.* *Invariant: an answer comes after the commit*: what the
//! window shows as done is on the disk, so that a window may be killed at any moment.

mod account;
mod acts;
mod failure;
mod keeper;
mod names;
mod presence;
mod reading;
mod refusals;
mod settings;
mod status;
mod syncing;
mod texts;
mod transfer;
mod undoing;
pub mod views;
mod worker;

pub use failure::Failure;
pub use presence::MyPresence;
pub use settings::{Settings, Theme};
pub use texts::TextOpened;
pub use transfer::ExportFormat;

use crate::environment::Environment;
use crate::queries::Delta;
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::DocId;
use keeper::Keeper;
use status::SharedLink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syncing::{Order, Syncing};
use transfer::Files;
use uuid::Uuid;
use views::{Boot, Presence, SyncView};
use worker::{Owned, Worker};

/// Something that a window shows without having asked.
#[derive(Clone, Debug)]
pub enum DeskEvent {
    /// Rows were written by somebody else: the sync, or another process.
    Delta(Box<Delta>),
    /// The status changed.
    Sync(SyncView),
    /// Somebody looks at something, or left.
    Presence(Presence),
    /// Organisations, people or projects changed: read them again.
    Workspace,
    /// The settings changed.
    Settings(Settings),
}

/// Whom events are told. Called on the desk's threads: it must not wait.
pub type Listener = Arc<dyn Fn(DeskEvent) + Send + Sync>;

/// A store with somebody sitting at it. Dropping it says goodbye to the relay and waits, for two
/// seconds at most, for what was asked last.
pub struct Desk {
    folder: PathBuf,
    listener: Listener,
    link: SharedLink,
    // Dropped first: nothing is to be pushed while the rest ends.
    syncing: Syncing,
    front: Worker<Keeper>,
    back: Worker<Store>,
    files: Files,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// The back only answers.
impl Owned for Store {}

impl Desk {
    /// Opens the store in a folder, and synchronises it while somebody is signed in and not offline
    /// on purpose.
    pub fn open(folder: &Path, listener: Listener) -> Result<Self, StoreError> {
        let link = SharedLink::default();
        let store = Store::open(folder, Environment::system())?;
        let keeper = Keeper::new(store, link.clone(), Arc::clone(&listener))?;
        let back = Store::open(folder, Environment::system())?;
        let offline = Settings::load(folder).offline;
        Ok(Self {
            folder: folder.to_owned(),
            listener: Arc::clone(&listener),
            syncing: Syncing::start(folder, offline, link.clone(), listener),
            link,
            front: Worker::start("aloft-front", keeper),
            back: Worker::start("aloft-back", back),
            files: Files::default(),
        })
    }

    /// The store's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Everything that a window begins with.
    pub async fn boot(&self) -> Result<Boot, Failure> {
        Ok(Boot {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            folder: self.folder.display().to_string(),
            settings: Settings::load(&self.folder),
            me: self.me().await?,
            workspace: self.workspace().await?,
            sync: self.sync_status().await?,
        })
    }

    /// A new id for something that a command makes.
    pub async fn new_id(&self) -> Result<Uuid, Failure> {
        self.front(|keeper| {
            let environment = keeper.store.environment();
            let now = environment.now();
            Ok(DocId::new(now, environment.rng()).0)
        })
        .await
    }

    /// What the person looks at, for the others.
    pub fn set_presence(&self, presence: MyPresence) {
        self.syncing.order(Order::Presence(presence));
    }

    /// Does something that the person waits for, after what was asked before.
    async fn front<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Keeper) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let answer = self.front.ask(work).await;
        // Looking costs the sync's thread less than finding out here whether anything was written.
        self.syncing.order(Order::Written);
        answer
    }

    /// Reads something.
    async fn back<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.back.ask(work).await
    }
}
