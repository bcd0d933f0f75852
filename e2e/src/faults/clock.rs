//! A clock that jumps, for processes that are started with it: libfaketime reads from a file by how
//! much it is wrong. Time that only passes (timeouts) is left alone, as the system's own is.

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A wrong clock.
pub struct Clock {
    folder: TempDir,
    library: PathBuf,
}

impl Clock {
    /// One that is right so far; none where libfaketime is not installed.
    pub fn new() -> Option<Self> {
        let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
        let library = folders
            .chain([PathBuf::from("/usr/lib"), PathBuf::from("/usr/lib64")])
            .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
            .find(|library| library.exists())?;
        let clock = Self { folder: tempfile::tempdir().expect("a folder"), library };
        clock.jump(0);
        Some(clock)
    }

    /// Goes wrong by so many minutes.
    pub fn jump(&self, minutes: i64) {
        let file = self.file();
        // Read at any moment: it is there whole, or as it was.
        let beside = self.folder.path().join("next");
        fs::write(&beside, format!("{minutes:+}m\n")).expect("it is ours");
        fs::rename(beside, file).expect("it is ours");
    }

    /// The variables that make a process see it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        [
            ("LD_PRELOAD", text(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", text(&self.file())),
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
        .map(|(variable, value)| (variable.to_owned(), value))
        .to_vec()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }
}
