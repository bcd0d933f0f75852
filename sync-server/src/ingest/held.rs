//! Documents on their way into memory, in it, and back.

use aloft_crdt_model::document::{
    ApplyError, Change, DocKind, Document, Heads, LoadError, should_compact,
};
use aloft_crdt_model::ids::DocId;

/// A document in memory, as it stands in the log.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) document: Document,
    pub(super) stored: Stored,
}

/// How a document stands in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stored {
    /// Its newest change; 0 while it has none.
    pub(super) seq: i64,
    /// Up to where its snapshot reaches.
    pub(super) snapshot_seq: i64,
    pub(super) snapshot_len: usize,
    /// Bytes of its changes since.
    pub(super) tail_len: usize,
}

impl Held {
    /// A document of which the log has nothing.
    pub(super) fn fresh(kind: DocKind) -> Self {
        Self { document: Document::genesis(kind), stored: Stored::default() }
    }

    /// Roughly what it takes in memory. Measured on task documents: a loaded one takes some
    /// kilobytes, and several times its saved bytes.
    pub(super) fn weight(&self) -> usize {
        4096 + 8 * (self.stored.snapshot_len + self.stored.tail_len)
    }
}

/// A document on its way into memory.
#[derive(Debug)]
pub(super) enum Source {
    /// It is there.
    Held(Held),
    /// It is there, and these changes came since.
    Behind { document: Document, changes: Vec<Vec<u8>>, stored: Stored },
    /// It is only in the database: its snapshot with the changes since after it.
    Bytes { kind: DocKind, bytes: Vec<u8>, stored: Stored },
    /// Its id belongs to a document of another stream.
    Elsewhere,
}

/// A document's row to be written.
#[derive(Debug)]
pub(super) struct WrittenDocument {
    pub(super) id: DocId,
    pub(super) kind: DocKind,
    pub(super) heads: Heads,
    pub(super) seq: i64,
    pub(super) snapshot_seq: i64,
    pub(super) tail_len: i64,
    /// Only when it was made anew.
    pub(super) snapshot: Option<Vec<u8>>,
}

/// A document of the log does not come into memory: the database is damaged, or was written by a
/// newer version.
#[derive(Debug, thiserror::Error)]
pub(super) enum BringError {
    #[error("document {doc} does not load: {source}")]
    Load { doc: DocId, source: Box<LoadError> },
    #[error("document {doc} does not take the changes of another node: {source}")]
    CatchUp { doc: DocId, source: Box<ApplyError> },
    #[error("a change in the log cannot be read: {0}")]
    Change(automerge::LoadChangeError),
}

/// The document's row; its snapshot is made anew when the changes since have outgrown it.
pub(super) fn write_document(id: DocId, held: &mut Held) -> WrittenDocument {
    let stored = &mut held.stored;
    let snapshot = should_compact(stored.snapshot_len, stored.tail_len).then(|| {
        let snapshot = held.document.save();
        stored.snapshot_seq = stored.seq;
        stored.snapshot_len = snapshot.len();
        stored.tail_len = 0;
        snapshot
    });
    WrittenDocument {
        id,
        kind: held.document.kind(),
        heads: held.document.heads(),
        seq: stored.seq,
        snapshot_seq: stored.snapshot_seq,
        tail_len: i64::try_from(stored.tail_len).unwrap_or(i64::MAX),
        snapshot,
    }
}

/// Brings a document into memory; none for one that lives in another stream.
pub(super) fn bring(doc: DocId, source: Source) -> Result<Option<Held>, BringError> {
    match source {
        Source::Elsewhere => Ok(None),
        Source::Held(held) => Ok(Some(held)),
        Source::Behind { mut document, changes, stored } => {
            let changes =
                changes.iter().map(|bytes| Change::try_from(&bytes[..])).collect::<Result<_, _>>();
            let changes = changes.map_err(BringError::Change)?;
            document
                .apply(changes)
                .map_err(|error| BringError::CatchUp { doc, source: Box::new(error) })?;
            Ok(Some(Held { document, stored }))
        }
        Source::Bytes { kind, bytes, stored } => {
            let document = Document::load(kind, &bytes)
                .map_err(|error| BringError::Load { doc, source: Box::new(error) })?;
            Ok(Some(Held { document, stored }))
        }
    }
}
