//! The status, and who else looks.

use aloft_crdt_model::ids::{DeviceId, ProjectId, TaskId, UserId};
use aloft_crdt_model::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether it is safe, from what is durable only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SyncView {
    /// The connection.
    pub link: LinkView,
    /// Why, when it is unreachable or a problem: one sentence.
    pub words: Option<String>,
    /// All changes are acknowledged, and all that the relay had is here.
    pub synced: bool,
    /// Changes that no relay has acknowledged.
    pub waiting: u64,
    /// Those of them that build on what the relay does not have.
    pub held_up: u64,
    /// Changes that the relay would not take.
    pub refused: u64,
    /// Changes in organisations that live on this machine alone.
    pub local: u64,
    /// Documents that differ from the relay's copy and are being fetched.
    pub diverging: u64,
    /// When a relay was last heard.
    pub last_contact: Option<Timestamp>,
    /// When everything was last the same here and at the relay.
    pub synced_to: Option<Timestamp>,
    /// Projects that are fetched for the first time.
    pub fetching: Vec<Fetching>,
}

/// The connection to the relay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkView {
    /// No relay was ever named.
    #[default]
    Local,
    /// There is no session.
    SignedOut,
    /// The person wants it so.
    OfflineOnPurpose,
    /// Being made.
    Connecting,
    /// The relay answers.
    Online,
    /// It does not; it is tried again.
    Unreachable,
    /// Something that only a person can mend.
    Problem,
}

/// A project that is fetched for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fetching {
    /// Which.
    pub project: ProjectId,
    /// How many documents came so far.
    pub documents: u64,
}

/// Somebody looks at a task. Without a task: they left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Presence {
    /// Where.
    pub project: ProjectId,
    /// Who.
    pub user: UserId,
    /// On which device.
    pub device: DeviceId,
    /// At what.
    pub task: Option<TaskId>,
    /// Where in the description.
    pub cursor: Option<Cursor>,
}

/// A place in a text: Automerge cursors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Cursor {
    /// Where the selection began.
    pub anchor: String,
    /// Where it ends.
    pub head: String,
}
