//! Activity: events with the change they came from.

use crate::event::Event;
use crate::ids::{DocId, StreamId, UserId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of the activity feed. (`change`, `position`) identifies it on every replica.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
