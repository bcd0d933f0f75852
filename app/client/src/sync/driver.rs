//! The loop that joins session, socket, store and tokens.

use super::clock::{SteadyClock, moment};
use super::event::{Outcome, SyncEvent};
use super::link::{Link, LinkEvent};
use super::organisations::Joining;
use super::tokens::Tokens;
use super::worker::{Job, News, Report, Worker};
use super::{SyncError, SyncLock};
use crate::account::{Account, AccountError, Membership, RelayUrl};
use crate::environment::Environment;
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::{
    ClientConfig, ClientEffect, ClientInput, ClientSession, LinkStatus, Problem, StreamStatus,
    SyncStatus,
};
use aloft_sync_protocol::frames::GoodbyeCode;
use aloft_sync_protocol::instant::Millis;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::mpsc;

/// A connection that ends this often in a row is given up when the person waits for the result.
const ATTEMPTS: u32 = 3;

/// How often the moment of the last contact is written down, in milliseconds.
const NOTE_CONTACT_EVERY: u64 = 30_000;

/// What to sync, and how.
#[derive(Debug)]
pub struct SyncRequest {
    /// Opened for this alone: it goes to a thread of its own.
    pub store: Store,
    /// That this process is the one that syncs the store.
    pub lock: SyncLock,
    /// The store's account.
    pub account: Account,
    /// Its relay.
    pub relay: RelayUrl,
    /// When to end.
    pub mode: Mode,
    /// What becomes of organisations that live on this machine alone.
    pub local: LocalWork,
    /// The clock, and the jitter of reconnects.
    pub environment: Environment,
    /// The program and its version, for the relay's log.
    pub agent: String,
}

/// What becomes of organisations that live on this machine alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalWork {
    /// The relay is told of those that have something in them, and takes it.
    Share,
    /// They stay here until somebody shares them ([`super::join`]).
    Keep,
}

/// When a synchronisation ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Once all is synced, or the relay cannot be reached.
    Once,
    /// Never: it stays, reconnects, and exchanges changes as they are made.
    Stay,
}

/// What a running synchronisation can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// Say goodbye and end. So does dropping the sender.
    Stop,
    /// The network came back, or the person wants it now: do not wait for the backoff.
    RetryNow,
    /// This process wrote to the store, on another connection: look now, not at the next turn.
    Written,
    /// What the person looks at now; empty when they left.
    Presence {
        /// Where.
        stream: StreamId,
        /// What, for the other clients.
        payload: Vec<u8>,
    },
}

/// Synchronises until the mode, `control` or an error ends it.
pub async fn run(
    request: SyncRequest,
    events: mpsc::UnboundedSender<SyncEvent>,
    control: mpsc::UnboundedReceiver<Control>,
) -> Result<Outcome, SyncError> {
    let device = request.store.identity()?.device;
    let (worker, reports) = Worker::start(request.store, &request.relay)?;
    let mut environment = request.environment;
    let config = ClientConfig::new(device, request.agent);
    let rng = StdRng::from_rng(environment.rng());
    let clock = SteadyClock::start(&environment);
    let mut driver = Driver {
        session: ClientSession::new(config, rng),
        clock,
        link: Link::to(&request.relay),
        joining: Joining::new(request.account.clone(), clock),
        tokens: Tokens::new(request.account, clock),
        worker,
        reports,
        events,
        control,
        mode: request.mode,
        local: request.local,
        state: State::default(),
    };
    let outcome = driver.run().await;
    // Held to the very end: the next process may sync once nothing here does.
    drop(driver);
    drop(request.lock);
    outcome
}

struct Driver {
    session: ClientSession<StdRng>,
    clock: SteadyClock,
    link: Link,
    joining: Joining,
    tokens: Tokens,
    worker: Worker,
    reports: mpsc::UnboundedReceiver<Report>,
    events: mpsc::UnboundedSender<SyncEvent>,
    control: mpsc::UnboundedReceiver<Control>,
    mode: Mode,
    local: LocalWork,
    state: State,
}

/// What the loop remembers to tell how it ends.
#[derive(Default)]
struct State {
    is_started: bool,
    status: Option<SyncStatus>,
    /// Connections that ended since something was last exchanged. A relay that answers and cannot
    /// store would be tried for ever if being online were enough.
    failures: u32,
    /// The relay said something: it is there.
    was_heard: bool,
    /// The relay closed a connection because of its token.
    was_turned_away: bool,
    last_words: String,
    contact_noted: Option<Millis>,
    account_error: Option<AccountError>,
    store_error: Option<StoreError>,
}

enum Happened {
    Link(LinkEvent),
    Token(ClientInput, Option<AccountError>),
    Joined(Result<Membership, AccountError>),
    Report(Option<Report>),
    Control(Option<Control>),
    Deadline,
}

impl Driver {
    async fn run(&mut self) -> Result<Outcome, SyncError> {
        self.worker.give(Job::Begin);
        loop {
            match self.happens().await {
                Happened::Link(event) => self.on_link(event).await,
                Happened::Token(input, error) => {
                    self.state.account_error = error;
                    self.feed(input).await;
                }
                Happened::Joined(answer) => self.on_joined(answer),
                Happened::Report(Some(report)) => self.on_report(report).await,
                Happened::Report(None) => return Err(self.worker.failure()),
                Happened::Control(Some(Control::RetryNow)) => {
                    self.feed(ClientInput::RetryNow).await;
                }
                Happened::Control(Some(Control::Written)) => self.worker.give(Job::Look),
                Happened::Control(Some(Control::Presence { stream, payload })) => {
                    self.feed(ClientInput::SetPresence { stream, payload }).await;
                }
                Happened::Control(Some(Control::Stop) | None) => {
                    self.feed(ClientInput::Stop).await;
                    return Ok(Outcome::Stopped { waiting: self.waiting() });
                }
                Happened::Deadline => self.feed(ClientInput::Tick).await,
            }
            self.start_when_joined().await;
            if let Some(end) = self.end() {
                self.feed(ClientInput::Stop).await;
                return end;
            }
        }
    }

    /// Waits for the next thing to happen. Each branch can be given up without loss.
    async fn happens(&mut self) -> Happened {
        let deadline = self.session.deadline().map(|at| self.clock.instant(at));
        let sleep = async {
            match deadline {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // In this order: what is stored is told before more is read, so that a flood from the
            // relay cannot starve the acknowledgements that would slow it down.
            biased;
            control = self.control.recv() => Happened::Control(control),
            report = self.reports.recv() => Happened::Report(report),
            (input, error) = self.tokens.next() => Happened::Token(input, error),
            answer = self.joining.next() => Happened::Joined(answer),
            () = sleep => Happened::Deadline,
            event = self.link.next() => Happened::Link(event),
        }
    }

    async fn on_link(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Opened => self.feed(ClientInput::Connected).await,
            LinkEvent::Frame(frame) => {
                self.state.was_heard = true;
                self.feed(ClientInput::Frame(frame)).await;
            }
            LinkEvent::Lost { close_code, words } => {
                let code = close_code.map(GoodbyeCode::from_number);
                self.state.was_turned_away |=
                    matches!(code, Some(GoodbyeCode::Unauthenticated | GoodbyeCode::TokenExpired));
                self.connection_ended(words);
                self.feed(ClientInput::Disconnected { close_code }).await;
            }
        }
    }

    /// Whoever ended it: the network, the relay, or the session after the relay's goodbye.
    fn connection_ended(&mut self, words: String) {
        self.state.failures += 1;
        self.state.last_words.clone_from(&words);
        self.tell(SyncEvent::Disconnected { words });
    }

    async fn on_report(&mut self, report: Report) {
        match report {
            Report::Done { news, event } => {
                self.worker.answered();
                if let Some(event) = event {
                    if event.is_progress() {
                        self.state.failures = 0;
                    }
                    self.tell(event);
                }
                self.take(news).await;
            }
            Report::Noticed { news } => self.take(news).await,
            Report::Failed { ticket, error } => {
                self.worker.answered();
                tracing::warn!(%error, "the store failed");
                self.state.store_error = Some(error);
                if let Some(ticket) = ticket {
                    self.feed(ClientInput::StoreFailed { ticket }).await;
                }
            }
        }
    }

    async fn take(&mut self, news: News) {
        for input in news.inputs {
            self.feed(input).await;
        }
        if self.local == LocalWork::Share {
            self.joining.add(news.local);
        }
    }

    fn on_joined(&mut self, answer: Result<Membership, AccountError>) {
        match answer {
            Ok(Membership { id, name, .. }) => self.worker.give(Job::Joined { org: id, name }),
            Err(error) if self.mode == Mode::Once => self.state.account_error = Some(error),
            // Told again when the relay can be reached.
            Err(AccountError::Unreachable { .. }) => {}
            Err(error) => self.tell(SyncEvent::NotJoined { words: error.to_string() }),
        }
    }

    /// The relay's directory should name the organisations of this machine from the beginning:
    /// their streams would count as closed to the account otherwise.
    async fn start_when_joined(&mut self) {
        if self.state.is_started || self.worker.is_busy() || self.joining.is_busy() {
            return;
        }
        self.state.is_started = true;
        self.feed(ClientInput::Start).await;
    }

    /// Gives an input to the session and does what it asks for.
    async fn feed(&mut self, input: ClientInput) {
        for effect in self.session.handle(self.clock.now(), input) {
            self.perform(effect).await;
        }
    }

    async fn perform(&mut self, effect: ClientEffect) {
        match effect {
            ClientEffect::Connect => self.link.open(),
            ClientEffect::Send(frame) => self.link.send(frame),
            ClientEffect::Disconnect => {
                let why = self.session.last_hang_up().unwrap_or("the relay ended the connection");
                self.connection_ended(why.to_owned());
                self.link.close().await;
            }
            ClientEffect::PauseReading => self.link.pause(true),
            ClientEffect::ResumeReading => self.link.pause(false),
            ClientEffect::RefreshToken(reason) => self.tokens.ask(reason),
            // Who this is, the account knows already.
            ClientEffect::SetDirectory { ticket, user: _, identities: _, orgs } => {
                self.worker.give(Job::Directory { ticket, orgs });
            }
            ClientEffect::Store { ticket, stream, task } => {
                self.worker.give(Job::Task { ticket, stream, task });
            }
            ClientEffect::Presence { stream, user, device, payload } => {
                self.tell(SyncEvent::Presence { stream, user, device, payload });
            }
            ClientEffect::Status(status) => self.on_status(status),
        }
    }

    fn on_status(&mut self, status: SyncStatus) {
        if status.link == LinkStatus::Online {
            self.joining.resume();
            self.note_contact(&status);
        }
        self.state.status = Some(status.clone());
        self.tell(SyncEvent::Status(status));
    }

    /// Writes down that the relay was heard: "last contact" and "synced to" outlive the process.
    /// Now and then, and when everything has just become synced.
    fn note_contact(&mut self, status: &SyncStatus) {
        let Some(heard) = status.last_contact else { return };
        let was_synced = self.state.status.as_ref().is_some_and(SyncStatus::is_synced);
        let is_due =
            self.state.contact_noted.is_none_or(|noted| heard.since(noted) >= NOTE_CONTACT_EVERY);
        if is_due || (status.is_synced() && !was_synced) {
            self.state.contact_noted = Some(heard);
            let (at, synced_to) = (moment(heard), status.synced_to.map(moment));
            self.worker.give(Job::Heard { at, synced_to });
        }
    }

    /// Whether there is nothing left to do, or nothing that can be done.
    fn end(&mut self) -> Option<Result<Outcome, SyncError>> {
        if let Some(problem) = self.state.status.as_ref().and_then(|status| status.problem) {
            return self.hopeless(problem).map(Err);
        }
        if self.mode == Mode::Stay {
            return None;
        }
        // The first attempt tells whether the relay is there at all; a token that ended meanwhile
        // is exchanged, and tried again.
        let is_there = self.state.was_heard || self.state.was_turned_away;
        let patience = if is_there { ATTEMPTS } else { 1 };
        if self.state.failures >= patience {
            return Some(Ok(self.offline(self.state.last_words.clone())));
        }
        if let Some(error) = self.state.account_error.take() {
            return Some(match error {
                AccountError::Unreachable { words, .. } => Ok(self.offline(words)),
                error => Err(error.into()),
            });
        }
        // A job under way may bring streams or changes that the status does not show yet.
        if self.worker.is_busy() || self.joining.is_busy() {
            return None;
        }
        let status = self.state.status.as_ref()?;
        if status.is_synced() {
            return Some(Ok(Outcome::Synced { refused: status.refused }));
        }
        self.synced_but_for(status).map(Ok)
    }

    /// What only a person can mend ends a synchronisation that somebody waits for; one that stays
    /// goes on when they did, except where this program itself is what must change.
    fn hopeless(&mut self, problem: Problem) -> Option<SyncError> {
        match (problem, self.mode) {
            (Problem::UnsupportedVersion, _) => Some(SyncError::UnsupportedVersion),
            (Problem::SignedOut, Mode::Once) => {
                let error = self.state.account_error.take();
                Some(error.unwrap_or(AccountError::NotSignedIn { relay: None }).into())
            }
            (Problem::StoreFailed, Mode::Once) => Some(
                self.state.store_error.take().map_or_else(|| self.worker.failure(), Into::into),
            ),
            (Problem::SignedOut | Problem::StoreFailed, Mode::Stay) => None,
        }
    }

    /// Synced, but for streams that the account may not see, and for what builds on changes that
    /// the relay lost.
    fn synced_but_for(&self, status: &SyncStatus) -> Option<Outcome> {
        let closed = |what: &StreamStatus| matches!(what, StreamStatus::NoAccess);
        let is_online = status.link == LinkStatus::Online;
        let is_offering = self.session.is_offering();
        if !is_online || is_offering || !status.behind.iter().all(|(_, what)| closed(what)) {
            return None;
        }
        let streams: Vec<_> = status.behind.iter().map(|(stream, _)| *stream).collect();
        let there = || streams.iter().map(|stream| self.session.counts(*stream));
        let waiting: u64 = there().map(|counts| counts.waiting).sum();
        let held_up_there: u64 = there().map(|counts| counts.held_up).sum();
        let held_up = status.held_up.saturating_sub(held_up_there);
        match (waiting + held_up == status.waiting, held_up) {
            (false, _) => None,
            (true, 0) => Some(Outcome::NoAccess { streams, waiting }),
            (true, _) => Some(Outcome::HeldUp { closed: streams.len() as u64, waiting: held_up }),
        }
    }

    fn offline(&self, words: String) -> Outcome {
        Outcome::Offline { words, waiting: self.waiting() }
    }

    fn waiting(&self) -> u64 {
        self.state.status.as_ref().map_or(0, |status| status.waiting)
    }

    fn tell(&self, event: SyncEvent) {
        // Whoever stopped listening still wants the synchronisation.
        let _ = self.events.send(event);
    }
}
