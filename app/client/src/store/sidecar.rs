//! The file `device` beside the database, by which a copied or restored database is noticed.
//!
//! It repeats a random nonce and a counter that the database holds, and remembers which file the
//! database was. A database put back from a backup has an older counter; a copied folder holds
//! another file; a database without its sidecar has nothing to match.

use super::StoreError;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const NAME: &str = "device";
const LENGTH: usize = 40;

/// What database and sidecar must agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Random, drawn whenever the two are found to differ.
    pub(super) nonce: [u8; 16],
    /// Goes up with every transaction that makes changes.
    pub(super) counter: u64,
    /// Which file the database is.
    pub(super) file: [u8; 16],
}

#[derive(Debug)]
pub(super) struct Sidecar {
    file: File,
    path: PathBuf,
    database: [u8; 16],
}

impl Sidecar {
    pub(super) fn open(folder: &Path, database: &Path) -> Result<Self, StoreError> {
        let path = folder.join(NAME);
        let failed = |source| StoreError::File { path: path.clone(), source };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        let database = std::fs::metadata(database).map_err(failed)?;
        Ok(Self { file, path, database: file_mark(&database) })
    }

    /// Which file the database is now.
    pub(super) fn database(&self) -> [u8; 16] {
        self.database
    }

    /// What the sidecar says; none when it is new or damaged.
    pub(super) fn read(&mut self) -> Result<Option<Mark>, StoreError> {
        let mut bytes = Vec::with_capacity(LENGTH);
        self.file
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.file.read_to_end(&mut bytes))
            .map_err(|source| self.failed(source))?;
        Ok(parse(&bytes))
    }

    /// Written before the database commits, and not flushed: should the machine stop in between,
    /// the two differ and the actor rotates, which costs nothing.
    pub(super) fn write(&mut self, nonce: [u8; 16], counter: u64) -> Result<(), StoreError> {
        let mut bytes = [0_u8; LENGTH];
        bytes[..16].copy_from_slice(&nonce);
        bytes[16..24].copy_from_slice(&counter.to_le_bytes());
        bytes[24..].copy_from_slice(&self.database);
        self.file
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.file.write_all(&bytes))
            .map_err(|source| self.failed(source))
    }

    fn failed(&self, source: std::io::Error) -> StoreError {
        StoreError::File { path: self.path.clone(), source }
    }
}

fn parse(bytes: &[u8]) -> Option<Mark> {
    if bytes.len() != LENGTH {
        return None;
    }
    Some(Mark {
        nonce: bytes.get(..16)?.try_into().ok()?,
        counter: u64::from_le_bytes(bytes.get(16..24)?.try_into().ok()?),
        file: bytes.get(24..)?.try_into().ok()?,
    })
}

/// The inode where there is one, and the time of birth: a copy has others.
fn file_mark(metadata: &Metadata) -> [u8; 16] {
    let born = metadata
        .created()
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(0));
    let mut mark = [0_u8; 16];
    mark[..8].copy_from_slice(&inode(metadata).to_le_bytes());
    mark[8..].copy_from_slice(&born.to_le_bytes());
    mark
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> u64 {
    0
}
