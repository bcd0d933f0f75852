//! The log: a file of bounded size in the store's folder, for whoever is asked what went wrong.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// What is logged unless `ALOFT_LOG` says otherwise.
const USUAL: &str = "warn,aloft_client=info,aloft_desktop=info";
/// A file that grew to this many bytes is put aside, in place of the one before it.
const BOUND: u64 = 1_000_000;

/// Logs into the folder from here on, panics too.
pub(crate) fn start(folder: &Path) -> io::Result<()> {
    let filter = EnvFilter::try_from_env("ALOFT_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let file = BoundedFile::open(folder.join("aloft.log"))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .finish();
    // Only a test that started a log before has one already.
    let _ = tracing::subscriber::set_global_default(subscriber);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        usual(panic);
    }));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Aloft starts");
    Ok(())
}

/// A file that never takes more than twice its bound, with the one that was put aside.
#[derive(Debug)]
struct BoundedFile {
    path: PathBuf,
    file: File,
    size: u64,
}

impl BoundedFile {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size })
    }

    fn put_aside(&mut self) -> io::Result<()> {
        std::fs::rename(&self.path, self.path.with_extension("log.old"))?;
        *self = Self::open(self.path.clone())?;
        Ok(())
    }
}

impl Write for BoundedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size >= BOUND {
            self.put_aside()?;
        }
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_stays_within_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = BoundedFile::open(folder.path().join("aloft.log")).unwrap();
        let line = [b'x'; 1_000];
        for _ in 0..3_500 {
            file.write_all(&line).unwrap();
        }
        let sizes = std::fs::read_dir(folder.path()).unwrap();
        let sizes: Vec<u64> = sizes.map(|file| file.unwrap().metadata().unwrap().len()).collect();
        assert_eq!(sizes.len(), 2);
        assert!(sizes.iter().all(|size| *size <= BOUND + 1_000), "{sizes:?}");
    }
}
