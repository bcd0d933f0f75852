//! Organisations: local ones, made without a relay, and those that live on one.

use super::{Store, StoreError, Transaction};
use aloft_crdt_model::ids::{OrgId, StreamId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An organisation as this store knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id, the same before and after joining a relay.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The relay's address; none while it lives on this machine alone.
    pub relay: Option<String>,
    /// The person's own role as last heard; none when local, or when it was taken away.
    pub role: Option<String>,
    /// How many streams it has.
    pub streams: u64,
}

const COLUMNS: &str = "id, name, relay, role, \
                       (SELECT count(*) FROM streams AS s WHERE s.org = organisations.id)";

impl Store {
    /// One organisation.
    pub fn organisation(&self, org: OrgId) -> Result<Organisation, StoreError> {
        find(&self.connection, org)?.ok_or(StoreError::UnknownOrganisation(org))
    }

    /// The organisation that a stream belongs to.
    pub fn organisation_of(&self, stream: StreamId) -> Result<Organisation, StoreError> {
        let org: Option<Uuid> = self
            .connection
            .prepare_cached("SELECT org FROM streams WHERE id = ?1")?
            .query_row(params![stream.0], |row| row.get(0))
            .optional()?;
        self.organisation(OrgId(org.ok_or(StoreError::UnknownStream(stream))?))
    }

    /// The organisation lives on a relay, which knows it by this id and name: from now on its
    /// streams are synced. A local one joins without an id changing; one that is not here is added.
    pub fn organisation_joined(
        &mut self,
        org: OrgId,
        name: &str,
        relay: &str,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.sql.execute(
                "INSERT INTO organisations (id, name, relay) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, relay = ?3",
                params![org.0, name, relay],
            )?;
            Ok(())
        })
    }
}

/// The organisation that is made when somebody begins without any.
pub const FIRST_ORGANISATION: &str = "My organisation";

impl Transaction<'_> {
    /// Where somebody begins who has named no organisation: the oldest one of this machine, or a
    /// first one that is made for it.
    pub fn local_organisation(&mut self) -> Result<OrgId, StoreError> {
        let known: Option<Uuid> = self
            .sql
            .prepare_cached("SELECT id FROM organisations WHERE relay IS NULL ORDER BY id LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        match known {
            Some(org) => Ok(OrgId(org)),
            None => self.create_organisation(FIRST_ORGANISATION),
        }
    }

    /// Makes a local organisation.
    pub fn create_organisation(&mut self, name: &str) -> Result<OrgId, StoreError> {
        let at = self.environment.now();
        let org = OrgId::new(at, self.environment.rng());
        self.sql.execute(
            "INSERT INTO organisations (id, name) VALUES (?1, ?2)",
            params![org.0, name],
        )?;
        Ok(org)
    }

    /// One organisation, if it is known.
    pub fn organisation(&self, org: OrgId) -> Result<Option<Organisation>, StoreError> {
        find(&self.sql, org)
    }
}

/// Every organisation, by name.
pub(crate) fn all(db: &Connection) -> Result<Vec<Organisation>, StoreError> {
    let found = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM organisations ORDER BY name, id"))?
        .query_map([], parse)?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn find(db: &Connection, org: OrgId) -> Result<Option<Organisation>, StoreError> {
    let found = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM organisations WHERE id = ?1"))?
        .query_row(params![org.0], parse)
        .optional()?;
    Ok(found)
}

fn parse(row: &Row<'_>) -> rusqlite::Result<Organisation> {
    Ok(Organisation {
        id: OrgId(row.get::<_, Uuid>(0)?),
        name: row.get(1)?,
        relay: row.get(2)?,
        role: row.get(3)?,
        streams: row.get(4)?,
    })
}
