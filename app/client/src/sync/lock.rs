//! One process syncs a store at a time.

use super::SyncError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held by the process that syncs; the system lets go of it when the process ends, however it
/// ends.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the lock lives as long as the file")] File);

impl SyncLock {
    /// Takes the lock of the store in `dir`; none while another process holds it.
    pub fn try_take(dir: &Path) -> Result<Option<Self>, SyncError> {
        let path = dir.join("sync.lock");
        let unusable = |source| SyncError::Lock { path: path.display().to_string(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SyncLock;

    #[test]
    fn one_holds_it_until_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let held = SyncLock::try_take(dir.path()).unwrap();
        assert!(held.is_some());
        assert!(SyncLock::try_take(dir.path()).unwrap().is_none());
        drop(held);
        assert!(SyncLock::try_take(dir.path()).unwrap().is_some());
    }
}
