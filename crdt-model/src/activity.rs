//! Activity: events with the change they came from.
//!
//! *Invariant: a function of the change and its causal past.* `from` is read at the change's
//! dependencies and `to` at the change itself, so it does not matter what else a replica has seen
//! or in which order it came.

mod project;
mod task;
mod text;
mod touched;

use crate::document::{Change, DocKind, Document, history};
use crate::event::Event;
use crate::ids::{DocId, StreamId, UserId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of the activity feed. (`change`, `position`) identifies it on every replica.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityRow {
    /// The change, as lower-case hex of its hash.
    pub change: String,
    /// Its place among the change's events.
    pub position: u32,
    /// The stream of the document.
    pub stream_id: StreamId,
    /// The document that changed; for a text, its owner, so that a task's feed holds its
    /// description's edits.
    pub subject: DocId,
    /// Who did it; none for the relay.
    pub author: Option<UserId>,
    /// When, by their clock.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What a change that the document holds means to people.
pub(crate) fn derive(
    document: &Document,
    id: DocId,
    stream: StreamId,
    change: &Change,
) -> Vec<ActivityRow> {
    if !document.contains(&change.hash()) {
        return Vec::new();
    }
    let automerge = document.automerge();
    let (subject, events) = match document.kind() {
        DocKind::Task => (id, task::events(automerge, change)),
        DocKind::Project => (id, project::events(automerge, change)),
        DocKind::Text => text::events(automerge, id, change),
        DocKind::User => (id, Vec::new()),
    };
    let hash = change.hash().to_string();
    let author = history::author_of(automerge, change);
    let row = |(position, event)| ActivityRow {
        change: hash.clone(),
        position,
        stream_id: stream,
        subject,
        author,
        at: Timestamp::from_millis(change.timestamp()),
        event,
    };
    (0..).zip(events).map(row).collect()
}
