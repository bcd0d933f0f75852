//! The session: its parts, and what every input comes through.

use crate::backoff::Backoff;
use crate::client::effect::{ClientEffect, StoreTask};
use crate::client::input::{ClientInput, Counts, StoreOutcome, TrackedStream};
use crate::client::link::Link;
use crate::client::presence::OwnPresence;
use crate::client::status::{LinkStatus, Problem, SyncStatus};
use crate::client::stream::{State, Stream};
use crate::client::token::Token;
use crate::frames::ClientFrame;
use crate::frames::from_client::Unsubscribe;
use crate::instant::Millis;
use crate::limits::Limits;
use crate::log::{Cursor, Position};
use crate::ticket::{Ticket, Tickets};
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId};
use rand::Rng;
use std::collections::{BTreeMap, BTreeSet};

/// What a client session is told once. Times in milliseconds, sizes in bytes.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The store that calls.
    pub device: DeviceId,
    /// The program and its version, for the relay's logs.
    pub agent: String,
    /// The first backoff is at most so long.
    pub backoff_base_ms: u64,
    /// No backoff is longer.
    pub backoff_max_ms: u64,
    /// How long opening a socket, or a welcome, may take.
    pub greeting_ms: u64,
    /// How often a ping is sent.
    pub ping_ms: u64,
    /// How long nothing may be heard after a ping.
    pub pong_ms: u64,
    /// How long a push may stay unanswered.
    pub push_answer_ms: u64,
    /// When changes whose dependencies the relay lacked are offered again.
    pub push_retry_ms: u64,
    /// How often presence is sent, at most.
    pub presence_ms: u64,
    /// Pushes of one stream in flight.
    pub pushes_per_stream: usize,
    /// Above so much that is received and not stored, the socket is not read.
    pub unstored_max: usize,
}

impl ClientConfig {
    /// The usual times and sizes.
    pub fn new(device: DeviceId, agent: impl Into<String>) -> Self {
        Self {
            device,
            agent: agent.into(),
            backoff_base_ms: 500,
            backoff_max_ms: 60_000,
            greeting_ms: 20_000,
            ping_ms: 25_000,
            pong_ms: 15_000,
            push_answer_ms: 90_000,
            push_retry_ms: 15_000,
            presence_ms: 100,
            pushes_per_stream: 2,
            unstored_max: 16 << 20,
        }
    }
}

/// One account's synchronisation with one relay, across reconnects.
#[derive(Debug)]
pub struct ClientSession<R> {
    pub(super) config: ClientConfig,
    pub(super) rng: R,
    pub(super) now: Millis,
    pub(super) link: Link,
    pub(super) backoff: Backoff,
    pub(super) token: Token,
    pub(super) limits: Limits,
    pub(super) directory: Allowed,
    pub(super) tickets: Tickets<Purpose>,
    pub(super) streams: BTreeMap<StreamId, Stream>,
    /// `Heads` (no document) and `Fetch` that are not answered.
    pub(super) questions: BTreeSet<(StreamId, Option<DocId>)>,
    pub(super) next_push_id: u64,
    pub(super) presence: OwnPresence,
    pub(super) last_contact: Option<Millis>,
    pub(super) problem: Option<Problem>,
    pub(super) hung_up: Option<&'static str>,
    unstored: usize,
    pub(super) reading_paused: bool,
    synced_to: Option<Millis>,
    told: Option<SyncStatus>,
    out: Vec<ClientEffect>,
}

/// What the directory of this connection allows.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    pub(super) orgs: BTreeSet<OrgId>,
    pub(super) streams: BTreeSet<StreamId>,
    /// It is stored, and its streams are tracked.
    pub(super) stored: bool,
}

/// What a ticket was for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Directory,
    LoadPending { stream: StreamId },
    Store { stream: StreamId, bytes: usize, then: Then },
}

/// What follows when a store task is durable.
#[derive(Clone, Debug)]
pub(super) enum Then {
    Nothing,
    /// The stream's position is this.
    Position(Position),
    /// The cursor has moved.
    Advanced,
    /// A new stream's position is the beginning of its log: subscribe.
    Opened,
    /// A page of heads was compared.
    Compared,
    /// A fetched document is merged.
    Healed(DocId),
    /// All heads were compared, and this is the cursor now.
    Reconciled(Cursor),
}

impl<R: Rng> ClientSession<R> {
    /// A session that does nothing before `Start`. The random bits are for jitter.
    pub fn new(config: ClientConfig, rng: R) -> Self {
        Self {
            backoff: Backoff::new(config.backoff_base_ms, config.backoff_max_ms),
            presence: OwnPresence::new(config.presence_ms),
            config,
            rng,
            now: Millis(0),
            link: Link::Stopped,
            token: Token::default(),
            limits: Limits::default(),
            directory: Allowed::default(),
            tickets: Tickets::default(),
            streams: BTreeMap::new(),
            questions: BTreeSet::new(),
            next_push_id: 0,
            last_contact: None,
            problem: None,
            hung_up: None,
            unstored: 0,
            reading_paused: false,
            synced_to: None,
            told: None,
            out: Vec::new(),
        }
    }

    /// Takes an event, and says what to do, in order.
    pub fn handle(&mut self, now: Millis, input: ClientInput) -> Vec<ClientEffect> {
        self.now = now;
        self.take(input);
        self.check_times();
        self.pump_pushes();
        self.pump_questions();
        self.tell_status();
        std::mem::take(&mut self.out)
    }

    /// When to give `Tick` next; none: only after another input.
    pub fn deadline(&self) -> Option<Millis> {
        [
            self.link_deadline(),
            self.token_deadline(),
            self.push_deadline(),
            self.presence_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The status as it is now.
    pub fn status(&self) -> SyncStatus {
        let sum = |count: fn(&Stream) -> u64| self.streams.values().map(count).sum();
        SyncStatus {
            link: self.link_status(),
            waiting: sum(Stream::waiting),
            held_up: sum(|stream| stream.counts.held_up),
            refused: sum(|stream| stream.counts.refused),
            synced_to: self.synced_to,
            last_contact: self.last_contact,
            behind: self
                .streams
                .iter()
                .filter_map(|(id, stream)| stream.status().map(|status| (*id, status)))
                .collect(),
            problem: self.problem,
        }
    }

    /// What the store counts of a stream.
    pub fn counts(&self, stream: StreamId) -> Counts {
        self.streams.get(&stream).map(|stream| stream.counts).unwrap_or_default()
    }

    /// Whether changes are on their way, or about to be: what waits may not wait any more in a
    /// moment.
    pub fn is_offering(&self) -> bool {
        self.streams.values().any(Stream::is_offering)
    }

    /// Why the session itself ended a connection last, for a log.
    pub fn last_hang_up(&self) -> Option<&'static str> {
        self.hung_up
    }

    fn take(&mut self, input: ClientInput) {
        match input {
            ClientInput::Start => self.start(),
            ClientInput::Stop => self.stop(),
            ClientInput::RetryNow => self.retry_now(),
            ClientInput::Track(tracked) => self.track(&tracked),
            ClientInput::Untrack { stream } => self.untrack(stream),
            ClientInput::Token { token } => self.token_came(token),
            ClientInput::TokenFailed(failure) => self.token_failed(failure),
            ClientInput::Connected => self.connected(),
            ClientInput::Disconnected { close_code } => self.disconnected(close_code),
            ClientInput::Frame(bytes) => self.frame(&bytes),
            ClientInput::PendingAvailable { stream, counts } => {
                if let Some(stream) = self.streams.get_mut(&stream) {
                    stream.counts = counts;
                    stream.pushing.dirty = true;
                }
            }
            ClientInput::Stored { ticket, outcome } => self.stored(ticket, outcome),
            ClientInput::Pending { ticket, changes } => self.pending(ticket, changes),
            ClientInput::StoreFailed { ticket } => self.store_failed(ticket),
            ClientInput::SetPresence { stream, payload } => self.set_presence(stream, payload),
            ClientInput::Tick => {}
        }
    }

    fn check_times(&mut self) {
        self.check_link();
        self.check_token();
        self.check_pushes();
        self.check_presence();
    }

    fn track(&mut self, tracked: &TrackedStream) {
        let stream = tracked.stream;
        self.streams.entry(stream).or_insert_with(|| Stream::new(tracked));
        self.begin(stream);
    }

    fn untrack(&mut self, stream: StreamId) {
        let Some(gone) = self.streams.remove(&stream) else { return };
        self.tickets.retain(|purpose| match purpose {
            Purpose::Directory => true,
            Purpose::LoadPending { stream: of } | Purpose::Store { stream: of, .. } => {
                *of != stream
            }
        });
        self.questions.retain(|(of, _)| *of != stream);
        if self.is_online() && !matches!(gone.state, State::Idle | State::NoAccess) {
            self.send(&ClientFrame::Unsubscribe(Unsubscribe { stream }));
        }
    }

    fn stored(&mut self, ticket: Ticket, outcome: StoreOutcome) {
        match self.tickets.redeem(ticket) {
            Some(Purpose::Directory) => self.directory.stored = true,
            Some(Purpose::Store { stream, bytes, then }) => {
                self.problem = self.problem.filter(|problem| *problem != Problem::StoreFailed);
                self.unstored = self.unstored.saturating_sub(bytes);
                self.resume_reading();
                self.stream_stored(stream, then, outcome);
            }
            Some(Purpose::LoadPending { .. }) | None => {}
        }
    }

    fn stream_stored(&mut self, id: StreamId, then: Then, outcome: StoreOutcome) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.storing -= 1;
        stream.counts = outcome.counts;
        // Another process may have made a change that is counted here and told nowhere else.
        stream.pushing.dirty |= outcome.counts.waiting > 0;
        if outcome.requeued > 0 {
            stream.pushing.offer_all();
        }
        if stream.state == State::Tailing {
            let now = self.now;
            outcome.diverging.iter().for_each(|doc| stream.healing.want(*doc, now));
        }
        match then {
            Then::Nothing => {}
            Then::Position(position) => stream.position = position,
            Then::Advanced => stream.advanced(outcome.cursor),
            Then::Opened => self.opened(id),
            Then::Compared => self.compared(id, outcome.fetch),
            Then::Healed(doc) => self.healed(id, doc),
            Then::Reconciled(cursor) => self.reconciled(id, cursor),
        }
        self.begin(id);
    }

    fn store_failed(&mut self, ticket: Ticket) {
        let Some(purpose) = self.tickets.redeem(ticket) else { return };
        if let Purpose::Store { stream, bytes, .. } = purpose {
            self.unstored = self.unstored.saturating_sub(bytes);
            if let Some(stream) = self.streams.get_mut(&stream) {
                stream.storing -= 1;
            }
        }
        self.problem = Some(Problem::StoreFailed);
        self.hang_up("the store failed");
    }

    /// Gives a task to the store. `bytes`: how much of the socket's input waits on it.
    pub(super) fn store(&mut self, id: StreamId, task: StoreTask, bytes: usize, then: Then) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.storing += 1;
        let ticket = self.tickets.issue(Purpose::Store { stream: id, bytes, then });
        self.out.push(ClientEffect::Store { ticket, stream: id, task });
        self.unstored += bytes;
        if self.unstored > self.config.unstored_max && !self.reading_paused {
            self.reading_paused = true;
            self.out.push(ClientEffect::PauseReading);
        }
    }

    pub(super) fn send(&mut self, frame: &ClientFrame) {
        self.out.push(ClientEffect::Send(frame.encode()));
    }

    pub(super) fn effect(&mut self, effect: ClientEffect) {
        self.out.push(effect);
    }

    fn resume_reading(&mut self) {
        if self.reading_paused && self.unstored <= self.config.unstored_max / 4 {
            self.reading_paused = false;
            self.heard();
            self.out.push(ClientEffect::ResumeReading);
        }
    }

    fn tell_status(&mut self) {
        let mut status = self.status();
        if status.is_synced() {
            self.synced_to = self.last_contact;
            status.synced_to = self.synced_to;
        }
        if self.told.as_ref().is_none_or(|told| told.differs_from(&status)) {
            self.told = Some(status.clone());
            self.out.push(ClientEffect::Status(status));
        }
    }

    fn link_status(&self) -> LinkStatus {
        match self.link {
            Link::Stopped => LinkStatus::Stopped,
            Link::Waiting { until } => LinkStatus::Waiting { until },
            Link::Online { .. } if self.directory.stored => LinkStatus::Online,
            _ => LinkStatus::Connecting,
        }
    }
}

impl Stream {
    /// The store moved the cursor.
    fn advanced(&mut self, cursor: Option<Cursor>) {
        // Without it the position stays: what follows will only be sent twice.
        if let Some(cursor) = cursor {
            self.position = Position::Tail(cursor);
        }
    }
}
