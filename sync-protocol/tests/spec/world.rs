//! A simulated network: one relay database, relay nodes that restart and hear of each other over a
//! bus, clients that crash, sockets that are cut. A socket keeps order; what is in flight when it is
//! cut is lost. Everything follows from the seed.

pub(crate) mod bus;
pub(crate) mod client_driver;
pub(crate) mod node;
pub(crate) mod relay_driver;
pub(crate) mod socket;

use crate::model::client_store::LocalStream;
use crate::model::relay_store::RelayStore;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId, UserId};
use aloft_sync_protocol::client::{ClientInput, StoreTask};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::limits::Limits;
use aloft_sync_protocol::relay::{RelayConfig, RelayEffect, RelayInput};
use aloft_sync_protocol::ticket::Ticket;
use bus::Hint;
use client_driver::Client;
use node::{Node, NodeId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use socket::{Socket, SocketId};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) const ORG: OrgId = OrgId(Uuid::from_u128(1));

pub(crate) fn stream(number: u128) -> StreamId {
    StreamId(Uuid::from_u128(0x5000 + number))
}

pub(crate) fn doc(number: u128) -> DocId {
    DocId(Uuid::from_u128(0xd000 + number))
}

pub(crate) fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(0xa000 + number))
}

pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) rng: StdRng,
    pub(crate) store: RelayStore,
    /// Somebody takes new connections.
    pub(crate) relay_up: bool,
    /// Those that run.
    pub(crate) nodes: BTreeMap<NodeId, Node>,
    /// Where new connections go; none: to any node.
    pub(crate) balance_to: Option<NodeId>,
    pub(crate) relay_config: RelayConfig,
    pub(crate) clients: Vec<Client>,
    pub(crate) sockets: BTreeMap<SocketId, Socket>,
    /// How long tokens live.
    pub(crate) token_ms: u64,
    /// One hint in so many is lost between a node and its session.
    pub(crate) lose_hints: Option<u32>,
    /// One hint in so many is lost between two nodes.
    pub(crate) lose_on_bus: Option<u32>,
    /// The longest that the bus takes.
    pub(crate) bus_delay: u64,
    /// Answers of `Ingest` are held back so long after the commit.
    pub(crate) answer_delay: u64,
    started_nodes: u64,
    queue: BTreeMap<(u64, u64), Event>,
    order: u64,
}

/// Something that happens at a time.
pub(crate) enum Event {
    ToRelay { socket: SocketId, bytes: Vec<u8> },
    ToClient { socket: SocketId, bytes: Vec<u8> },
    Relay { socket: SocketId, input: RelayInput },
    RelayWork { socket: SocketId, ticket: Ticket, effect: RelayEffect },
    RelayTick { socket: SocketId },
    Publish { node: NodeId, hint: Hint },
    OnBus { node: NodeId, hint: Hint },
    Poll { node: NodeId },
    Client { client: usize, life: u64, input: ClientInput },
    OfSocket { socket: SocketId, input: ClientInput },
    StoreWork { client: usize, life: u64, ticket: Ticket, stream: StreamId, task: StoreTask },
    ClientTick { client: usize, life: u64 },
}

impl World {
    /// A world with one node, and nobody.
    pub(crate) fn new(seed: u64) -> Self {
        let limits = Limits { push_changes: 4, push_bytes: 4096, ..Limits::default() };
        let mut world = Self {
            now: 1_000_000,
            rng: StdRng::seed_from_u64(seed),
            store: RelayStore { page: 3, ..RelayStore::default() },
            relay_up: true,
            nodes: BTreeMap::new(),
            balance_to: None,
            relay_config: RelayConfig { limits, page_changes: 5, ..RelayConfig::default() },
            clients: Vec::new(),
            sockets: BTreeMap::new(),
            token_ms: 600_000,
            lose_hints: None,
            lose_on_bus: None,
            bus_delay: 30,
            answer_delay: 0,
            started_nodes: 0,
            queue: BTreeMap::new(),
            order: 0,
        };
        world.start_node();
        world
    }

    /// A world with so many started clients, all members of one organisation.
    pub(crate) fn with_clients(seed: u64, clients: usize) -> Self {
        Self::with_nodes(seed, 1, clients)
    }

    /// The same with so many nodes.
    pub(crate) fn with_nodes(seed: u64, nodes: usize, clients: usize) -> Self {
        let mut world = Self::new(seed);
        while world.nodes.len() < nodes {
            world.start_node();
        }
        for _ in 0..clients {
            world.add_client();
        }
        world
    }

    pub(crate) fn at(&self) -> Millis {
        Millis(self.now)
    }

    pub(crate) fn random(&mut self, below: u64) -> u64 {
        self.rng.random_range(0..below.max(1))
    }

    pub(crate) fn schedule(&mut self, after: u64, event: Event) {
        self.schedule_at(self.now + after, event);
    }

    pub(crate) fn schedule_at(&mut self, at: u64, event: Event) {
        self.order += 1;
        self.queue.insert((at.max(self.now), self.order), event);
    }

    pub(crate) fn run_for(&mut self, span: u64) {
        let end = self.now + span;
        while self.queue.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            self.step();
        }
        self.now = end;
    }

    /// Runs until the condition holds.
    #[track_caller]
    pub(crate) fn run_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = self.now + 3_600_000;
        while !holds(self) {
            if self.now >= end {
                let statuses: Vec<_> = self.clients.iter().map(Client::status).collect();
                panic!("never: {what}: {statuses:#?}");
            }
            self.step();
        }
    }

    /// Runs until every client that is alive says that it is synced.
    #[track_caller]
    pub(crate) fn settle(&mut self) {
        self.run_for(1);
        self.run_until("all synced", |world| {
            world.clients.iter().all(|client| client.status().is_none_or(|s| s.is_synced()))
                && world.all_have_all()
        });
    }

    fn all_have_all(&self) -> bool {
        self.clients.iter().filter(|client| client.session.is_some()).all(|client| {
            self.store.streams.iter().all(|(id, log)| {
                client
                    .store
                    .streams
                    .get(id)
                    .and_then(LocalStream::cursor)
                    .is_some_and(|cursor| cursor.seq == log.head_seq())
            })
        })
    }

    /// Every live client has exactly what the relay has.
    #[track_caller]
    pub(crate) fn check_converged(&self) {
        for client in self.clients.iter().filter(|client| client.session.is_some()) {
            for (id, log) in &self.store.streams {
                let local = &client.store.streams[id];
                let ours: BTreeMap<_, _> = local
                    .docs
                    .iter()
                    .map(|(doc, state)| (*doc, state.acknowledged()))
                    .filter(|(_, changes)| !changes.is_empty())
                    .collect();
                let theirs: BTreeMap<_, _> = log
                    .docs
                    .iter()
                    .map(|(doc, state)| (*doc, state.changes.keys().copied().collect()))
                    .collect();
                assert_eq!(ours, theirs, "client {} and the relay differ", client.number);
            }
            assert_eq!(client.store.waiting(), 0);
        }
    }

    fn step(&mut self) {
        let Some(((at, _), event)) = self.queue.pop_first() else { return };
        self.now = at;
        match event {
            Event::ToRelay { socket, bytes } => self.message_at_relay(socket, bytes),
            Event::ToClient { socket, bytes } => self.message_at_client(socket, bytes),
            Event::Relay { socket, input } => self.relay(socket, input),
            Event::RelayWork { socket, ticket, effect } => self.relay_work(socket, ticket, effect),
            Event::RelayTick { socket } => self.relay_tick(socket),
            Event::Publish { node, hint } => self.say_on_bus(node, &hint),
            Event::OnBus { node, hint } => self.hear_on_bus(node, hint),
            Event::Poll { node } => self.poll(node),
            Event::Client { client, life, input } => self.client_of_life(client, life, input),
            Event::OfSocket { socket, input } => self.client_of_socket(socket, input),
            Event::StoreWork { client, life, ticket, stream, task } => {
                self.store_work(client, life, ticket, stream, task);
            }
            Event::ClientTick { client, life } => self.client_tick(client, life),
        }
    }
}
