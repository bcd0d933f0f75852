//! The store with what a window remembers of it: the open project, the revision that it knows, and
//! what can be undone.

use super::status::SharedLink;
use super::undoing::Undoing;
use super::views::{Acted, SyncView};
use super::worker::Owned;
use super::{DeskEvent, Failure, Listener};
use crate::queries::Delta;
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::ProjectId;
use std::time::Duration;

/// What the desk's first thread owns.
pub(super) struct Keeper {
    pub(super) store: Store,
    pub(super) undoing: Undoing,
    listener: Listener,
    link: SharedLink,
    /// The project whose lines are told.
    open: Option<ProjectId>,
    /// Everything up to this revision was told.
    told: u64,
    /// SQLite's counter of other connections' writes, when it was last looked at.
    seen_version: i64,
    /// The link's counter, when it was last looked at.
    seen_link: u64,
    is_status_due: bool,
    shown: Option<SyncView>,
}

impl Keeper {
    pub(super) fn new(
        store: Store,
        link: SharedLink,
        listener: Listener,
    ) -> Result<Self, StoreError> {
        let told = store.queries().revision()?;
        let seen_version = store.data_version()?;
        Ok(Self {
            store,
            undoing: Undoing::default(),
            listener,
            link,
            open: None,
            told,
            seen_version,
            seen_link: 0,
            is_status_due: true,
            shown: None,
        })
    }

    /// From now on this project's lines are told. The JSON of all of them, and the revision at
    /// which they stand.
    pub(super) fn open_project(&mut self, project: ProjectId) -> Result<String, Failure> {
        // What was written before belongs to the project that was open before.
        self.tell_delta()?;
        let (revision, json) = super::reading::lines(&self.store, project, false)?;
        self.open = Some(project);
        // What came in between stands in the lines; the rest of it is told with the next delta.
        self.told = self.told.min(revision);
        Ok(json)
    }

    /// What was done, for whoever did it.
    pub(super) fn acted(&mut self, label: Option<String>) -> Result<Acted, Failure> {
        Ok(Acted { delta: self.delta()?, label })
    }

    /// What was written since the last time it was asked.
    pub(super) fn delta(&mut self) -> Result<Delta, StoreError> {
        let delta = self.store.queries().delta(self.open, self.told)?;
        self.told = delta.revision;
        self.is_status_due = true;
        Ok(delta)
    }

    /// Whether it is safe.
    pub(super) fn sync_view(&self) -> Result<SyncView, StoreError> {
        let (_, link) = self.link.get();
        Ok(link.view(&self.store.status()?))
    }

    fn tell_delta(&mut self) -> Result<(), StoreError> {
        let delta = self.delta()?;
        if !delta.is_empty() {
            if delta.workspace {
                self.tell(DeskEvent::Workspace);
            }
            self.tell(DeskEvent::Delta(Box::new(delta)));
        }
        Ok(())
    }

    fn look_around(&mut self) -> Result<(), StoreError> {
        // Read before the delta: what is written in between is found by the next look.
        let version = self.store.data_version()?;
        if version != self.seen_version {
            self.tell_delta()?;
            self.seen_version = version;
        }
        let (link_version, link) = self.link.get();
        if self.is_status_due || link_version != self.seen_link {
            let view = link.view(&self.store.status()?);
            self.seen_link = link_version;
            self.is_status_due = false;
            if self.shown.as_ref() != Some(&view) {
                self.shown = Some(view.clone());
                self.tell(DeskEvent::Sync(view));
            }
        }
        Ok(())
    }

    fn tell(&self, event: DeskEvent) {
        (self.listener)(event);
    }
}

/// Other processes' writes and the status are told within this time.
const NOTICE_WITHIN: Duration = Duration::from_millis(60);

impl Owned for Keeper {
    const LOOK_EVERY: Option<Duration> = Some(NOTICE_WITHIN);

    fn look(&mut self) {
        if let Err(error) = self.look_around() {
            // It is looked at again in a moment.
            tracing::warn!(%error, "the store cannot be read");
        }
    }
}
