//! A file that is there whole or not at all.

use super::ExportError;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file beside `path` and renames it there once it is complete and on the disk. When
/// `write` fails, what was at `path` stays.
pub fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let part = part_of(path)?;
    let written = write_part(&part, write).and_then(|()| Ok(fs::rename(&part, path)?));
    if written.is_err() {
        // The error that led here is the one to tell.
        let _ = fs::remove_file(&part);
    }
    written
}

fn write_part(
    part: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(part)?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(())
}

/// `dir/name` → `dir/.name.<process>.part`: on the same file system, so that renaming is atomic.
fn part_of(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("{} is not a file", path.display()))
    })?;
    let mut part = OsString::from(".");
    part.push(name);
    part.push(format!(".{}.part", std::process::id()));
    Ok(path.with_file_name(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let write = |text: &'static str| {
            move |out: &mut BufWriter<File>| Ok(out.write_all(text.as_bytes())?)
        };
        replace_file(&path, write("one")).unwrap();
        let failing = |out: &mut BufWriter<File>| -> Result<(), ExportError> {
            out.write_all(b"two")?;
            Err(io::Error::other("full").into())
        };
        assert!(replace_file(&path, failing).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
