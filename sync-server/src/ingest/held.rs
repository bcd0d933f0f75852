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
    /// A second copy, kept for long documents only.
    twin: Option<Twin>,
}

/// A copy of a document that lacks its newest changes. Each change is tried on a copy (a refused
/// one must leave no trace), and copying a long text takes milliseconds for each keystroke; two
/// copies that take turns take the change twice instead.
#[derive(Debug)]
struct Twin {
    document: Document,
    lacks: Vec<Change>,
}

/// Bytes from which on a document has a twin. Below, copying is cheaper than applying twice.
const TWIN_FROM: usize = 16 << 10;

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
        Self::new(Document::genesis(kind), Stored::default())
    }

    fn new(document: Document, stored: Stored) -> Self {
        Self { document, stored, twin: None }
    }

    /// A copy to try a change on.
    pub(super) fn copy(&mut self) -> Document {
        let Some(Twin { mut document, lacks }) = self.twin.take() else {
            return self.document.clone();
        };
        // They are part of this very document, so they apply; if not, a copy of it is always right.
        match document.apply(lacks) {
            Ok(()) => document,
            Err(_) => self.document.clone(),
        }
    }

    /// The copy took the change, and takes the document's place.
    pub(super) fn replace(&mut self, after: Document, change: &Change) {
        let before = std::mem::replace(&mut self.document, after);
        if self.stored.snapshot_len + self.stored.tail_len >= TWIN_FROM {
            self.twin = Some(Twin { document: before, lacks: vec![change.clone()] });
        }
    }

    /// The relay wrote into the document itself.
    pub(super) fn wrote(&mut self, change: &Change) {
        if let Some(twin) = &mut self.twin {
            twin.lacks.push(change.clone());
        }
    }

    /// Roughly what it takes in memory. Measured on task documents: a loaded one takes some
    /// kilobytes, and several times its saved bytes.
    pub(super) fn weight(&self) -> usize {
        let one = 4096 + 8 * (self.stored.snapshot_len + self.stored.tail_len);
        if self.twin.is_some() { 2 * one } else { one }
    }
}

/// A document on its way into memory.
#[derive(Debug)]
pub(super) enum Source {
    /// It is there.
    Held(Box<Held>),
    /// It is there, and these changes came since.
    Behind { document: Box<Document>, changes: Vec<Vec<u8>>, stored: Stored },
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
        Source::Held(held) => Ok(Some(*held)),
        Source::Behind { mut document, changes, stored } => {
            let changes =
                changes.iter().map(|bytes| Change::try_from(&bytes[..])).collect::<Result<_, _>>();
            let changes = changes.map_err(BringError::Change)?;
            document
                .apply(changes)
                .map_err(|error| BringError::CatchUp { doc, source: Box::new(error) })?;
            Ok(Some(Held::new(*document, stored)))
        }
        Source::Bytes { kind, bytes, stored } => {
            let document = Document::load(kind, &bytes)
                .map_err(|error| BringError::Load { doc, source: Box::new(error) })?;
            Ok(Some(Held::new(document, stored)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_crdt_model::command::{Command, TextCommand};
    use aloft_crdt_model::document::{ActorId, Author};
    use aloft_crdt_model::ids::{StreamId, TaskId, TextRole, UserId};
    use aloft_crdt_model::inspect::{self, Limits};
    use aloft_crdt_model::time::Timestamp;
    use uuid::Uuid;

    fn author(number: u128) -> Author {
        let user = Some(UserId(Uuid::from_u128(number)));
        Author { actor: ActorId(Uuid::from_u128(number).into_bytes()), user }
    }

    /// What somebody types into their own copy.
    fn typed(theirs: &mut Document, by: &Author, command: TextCommand) -> Change {
        let at = Timestamp::from_millis(1_795_000_000_000);
        theirs.execute(by, at, &Command::Text(command)).unwrap().unwrap()
    }

    /// As judging does it.
    fn take(held: &mut Held, change: &Change) {
        let checked = inspect::check_bytes(change.raw_bytes(), &Limits::default()).unwrap();
        let copy = held.copy();
        let after = inspect::apply_to_copy(&held.document, copy, &checked).unwrap();
        held.replace(after, change);
        held.stored.tail_len += change.raw_bytes().len();
    }

    #[test]
    fn a_long_text_is_the_same_with_its_twin_whatever_became_of_the_copies() {
        let (ada, ben, relay) = (author(1), author(2), author(3));
        let task = TaskId(Uuid::from_u128(9));
        let mut theirs = Document::genesis(DocKind::Text);
        let mut held = Held::fresh(DocKind::Text);
        let text = "A long text that nobody wants to copy. ".repeat(1_000);
        let (owner, role) = (task.doc(), TextRole::Description);
        let start = typed(&mut theirs, &ada, TextCommand::Start { owner, role, text });
        take(&mut held, &start);
        let mut had_twin = false;
        for n in 0..20_usize {
            let by = if n.is_multiple_of(3) { &ben } else { &ada };
            let splice = TextCommand::Splice { index: n, delete: 1, insert: "é".to_owned() };
            let change = typed(&mut theirs, by, splice);
            if n == 7 {
                // A change that was tried and refused: its copy is gone.
                drop(held.copy());
            }
            if n == 11 {
                // The relay wrote by itself.
                let splice = TextCommand::Splice { index: 0, delete: 0, insert: "x".to_owned() };
                let own = typed(&mut held.document, &relay, splice);
                held.wrote(&own);
                theirs.apply(vec![own]).unwrap();
            }
            take(&mut held, &change);
            had_twin |= held.twin.is_some();
            assert_eq!(held.document.heads(), theirs.heads(), "after change {n}");
        }
        assert!(had_twin, "the text is too short for what is tested");
        // Not as bytes: changes that nobody ordered are saved in the order in which they came.
        let stream = StreamId(Uuid::from_u128(8));
        let said = |document: &Document| document.rows(task.doc(), stream);
        assert_eq!(said(&held.document), said(&theirs));
        let twin = held.copy();
        assert_eq!(twin.heads(), theirs.heads());
    }
}
