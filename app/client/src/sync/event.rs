//! What a synchronisation tells while it runs, and how it ended.

use aloft_crdt_model::ids::{DeviceId, OrgId, StreamId, UserId};
use aloft_sync_protocol::client::SyncStatus;
use aloft_sync_protocol::log::ChangeHash;

/// Something to show.
#[derive(Clone, Debug)]
pub enum SyncEvent {
    /// The status changed.
    Status(SyncStatus),
    /// The connection could not be made, or was lost; it is tried again by itself.
    Disconnected {
        /// What the network said.
        words: String,
    },
    /// Organisations, members or streams may have changed.
    Directory,
    /// An organisation of this machine lives at the relay now.
    Joined {
        /// Which.
        org: OrgId,
        /// Its name there.
        name: String,
    },
    /// The relay would not have an organisation of this machine; its work stays here.
    NotJoined {
        /// Why.
        words: String,
    },
    /// Others' changes are in the store and in its rows.
    Arrived {
        /// Where.
        stream: StreamId,
        /// The changes, in the relay's order.
        changes: Vec<ChangeHash>,
    },
    /// Documents of a stream that is fetched for the first time are in the store.
    Fetched {
        /// Which stream.
        stream: StreamId,
        /// How many.
        documents: u64,
    },
    /// What somebody else looks at. An empty payload: they left.
    Presence {
        /// Where.
        stream: StreamId,
        /// Who.
        user: UserId,
        /// On which device.
        device: DeviceId,
        /// What, as their client wrote it.
        payload: Vec<u8>,
    },
    /// The relay took changes of this store.
    Accepted {
        /// How many.
        count: u64,
    },
    /// The relay refused changes of this store; they are kept and listed.
    Refused {
        /// How many.
        count: u64,
    },
}

impl SyncEvent {
    /// Whether it tells of something that is durable now and was not before.
    pub(super) fn is_progress(&self) -> bool {
        match self {
            Self::Joined { .. }
            | Self::Arrived { .. }
            | Self::Fetched { .. }
            | Self::Accepted { .. }
            | Self::Refused { .. } => true,
            Self::Status(_)
            | Self::Disconnected { .. }
            | Self::Directory
            | Self::NotJoined { .. }
            | Self::Presence { .. } => false,
        }
    }
}

/// How a synchronisation ended that was not stopped by an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing waits here, and all that the relay had is here. `refused` changes are listed.
    Synced {
        /// How many refused changes the person has not dealt with.
        refused: u64,
    },
    /// Everything else is synced; these streams are not open to the account (any more).
    NoAccess {
        /// Which.
        streams: Vec<StreamId>,
        /// How many changes wait in them.
        waiting: u64,
    },
    /// Everything else is synced. These changes build on what the relay does not have, as after it
    /// was put back from a backup; they go out when whoever has that gives it.
    HeldUp {
        /// How many changes wait for it.
        waiting: u64,
        /// How many streams are not open to the account besides.
        closed: u64,
    },
    /// The relay cannot be reached.
    Offline {
        /// What the network said last.
        words: String,
        /// How many changes wait.
        waiting: u64,
    },
    /// It was told to stop.
    Stopped {
        /// How many changes wait.
        waiting: u64,
    },
}
