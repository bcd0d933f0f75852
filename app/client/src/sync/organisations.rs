//! Local organisations become the relay's, with their ids.

use super::SyncError;
use crate::account::{Account, RelayUrl};
use crate::store::Store;
use aloft_crdt_model::ids::OrgId;

/// An organisation that the relay knows now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Which.
    pub id: OrgId,
    /// The name it has at the relay.
    pub name: String,
}

/// Makes every organisation known to the relay that lives on this machine alone and has something
/// in it. Blocks; needs a session. Doing it again changes nothing.
pub fn join_local_organisations(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
) -> Result<Vec<Joined>, SyncError> {
    let mut joined = Vec::new();
    let organisations = store.queries().organisations()?;
    for org in organisations.into_iter().filter(|org| org.relay.is_none() && org.streams > 0) {
        joined.push(join(store, account, relay, org.id, &org.name)?);
    }
    Ok(joined)
}

/// Makes one organisation known to the relay under a name. Blocks; needs a session.
pub fn join(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
    org: OrgId,
    name: &str,
) -> Result<Joined, SyncError> {
    let now = store.environment().now();
    let made = account.create_org(Some(org), name, now)?;
    store.organisation_joined(made.id, &made.name, &relay.to_string())?;
    Ok(Joined { id: made.id, name: made.name })
}
