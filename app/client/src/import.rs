//! Import: issues of other tools become tasks, and stay linked to what they were.
//!
//! A task made here keeps the id that the other tool gave it as an external id, by which a second
//! import finds it again: what differs is written, nothing else is.
//!
//! Ids are not derived from the foreign ones: two people who imported one file before they met
//! would share documents, and merging would keep both copies of every description, one after the
//! other. Tasks that are there twice can be deleted; doubled texts would have to be noticed.
//!
//! *Invariant: nothing is lost, cut or repaired silently.* A row is taken byte for byte or
//! reported with its line and the reason.

mod apply;
mod csv_file;
mod points;
mod preview;
mod quoting;

pub use apply::{ImportMode, ImportProgress, ImportReport, ImportRequest, Skipped, import_csv};
pub use csv_file::{Columns, CsvFile, FileFault, IssueRow, RowFault, RowReason};
pub use points::InvalidPoints;
pub use preview::{Guess, Preview, preview};

use crate::store::StoreError;

/// An import that could not be done; nothing of the batch at hand was written, batches before it
/// were.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole.
    #[error(transparent)]
    File(#[from] FileFault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}
