//! The Ed25519 keys that sign and check access tokens, and their rotation.
//!
//! The newest key signs, but not before every node had time to learn it; older ones are believed
//! until the last token they signed has expired. All of it follows from the moment a key was made,
//! so nodes need not talk.

mod ring;
mod stored;

pub use ring::{Jwk, Jwks, KeyRing, SigningKey};

use std::path::PathBuf;
use std::time::Duration;

/// How long a key is known before it signs: several times [`crate::auth::upkeep::EVERY`].
pub const PUBLISH_LEAD: Duration = Duration::from_mins(5);
/// How long a key signs.
pub const ROTATE_AFTER: Duration = Duration::from_hours(30 * 24);
/// How long a key is believed after its successor began to sign: much longer than a token lives.
pub const BELIEVE_AFTER: Duration = Duration::from_hours(1);

/// What goes wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database.
    #[error(transparent)]
    Db(#[from] crate::db::DbError),
    /// A key file cannot be read.
    #[error("cannot read the signing key {path}: {words}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        words: String,
    },
    /// A key cannot be put into the form that signing wants.
    #[error("a signing key is unusable: {0}")]
    Unusable(String),
    /// There is none, which only an emptied table can cause.
    #[error("there is no signing key")]
    None,
}
