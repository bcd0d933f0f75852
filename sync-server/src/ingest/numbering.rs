//! How the relay numbers tasks, and how it knows a number again that it gave and lost.
//!
//! The actor of a change that numbers a task is a keyed hash of what the change says: which task,
//! which number, after what. So no two of them share an actor, also when a relay that was put back
//! from a backup numbers the same task once more; and one that a client gives back proves by its
//! actor that the relay made it ([ADR 27](../../../docs/adr/0027-numbers-that-a-relay-lost.md)).
//!
//! *Invariant: pure.*

use super::batch::StreamKey;
use aloft_crdt_model::document::{ActorId, Author, Change, ChangeHash};
use aloft_crdt_model::ids::DocId;
use aloft_crdt_model::inspect::CheckedChange;
use aloft_crdt_model::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Tells this use of the key from others that may come.
const PURPOSE: &[u8] = b"aloft: a task's number";

/// An organisation's key. Never in a log.
#[derive(Clone, Copy)]
pub(super) struct NumberKey([u8; 32]);

/// A number that a client gives back, and says that the relay gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Returned {
    pub(super) doc: DocId,
    pub(super) number: u64,
    /// When it was given, by the clock of whoever made the task.
    pub(super) at: Timestamp,
}

impl NumberKey {
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// As whom the relay gives this number, to a task with these heads.
    pub(super) fn author(
        &self,
        key: StreamKey,
        given: Returned,
        heads: impl Iterator<Item = ChangeHash>,
    ) -> Author {
        let Returned { doc, number, at } = given;
        let mut heads: Vec<_> = heads.collect();
        heads.sort_unstable();
        // As long as the hash's block, which is how HMAC pads a shorter one.
        let mut padded = [0; 64];
        padded[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&padded.into());
        mac.update(PURPOSE);
        mac.update(key.stream.0.as_bytes());
        mac.update(doc.0.as_bytes());
        mac.update(&number.to_be_bytes());
        mac.update(&at.millis().to_be_bytes());
        // What is of variable length stands last.
        for head in &heads {
            mac.update(&head.0);
        }
        let hash = mac.finalize().into_bytes();
        let mut actor = [0; 16];
        actor.copy_from_slice(&hash[..16]);
        Author { actor: ActorId(actor), user: None }
    }

    /// Whether the relay made this change.
    pub(super) fn made(&self, key: StreamKey, returned: Returned, change: &Change) -> bool {
        let author = self.author(key, returned, change.deps().iter().copied());
        author.actor.as_bytes() == change.actor_id().to_bytes()
    }
}

impl Returned {
    /// What the change would be if it were the relay's; none for one that cannot be.
    pub(super) fn by(doc: DocId, change: &CheckedChange) -> Option<Self> {
        let at = Timestamp::from_millis(change.change().timestamp());
        change.number().map(|number| Self { doc, number, at })
    }
}

impl std::fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberKey")
    }
}
