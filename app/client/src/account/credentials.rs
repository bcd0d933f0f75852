//! The session on disk: `credentials.json` in the store's folder.
//!
//! Readable by its owner alone, replaced as a whole (a crash leaves the old or the new file), and
//! rotated only by a process that holds `credentials.lock`.

use super::{AccountError, RelayUrl};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// Where the session of one store is kept.
#[derive(Clone, Debug)]
pub(super) struct CredentialFile {
    dir: PathBuf,
}

/// Held while the session is being rotated; let go when dropped.
#[derive(Debug)]
pub(super) struct RotationLock(
    #[expect(dead_code, reason = "the lock lives as long as the file")] File,
);

impl CredentialFile {
    pub(super) fn in_dir(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(super) fn read(&self) -> Result<Option<Credentials>, AccountError> {
        let path = self.path();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|source| {
                AccountError::Damaged { path: path.display().to_string(), source }
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(unusable(&path, source)),
        }
    }

    /// Writes beside the file, then renames over it. The caller holds the lock.
    pub(super) fn write(
        &self,
        _lock: &RotationLock,
        credentials: &Credentials,
    ) -> Result<(), AccountError> {
        let (path, fresh) = (self.path(), self.dir.join("credentials.json.new"));
        let json = serde_json::to_vec_pretty(credentials)
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

    #[test]
    fn the_last_write_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = CredentialFile::in_dir(dir.path());
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
        let file = CredentialFile::in_dir(dir.path());
        file.write(&file.lock().unwrap(), &credentials("one")).unwrap();
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_file_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let file = CredentialFile::in_dir(dir.path());
        fs::write(file.path(), b"{").unwrap();
        assert!(matches!(file.read(), Err(AccountError::Damaged { .. })));
    }

    #[test]
    fn tokens_stay_out_of_debug_output() {
        assert!(!format!("{:?}", credentials("secret-token")).contains("secret-token"));
    }
}
