//! A small disk that can be filled: a `tmpfs`, which only root may mount.

use super::cluster::is_root;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A disk. Dropping it unmounts it.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// One of so many MiB; none where this process may not mount any.
    pub fn mount(mebibytes: u32) -> Option<Self> {
        if !cfg!(target_os = "linux") || !is_root() {
            return None;
        }
        let folder = tempfile::Builder::new().prefix("aloft-disk-").tempdir().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m,mode=755"), "tmpfs"]);
        let status = mount.arg(folder.path()).status().expect("mount is there");
        status.success().then_some(Self { folder })
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it up to so many bytes.
    pub fn fill(&self, free: usize) {
        let mut file = File::create(self.filler()).expect("there is room for a name");
        let block = [0_u8; 4096];
        // Until there is no room for another one.
        while file.write_all(&block).is_ok() {}
        let length = file.metadata().expect("it is open").len();
        file.set_len(length.saturating_sub(free as u64)).expect("it becomes shorter");
    }

    /// Makes room again.
    pub fn free(&self) {
        // It may not have been filled.
        fs::remove_file(self.filler()).ok();
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whatever still holds it open is being dropped as well.
        Command::new("umount").arg("--lazy").arg(self.path()).status().ok();
    }
}
