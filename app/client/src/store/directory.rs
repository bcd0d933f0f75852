//! The directory: who and what there is, as a relay last told. Names live here, never in documents.

use super::{Store, StoreError, Transaction, sql};
use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_sync_protocol::frames::DirectoryOrg;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A person in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their account's id.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role, as the relay writes it.
    pub role: String,
    /// Other ids that they wrote under, before they had the account.
    pub identities: Vec<UserId>,
}

impl Store {
    /// Puts what a relay told in place of what it told before.
    ///
    /// An organisation that it no longer names loses its role and its members, and keeps its work:
    /// a role that was taken away never eats anything.
    pub fn set_directory(&mut self, relay: &str, orgs: &[DirectoryOrg]) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.forget_members(relay, orgs)?;
            for org in orgs {
                transaction.put_directory_org(relay, org)?;
            }
            Ok(())
        })
    }

    /// People of an organisation, by name.
    pub fn members(&self, org: OrgId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<(Uuid, String, String, String)> = self
            .connection
            .prepare_cached(
                "SELECT user, name, role, identities FROM members WHERE org = ?1
                 ORDER BY name, user",
            )?
            .query_map(params![org.0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect::<Result<_, _>>()?;
        rows.into_iter()
            .map(|(user, name, role, identities)| {
                let identities = sql::from_json(&identities)?;
                Ok(Member { user: UserId(user), name, role, identities })
            })
            .collect()
    }
}

impl Transaction<'_> {
    fn forget_members(&self, relay: &str, orgs: &[DirectoryOrg]) -> Result<(), StoreError> {
        let told: BTreeSet<OrgId> = orgs.iter().map(|org| org.id).collect();
        let known: Vec<OrgId> = self
            .sql
            .prepare_cached("SELECT id FROM organisations WHERE relay = ?1")?
            .query_map(params![relay], |row| Ok(OrgId(row.get::<_, Uuid>(0)?)))?
            .collect::<Result<_, _>>()?;
        for org in known {
            self.sql.execute("DELETE FROM members WHERE org = ?1", params![org.0])?;
            if !told.contains(&org) {
                self.sql.execute(
                    "UPDATE organisations SET role = NULL WHERE id = ?1",
                    params![org.0],
                )?;
            }
        }
        Ok(())
    }

    fn put_directory_org(&mut self, relay: &str, org: &DirectoryOrg) -> Result<(), StoreError> {
        self.sql.execute(
            "INSERT INTO organisations (id, name, relay, role) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = ?2, relay = ?3, role = ?4",
            params![org.id.0, org.name, relay, org.role],
        )?;
        for member in &org.members {
            self.sql
                .prepare_cached(
                    "INSERT INTO members (org, user, name, role, identities)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (org, user) DO UPDATE SET name = ?3, role = ?4, identities = ?5",
                )?
                .execute(params![
                    org.id.0,
                    member.user.0,
                    member.name,
                    member.role,
                    sql::to_json(&member.identities)?,
                ])?;
        }
        for stream in &org.streams {
            self.put_stream(stream.id, org.id, stream.kind)?;
        }
        Ok(())
    }
}
