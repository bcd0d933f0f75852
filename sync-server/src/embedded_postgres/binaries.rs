//! Where Postgres's programs are.

use super::{EmbeddedPostgresError, OLDEST_MAJOR};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with `initdb`, `postgres` and `pg_ctl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    /// The major version, such as 17.
    pub major: u32,
}

impl Binaries {
    /// The first of: what `ALOFT_POSTGRES_BIN` names, what the system has (newest first), what
    /// developer tooling put into the cache folder. With `made_by`, one of just that version, since
    /// data belongs to a major version.
    pub fn find(made_by: Option<u32>) -> Result<Self, EmbeddedPostgresError> {
        if let Some(named) = env::var_os("ALOFT_POSTGRES_BIN").filter(|named| !named.is_empty()) {
            let folder = PathBuf::from(named);
            return Self::in_folder(&folder).ok_or(EmbeddedPostgresError::Unusable(folder));
        }
        candidates()
            .iter()
            .filter_map(|folder| Self::in_folder(folder))
            .find(|found| made_by.is_none_or(|made_by| made_by == found.major))
            .ok_or(EmbeddedPostgresError::NotFound)
    }

    /// The path of one of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        program(&self.folder, name)
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let complete =
            ["initdb", "postgres", "pg_ctl"].iter().all(|name| program(folder, name).is_file());
        let major = complete.then(|| version_of(&program(folder, "postgres"))).flatten()?;
        (major >= OLDEST_MAJOR).then(|| Self { folder: folder.to_owned(), major })
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, below) in installations() {
        folders.extend(newest_first(&parent).into_iter().map(|version| version.join(below)));
    }
    folders.extend(bindir_of_pg_config());
    if let Some(path) = env::var_os("PATH") {
        folders.extend(env::split_paths(&path));
    }
    if let Some(dirs) = directories::BaseDirs::new() {
        let tooling = dirs.cache_dir().join("aloft").join("postgres");
        folders.push(tooling.join("bin"));
        folders.extend(newest_first(&tooling).into_iter().map(|version| version.join("bin")));
    }
    folders
}

/// Folders whose children are versions, and where a version keeps its programs.
fn installations() -> [(PathBuf, &'static str); 5] {
    let windows = env::var_os("ProgramFiles").unwrap_or_else(|| "C:\\Program Files".into());
    [
        // Debian and Ubuntu.
        ("/usr/lib/postgresql".into(), "bin"),
        // Homebrew, on Apple's own chips and on Intel's.
        ("/opt/homebrew/opt".into(), "bin"),
        ("/usr/local/opt".into(), "bin"),
        // Postgres.app.
        ("/Applications/Postgres.app/Contents/Versions".into(), "bin"),
        // The installer for Windows.
        (Path::new(&windows).join("PostgreSQL"), "bin"),
    ]
}

/// Children, by the number in their name (`17`, `postgresql@17`), highest first; others after.
fn newest_first(parent: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut children: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    children.sort_by_key(|child| std::cmp::Reverse(child.file_name().and_then(number_in)));
    children
}

fn number_in(name: &OsStr) -> Option<u32> {
    let digits: String = name.to_str()?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn bindir_of_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim()))
}

/// The major version in `postgres (PostgreSQL) 15.20 (Debian …)`.
fn version_of(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").output().ok()?;
    major_in(&String::from_utf8(output.stdout).ok()?)
}

fn major_in(line: &str) -> Option<u32> {
    let version = line.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_in("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"), Some(15));
        assert_eq!(major_in("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(major_in("nonsense"), None);
    }

    #[test]
    fn folders_of_versions_are_read_as_numbers() {
        assert_eq!(number_in(OsStr::new("postgresql@17")), Some(17));
        assert_eq!(number_in(OsStr::new("9.6")), Some(96));
        assert_eq!(number_in(OsStr::new("latest")), None);
    }
}
