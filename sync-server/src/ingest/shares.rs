//! Permits that tenants share ([ADR 38](../../../docs/adr/0038-tenants-share-a-node.md)).

use aloft_crdt_model::ids::OrgId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// A semaphore that is fair to tenants: a free permit goes to the one that has the fewest, and
/// among these to whoever waits longest.
#[derive(Clone, Debug)]
pub(super) struct Shares(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    free: usize,
    /// What one tenant may have, so that the next one to come seldom has to wait.
    most: usize,
    tenants: HashMap<OrgId, Tenant>,
    arrivals: u64,
}

/// One that has permits, or waits for some.
#[derive(Debug, Default)]
struct Tenant {
    has: usize,
    waiting: VecDeque<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    arrival: u64,
    permit: oneshot::Sender<Permit>,
}

/// Goes back when it is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    of: Shares,
    org: OrgId,
}

impl Shares {
    /// So many permits, and no more than `most` of them for one tenant.
    pub(super) fn new(permits: usize, most: usize) -> Self {
        let state = State { free: permits, most, tenants: HashMap::new(), arrivals: 0 };
        Self(Arc::new(Mutex::new(state)))
    }

    /// One for this tenant. Whoever stops waiting has taken none.
    pub(super) async fn take(&self, org: OrgId) -> Permit {
        let (permit, given) = oneshot::channel();
        self.lock().queue(org, permit);
        self.give();
        match given.await {
            Ok(permit) => permit,
            // A waiter is only taken out of its queue to be given a permit.
            Err(_) => std::future::pending().await,
        }
    }

    /// Gives free permits to those who wait.
    fn give(&self) {
        loop {
            let Some((org, waiter)) = self.lock().next() else { return };
            // One whose waiter went away meanwhile comes back when it is dropped here.
            let _ = waiter.send(Permit { of: self.clone(), org });
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.of.lock().put_back(self.org);
        self.of.give();
    }
}

impl State {
    fn queue(&mut self, org: OrgId, permit: oneshot::Sender<Permit>) {
        self.arrivals += 1;
        let waiter = Waiter { arrival: self.arrivals, permit };
        self.tenants.entry(org).or_default().waiting.push_back(waiter);
    }

    /// Takes a free permit for whoever is next, if there are both.
    fn next(&mut self) -> Option<(OrgId, oneshot::Sender<Permit>)> {
        if self.free == 0 {
            return None;
        }
        let most = self.most;
        self.tenants.retain(|_, tenant| tenant.forget_who_left());
        let waiting = self.tenants.iter_mut().filter(|(_, tenant)| tenant.has < most);
        let (_, _, org, tenant) = waiting
            .filter_map(|(org, tenant)| {
                Some((tenant.has, tenant.waiting.front()?.arrival, *org, tenant))
            })
            .min_by_key(|(has, arrival, ..)| (*has, *arrival))?;
        let waiter = tenant.waiting.pop_front()?;
        tenant.has += 1;
        self.free -= 1;
        Some((org, waiter.permit))
    }

    fn put_back(&mut self, org: OrgId) {
        self.free += 1;
        if let Some(tenant) = self.tenants.get_mut(&org) {
            tenant.has -= 1;
        }
    }
}

impl Tenant {
    /// Whether anything is left to know of it.
    fn forget_who_left(&mut self) -> bool {
        while self.waiting.front().is_some_and(|waiter| waiter.permit.is_closed()) {
            self.waiting.pop_front();
        }
        self.has > 0 || !self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use std::pin::Pin;
    use uuid::Uuid;

    const PERMITS: usize = 4;
    const MOST: usize = 3;

    fn org(number: u128) -> OrgId {
        OrgId(Uuid::from_u128(number))
    }

    #[derive(Clone, Debug)]
    enum Act {
        Come(u128),
        /// The permit or the wait at this place ends.
        Go(usize),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![(0..4u128).prop_map(Act::Come), any::<usize>().prop_map(Act::Go)];
        prop::collection::vec(act, 0..80)
    }

    type Wait = Pin<Box<dyn Future<Output = Permit>>>;

    /// Those who came, in order, and what they have.
    struct World {
        shares: Shares,
        waiting: Vec<(u128, Wait)>,
        permits: Vec<(u128, Permit)>,
    }

    impl World {
        fn has(&self, tenant: u128) -> usize {
            self.permits.iter().filter(|(of, _)| *of == tenant).count()
        }

        /// Who is to be given the next permit.
        fn due(&self) -> Option<usize> {
            if self.permits.len() == PERMITS {
                return None;
            }
            let waiting = self.waiting.iter().enumerate();
            waiting
                .map(|(place, (tenant, _))| (self.has(*tenant), place))
                .filter(|(has, _)| *has < MOST)
                .min()
                .map(|(_, place)| place)
        }

        /// Everyone is given what is due to them, and nobody else anything.
        fn settle(&mut self) -> Result<(), TestCaseError> {
            while let Some(place) = self.due() {
                let (tenant, mut wait) = self.waiting.remove(place);
                let permit = wait.as_mut().now_or_never();
                prop_assert!(permit.is_some(), "{tenant} waits for a permit that is due");
                self.permits.extend(permit.map(|permit| (tenant, permit)));
            }
            for (tenant, wait) in &mut self.waiting {
                prop_assert!(wait.as_mut().now_or_never().is_none(), "{tenant} has too much");
            }
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn a_permit_goes_to_the_tenant_with_the_fewest(acts in acts()) {
            let shares = Shares::new(PERMITS, MOST);
            let mut world = World { shares, waiting: Vec::new(), permits: Vec::new() };
            for act in acts {
                match act {
                    Act::Come(tenant) => {
                        let shares = world.shares.clone();
                        let take = async move { shares.take(org(tenant)).await };
                        world.waiting.push((tenant, Box::pin(take)));
                        // It waits from now on, or has it.
                        let (_, wait) = world.waiting.last_mut().unwrap();
                        if let Some(permit) = wait.as_mut().now_or_never() {
                            world.waiting.pop();
                            world.permits.push((tenant, permit));
                        }
                    }
                    Act::Go(place) => {
                        let count = world.permits.len() + world.waiting.len();
                        match place.checked_rem(count) {
                            Some(place) if place < world.permits.len() => {
                                drop(world.permits.swap_remove(place));
                            }
                            Some(place) => {
                                drop(world.waiting.remove(place - world.permits.len()));
                            }
                            None => {}
                        }
                    }
                }
                prop_assert!(world.permits.len() <= PERMITS);
                world.settle()?;
            }
            world.waiting.clear();
            world.permits.clear();
            let mut state = world.shares.lock();
            prop_assert_eq!(state.free, PERMITS);
            state.tenants.retain(|_, tenant| tenant.forget_who_left());
            prop_assert!(state.tenants.is_empty());
        }
    }

    #[tokio::test]
    async fn a_permit_that_was_given_to_one_who_left_is_not_lost() {
        let shares = Shares::new(1, 1);
        let first = shares.take(org(1)).await;
        let mut second = Box::pin(shares.take(org(2)));
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        drop(second);
        assert!(shares.take(org(1)).now_or_never().is_some());
    }
}
