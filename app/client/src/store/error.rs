//! What can go wrong in the store.

use aloft_crdt_model::command::CommandError;
use aloft_crdt_model::document::{ApplyError, DocKind, LoadError};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use std::path::PathBuf;

/// A store operation failed; its transaction changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file in it cannot be used.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite failed: the disk is full, the file is damaged, another process holds it too long.
    #[error("the local database failed: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The database was written by a newer version of Aloft.
    #[error(
        "this store was written by a newer version of Aloft (format {found}, this one knows up to \
         {known}): update Aloft to open it"
    )]
    Newer {
        /// The format that was found.
        found: i64,
        /// The newest format that this version knows.
        known: i64,
    },
    /// A row does not hold what this version wrote.
    #[error("the local database is damaged: {0}")]
    Damaged(String),
    /// A stored document does not load.
    #[error("document {doc} does not load: {source}")]
    Load {
        /// Which.
        doc: DocId,
        /// Why.
        source: Box<LoadError>,
    },
    /// Accepted changes do not apply.
    #[error("changes of document {doc} do not apply: {source}")]
    Apply {
        /// Which.
        doc: DocId,
        /// Why.
        source: Box<ApplyError>,
    },
    /// The command cannot be run on the document as it is.
    #[error(transparent)]
    Command(Box<CommandError>),
    /// No such document.
    #[error("there is no document {0}")]
    UnknownDocument(DocId),
    /// No such stream.
    #[error("there is no stream {0}")]
    UnknownStream(StreamId),
    /// No such organisation.
    #[error("there is no organisation {0}")]
    UnknownOrganisation(OrgId),
    /// No such refused change.
    #[error("there is no refused change {0}")]
    UnknownRefusal(i64),
    /// The refused change was not made by a command here.
    #[error("refused change {0} has no command to run again")]
    NoIntent(i64),
    /// The document lives in another stream, or is of another kind.
    #[error("document {doc} is a {kind:?} of stream {stream}")]
    WrongPlace {
        /// Which.
        doc: DocId,
        /// Its kind.
        kind: DocKind,
        /// Its stream.
        stream: StreamId,
    },
    /// Changes of the log are missing between what is here and what came: a task before this one
    /// failed.
    #[error("stream {stream} is here up to change {held}, and what came begins after {from}")]
    Gap {
        /// Which stream.
        stream: StreamId,
        /// What is here.
        held: u64,
        /// What came begins after this one.
        from: u64,
    },
    /// The stream is at another step than the one that this data belongs to.
    #[error("stream {0} does not expect this now")]
    OutOfStep(StreamId),
    /// Bytes from the relay are not a change.
    #[error("a change of document {0} cannot be read")]
    Unreadable(DocId),
    /// Rows from the relay are not what this version reads.
    #[error("rows from the relay cannot be read: {0}")]
    UnreadableRows(String),
    /// The editor's change is not one that can be taken.
    #[error("the edit cannot be kept: {0}")]
    BadEdit(String),
    /// The editor's change builds on one that is not here any more.
    #[error("the text was rebuilt without some of what was typed: open it again")]
    StaleEdit,
    /// The task's key or id fits several tasks.
    #[error("`{key}` fits {} tasks: {}", .candidates.len(), .candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        key: String,
        /// The tasks it fits, at most ten, as key and title.
        candidates: Vec<String>,
    },
    /// The project's name or key fits several projects.
    #[error("`{name}` fits several projects: {}", .candidates.join(", "))]
    AmbiguousProject {
        /// What was asked for.
        name: String,
        /// Their ids.
        candidates: Vec<String>,
    },
    /// A fractional order key cannot be made.
    #[error(transparent)]
    Order(#[from] aloft_crdt_model::order::OrderError),
}

impl From<CommandError> for StoreError {
    fn from(error: CommandError) -> Self {
        Self::Command(Box::new(error))
    }
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Sql(error.into())
    }
}

impl StoreError {
    pub(crate) fn load(doc: DocId, source: LoadError) -> Self {
        Self::Load { doc, source: Box::new(source) }
    }

    pub(crate) fn apply(doc: DocId, source: ApplyError) -> Self {
        Self::Apply { doc, source: Box::new(source) }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}
