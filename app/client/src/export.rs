//! Export: a project written out, so that nobody is held by where their work lies.
//!
//! [`write_json`] writes everything a project has; [`write_csv`] a table of its tasks. Both write
//! ids as they are: the project's own, and those that other tools gave.

mod file;
mod json;
mod table;

pub use file::replace_file;
pub use json::write_json;
pub use table::{CSV_COLUMNS, CsvOptions, write_csv};

use crate::store::StoreError;
use std::io;

/// An export that could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is written to.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}
