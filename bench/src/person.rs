//! Somebody with a store of their own and an account at the relay under measurement.

use aloft_client::account::{Account, RelayUrl, Session};
use aloft_client::enrolment::{self, Newcomer};
use aloft_client::environment::Environment;
use aloft_client::store::Store;
use aloft_client::sync::{LocalWork, Mode, SyncLock, SyncRequest};
use aloft_crdt_model::ids::OrgId;
use anyhow::{Context, Result};
use std::path::Path;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery";

/// A person. Dropping them removes their store.
#[derive(Debug)]
pub(crate) struct Person {
    folder: TempDir,
    account: Account,
    email: String,
    relay: RelayUrl,
}

impl Person {
    /// Signs up at the relay, or at a meter in front of it: their store knows it by this address.
    pub(crate) fn sign_up(relay: &RelayUrl, name: &str) -> Result<Self> {
        let person = Self::at(relay, &format!("{name}@example.org"))?;
        let newcomer = Newcomer { email: &person.email, password: PASSWORD, name };
        enrolment::sign_up(&mut person.store()?, &person.account, relay, &newcomer)?;
        Ok(person)
    }

    /// The same person on another machine, which has nothing yet.
    pub(crate) fn elsewhere(&self, relay: &RelayUrl) -> Result<Self> {
        let person = Self::at(relay, &self.email)?;
        let mut store = person.store()?;
        enrolment::sign_in(&mut store, &person.account, relay, &person.email, PASSWORD)?;
        Ok(person)
    }

    fn at(relay: &RelayUrl, email: &str) -> Result<Self> {
        let folder = TempDir::new()?;
        let account = Account::of_store(folder.path());
        Ok(Self { folder, account, email: email.to_owned(), relay: relay.clone() })
    }

    /// Makes an organisation at the relay, and adds the others to it.
    pub(crate) fn organisation(&self, others: &[&Self]) -> Result<OrgId> {
        let now = Environment::system().now();
        let org = self.account.create_org(None, "Measured", now)?;
        self.store()?.organisation_joined(org.id, &org.name, &self.relay.to_string())?;
        for other in others {
            self.account.add_member(org.id, &other.email, "member", now)?;
            other.store()?.organisation_joined(org.id, &org.name, &other.relay.to_string())?;
        }
        Ok(org.id)
    }

    /// Where the store is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store, opened once more.
    pub(crate) fn store(&self) -> Result<Store> {
        Ok(Store::open(self.folder.path(), Environment::system())?)
    }

    /// The session at the relay.
    pub(crate) fn session(&self) -> Result<Session> {
        Ok(self.account.fresh_session(Environment::system().now())?.1)
    }

    /// What the real driver is given.
    pub(crate) fn sync(&self, mode: Mode) -> Result<SyncRequest> {
        Ok(SyncRequest {
            store: self.store()?,
            lock: SyncLock::try_take(self.folder.path())?.context("the store is not synced yet")?,
            account: self.account.clone(),
            relay: self.relay.clone(),
            mode,
            local: LocalWork::Keep,
            environment: Environment::system(),
            agent: "aloft-bench".to_owned(),
        })
    }
}
