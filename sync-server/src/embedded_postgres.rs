//! A Postgres of one's own in a folder, for development and tests: no administrator, no container.
//!
//! It listens on the loopback only, wants a password that lies in the folder, and keeps fsync on:
//! what it acknowledged survives a kill. When the process that started it is killed, it goes on;
//! the next start in the same folder stops it first.

mod binaries;
mod folder;
mod owner;
mod server;

pub use binaries::Binaries;
pub use folder::Folder;
pub use server::EmbeddedPostgres;

use std::path::PathBuf;

/// The oldest major version that the schema works on.
pub const OLDEST_MAJOR: u32 = 15;

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedPostgresError {
    /// There are no programs to run.
    #[error(
        "no Postgres {OLDEST_MAJOR} or newer was found: install one (Debian: apt install \
         postgresql; macOS: brew install postgresql@17), or set ALOFT_POSTGRES_BIN to the folder \
         with its initdb"
    )]
    NotFound,
    /// The folder that was named has no usable programs.
    #[error("ALOFT_POSTGRES_BIN: {0} holds no Postgres {OLDEST_MAJOR} or newer")]
    Unusable(PathBuf),
    /// The data was made by another major version.
    #[error("{folder} was made by Postgres {made}, which is not installed here any more")]
    OtherVersion {
        /// Where the data lies.
        folder: PathBuf,
        /// The major version.
        made: u32,
    },
    /// There is no place for the data.
    #[error("this system names no folder for data: give one with --data")]
    NoFolder,
    /// Another process runs in the folder.
    #[error("another aloft-server runs in {0}")]
    InUse(PathBuf),
    /// A file or a process failed.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A program failed.
    #[error("{program} failed: {words}")]
    Failed {
        /// Which.
        program: &'static str,
        /// The end of what it said.
        words: String,
    },
    /// The server does not answer.
    #[error("Postgres did not answer: {0}")]
    Silent(#[source] sqlx::Error),
    /// Root may not run Postgres, and there is nobody else to.
    #[error("Postgres refuses to run as root, and there is neither a user postgres nor nobody")]
    NoUser,
}

impl EmbeddedPostgresError {
    fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        |source| Self::Io { doing, source }
    }
}
