//! Drives client sessions: what a real client does with a socket and a store.

use crate::model::client_store::{ClientStore, Done};
use crate::model::relay_store::token;
use crate::world::socket::{Socket, SocketId};
use crate::world::{Event, ORG, World, user};
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId};
use aloft_sync_protocol::client::{
    ClientConfig, ClientEffect, ClientInput, ClientSession, StoreTask, SyncStatus,
};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::relay::RelaySession;
use aloft_sync_protocol::ticket::Ticket;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) store: ClientStore,
    /// None: it is not running.
    pub(crate) session: Option<ClientSession<StdRng>>,
    pub(crate) socket: Option<SocketId>,
    pub(crate) told: Vec<SyncStatus>,
    pub(crate) seen_presence: Vec<Vec<u8>>,
    pub(crate) store_fails: bool,
    /// Documents that were fetched because something differed.
    pub(crate) fetched: usize,
    /// Every word that was ever written here.
    pub(crate) written: BTreeSet<String>,
    /// Counts its starts: what belongs to an earlier one is dropped.
    life: u64,
    tick_at: Option<u64>,
    stored_at: u64,
}

impl Client {
    pub(crate) fn status(&self) -> Option<SyncStatus> {
        self.session.as_ref().map(ClientSession::status)
    }
}

impl World {
    pub(crate) fn add_client(&mut self) -> usize {
        let number = self.clients.len();
        self.store.members.insert((ORG, user(number as u128)));
        self.clients.push(Client {
            number,
            store: ClientStore::new(number as u64 + 1),
            session: None,
            socket: None,
            told: Vec::new(),
            seen_presence: Vec::new(),
            store_fails: false,
            fetched: 0,
            written: BTreeSet::new(),
            life: 0,
            tick_at: None,
            stored_at: 0,
        });
        self.start_client(number);
        number
    }

    /// Starts the client's process, from what is durable.
    pub(crate) fn start_client(&mut self, client: usize) {
        let seed = self.rng.next_u64();
        let found = &mut self.clients[client];
        found.life += 1;
        found.tick_at = None;
        let config = ClientConfig::new(DeviceId(Uuid::from_u128(client as u128 + 1)), "test");
        found.session = Some(ClientSession::new(config, StdRng::seed_from_u64(seed)));
        for tracked in self.clients[client].store.tracked() {
            self.client(client, ClientInput::Track(tracked));
        }
        self.client(client, ClientInput::Start);
    }

    /// The client's process dies.
    pub(crate) fn kill_client(&mut self, client: usize) {
        self.cut_client(client);
        let found = &mut self.clients[client];
        found.session = None;
        found.socket = None;
        found.life += 1;
    }

    /// A stream that is made on the client.
    pub(crate) fn create_stream(&mut self, client: usize, stream: StreamId) {
        let tracked = self.clients[client].store.track(ORG, stream);
        self.client(client, ClientInput::Track(tracked));
    }

    /// A local edit: durable first, then told.
    pub(crate) fn edit(&mut self, client: usize, stream: StreamId, doc: DocId, words: &str) {
        let found = &mut self.clients[client];
        found.written.insert(words.to_owned());
        let counts = found.store.edit(stream, doc, words);
        self.client(client, ClientInput::PendingAvailable { stream, counts });
    }

    pub(crate) fn client(&mut self, client: usize, input: ClientInput) {
        let now = self.at();
        let Some(session) = self.clients[client].session.as_mut() else { return };
        let effects = session.handle(now, input);
        for effect in effects {
            self.client_effect(client, effect);
        }
        self.schedule_client_tick(client);
    }

    pub(crate) fn client_of_life(&mut self, client: usize, life: u64, input: ClientInput) {
        if self.clients[client].life == life {
            self.client(client, input);
        }
    }

    pub(crate) fn client_of_socket(&mut self, socket: SocketId, input: ClientInput) {
        let Some(found) = self.sockets.get_mut(&socket) else { return };
        let (client, life) = (found.client, found.life);
        if matches!(input, ClientInput::Disconnected { .. }) {
            if found.open {
                self.cut(socket);
            }
            if self.clients[client].socket == Some(socket) {
                self.client_of_life(client, life, input);
            }
        } else if self.clients[client].socket == Some(socket) {
            self.client_of_life(client, life, input);
        }
    }

    pub(crate) fn client_tick(&mut self, client: usize, life: u64) {
        if self.clients[client].life == life {
            self.clients[client].tick_at = None;
            self.client(client, ClientInput::Tick);
        }
    }

    pub(crate) fn store_work(
        &mut self,
        client: usize,
        life: u64,
        ticket: Ticket,
        stream: StreamId,
        task: StoreTask,
    ) {
        if self.clients[client].life != life {
            return;
        }
        let found = &mut self.clients[client];
        let done = if found.store_fails { Done::Failed } else { found.store.perform(stream, task) };
        let input = match done {
            Done::Stored(outcome) => ClientInput::Stored { ticket, outcome },
            Done::Pending(changes) => ClientInput::Pending { ticket, changes },
            Done::Failed => ClientInput::StoreFailed { ticket },
        };
        self.client(client, input);
    }

    fn client_effect(&mut self, client: usize, effect: ClientEffect) {
        let life = self.clients[client].life;
        match effect {
            ClientEffect::Connect => self.connect(client),
            ClientEffect::Send(bytes) => {
                if let Some(socket) = self.clients[client].socket {
                    self.send_up(socket, bytes);
                }
            }
            ClientEffect::Disconnect => {
                if let Some(socket) = self.clients[client].socket.take() {
                    self.cut(socket);
                }
            }
            ClientEffect::PauseReading => {
                if self.clients[client].socket.is_some() {
                    self.socket_of(client).reading = false;
                }
            }
            ClientEffect::ResumeReading => self.resume(client),
            ClientEffect::RefreshToken(_) => {
                let expires_at = Millis(self.now + self.token_ms);
                let token = token(user(client as u128), expires_at);
                let input = ClientInput::Token { token };
                self.schedule(20, Event::Client { client, life, input });
            }
            ClientEffect::SetDirectory { ticket, orgs, .. } => {
                for (org, stream) in
                    orgs.iter().flat_map(|org| org.streams.iter().map(|s| (org.id, s.id)))
                {
                    let tracked = self.clients[client].store.track(org, stream);
                    let input = ClientInput::Track(tracked);
                    self.schedule(1, Event::Client { client, life, input });
                }
                let outcome = aloft_sync_protocol::client::StoreOutcome::default();
                let input = ClientInput::Stored { ticket, outcome };
                self.schedule(1, Event::Client { client, life, input });
            }
            ClientEffect::Store { ticket, stream, task } => {
                let delay = self.random(8);
                let found = &mut self.clients[client];
                found.fetched += usize::from(matches!(task, StoreTask::StoreDocument { .. }));
                found.stored_at = found.stored_at.max(self.now + delay);
                let at = found.stored_at;
                self.schedule_at(at, Event::StoreWork { client, life, ticket, stream, task });
            }
            ClientEffect::Presence { payload, .. } => {
                self.clients[client].seen_presence.push(payload);
            }
            ClientEffect::Status(status) => self.status_told(client, status),
        }
    }

    /// The promise on the screen, held against both stores.
    fn status_told(&mut self, client: usize, status: SyncStatus) {
        let found = &mut self.clients[client];
        if status.is_synced() {
            assert_eq!(found.store.waiting(), 0, "synced, and something waits");
            for local in found.store.streams.values() {
                for change in local.docs.values().flat_map(|doc| doc.changes.keys()) {
                    let committed = self.store.ever_committed.contains(change);
                    assert!(committed, "synced, and the relay never had {change}");
                }
            }
        }
        found.told.push(status);
    }

    fn connect(&mut self, client: usize) {
        let socket = SocketId(self.rng.next_u64());
        let life = self.clients[client].life;
        if let Some(old) = self.clients[client].socket.take() {
            self.cut(old);
        }
        let delay = 10 + self.random(20);
        let node = self.balance();
        let session = RelaySession::new(
            self.relay_config.clone(),
            Uuid::from_u64_pair(0, socket.0),
            Millis(self.now + delay),
        );
        self.clients[client].socket = Some(socket);
        self.sockets.insert(
            socket,
            Socket {
                client,
                life,
                node,
                open: node.is_some(),
                half_open: false,
                stalled: false,
                session: node.map(|_| session),
                tick_at: None,
                unread: Vec::new(),
                reading: true,
                to_relay_at: 0,
                to_client_at: 0,
            },
        );
        let input = if node.is_some() {
            ClientInput::Connected
        } else {
            ClientInput::Disconnected { close_code: None }
        };
        self.schedule(delay, Event::OfSocket { socket, input });
    }

    fn resume(&mut self, client: usize) {
        let Some(socket) = self.clients[client].socket else { return };
        let found = self.sockets.get_mut(&socket).unwrap();
        found.reading = true;
        for bytes in std::mem::take(&mut found.unread) {
            self.schedule(0, Event::ToClient { socket, bytes });
        }
    }

    fn schedule_client_tick(&mut self, client: usize) {
        let found = &mut self.clients[client];
        let deadline = found.session.as_ref().and_then(ClientSession::deadline);
        if let Some(at) = deadline
            && found.tick_at.is_none_or(|planned| at.0 < planned)
        {
            found.tick_at = Some(at.0);
            let life = found.life;
            self.schedule_at(at.0, Event::ClientTick { client, life });
        }
    }
}
