//! Texts that are edited elsewhere: an editor has an Automerge document of its own, and makes
//! changes under an actor of its own, which come here as bytes.

use super::transaction::Made;
use super::{Store, StoreError, Transaction, sql};
use aloft_crdt_model::command::{Command, TextCommand};
use aloft_crdt_model::document::{ActorId, Change, DocKind, Document, Heads};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId, TaskId, UserId};
use aloft_crdt_model::inspect::{self, CheckedChange, Limits, Verdict};
use aloft_crdt_model::policy::{self, OrgRole, Place, Subject};
use aloft_crdt_model::refusal::Refusal;
use aloft_crdt_model::rows::DocRows;
use rusqlite::params;
use uuid::Uuid;

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
        let change = inspect::check_bytes(bytes, &Limits::default()).map_err(bad_edit)?;
        self.ensure(stream, doc, DocKind::Text)?;
        let before = self.document(doc)?.clone();
        if change.change().deps().iter().any(|dep| !before.contains(dep)) {
            return Err(StoreError::StaleEdit);
        }
        if inspect::check_structure(&before, &change).map_err(bad_edit)? == Verdict::Duplicate {
            return Ok(());
        }
        let author = self.identity.user;
        let mut after = before.clone();
        inspect::apply_guarded(&mut after, &change).map_err(bad_edit)?;
        self.permit(&Edit { stream, doc, before: &before, after: &after, change: &change })?;
        let intent = edited(&text_of(&before, doc, stream), &text_of(&after, doc, stream));
        let intent = sql::to_json(&Command::Text(intent))?;
        let at = self.environment.now();
        self.put_document(doc, after)?;
        let made = Made { author: Some(author), at, intent: &intent, replays: 0 };
        self.keep(doc, change.into_change(), &made)
    }

    /// Whether this store's person may make the edit. Their role is the relay's to know: that they
    /// are a member at all is taken for granted here.
    fn permit(&self, edit: &Edit<'_>) -> Result<(), StoreError> {
        let Edit { stream, doc, before, after, change } = *edit;
        let identities = self.own_identities()?;
        let actor = change.change().actor_id();
        let bound = before.automerge().get_author_for_actor(actor);
        let bound = bound.and_then(|author| Uuid::from_slice(author.as_bytes()).ok()).map(UserId);
        let is_ours = bound.is_none_or(|author| identities.contains(&author));
        if !is_ours || *actor == self.identity.actor.to_automerge() {
            return Err(StoreError::BadEdit("its actor is another's".to_owned()));
        }
        let subject =
            Subject { identities: &identities, org_role: Some(OrgRole::Member), is_relay: false };
        policy::check_author(&subject, change).map_err(bad_edit)?;
        let org = self
            .sql
            .prepare_cached("SELECT org FROM streams WHERE id = ?1")?
            .query_row(params![stream.0], |row| Ok(OrgId(row.get(0)?)))?;
        let place = Place { doc, kind: DocKind::Text, stream, org, before, after };
        let ops = inspect::resolve(after, change).map_err(bad_edit)?;
        policy::authorise(&subject, &place, change.author(), &ops).map_err(bad_edit)
    }
}

/// An edit that fits its document, and what it makes of it.
#[derive(Clone, Copy)]
struct Edit<'a> {
    stream: StreamId,
    doc: DocId,
    before: &'a Document,
    after: &'a Document,
    change: &'a CheckedChange,
}

fn bad_edit(refusal: Refusal) -> StoreError {
    StoreError::BadEdit(refusal.words)
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
