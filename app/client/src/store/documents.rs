//! Table `documents`: what is known of each document, and how it is loaded.

use super::changes::{ACKNOWLEDGED, REFUSED};
use super::{StoreError, sql};
use aloft_crdt_model::document::{DocKind, Document, Heads};
use aloft_crdt_model::ids::{DocId, StreamId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

/// A row of `documents` without its bytes.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: DocId,
    pub(super) stream: StreamId,
    pub(super) kind: DocKind,
    pub(super) version: i64,
    /// Heads of what the log holds of it.
    pub(super) heads: Heads,
    /// Changes up to this one of the log are in it, whatever the stream's cursor says.
    pub(super) doc_seq: u64,
    pub(super) tail_bytes: usize,
    pub(super) snapshot_bytes: usize,
    pub(super) diverged: bool,
}

impl Record {
    /// A document that was not here, with what the log holds of it: its foundation's heads, if no
    /// relay is known to have it.
    pub(super) fn new(id: DocId, stream: StreamId, kind: DocKind, heads: Heads) -> Self {
        Self {
            id,
            stream,
            kind,
            version: 0,
            heads,
            doc_seq: 0,
            tail_bytes: 0,
            snapshot_bytes: 0,
            diverged: false,
        }
    }
}

const COLUMNS: &str = "id, stream, kind, version, heads, doc_seq, tail_bytes, \
                       coalesce(length(snapshot), 0), diverged";

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        id: DocId(row.get::<_, Uuid>(0)?),
        stream: StreamId(row.get::<_, Uuid>(1)?),
        kind: sql::kind(2, row.get_ref(2)?.as_str()?)?,
        version: row.get(3)?,
        heads: sql::heads(4, row.get_ref(4)?.as_blob()?)?,
        doc_seq: row.get(5)?,
        tail_bytes: row.get(6)?,
        snapshot_bytes: row.get(7)?,
        diverged: row.get(8)?,
    })
}

pub(super) fn find(db: &Connection, doc: DocId) -> Result<Option<Record>, StoreError> {
    let found = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM documents WHERE id = ?1"))?
        .query_row(params![doc.0], record)
        .optional()?;
    Ok(found)
}

/// Documents of a stream by id, a page at a time.
pub(super) fn of_stream(
    db: &Connection,
    stream: StreamId,
    after: Option<DocId>,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    let after = after.map_or_else(Vec::new, |doc| doc.0.as_bytes().to_vec());
    let found = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM documents WHERE stream = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
        ))?
        .query_map(params![stream.0, after, limit], record)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

pub(super) fn insert(
    db: &Connection,
    record: &Record,
    snapshot: Option<&[u8]>,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO documents (id, stream, kind, version, heads, doc_seq, snapshot)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        record.id.0,
        record.stream.0,
        record.kind.as_str(),
        record.version,
        record.heads.to_bytes(),
        record.doc_seq,
        snapshot,
    ])?;
    Ok(())
}

/// Writes everything but the bytes.
pub(super) fn update(db: &Connection, record: &Record) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE documents SET version = ?2, heads = ?3, doc_seq = ?4, tail_bytes = ?5,
            diverged = ?6 WHERE id = ?1",
    )?
    .execute(params![
        record.id.0,
        record.version,
        record.heads.to_bytes(),
        record.doc_seq,
        record.tail_bytes,
        record.diverged,
    ])?;
    Ok(())
}

/// Replaces the snapshot of relayed changes, and forgets the cached working copy.
pub(super) fn set_snapshot(
    db: &Connection,
    record: &mut Record,
    bytes: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE documents SET snapshot = ?2, working = NULL, working_upto = NULL WHERE id = ?1",
    )?
    .execute(params![record.id.0, bytes])?;
    record.snapshot_bytes = bytes.len();
    record.tail_bytes = 0;
    Ok(())
}

/// Keeps the whole document, pending changes included, so that it loads fast.
pub(super) fn set_working(db: &Connection, doc: DocId, bytes: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE documents SET working = ?2,
            working_upto = (SELECT max(n) FROM changes WHERE doc = ?1) WHERE id = ?1",
    )?
    .execute(params![doc.0, bytes])?;
    Ok(())
}

/// Forgets the working copy: changes that it holds are about to go.
pub(super) fn forget_working(db: &Connection, doc: DocId) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE documents SET working = NULL, working_upto = NULL
         WHERE id = ?1 AND working IS NOT NULL",
    )?
    .execute(params![doc.0])?;
    Ok(())
}

/// A document out of the database.
pub(super) struct Loaded {
    pub(super) document: Document,
    /// Length of what was read.
    pub(super) bytes: usize,
    /// How many single changes were applied on a snapshot.
    pub(super) singles: usize,
}

/// The document as people see it: relayed and pending changes.
pub(super) fn load(db: &Connection, record: &Record) -> Result<Loaded, StoreError> {
    let (bytes, upto): (Option<Vec<u8>>, i64) = db
        .prepare_cached(
            "SELECT coalesce(working, snapshot), coalesce(working_upto, 0)
             FROM documents WHERE id = ?1",
        )?
        .query_row(params![record.id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    with_changes(
        db,
        record,
        bytes,
        "SELECT bytes FROM changes WHERE doc = ?1 AND n > ?2 AND state < ?3 ORDER BY n",
        params![record.id.0, upto, REFUSED],
    )
}

/// The document as the log has it up to what we have seen of the log.
pub(super) fn load_acknowledged(db: &Connection, record: &Record) -> Result<Loaded, StoreError> {
    with_changes(
        db,
        record,
        snapshot(db, record.id)?,
        "SELECT bytes FROM changes WHERE doc = ?1 AND state = ?2 ORDER BY n",
        params![record.id.0, ACKNOWLEDGED],
    )
}

/// The document as the relay has it: acknowledged changes, and those it said it took.
pub(super) fn load_relayed(db: &Connection, record: &Record) -> Result<Loaded, StoreError> {
    with_changes(
        db,
        record,
        snapshot(db, record.id)?,
        "SELECT bytes FROM changes WHERE doc = ?1 AND state IN (1, 2) ORDER BY n",
        params![record.id.0],
    )
}

fn snapshot(db: &Connection, doc: DocId) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = db
        .prepare_cached("SELECT snapshot FROM documents WHERE id = ?1")?
        .query_row(params![doc.0], |row| row.get(0))?;
    Ok(bytes)
}

fn with_changes(
    db: &Connection,
    record: &Record,
    snapshot: Option<Vec<u8>>,
    query: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Loaded, StoreError> {
    let mut bytes = snapshot.unwrap_or_default();
    let mut singles = 0;
    let mut statement = db.prepare_cached(query)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        bytes.extend_from_slice(row.get_ref(0)?.as_blob()?);
        singles += 1;
    }
    let document = if bytes.is_empty() {
        Document::genesis(record.kind)
    } else {
        Document::load(record.kind, &bytes).map_err(|source| StoreError::load(record.id, source))?
    };
    Ok(Loaded { document, bytes: bytes.len(), singles })
}
