//! Local organisations become the relay's, with their ids.

use super::SyncError;
use super::clock::SteadyClock;
use crate::account::{Account, AccountError, Membership, RelayUrl};
use crate::store::Store;
use crate::store::organisations::Organisation;
use aloft_crdt_model::ids::OrgId;
use std::collections::VecDeque;
use tokio::task::JoinHandle;

/// Makes one local organisation known to the relay under a name, at once. Blocks; needs a session.
/// Doing it again changes nothing.
pub fn join(
    store: &mut Store,
    account: &Account,
    relay: &RelayUrl,
    org: OrgId,
    name: &str,
) -> Result<Membership, SyncError> {
    let now = store.environment().now();
    let made = account.create_org(Some(org), name, now)?;
    store.organisation_joined(made.id, &made.name, &relay.to_string())?;
    Ok(made)
}

/// Local organisations that the relay is being told of, one after the other.
#[derive(Debug)]
pub(super) struct Joining {
    account: Account,
    clock: SteadyClock,
    queue: VecDeque<Organisation>,
    asking: Option<(Organisation, JoinHandle<Result<Membership, AccountError>>)>,
    /// The relay could not be reached: wait until it can.
    is_postponed: bool,
}

impl Joining {
    pub(super) fn new(account: Account, clock: SteadyClock) -> Self {
        let queue = VecDeque::new();
        Self { account, clock, queue, asking: None, is_postponed: false }
    }

    pub(super) fn add(&mut self, organisations: Vec<Organisation>) {
        self.queue.extend(organisations);
        self.proceed();
    }

    /// The relay can be reached (again).
    pub(super) fn resume(&mut self) {
        self.is_postponed = false;
        self.proceed();
    }

    /// Whether the relay is being told of one right now.
    pub(super) fn is_busy(&self) -> bool {
        self.asking.is_some()
    }

    /// Waits for the answer about one: for ever when none is asked about. Safe to cancel.
    pub(super) async fn next(&mut self) -> Result<Membership, AccountError> {
        let Some((_, asking)) = &mut self.asking else { return std::future::pending().await };
        let answer = asking.await;
        let asked = self.asking.take().map(|(org, _)| org);
        // A request that panicked has not been made.
        let answer = answer.unwrap_or(Err(AccountError::NotSignedIn { relay: None }));
        if matches!(answer, Err(AccountError::Unreachable { .. })) {
            self.is_postponed = true;
            self.queue.extend(asked);
        }
        self.proceed();
        answer
    }

    fn proceed(&mut self) {
        if self.asking.is_some() || self.is_postponed {
            return;
        }
        let Some(org) = self.queue.pop_front() else { return };
        let (account, now) = (self.account.clone(), self.clock.timestamp());
        let (id, name) = (org.id, org.name.clone());
        let asking = tokio::task::spawn_blocking(move || account.create_org(Some(id), &name, now));
        self.asking = Some((org, asking));
    }
}
