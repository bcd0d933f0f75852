//! Signing up and in: what the account and the store do together.
//!
//! The account asks the relay; from then on the store writes as the account, and knows its
//! organisations. Blocks while the relay answers.

use crate::account::{Account, AccountError, NewPerson, Person, RelayUrl};
use crate::store::{Store, StoreError};

/// Somebody who signs up.
#[derive(Clone, Copy)]
pub struct Newcomer<'a> {
    /// Their address.
    pub email: &'a str,
    /// Their password.
    pub password: &'a str,
    /// Their name.
    pub name: &'a str,
}

/// Why somebody did not get in.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// The relay, or the session's file.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The local store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account with the id that this store has used so far, and signs in to it.
pub fn sign_up(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
    newcomer: &Newcomer<'_>,
) -> Result<Person, EnrolmentError> {
    let &Newcomer { email, password, name } = newcomer;
    let user_id = store.identity()?.user;
    let person = account.sign_up(relay, &NewPerson { email, password, name, user_id })?;
    settle(store, account, relay, person)
}

/// Signs in. The account claims the id that this store has used so far.
pub fn sign_in(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
    email: &str,
    password: &str,
) -> Result<Person, EnrolmentError> {
    let identity = store.identity()?.user;
    let person = account.sign_in(relay, email, password, Some(identity))?;
    settle(store, account, relay, person)
}

fn settle(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
    person: Person,
) -> Result<Person, EnrolmentError> {
    store.set_user(person.id)?;
    let now = store.environment().now();
    for org in account.orgs(now)? {
        store.organisation_joined(org.id, &org.name, &relay.to_string())?;
    }
    Ok(person)
}
