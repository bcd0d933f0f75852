//! A write transaction: changes, their intents and their rows, all or nothing.

use super::cache::DocumentCache;
use super::changes::NewChange;
use super::derive::News;
use super::documents::Record;
use super::sidecar::Sidecar;
use super::{Identity, StoreError, changes, documents, identity, sql};
use crate::environment::Environment;
use crate::queries::Queries;
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::{Author, Change, ChangeHash, DocKind, Document};
use aloft_crdt_model::ids::{DocId, ProjectId, StreamId, UserId};
use aloft_crdt_model::rows::ProjectRow;
use aloft_crdt_model::time::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// After this many single changes on a snapshot, a document with pending changes is saved whole,
/// so that a long offline day does not make it slow to load.
const SINGLES: usize = 64;

/// A write transaction on the store, alone among all processes while it lives.
pub struct Transaction<'s> {
    pub(super) sql: rusqlite::Transaction<'s>,
    pub(super) environment: &'s mut Environment,
    pub(super) identity: Identity,
    cache: &'s mut DocumentCache,
    sidecar: &'s mut Sidecar,
    open: HashMap<DocId, Open>,
    made_changes: bool,
    /// Documents with changes of the log that were seen here; with those that were news.
    pub(super) grown: BTreeMap<DocId, Vec<Change>>,
    /// Project rows that derivation has looked up.
    pub(super) projects: HashMap<ProjectId, Option<Arc<ProjectRow>>>,
    /// Tasks whose searched text may have changed.
    pub(super) unsearched: BTreeSet<i64>,
    /// More of a first look is to come: those without a description wait for it.
    pub(super) searches_later: bool,
    /// What a window has to read again.
    pub(super) news: News,
    /// The greatest order key of a project's tasks, once asked for.
    pub(super) last_places: HashMap<ProjectId, Option<String>>,
}

/// A document in a transaction. Loaded only when something needs more than its record.
pub(super) struct Open {
    pub(super) record: Record,
    pub(super) document: Option<Document>,
    bytes: usize,
    singles: usize,
    written: bool,
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl<'s> Transaction<'s> {
    pub(super) fn begin(
        connection: &'s mut Connection,
        cache: &'s mut DocumentCache,
        sidecar: &'s mut Sidecar,
        environment: &'s mut Environment,
    ) -> Result<Self, StoreError> {
        let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let identity = identity::read(&sql)?;
        Ok(Self {
            sql,
            environment,
            identity,
            cache,
            sidecar,
            open: HashMap::new(),
            made_changes: false,
            grown: BTreeMap::new(),
            projects: HashMap::new(),
            unsearched: BTreeSet::new(),
            searches_later: false,
            news: News::default(),
            last_places: HashMap::new(),
        })
    }

    /// Who writes.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Everything that reads, including what this transaction wrote. Search and the feed see it only
    /// after the commit.
    pub fn queries(&self) -> Queries<'_> {
        Queries::within(&self.sql)
    }

    /// Clock and randomness, for ids that a command carries.
    pub fn environment(&mut self) -> &mut Environment {
        self.environment
    }

    /// Runs a command on a document of a stream, which is made if it is not there. None: the
    /// command changes nothing.
    pub fn execute(
        &mut self,
        stream: StreamId,
        doc: DocId,
        command: &Command,
    ) -> Result<Option<ChangeHash>, StoreError> {
        let at = self.environment.now();
        let author = self.identity.author();
        let intent = sql::to_json(command)?;
        self.ensure(stream, doc, kind_of(command))?;
        self.run(
            doc,
            &author,
            command,
            &Made { author: author.user, at, intent: &intent, replays: 0 },
        )
    }

    /// Runs a command on the document as it is now.
    pub(super) fn run(
        &mut self,
        doc: DocId,
        author: &Author,
        command: &Command,
        made: &Made<'_>,
    ) -> Result<Option<ChangeHash>, StoreError> {
        let Some(change) = self.document(doc)?.execute(author, made.at, command)? else {
            return Ok(None);
        };
        let hash = change.hash();
        self.keep(doc, change, made)?;
        Ok(Some(hash))
    }

    /// A change that was just made is in the document: it is pending, and its rows are derived.
    pub(super) fn keep(
        &mut self,
        doc: DocId,
        change: Change,
        made: &Made<'_>,
    ) -> Result<(), StoreError> {
        let open = self.record(doc)?;
        open.written = true;
        open.singles += 1;
        open.bytes += change.raw_bytes().len();
        let (stream, singles) = (open.record.stream, open.singles);
        changes::insert_pending(
            &self.sql,
            &NewChange {
                doc,
                stream,
                hash: change.hash(),
                author: made.author,
                at: made.at,
                intent: Some(made.intent),
                replays: made.replays,
                bytes: change.raw_bytes(),
            },
        )?;
        self.made_changes = true;
        if singles >= SINGLES {
            self.save_working(doc)?;
        }
        self.derive(doc, &[change])
    }

    /// Makes the document's record if it is not there, and checks that it is the one that is meant.
    pub(super) fn ensure(
        &mut self,
        stream: StreamId,
        doc: DocId,
        kind: DocKind,
    ) -> Result<(), StoreError> {
        if !self.open.contains_key(&doc) {
            let open = if let Some(record) = documents::find(&self.sql, doc)? {
                Open::new(record)
            } else {
                let document = Document::genesis(kind);
                let record = Record::new(doc, stream, kind, document.heads());
                self.insert(&record)?;
                Open { document: Some(document), ..Open::new(record) }
            };
            self.open.insert(doc, open);
        }
        let record = &self.record(doc)?.record;
        if record.stream != stream || record.kind != kind {
            return Err(StoreError::WrongPlace { doc, kind: record.kind, stream: record.stream });
        }
        Ok(())
    }

    fn insert(&self, record: &Record) -> Result<(), StoreError> {
        let known: bool = self
            .sql
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM streams WHERE id = ?1)")?
            .query_row(params![record.stream.0], |row| row.get(0))?;
        if !known {
            return Err(StoreError::UnknownStream(record.stream));
        }
        documents::insert(&self.sql, record, None)
    }

    /// The document's record in this transaction.
    pub(super) fn record(&mut self, doc: DocId) -> Result<&mut Open, StoreError> {
        if !self.open.contains_key(&doc) {
            let record =
                documents::find(&self.sql, doc)?.ok_or(StoreError::UnknownDocument(doc))?;
            self.open.insert(doc, Open::new(record));
        }
        self.open.get_mut(&doc).ok_or(StoreError::UnknownDocument(doc))
    }

    /// The document itself: from this transaction, the cache, or the database.
    pub(super) fn document(&mut self, doc: DocId) -> Result<&mut Document, StoreError> {
        self.record(doc)?;
        let open = self.open.get_mut(&doc).ok_or(StoreError::UnknownDocument(doc))?;
        if open.document.is_none() {
            if let Some(document) = self.cache.take(doc, open.record.version) {
                open.document = Some(document);
            } else if open.record.version > 0 {
                let loaded = documents::load(&self.sql, &open.record)?;
                open.bytes = loaded.bytes;
                open.singles = loaded.singles;
                open.document = Some(loaded.document);
            }
        }
        let kind = open.record.kind;
        Ok(open.document.get_or_insert_with(|| Document::genesis(kind)))
    }

    /// The document moved on.
    pub(super) fn put_document(
        &mut self,
        doc: DocId,
        document: Document,
    ) -> Result<(), StoreError> {
        let open = self.record(doc)?;
        open.document = Some(document);
        open.written = true;
        Ok(())
    }

    /// The document was rebuilt: what was cached of it on the disk holds changes that are gone.
    pub(super) fn replace(&mut self, doc: DocId, document: Document) -> Result<(), StoreError> {
        self.put_document(doc, document)?;
        documents::forget_working(&self.sql, doc)
    }

    /// The record was changed and is to be written; a cached copy of the document is stale.
    pub(super) fn touch(&mut self, doc: DocId) -> Result<&mut Record, StoreError> {
        let open = self.record(doc)?;
        open.written = true;
        Ok(&mut open.record)
    }

    /// Rows of the document, and the activity of the changes that were just applied to it.
    pub(super) fn derive(&mut self, doc: DocId, changes: &[Change]) -> Result<(), StoreError> {
        self.document(doc)?;
        let open = self.record(doc)?;
        let stream = open.record.stream;
        let document = open.document.as_ref().ok_or(StoreError::UnknownDocument(doc))?;
        let rows = document.rows(doc, stream);
        let activity: Vec<_> =
            changes.iter().flat_map(|change| document.activity(doc, stream, change)).collect();
        self.put_rows(doc, &rows)?;
        self.put_activity(&activity)
    }

    fn save_working(&mut self, doc: DocId) -> Result<(), StoreError> {
        let bytes = self.document(doc)?.save();
        documents::set_working(&self.sql, doc, &bytes)?;
        let open = self.record(doc)?;
        open.singles = 0;
        open.bytes = bytes.len();
        Ok(())
    }

    /// Writes the records as they are now, so that queries see them.
    pub(super) fn flush_records(&mut self) -> Result<(), StoreError> {
        for open in self.open.values().filter(|open| open.written) {
            documents::update(&self.sql, &open.record)?;
        }
        Ok(())
    }

    pub(super) fn commit(mut self) -> Result<(), StoreError> {
        self.finish_grown()?;
        self.put_searched()?;
        self.tell_news()?;
        for open in self.open.values_mut().filter(|open| open.written) {
            open.record.version += 1;
            documents::update(&self.sql, &open.record)?;
        }
        if self.made_changes {
            let (nonce, counter): ([u8; 16], u64) = self
                .sql
                .prepare_cached("UPDATE meta SET counter = counter + 1 RETURNING nonce, counter")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.sidecar.write(nonce, counter)?;
        }
        self.sql.commit()?;
        for (doc, open) in self.open {
            if let Some(document) = open.document {
                self.cache.put(doc, open.record.version, document, open.bytes);
            }
        }
        Ok(())
    }
}

impl Open {
    fn new(record: Record) -> Self {
        let bytes = record.snapshot_bytes + record.tail_bytes;
        Self { record, document: None, bytes, singles: 0, written: false }
    }
}

/// How a change came about.
pub(super) struct Made<'a> {
    pub(super) author: Option<UserId>,
    pub(super) at: Timestamp,
    /// The command, as JSON.
    pub(super) intent: &'a str,
    /// How often it was run again after a refusal.
    pub(super) replays: u32,
}

/// The kind of document that a command is for.
fn kind_of(command: &Command) -> DocKind {
    match command {
        Command::Project(_) => DocKind::Project,
        Command::Task(_) => DocKind::Task,
        Command::Text(_) => DocKind::Text,
        Command::User(_) => DocKind::User,
    }
}
