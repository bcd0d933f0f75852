//! Who writes in this store: a person, a device, and the Automerge actor of new changes.
//!
//! The actor rotates after a refusal, after the database was copied or restored, when somebody
//! else's change turns up under it, and when the person changes: two different changes with one
//! (actor, sequence number) would break a document for good. A rotation costs a few bytes a
//! document, so it is done whenever there is doubt.

use super::sidecar::{Mark, Sidecar};
use super::{Store, StoreError, Transaction, sql};
use crate::environment::Environment;
use aloft_crdt_model::document::{ActorId, Author};
use aloft_crdt_model::ids::{DeviceId, UserId};
use rand::Rng;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::collections::BTreeSet;
use std::path::Path;
use uuid::Uuid;

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person. Made at first use; sign-up asks the relay for this very id.
    pub user: UserId,
    /// This store on this machine.
    pub device: DeviceId,
    /// The actor of new changes.
    pub actor: ActorId,
}

impl Identity {
    pub(super) fn author(&self) -> Author {
        Author { actor: self.actor, user: Some(self.user) }
    }
}

impl Store {
    /// Makes another person the writer: an account that was signed in to. Their changes get a new
    /// actor; pending changes stay what they are, under the id that wrote them.
    pub fn set_user(&mut self, user: UserId) -> Result<(), StoreError> {
        self.write(|transaction| {
            if transaction.identity().user == user {
                return Ok(());
            }
            transaction.sql.execute("UPDATE meta SET user_id = ?1", params![user.0])?;
            transaction.identity.user = user;
            transaction.rotate_actor()
        })
    }
}

impl Transaction<'_> {
    /// New changes get a new actor from here on.
    pub(super) fn rotate_actor(&mut self) -> Result<(), StoreError> {
        let actor = new_actor(self.environment);
        self.sql.execute("UPDATE meta SET actor = ?1", params![actor.0])?;
        tracing::info!(from = %self.identity.actor, to = %actor, "the actor rotates");
        self.identity.actor = actor;
        Ok(())
    }

    /// The ids that are this store's person: the one that writes, and those that relays count as
    /// the same.
    pub(super) fn own_identities(&self) -> Result<BTreeSet<UserId>, StoreError> {
        let user = self.identity.user;
        let mut identities = BTreeSet::from([user]);
        let mut found =
            self.sql.prepare_cached("SELECT identities FROM members WHERE user = ?1")?;
        let mut rows = found.query(params![user.0])?;
        while let Some(row) = rows.next()? {
            identities.extend(sql::from_json::<Vec<UserId>>(row.get_ref(0)?.as_str()?)?);
        }
        Ok(identities)
    }
}

pub(super) fn read(sql: &Connection) -> Result<Identity, StoreError> {
    let identity =
        sql.prepare_cached("SELECT user_id, device_id, actor FROM meta")?.query_row([], |row| {
            Ok(Identity {
                user: UserId(row.get::<_, Uuid>(0)?),
                device: DeviceId(row.get::<_, Uuid>(1)?),
                actor: ActorId(row.get(2)?),
            })
        })?;
    Ok(identity)
}

/// Compares database and sidecar under the write lock, and rotates the actor when they differ.
pub(super) fn settle(
    connection: &mut Connection,
    folder: &Path,
    database: &Path,
    environment: &mut Environment,
) -> Result<Sidecar, StoreError> {
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut sidecar = Sidecar::open(folder, database)?;
    let known = sql
        .query_row("SELECT nonce, counter FROM meta", [], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, u64>(1)?))
        })
        .optional()?;
    let expected = known.map(|(nonce, counter)| Mark { nonce, counter, file: sidecar.database() });
    if expected.is_none() {
        begin(&sql, environment)?;
    }
    if expected.is_none() || sidecar.read()? != expected {
        let nonce = random(environment);
        let actor = new_actor(environment);
        if expected.is_some() {
            tracing::warn!("the database was copied or restored: changes get a new actor");
        }
        sql.execute(
            "UPDATE meta SET nonce = ?1, counter = 0, actor = ?2",
            params![nonce, actor.0],
        )?;
        sidecar.write(nonce, 0)?;
    }
    sql.commit()?;
    Ok(sidecar)
}

fn begin(sql: &Connection, environment: &mut Environment) -> Result<(), StoreError> {
    let now = environment.now();
    let user = UserId::new(now, environment.rng());
    let device = DeviceId::new(now, environment.rng());
    sql.execute(
        "INSERT INTO meta (one, user_id, device_id, actor, nonce, counter)
         VALUES (1, ?1, ?2, ?3, ?3, 0)",
        params![user.0, device.0, [0_u8; 16]],
    )?;
    Ok(())
}

fn new_actor(environment: &mut Environment) -> ActorId {
    ActorId::new(environment.rng())
}

fn random(environment: &mut Environment) -> [u8; 16] {
    let mut bytes = [0_u8; 16];
    environment.rng().fill_bytes(&mut bytes);
    bytes
}
