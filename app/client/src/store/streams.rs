//! Table `streams`: what is followed, and how far it is here.

use super::{Store, StoreError, Transaction, sql};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, OrgId, ProjectId, StreamId, UserId, private_stream};
use aloft_sync_protocol::client::{Advance, TrackedStream};
use aloft_sync_protocol::log::{self, ActivityMark, Cursor, LogHash, Position, Seq, StreamKind};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Store {
    /// Streams of organisations that live on this relay, with all that a sync session must know.
    pub fn tracked_streams(&self, relay: &str) -> Result<Vec<TrackedStream>, StoreError> {
        let streams: Vec<(StreamId, OrgId, StreamKind)> = self
            .connection
            .prepare_cached(
                "SELECT s.id, s.org, s.kind FROM streams AS s JOIN organisations AS o ON o.id = s.org
                 WHERE o.relay = ?1 ORDER BY s.id",
            )?
            .query_map(params![relay], |row| {
                Ok((
                    StreamId(row.get::<_, Uuid>(0)?),
                    OrgId(row.get::<_, Uuid>(1)?),
                    parse_kind(row, 2)?,
                ))
            })?
            .collect::<Result<_, _>>()?;
        streams
            .into_iter()
            .map(|(stream, org, kind)| {
                Ok(TrackedStream {
                    stream,
                    org,
                    kind,
                    position: self.position(stream)?,
                    counts: self.counts(stream)?,
                    doc_seq: self.greatest_doc_seq(stream)?,
                })
            })
            .collect()
    }

    /// How far a stream is here, durably.
    pub fn position(&self, stream: StreamId) -> Result<Position, StoreError> {
        position(&self.connection, stream)
    }

    fn greatest_doc_seq(&self, stream: StreamId) -> Result<u64, StoreError> {
        let greatest = self
            .connection
            .prepare_cached("SELECT coalesce(max(doc_seq), 0) FROM documents WHERE stream = ?1")?
            .query_row(params![stream.0], |row| row.get(0))?;
        Ok(greatest)
    }

    /// The cursor, once the stream is in its tail.
    pub fn cursor(&self, stream: StreamId) -> Result<Option<Cursor>, StoreError> {
        Ok(match self.position(stream)? {
            Position::Tail(cursor) => Some(cursor),
            _ => None,
        })
    }

    /// After reconciling: everything up to here is held.
    pub fn set_cursor(&mut self, stream: StreamId, cursor: Cursor) -> Result<(), StoreError> {
        self.write(|transaction| transaction.set_position(stream, &Position::Tail(cursor)))
    }
}

impl Transaction<'_> {
    /// The stream of a project that is made here.
    pub(super) fn make_project_stream(
        &mut self,
        org: OrgId,
        project: ProjectId,
    ) -> Result<StreamId, StoreError> {
        self.put_stream(project.stream(), org, StreamKind::Project)
    }

    /// The private stream of a person in an organisation, made if it is not there.
    pub fn private_stream(&mut self, org: OrgId, user: UserId) -> Result<StreamId, StoreError> {
        self.put_stream(private_stream(org, user), org, StreamKind::Private)
    }

    /// A stream becomes known; one that is known stays as it is.
    pub(super) fn put_stream(
        &mut self,
        stream: StreamId,
        org: OrgId,
        kind: StreamKind,
    ) -> Result<StreamId, StoreError> {
        self.sql
            .prepare_cached(
                "INSERT INTO streams (id, org, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![stream.0, org.0, kind_name(kind)])?;
        Ok(stream)
    }

    pub(super) fn set_position(
        &mut self,
        stream: StreamId,
        position: &Position,
    ) -> Result<(), StoreError> {
        let (phase, at, after_doc, before) = match position {
            Position::Start => ("start", Cursor::ZERO, None, None),
            Position::Snapshots { at, after } => ("snapshots", *at, Some(after.0), None),
            Position::Activity { at, before } => ("activity", *at, None, before.clone()),
            Position::Tail(cursor) => ("tail", *cursor, None, None),
        };
        let written = self
            .sql
            .prepare_cached(
                "UPDATE streams SET phase = ?2, cursor_seq = ?3, cursor_hash = ?4, after_doc = ?5,
                    after_activity = ?6 WHERE id = ?1",
            )?
            .execute(params![
                stream.0,
                phase,
                at.seq,
                at.hash.0,
                after_doc,
                before.map(|mark| mark.0)
            ])?;
        if written == 0 { Err(StoreError::UnknownStream(stream)) } else { Ok(()) }
    }

    /// Moves the cursor, and counts accepted changes that it passes as seen in the log. `entries`
    /// are those of the log that came with it.
    pub(super) fn advance(
        &mut self,
        stream: StreamId,
        advance: &Advance,
        entries: &[(Seq, log::ChangeHash)],
    ) -> Result<(), StoreError> {
        let Position::Tail(mut cursor) = position(&self.sql, stream)? else {
            return Err(StoreError::OutOfStep(stream));
        };
        if cursor.seq < advance.from {
            return Err(StoreError::Gap { stream, held: cursor.seq, from: advance.from });
        }
        if advance.seq <= cursor.seq {
            return Ok(());
        }
        let passed: BTreeMap<_, _> = entries.iter().chain(&advance.own).copied().collect();
        while cursor.seq < advance.seq {
            let next = passed.get(&(cursor.seq + 1)).ok_or(StoreError::OutOfStep(stream))?;
            cursor = cursor.then(*next);
        }
        for doc in self.settle(stream, None, advance.seq)? {
            self.grown.entry(doc).or_default();
        }
        self.set_position(stream, &Position::Tail(cursor))
    }
}

pub(super) fn position(db: &Connection, stream: StreamId) -> Result<Position, StoreError> {
    db.prepare_cached(
        "SELECT phase, cursor_seq, cursor_hash, after_doc, after_activity FROM streams
         WHERE id = ?1",
    )?
    .query_row(params![stream.0], parse_position)
    .optional()?
    .ok_or(StoreError::UnknownStream(stream))
}

fn parse_position(row: &Row<'_>) -> rusqlite::Result<Position> {
    let hash = row.get::<_, Option<[u8; 32]>>(2)?.unwrap_or_default();
    let at = Cursor { seq: row.get(1)?, hash: LogHash(hash) };
    Ok(match row.get_ref(0)?.as_str()? {
        "start" => Position::Start,
        "snapshots" => Position::Snapshots { at, after: DocId(row.get::<_, Uuid>(3)?) },
        "activity" => {
            Position::Activity { at, before: row.get::<_, Option<_>>(4)?.map(ActivityMark) }
        }
        "tail" => Position::Tail(at),
        _ => return Err(sql::invalid(0, Type::Text)),
    })
}

fn kind_name(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Project => "project",
        StreamKind::Private => "private",
    }
}

fn parse_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<StreamKind> {
    match row.get_ref(column)?.as_str()? {
        "project" => Ok(StreamKind::Project),
        "private" => Ok(StreamKind::Private),
        _ => Err(sql::invalid(column, Type::Text)),
    }
}

/// The protocol's name for a kind of document.
pub(super) fn wire_kind(kind: DocKind) -> log::DocKind {
    match kind {
        DocKind::Project => log::DocKind::Project,
        DocKind::Task => log::DocKind::Task,
        DocKind::Text => log::DocKind::Text,
        DocKind::User => log::DocKind::User,
    }
}

/// The model's name for a kind of document.
pub(super) fn model_kind(kind: log::DocKind) -> DocKind {
    match kind {
        log::DocKind::Project => DocKind::Project,
        log::DocKind::Task => DocKind::Task,
        log::DocKind::Text => DocKind::Text,
        log::DocKind::User => DocKind::User,
    }
}
