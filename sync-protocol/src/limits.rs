//! Hard limits. SPEC.md's table is this file.
//!
//! What a client must know is in [`Limits`], which `Welcome` carries; the rest are constants that
//! both sides enforce while they decode.

use minicbor::{Decode, Encode};

/// The protocol versions this build speaks, best first.
pub const VERSIONS: &[u16] = &[1];

/// The largest frame a relay reads, in bytes.
pub const MAX_CLIENT_FRAME: usize = 4 << 20;
/// The largest frame a client reads: a document's snapshot is never split.
pub const MAX_RELAY_FRAME: usize = 16 << 20;
/// The most that one packed body may unfold to, in bytes.
pub const MAX_UNPACKED: usize = 64 << 20;
/// The largest memory window a zstd frame may ask for, as a power of two.
pub const MAX_ZSTD_WINDOW_LOG: u32 = 24;
/// Bodies smaller than this are not compressed, in bytes.
pub const MIN_PACK: usize = 512;

/// Versions in a `Hello`.
pub const MAX_VERSIONS: usize = 16;
/// A token, in bytes.
pub const MAX_TOKEN: usize = 8 << 10;
/// The client's description of itself, in bytes.
pub const MAX_AGENT: usize = 200;
/// Words of an error or refusal, in bytes.
pub const MAX_WORDS: usize = 1 << 10;
/// A code of a refusal or a role, in bytes.
pub const MAX_CODE: usize = 64;
/// A path of a refusal, in bytes.
pub const MAX_PATH: usize = 1 << 10;
/// A name in a directory, in bytes.
pub const MAX_NAME: usize = 1 << 10;
/// Identities of one person.
pub const MAX_IDENTITIES: usize = 256;
/// Organisations in a directory.
pub const MAX_ORGS: usize = 1 << 10;
/// Members of an organisation in a directory.
pub const MAX_MEMBERS: usize = 100_000;
/// Streams of an organisation in a directory.
pub const MAX_STREAMS: usize = 100_000;
/// Changes in one push, hard: a relay may state less in its [`Limits`].
pub const MAX_PUSH_CHANGES: usize = 512;
/// Entries in one `Changes` frame.
pub const MAX_TAIL_ENTRIES: usize = 4096;
/// Documents in one page of snapshots.
pub const MAX_PAGE_DOCS: usize = 4096;
/// Documents in one page of heads.
pub const MAX_HEADS_DOCS: usize = 4096;

/// What a relay tells its clients to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Limits {
    /// The largest frame it reads, in bytes.
    #[n(0)]
    pub frame_bytes: u32,
    /// Changes in one push.
    #[n(1)]
    pub push_changes: u32,
    /// Bytes of changes in one push; one change alone may exceed it.
    #[n(2)]
    pub push_bytes: u32,
    /// Pushes of a session that are not answered yet.
    #[n(3)]
    pub pushes_in_flight: u32,
    /// Subscriptions of a session.
    #[n(4)]
    pub subscriptions: u32,
    /// Bytes of one presence payload.
    #[n(5)]
    pub presence_bytes: u32,
    /// Questions (`Heads`, `Fetch`) of a session that are not answered yet.
    #[n(6)]
    pub questions_in_flight: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 4 << 20,
            push_changes: 512,
            push_bytes: 512 << 10,
            pushes_in_flight: 8,
            subscriptions: 1024,
            presence_bytes: 4 << 10,
            questions_in_flight: 16,
        }
    }
}

impl Limits {
    /// The most that the changes of a packed push may unfold to.
    pub(crate) fn packed_push_bytes(&self) -> usize {
        // What is not a change's bytes: 64 for each at most, and the list's own head.
        self.push_bytes as usize + 64 * self.push_changes as usize + 64
    }

    /// These limits, or this build's own where the other side's are looser; and never so tight
    /// that nothing could be sent.
    #[must_use]
    pub fn tightened(self) -> Self {
        let own = Self::default();
        Self {
            frame_bytes: self.frame_bytes.clamp(64 << 10, own.frame_bytes),
            push_changes: self.push_changes.clamp(1, own.push_changes),
            push_bytes: self.push_bytes.clamp(1, own.push_bytes),
            pushes_in_flight: self.pushes_in_flight.max(1),
            subscriptions: self.subscriptions,
            presence_bytes: self.presence_bytes.min(own.presence_bytes),
            questions_in_flight: self.questions_in_flight.max(1),
        }
    }
}
