//! Texts that are edited elsewhere: an editor has an Automerge document of its own, and makes
//! changes under an actor of its own, which come here as bytes.

use super::transaction::Made;
use super::{Store, StoreError, Transaction, sql};
use aloft_crdt_model::command::{Command, TextCommand};
use aloft_crdt_model::document::{ActorId, Change, DocKind, Document, Heads};
use aloft_crdt_model::ids::{DocId, StreamId, TaskId, UserId};
use aloft_crdt_model::inspect::{self, Limits, Verdict};
use aloft_crdt_model::rows::DocRows;

/// What an editor begins with.
#[derive(Clone, Debug)]
pub struct TextSession {
    /// The text's document.
    pub doc: DocId,
    /// The actor of this editor, and of no other.
    pub actor: ActorId,
    /// The person who types: the author of the actor's first change must say so.
    pub author: UserId,
    /// The document.
    pub bytes: Vec<u8>,
}

impl Store {
    /// A session on a task's description. One that nobody has written holds its foundation only.
    pub fn open_description(&mut self, task: TaskId) -> Result<TextSession, StoreError> {
        self.write(|transaction| {
            let stream = transaction.record(task.doc())?.record.stream;
            let doc = task.description();
            let bytes = transaction.text(stream, doc)?.save();
            let author = transaction.identity.user;
            let actor = ActorId::new(transaction.environment.rng());
            Ok(TextSession { doc, actor, author, bytes })
        })
    }

    /// Keeps an editor's change of a task's description: durable when this returns. One that is
    /// here already changes nothing.
    ///
    /// It is checked as the relay will check it, so that nothing is taken here that is refused
    /// there for its form.
    pub fn edit_description(&mut self, task: TaskId, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let stream = transaction.record(task.doc())?.record.stream;
            transaction.take_edit(stream, task.description(), bytes)
        })
    }

    /// What an editor with these heads lacks of a task's description, as bytes that its Automerge
    /// loads incrementally.
    pub fn description_since(
        &mut self,
        task: TaskId,
        heads: &Heads,
    ) -> Result<Vec<u8>, StoreError> {
        self.write(|transaction| {
            let stream = transaction.record(task.doc())?.record.stream;
            let document = transaction.text(stream, task.description())?;
            let changes = document.changes_since(heads);
            Ok(changes.iter().flat_map(Change::raw_bytes).copied().collect())
        })
    }
}

impl Transaction<'_> {
    /// The text's document, without making a record of one that nobody has begun.
    fn text(&mut self, stream: StreamId, doc: DocId) -> Result<Document, StoreError> {
        match self.record(doc) {
            Ok(open) if open.record.stream == stream && open.record.kind == DocKind::Text => {
                self.document(doc).cloned()
            }
            Ok(open) => {
                let (kind, stream) = (open.record.kind, open.record.stream);
                Err(StoreError::WrongPlace { doc, kind, stream })
            }
            Err(StoreError::UnknownDocument(_)) => Ok(Document::genesis(DocKind::Text)),
            Err(error) => Err(error),
        }
    }

    fn take_edit(&mut self, stream: StreamId, doc: DocId, bytes: &[u8]) -> Result<(), StoreError> {
        let bad = |words: String| StoreError::BadEdit(words);
        let change = inspect::check_bytes(bytes, &Limits::default())
            .map_err(|refusal| bad(refusal.words))?;
        self.ensure(stream, doc, DocKind::Text)?;
        let mut document = self.document(doc)?.clone();
        if change.change().deps().iter().any(|dep| !document.contains(dep)) {
            return Err(StoreError::StaleEdit);
        }
        match inspect::check_structure(&document, &change) {
            Ok(Verdict::New) => {}
            Ok(Verdict::Duplicate) => return Ok(()),
            Err(refusal) => return Err(bad(refusal.words)),
        }
        let before = text_of(&document, doc, stream);
        inspect::apply_guarded(&mut document, &change).map_err(|refusal| bad(refusal.words))?;
        let intent = Command::Text(edited(&before, &text_of(&document, doc, stream)));
        let author = self.identity.user;
        let at = self.environment.now();
        self.put_document(doc, document)?;
        let intent = sql::to_json(&intent)?;
        let made = Made { author: Some(author), at, intent: &intent, replays: 0 };
        self.keep(doc, change.into_change(), &made)
    }
}

fn text_of(document: &Document, doc: DocId, stream: StreamId) -> String {
    match document.rows(doc, stream) {
        DocRows::Text(row) => row.text,
        _ => String::new(),
    }
}

/// What was typed: what stands between the beginning and the end that both texts share.
fn edited(before: &str, after: &str) -> TextCommand {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize =
        before.chars().zip(after.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (before, after) = (&before[head..], &after[head..]);
    let backwards = before.chars().rev().zip(after.chars().rev());
    let tail: usize = backwards.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let deleted = before[..before.len() - tail].encode_utf16().count();
    TextCommand::Edited { inserted: after[..after.len() - tail].to_owned(), deleted }
}
