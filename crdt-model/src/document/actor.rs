//! Who writes: the store's actor and the person behind it.

use crate::ids::UserId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// One store's writing identity, the same in all its documents. Automerge numbers an actor's
/// changes, so two stores must never share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub [u8; 16]);

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an actor id: 32 hexadecimal digits")]
pub struct InvalidActorId(String);

impl ActorId {
    /// A new one from random bits.
    pub fn new(rng: &mut impl rand::Rng) -> Self {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        Self(id)
    }

    /// The one with these bytes, if they are 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Automerge's form of it.
    pub fn to_automerge(self) -> automerge::ActorId {
        automerge::ActorId::from(self.0)
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorId({self})")
    }
}

impl FromStr for ActorId {
    type Err = InvalidActorId;
    fn from_str(text: &str) -> Result<Self, InvalidActorId> {
        // A UUID without its hyphens is 32 hexadecimal digits.
        match Uuid::try_parse(text) {
            Ok(id) if text.len() == 32 => Ok(Self(id.into_bytes())),
            _ => Err(InvalidActorId(text.to_owned())),
        }
    }
}

impl Serialize for ActorId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ActorId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Who makes a change: the actor, and the person whom the actor's first change in the document
/// names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The writing identity.
    pub actor: ActorId,
    /// The person; none for the relay itself.
    pub user: Option<UserId>,
}

/// The person that a change's author bytes name; none for other lengths than a UUID's.
pub(crate) fn user_of(author: &automerge::Author<'_>) -> Option<UserId> {
    Uuid::from_slice(author.as_bytes()).ok().map(UserId)
}
