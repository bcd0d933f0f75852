//! Whether it is safe: counts of what is durable where.

use super::{Store, StoreError};
use aloft_crdt_model::ids::{OrgId, StreamId};
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::client::Counts;
use rusqlite::params;
use serde::Serialize;
use uuid::Uuid;

/// What the store holds that is not simply synced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StoreStatus {
    /// Changes in organisations of a relay that no relay has acknowledged.
    pub waiting: u64,
    /// Those of them that build on what the relay does not have, as it said last.
    pub held_up: u64,
    /// Refused changes that the person has not dealt with.
    pub refused: u64,
    /// Changes in local organisations: safe here, and nowhere else.
    pub local: u64,
    /// Documents that differ from the relay's copy and have not been fetched yet.
    pub diverging: u64,
    /// When a relay was last heard.
    pub last_contact: Option<Timestamp>,
    /// When nothing waited and everything that the relay had was here, as far as it was noted.
    pub synced_to: Option<Timestamp>,
    /// Each stream of a relay.
    pub streams: Vec<StreamState>,
}

/// One stream of a relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreamState {
    /// Which.
    pub stream: StreamId,
    /// Whose.
    pub org: OrgId,
    /// Up to which change of the log it is here; none before the first look is complete.
    pub synced_to: Option<u64>,
    /// Changes in it that no relay has acknowledged.
    pub waiting: u64,
    /// Refused changes in it.
    pub refused: u64,
}

impl Store {
    /// The status, from what is on the disk.
    pub fn status(&self) -> Result<StoreStatus, StoreError> {
        let streams: Vec<StreamState> = self
            .connection
            .prepare_cached(
                "SELECT s.id, s.org, CASE s.phase WHEN 'tail' THEN s.cursor_seq END,
                    (SELECT count(*) FROM changes AS c WHERE c.stream = s.id AND c.state = 0),
                    (SELECT count(*) FROM changes AS c WHERE c.stream = s.id AND c.state = 3)
                 FROM streams AS s JOIN organisations AS o ON o.id = s.org
                 WHERE o.relay IS NOT NULL ORDER BY s.id",
            )?
            .query_map([], |row| {
                Ok(StreamState {
                    stream: StreamId(row.get::<_, Uuid>(0)?),
                    org: OrgId(row.get::<_, Uuid>(1)?),
                    synced_to: row.get(2)?,
                    waiting: row.get(3)?,
                    refused: row.get(4)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let waiting = streams.iter().map(|stream| stream.waiting).sum();
        let all: u64 = self.count("SELECT count(*) FROM changes WHERE state = 0")?;
        let (last_contact, synced_to): (Option<i64>, Option<i64>) =
            self.connection.query_row("SELECT last_contact, synced_to FROM meta", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        Ok(StoreStatus {
            waiting,
            held_up: self
                .count("SELECT count(*) FROM changes WHERE state = 0 AND code IS NOT NULL")?,
            refused: self.count("SELECT count(*) FROM changes WHERE state = 3")?,
            local: all.saturating_sub(waiting),
            diverging: self.count("SELECT count(*) FROM documents WHERE diverged = 1")?,
            last_contact: last_contact.map(Timestamp::from_millis),
            synced_to: synced_to.map(Timestamp::from_millis),
            streams,
        })
    }

    /// What one stream holds that is not simply synced.
    pub fn counts(&self, stream: StreamId) -> Result<Counts, StoreError> {
        let counts = self
            .connection
            .prepare_cached(
                "SELECT (SELECT count(*) FROM changes WHERE stream = ?1 AND state = 0),
                        (SELECT count(*) FROM changes
                         WHERE stream = ?1 AND state = 0 AND code IS NOT NULL),
                        (SELECT count(*) FROM changes WHERE stream = ?1 AND state = 3)",
            )?
            .query_row(params![stream.0], |row| {
                Ok(Counts { waiting: row.get(0)?, held_up: row.get(1)?, refused: row.get(2)? })
            })?;
        Ok(counts)
    }

    /// A relay was heard at this time; and when both had the same, if they did since it was noted.
    pub fn heard(&mut self, at: Timestamp, synced_to: Option<Timestamp>) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.sql.execute(
                "UPDATE meta SET last_contact = ?1, synced_to = coalesce(?2, synced_to)",
                params![at.millis(), synced_to.map(Timestamp::millis)],
            )?;
            Ok(())
        })
    }

    fn count(&self, query: &str) -> Result<u64, StoreError> {
        Ok(self.connection.prepare_cached(query)?.query_row([], |row| row.get(0))?)
    }
}
