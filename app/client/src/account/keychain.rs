//! The system's keychain: Keychain Services on macOS, the Credential Manager on Windows, the Secret
//! Service elsewhere (GNOME Keyring, KWallet).
//!
//! A keychain can be absent, locked, or wait for somebody to answer its question, so it is asked on
//! a thread of its own and for a bounded time.
//!
//! *Invariant: never decides.* Whether tokens go into the file instead is the file's business.

use super::AccountError;
use std::env;
use std::fmt::Debug;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The name under which the keychain's own program shows the entries.
const SERVICE: &str = "Aloft";

/// Turns the keychain off when it is `off`: for machines without anybody to unlock it, and tests.
const SWITCH: &str = "ALOFT_KEYCHAIN";

/// The first question tells whether there is a keychain; nobody should wait long to learn that
/// there is none.
const TRY_FOR: Duration = Duration::from_secs(5);

/// Somebody may have to type a password into the keychain's window first.
const UNLOCK_FOR: Duration = Duration::from_mins(1);

/// Keeps secrets by the name of an entry.
pub(super) trait Keychain: Debug + Send + Sync {
    /// Keeps a secret in place of what was under this name.
    fn set(&self, entry: &str, secret: &str) -> Result<(), AccountError>;
    /// The secret under this name.
    fn get(&self, entry: &str) -> Result<String, AccountError>;
    /// Forgets it, if it is there.
    fn forget(&self, entry: &str);
}

/// The keychain of this system, unless it is turned off.
pub(super) fn of_system() -> Option<SystemKeychain> {
    let off = env::var_os(SWITCH).is_some_and(|value| value == "off");
    (!off).then_some(SystemKeychain)
}

/// The real one.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn set(&self, entry: &str, secret: &str) -> Result<(), AccountError> {
        let secret = secret.to_owned();
        within(TRY_FOR, entry, move |entry| entry.set_password(&secret))
    }

    fn get(&self, entry: &str) -> Result<String, AccountError> {
        within(UNLOCK_FOR, entry, keyring::v1::Entry::get_password)
    }

    fn forget(&self, entry: &str) {
        if let Err(error) = within(TRY_FOR, entry, keyring::v1::Entry::delete_credential) {
            // The relay has ended the session, or is about to: what stays is no longer worth
            // anything.
            tracing::debug!(%error, "the keychain keeps an ended session");
        }
    }
}

fn within<T: Send + 'static>(
    time: Duration,
    entry: &str,
    work: impl FnOnce(&keyring::v1::Entry) -> keyring::v1::Result<T> + Send + 'static,
) -> Result<T, AccountError> {
    let entry = entry.to_owned();
    let (answer, answered) = mpsc::channel();
    let ask = move || {
        let done = keyring::v1::Entry::new(SERVICE, &entry).and_then(|entry| work(&entry));
        // Nobody waits any more when it took too long.
        let _ = answer.send(done.map_err(|error| error.to_string()));
    };
    let failed = |words: String| AccountError::Keychain { words };
    thread::Builder::new()
        .name("aloft-keychain".to_owned())
        .spawn(ask)
        .map_err(|error| failed(error.to_string()))?;
    match answered.recv_timeout(time) {
        Ok(done) => done.map_err(failed),
        Err(_) => Err(failed("it does not answer: unlock it and try again".to_owned())),
    }
}
