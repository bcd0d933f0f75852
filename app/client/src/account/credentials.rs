//! The session on disk: `credentials.json` in the store's folder, with the tokens in the system's
//! keychain where there is one.
//!
//! Readable by its owner alone, replaced as a whole (a crash leaves the old or the new file), and
//! rotated only by a process that holds `credentials.lock`.

use super::keychain::{self, Keychain};
use super::{AccountError, RelayUrl};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What the store remembers of its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The relay; remembered after signing out, so that signing in need not name it again.
    pub relay: RelayUrl,
    /// The session, while signed in.
    pub session: Option<Session>,
}

/// A session at the relay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Sent with every request; short-lived.
    pub access_token: String,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// Exchanged, once, for the next pair of tokens.
    pub refresh_token: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Tokens must not reach a log by way of a `{:?}`.
        f.debug_struct("Session").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Held while the session is being rotated; let go when dropped.
#[derive(Debug)]
pub(super) struct RotationLock(
    #[expect(dead_code, reason = "the lock lives as long as the file")] File,
);

/// Where the tokens of a session are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokensIn {
    /// In the system's keychain.
    Keychain,
    /// In the file, which only its owner may read: no keychain answered, or it is turned off.
    File,
}

/// Where the session of one store is kept.
#[derive(Clone, Debug)]
pub(super) struct CredentialFile {
    dir: PathBuf,
    keychain: Option<Arc<dyn Keychain>>,
    /// The tokens as last read from the keychain: it is asked again when the file says that they
    /// were replaced.
    known: Arc<Mutex<Option<(InKeychain, Tokens)>>>,
}

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    relay: RelayUrl,
    session: Option<KeptSession>,
}

#[derive(Serialize, Deserialize)]
struct KeptSession {
    user: UserId,
    name: String,
    email: String,
    access_expires_at: Timestamp,
    #[serde(flatten)]
    tokens: KeptTokens,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptTokens {
    Here(Tokens),
    Elsewhere { keychain: InKeychain },
}

#[derive(Clone, Serialize, Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
}

/// An entry of the keychain, and how often it was replaced.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct InKeychain {
    entry: String,
    version: u64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for InKeychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InKeychain").field("version", &self.version).finish_non_exhaustive()
    }
}

impl CredentialFile {
    pub(super) fn in_dir(dir: &Path) -> Self {
        let keychain = keychain::of_system().map(|system| Arc::new(system) as Arc<dyn Keychain>);
        Self { dir: dir.to_owned(), keychain, known: Arc::default() }
    }

    /// The relay and the session with its tokens.
    pub(super) fn read(&self) -> Result<Option<Credentials>, AccountError> {
        let Some(Kept { relay, session }) = self.kept()? else { return Ok(None) };
        let session = session.map(|session| self.with_tokens(session)).transpose()?;
        Ok(Some(Credentials { relay, session }))
    }

    /// Where the session's tokens are, or would be if there was one.
    pub(super) fn tokens_in(&self) -> TokensIn {
        let session = self.kept().ok().flatten().and_then(|kept| kept.session);
        match (session.map(|session| session.tokens), &self.keychain) {
            (Some(KeptTokens::Elsewhere { .. }), _) | (None, Some(_)) => TokensIn::Keychain,
            (Some(KeptTokens::Here(_)), _) | (None, None) => TokensIn::File,
        }
    }

    fn kept(&self) -> Result<Option<Kept>, AccountError> {
        let path = self.path();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|source| {
                AccountError::Damaged { path: path.display().to_string(), source }
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(unusable(&path, source)),
        }
    }

    fn with_tokens(&self, kept: KeptSession) -> Result<Session, AccountError> {
        let Tokens { access_token, refresh_token } = match kept.tokens {
            KeptTokens::Here(tokens) => tokens,
            KeptTokens::Elsewhere { keychain } => self.in_keychain(&keychain)?,
        };
        Ok(Session {
            user: kept.user,
            name: kept.name,
            email: kept.email,
            access_token,
            access_expires_at: kept.access_expires_at,
            refresh_token,
        })
    }

    fn in_keychain(&self, place: &InKeychain) -> Result<Tokens, AccountError> {
        if let Ok(known) = self.known.lock()
            && let Some((at, tokens)) = known.as_ref()
            && at == place
        {
            return Ok(tokens.clone());
        }
        let off = || AccountError::Keychain { words: "it is turned off".to_owned() };
        let secret = self.keychain.as_ref().ok_or_else(off)?.get(&place.entry)?;
        let tokens: Tokens = serde_json::from_str(&secret).map_err(|source| {
            AccountError::Damaged { path: "the keychain's entry".to_owned(), source }
        })?;
        self.remember(place, &tokens);
        Ok(tokens)
    }

    fn remember(&self, place: &InKeychain, tokens: &Tokens) {
        if let Ok(mut known) = self.known.lock() {
            *known = Some((place.clone(), tokens.clone()));
        }
    }

    /// Writes beside the file, then renames over it. The caller holds the lock. Tokens go into the
    /// keychain if one takes them, else into the file.
    pub(super) fn write(
        &self,
        _lock: &RotationLock,
        credentials: &Credentials,
    ) -> Result<(), AccountError> {
        let before = self.kept().ok().flatten().and_then(|kept| kept.session);
        let before = before.and_then(|session| match session.tokens {
            KeptTokens::Elsewhere { keychain } => Some(keychain),
            KeptTokens::Here(_) => None,
        });
        let session = credentials.session.as_ref().map(|session| KeptSession {
            user: session.user,
            name: session.name.clone(),
            email: session.email.clone(),
            access_expires_at: session.access_expires_at,
            tokens: self.put_away(session, before.as_ref()),
        });
        let ended = session.is_none();
        self.replace(&Kept { relay: credentials.relay.clone(), session })?;
        if let (true, Some(place), Some(keychain)) = (ended, before, &self.keychain) {
            keychain.forget(&place.entry);
        }
        Ok(())
    }

    fn put_away(&self, session: &Session, before: Option<&InKeychain>) -> KeptTokens {
        let tokens = Tokens {
            access_token: session.access_token.clone(),
            refresh_token: session.refresh_token.clone(),
        };
        let Some(keychain) = &self.keychain else { return KeptTokens::Here(tokens) };
        // One entry a store: the folder tells people which, should they look.
        let entry = before.map_or_else(|| self.dir.display().to_string(), |at| at.entry.clone());
        let place = InKeychain { entry, version: before.map_or(1, |at| at.version + 1) };
        let kept = serde_json::to_string(&tokens)
            .map_err(|error| AccountError::Keychain { words: error.to_string() })
            .and_then(|secret| keychain.set(&place.entry, &secret));
        match kept {
            Ok(()) => {
                self.remember(&place, &tokens);
                KeptTokens::Elsewhere { keychain: place }
            }
            Err(error) => {
                tracing::info!(%error, "the session is kept in the file");
                KeptTokens::Here(tokens)
            }
        }
    }

    fn replace(&self, kept: &Kept) -> Result<(), AccountError> {
        let (path, fresh) = (self.path(), self.dir.join("credentials.json.new"));
        let json = serde_json::to_vec_pretty(kept)
            .map_err(|error| unusable(&path, io::Error::other(error)))?;
        let replace = || -> io::Result<()> {
            // A leftover of a crash may carry other permissions: never write into it.
            match fs::remove_file(&fresh) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = private_file(&fresh)?;
            file.write_all(&json)?;
            file.sync_all()?;
            fs::rename(&fresh, &path)
        };
        replace().map_err(|source| unusable(&path, source))
    }

    /// Waits until no other process rotates the session.
    pub(super) fn lock(&self) -> Result<RotationLock, AccountError> {
        let path = self.dir.join("credentials.lock");
        let lock = || -> io::Result<File> {
            fs::create_dir_all(&self.dir)?;
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        lock().map(RotationLock).map_err(|source| unusable(&path, source))
    }

    fn path(&self) -> PathBuf {
        self.dir.join("credentials.json")
    }
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    // The user's own data folder carries an access list that admits only them.
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn unusable(path: &Path, source: io::Error) -> AccountError {
    AccountError::File { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(token: &str) -> Credentials {
        Credentials {
            relay: "http://127.0.0.1:1".parse().unwrap(),
            session: Some(Session {
                user: UserId(uuid::Uuid::nil()),
                name: "Ada".to_owned(),
                email: "ada@example.com".to_owned(),
                access_token: token.to_owned(),
                access_expires_at: Timestamp::from_millis(1),
                refresh_token: "r".to_owned(),
            }),
        }
    }

    /// A keychain in memory, which can be made to refuse.
    #[derive(Debug, Default)]
    struct Ring {
        secrets: Mutex<std::collections::HashMap<String, String>>,
        is_locked: std::sync::atomic::AtomicBool,
    }

    impl Ring {
        fn check(&self) -> Result<(), AccountError> {
            let locked = self.is_locked.load(std::sync::atomic::Ordering::Relaxed);
            let words = "locked".to_owned();
            if locked { Err(AccountError::Keychain { words }) } else { Ok(()) }
        }
    }

    impl Keychain for Ring {
        fn set(&self, entry: &str, secret: &str) -> Result<(), AccountError> {
            self.check()?;
            self.secrets.lock().unwrap().insert(entry.to_owned(), secret.to_owned());
            Ok(())
        }

        fn get(&self, entry: &str) -> Result<String, AccountError> {
            self.check()?;
            let found = self.secrets.lock().unwrap().get(entry).cloned();
            found.ok_or_else(|| AccountError::Keychain { words: "no entry".to_owned() })
        }

        fn forget(&self, entry: &str) {
            self.secrets.lock().unwrap().remove(entry);
        }
    }

    fn file_in(dir: &Path, ring: Option<&Arc<Ring>>) -> CredentialFile {
        let keychain = ring.map(|ring| Arc::clone(ring) as Arc<dyn Keychain>);
        CredentialFile { dir: dir.to_owned(), keychain, known: Arc::default() }
    }

    #[test]
    fn a_keychain_takes_the_tokens_and_the_file_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let ring = Arc::new(Ring::default());
        let file = file_in(dir.path(), Some(&ring));
        file.write(&file.lock().unwrap(), &credentials("secret-token")).unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains("secret-token") && !text.contains("refresh_token"), "{text}");
        assert_eq!(file.tokens_in(), TokensIn::Keychain);
        // Another process, which remembers nothing.
        let other = file_in(dir.path(), Some(&ring));
        assert_eq!(other.read().unwrap(), Some(credentials("secret-token")));
        file.write(&file.lock().unwrap(), &credentials("newer")).unwrap();
        assert_eq!(other.read().unwrap(), Some(credentials("newer")));
        file.write(&file.lock().unwrap(), &Credentials { session: None, ..credentials("") })
            .unwrap();
        assert!(ring.secrets.lock().unwrap().is_empty());
    }

    #[test]
    fn a_locked_keychain_leaves_the_tokens_to_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let ring = Arc::new(Ring::default());
        ring.is_locked.store(true, std::sync::atomic::Ordering::Relaxed);
        let file = file_in(dir.path(), Some(&ring));
        file.write(&file.lock().unwrap(), &credentials("one")).unwrap();
        assert_eq!(file.tokens_in(), TokensIn::File);
        assert_eq!(file_in(dir.path(), None).read().unwrap(), Some(credentials("one")));
    }

    #[test]
    fn a_keychain_that_is_locked_later_signs_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        let ring = Arc::new(Ring::default());
        let file = file_in(dir.path(), Some(&ring));
        file.write(&file.lock().unwrap(), &credentials("one")).unwrap();
        ring.is_locked.store(true, std::sync::atomic::Ordering::Relaxed);
        let other = file_in(dir.path(), Some(&ring));
        assert!(matches!(other.read(), Err(AccountError::Keychain { .. })));
        ring.is_locked.store(false, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(other.read().unwrap(), Some(credentials("one")));
    }

    #[test]
    fn the_last_write_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = file_in(dir.path(), None);
        assert_eq!(file.read().unwrap(), None);
        for token in ["one", "two"] {
            file.write(&file.lock().unwrap(), &credentials(token)).unwrap();
            assert_eq!(file.read().unwrap(), Some(credentials(token)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = file_in(dir.path(), None);
        file.write(&file.lock().unwrap(), &credentials("one")).unwrap();
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_file_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let file = file_in(dir.path(), None);
        fs::write(file.path(), b"{").unwrap();
        assert!(matches!(file.read(), Err(AccountError::Damaged { .. })));
    }

    #[test]
    fn tokens_stay_out_of_debug_output() {
        assert!(!format!("{:?}", credentials("secret-token")).contains("secret-token"));
    }
}
