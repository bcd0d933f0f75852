//! One window a store (ADR 0022): who comes second knocks, and ends.
//!
//! The lock is the file system's, so that it ends with the process however that ends. Another store
//! has another lock: two people's stores on one machine, or a test's, can be open side by side.

use crate::window;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tauri::AppHandle;

/// How often the first one listens. Somebody who starts a program waits longer than that anyway.
const LISTEN_EVERY: Duration = Duration::from_millis(200);

/// That this process has the store's window.
#[derive(Debug)]
pub(crate) struct Instance {
    #[expect(dead_code, reason = "the lock lives as long as the file")]
    lock: File,
    knock: PathBuf,
}

impl Instance {
    /// Takes the store's window. None: another process has it, and was asked to show it.
    pub(crate) fn first(folder: &Path) -> io::Result<Option<Self>> {
        let knock = folder.join("window.knock");
        let lock = folder.join("window.lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
        match lock.try_lock() {
            Ok(()) => {
                let instance = Self { lock, knock };
                // A knock from before is answered by this start.
                instance.hear();
                Ok(Some(instance))
            }
            Err(TryLockError::WouldBlock) => {
                File::create(knock)?;
                Ok(None)
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether somebody knocked since the last time.
    fn hear(&self) -> bool {
        std::fs::remove_file(&self.knock).is_ok()
    }

    /// Brings the window forward whenever somebody knocks.
    pub(crate) fn watch(self, app: &AppHandle) {
        let app = app.clone();
        let started = thread::Builder::new().name("aloft-knock".to_owned()).spawn(move || {
            loop {
                thread::sleep(LISTEN_EVERY);
                if self.hear() {
                    window::come_forward(&app);
                }
            }
        });
        if let Err(error) = started {
            tracing::warn!(%error, "nobody listens for a second start");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Instance;

    #[test]
    fn the_second_knocks_and_the_first_hears_it_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = Instance::first(folder.path()).unwrap().unwrap();
        assert!(!first.hear());
        assert!(Instance::first(folder.path()).unwrap().is_none());
        assert!(first.hear());
        assert!(!first.hear());
        drop(first);
        assert!(Instance::first(folder.path()).unwrap().is_some());
    }

    #[test]
    fn another_store_has_a_window_of_its_own() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Instance::first(one.path()).unwrap();
        assert!(first.is_some());
        assert!(Instance::first(other.path()).unwrap().is_some());
    }
}
