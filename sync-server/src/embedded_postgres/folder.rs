//! The folder that everything lies in, held by one process at a time.

use super::EmbeddedPostgresError;
use super::owner::Owner;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A data folder, locked for this process. The lock ends with it, however it ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    pub(super) owner: Owner,
    _lock: File,
}

impl Folder {
    /// Opens, and makes if need be, this folder or the system's usual one.
    pub fn open(wanted: Option<PathBuf>) -> Result<Self, EmbeddedPostgresError> {
        let owner = Owner::choose()?;
        let path = match wanted {
            Some(path) => path,
            None => usual(owner)?,
        };
        let doing = format!("cannot make the folder {}", path.display());
        fs::create_dir_all(&path).map_err(EmbeddedPostgresError::io(doing.clone()))?;
        let path = std::path::absolute(&path).map_err(EmbeddedPostgresError::io(doing))?;
        let lock = lock(&path)?;
        Ok(Self { path, owner, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Postgres's own folder, which `initdb` makes.
    pub(super) fn cluster(&self) -> PathBuf {
        self.path.join("postgres")
    }

    /// What Postgres says while it runs.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// The major version that made the cluster; `None` when there is none yet.
    pub(super) fn made_by(&self) -> Option<u32> {
        let version = fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?;
        version.trim().parse().ok()
    }

    /// The password of every login; made at first use.
    pub(super) fn password(&self, rng: &mut impl Rng) -> Result<String, EmbeddedPostgresError> {
        let path = self.path.join("password");
        if let Ok(password) = fs::read_to_string(&path) {
            return Ok(password);
        }
        let mut secret = [0; 24];
        rng.fill_bytes(&mut secret);
        let password = URL_SAFE_NO_PAD.encode(secret);
        write_private(&path, &password)?;
        Ok(password)
    }
}

/// Writes a file that only we can read.
pub(super) fn write_private(path: &Path, text: &str) -> Result<(), EmbeddedPostgresError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(EmbeddedPostgresError::io(format!("cannot write {}", path.display())))
}

/// Root's own folders are closed to the user that runs Postgres, so root's data lies elsewhere.
fn usual(owner: Owner) -> Result<PathBuf, EmbeddedPostgresError> {
    if owner.is_other() {
        return Ok(PathBuf::from("/var/lib/aloft-dev"));
    }
    let dirs = directories::BaseDirs::new().ok_or(EmbeddedPostgresError::NoFolder)?;
    Ok(dirs.data_local_dir().join("aloft").join("dev-relay"))
}

fn lock(path: &Path) -> Result<File, EmbeddedPostgresError> {
    let doing = || format!("cannot lock the folder {}", path.display());
    let file = File::create(path.join("lock")).map_err(EmbeddedPostgresError::io(doing()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(EmbeddedPostgresError::InUse(path.to_owned())),
        Err(fs::TryLockError::Error(source)) => {
            Err(EmbeddedPostgresError::Io { doing: doing(), source })
        }
    }
}
