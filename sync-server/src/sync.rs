//! Sync: a node's sockets, between the protocol's sessions and the logs.
//!
//! A socket's protocol is a sans-IO state machine ([`aloft_sync_protocol::relay::RelaySession`]);
//! [`socket`] carries events to it and does what it asks: read the log ([`log`]), take changes in
//! ([`crate::ingest`]), watch streams ([`hub`]). Other nodes are heard over the bus
//! ([`crate::bus`]), and what the bus lost is found by asking ([`poll`]).
//!
//! *Invariant: a hint is never data.* What goes to a socket was read from the log, or committed by
//! this node's own ingest.

mod directory;
mod feed;
mod hub;
mod inbox;
mod log;
mod open;
mod poll;
mod queries;
pub mod socket;

use crate::bus::{Bus, NodeId};
use crate::clock::SharedClock;
use crate::db::Db;
use crate::ingest::{self, Committed, Ingest, IngestOptions};
use crate::shutdown::Shutdown;
use aloft_sync_protocol::relay::RelayConfig;
use hub::Hub;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use std::sync::Arc;
use std::time::Duration;

/// How a node syncs.
#[derive(Clone, Debug)]
pub struct SyncOptions {
    /// How much it takes on.
    pub ingest: IngestOptions,
    /// What sessions keep to.
    pub session: RelayConfig,
    /// How many sockets one person may have at a node: what each has sent waits in memory.
    pub sockets_of_person: usize,
    /// How often it looks for hints that were lost.
    pub poll_every: Duration,
    /// Clients come back from a node that drains within this time, spread evenly.
    pub return_within: Duration,
}

impl SyncOptions {
    /// For a node with so many connections to its database.
    pub fn for_connections(connections: u32) -> Self {
        Self {
            ingest: IngestOptions::for_connections(connections),
            session: RelayConfig::default(),
            sockets_of_person: 64,
            poll_every: Duration::from_secs(3),
            return_within: Duration::from_secs(3),
        }
    }
}

/// A node's sync. Cheap to clone.
#[derive(Clone)]
pub struct Sync {
    hub: Arc<Hub>,
    ingest: Ingest,
    options: Arc<SyncOptions>,
}

impl Sync {
    /// Begins to listen and to take changes, until the node drains.
    pub fn start(
        node: NodeId,
        db: &Db,
        clock: &SharedClock,
        shutdown: &Shutdown,
        bus: Arc<dyn Bus>,
        options: SyncOptions,
    ) -> Self {
        describe();
        let heard = bus.subscribe();
        let hub = Arc::new(Hub::new(node, bus, options.sockets_of_person));
        let committed: Arc<dyn Committed> = hub.clone();
        let ingest = Ingest::new(
            db.clone(),
            Arc::clone(clock),
            shutdown.clone(),
            options.ingest.clone(),
            committed,
        );
        let draining = shutdown.draining().clone();
        let listening = Arc::clone(&hub).listen(heard);
        shutdown.tasks().spawn(draining.clone().run_until_cancelled_owned(listening));
        let forgetting = Arc::clone(&hub).forget_what_is_past(db.incarnations());
        shutdown.tasks().spawn(draining.clone().run_until_cancelled_owned(forgetting));
        let poll = poll::run(Arc::clone(&hub), db.clone(), options.poll_every, draining);
        shutdown.tasks().spawn(poll);
        Self { hub, ingest, options: Arc::new(options) }
    }

    /// The way into the logs.
    pub fn ingest(&self) -> &Ingest {
        &self.ingest
    }
}

impl std::fmt::Debug for Sync {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sync").field("options", &self.options).finish_non_exhaustive()
    }
}

fn describe() {
    let count = Unit::Count;
    describe_gauge!(hub::SOCKETS, count, "Open sockets");
    describe_counter!(ingest::ACCEPTED, count, "Changes taken into logs, known ones included");
    describe_counter!(ingest::REFUSED, count, "Changes refused, by code");
    describe_counter!(ingest::RETRIES, count, "Ingest transactions that failed");
    describe_counter!(log::PAGES, count, "Pages of snapshots read");
    describe_histogram!(ingest::BATCH_CHANGES, count, "Changes in one ingest transaction");
    describe_histogram!(ingest::PHASE_SECONDS, Unit::Seconds, "Parts of an ingest transaction");
    describe_histogram!(ingest::PUSH_SECONDS, Unit::Seconds, "From a push to its answer");
    describe_histogram!(
        log::FANOUT_SECONDS,
        Unit::Seconds,
        "From a change's commit to its reading"
    );
}
