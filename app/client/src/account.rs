//! The account at the relay: signing up and in, keeping the session, organisations and members.
//!
//! Everything here needs the relay and blocks while it answers; nothing else in the client does
//! either. The session lives in `credentials.json` beside the database ([`credentials`]), its tokens in
//! the system's keychain where there is one, and is shared by every process on the store: a
//! rotation of its tokens happens under a file lock.
//!
//! *Invariant: knows nothing of documents, streams or SQL.*

pub mod credentials;
mod http;
mod keychain;
pub mod relay_url;
mod session;
mod wire;

pub use credentials::{Credentials, Session, TokensIn};
pub use relay_url::{InvalidRelayUrl, RelayUrl};
pub use session::{Account, NewPerson, Person};
pub use wire::{Member, Membership};

/// What went wrong with the account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// No relay is known: none was named, and none is remembered.
    #[error("no relay is known: name one with --relay or ALOFT_RELAY")]
    NoRelay,
    /// There is no session, or the relay ended it.
    #[error("not signed in{}", .relay.as_ref().map(|relay| format!(" at {relay}")).unwrap_or_default())]
    NotSignedIn {
        /// The relay, when one is remembered.
        relay: Option<RelayUrl>,
    },
    /// The relay does not answer.
    #[error("cannot reach {relay}: {words}")]
    Unreachable {
        /// Which relay.
        relay: RelayUrl,
        /// What the network said.
        words: String,
    },
    /// The relay answered that it will not.
    #[error("{message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The relay's stable code.
        code: String,
        /// The relay's sentence.
        message: String,
    },
    /// The answer was not one that a relay gives.
    #[error("{relay} does not answer like a relay: {words}")]
    NotARelay {
        /// Which address.
        relay: RelayUrl,
        /// What is wrong with the answer.
        words: String,
    },
    /// The credentials file cannot be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The system's keychain has the session's tokens, and does not give them.
    #[error("the system's keychain does not give the session's tokens: {words}")]
    Keychain {
        /// What it said.
        words: String,
    },
    /// The credentials file is not what this program wrote.
    #[error("{path} is damaged ({source}); remove it and sign in again")]
    Damaged {
        /// Which file.
        path: String,
        /// Why.
        source: serde_json::Error,
    },
}

#[cfg(test)]
mod tests;
