//! One WebSocket: its frames to the session, and what the session asks, done.

mod effects;
mod writer;

use super::hub::Joined;
use super::inbox::Waiting;
use crate::error::ApiError;
use crate::state::AppState;
use aloft_crdt_model::ids::{OrgId, StreamId};
use aloft_sync_protocol::frames::GoodbyeCode;
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::limits::MAX_CLIENT_FRAME;
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput, RelaySession};
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, SplitSink, SplitStream};
use rand::RngExt;
use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::JoinSet;
use tokio::time::Sleep;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tracing::Instrument;
use uuid::Uuid;
use writer::Writer;

/// A clock may be set while a session runs; it is looked at this often at least.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// Bytes that a socket reads at once. Each reading fills as many with zeros first, also one that
/// finds nothing. The library's own 128 KiB are too much of both for sockets that mostly listen.
const READ_BUFFER: usize = 8 << 10;

/// Opens a socket for sync. What is spoken on it, and who may, is said on the socket itself
/// (`sync-protocol/SPEC.md`).
#[utoipa::path(
    get, path = "/v1/sync", tag = "sync", operation_id = "sync",
    responses((status = 101, description = "The socket stands"))
)]
pub async fn upgrade(
    State(state): State<AppState>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    if state.shutdown.is_draining() {
        return Err(ApiError::Overloaded);
    }
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    // A frame at the limit gets the session's own answer; the bound here is against memory.
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(MAX_CLIENT_FRAME + 1)
        .max_frame_size(MAX_CLIENT_FRAME + 1);
    Ok(upgrade.on_upgrade(move |websocket| async move {
        let id = Uuid::from_u128(state.rng().random());
        let span = tracing::info_span!("socket", session = %id);
        // The process waits for sockets before it ends.
        let _tracked = state.shutdown.tasks().token();
        Socket::new(state, id, agent, websocket).run().instrument(span).await;
    }))
}

struct Socket {
    state: AppState,
    agent: String,
    joined: Joined,
    session: RelaySession,
    /// The wall clock when the socket was opened, and a clock that does not jump.
    began: (Millis, Instant),
    frames: SplitStream<WebSocket>,
    writer: Writer<SplitSink<WebSocket, Message>>,
    /// Effects that are being done, each ending in what the session is told.
    doing: JoinSet<RelayInput>,
    /// Pushes that wait for their answers, here and not on tasks of their own: what is answered is
    /// known when it is asked for. None: it panicked.
    pushing: FuturesUnordered<BoxFuture<'static, Option<RelayInput>>>,
    /// Answers that were at hand: the session is told them next.
    at_hand: VecDeque<RelayInput>,
    /// Where streams belong that the session may name.
    orgs: HashMap<StreamId, OrgId>,
    /// Streams of which a cursor was looked at.
    verified: HashSet<StreamId>,
    paused_until: Option<tokio::time::Instant>,
    /// Ends when it is time for the next tick. Moved rather than made anew for each event.
    tick: Pin<Box<Sleep>>,
    draining: Pin<Box<WaitForCancellationFutureOwned>>,
    is_over: bool,
}

/// What happens to a socket.
enum Event {
    Input(RelayInput),
    Waiting(Waiting),
    Draining,
    /// An effect ended without an answer: it panicked.
    Lost,
    ReadOn,
}

impl Socket {
    fn new(state: AppState, id: Uuid, agent: String, websocket: WebSocket) -> Self {
        let began = (Millis(state.now().millis().max(0).cast_unsigned()), Instant::now());
        let session = RelaySession::new(state.sync.options.session.clone(), id, began.0);
        let (sink, frames) = websocket.split();
        Self {
            joined: state.sync.hub.join(id),
            writer: Writer::new(sink),
            draining: Box::pin(state.shutdown.draining().clone().cancelled_owned()),
            state,
            agent,
            session,
            began,
            frames,
            doing: JoinSet::new(),
            pushing: FuturesUnordered::new(),
            at_hand: VecDeque::new(),
            orgs: HashMap::new(),
            verified: HashSet::new(),
            paused_until: None,
            tick: Box::pin(tokio::time::sleep(LONGEST_SLEEP)),
            is_over: false,
        }
    }

    async fn run(mut self) {
        tracing::debug!(agent = self.agent, "socket opened");
        let mut is_draining = false;
        while !self.is_over {
            match self.next(is_draining).await {
                Event::Input(input) => self.tell(input),
                Event::Waiting(waiting) => self.tell_waiting(waiting),
                Event::Draining => {
                    is_draining = true;
                    self.drain();
                }
                Event::Lost => self.lose(),
                Event::ReadOn => self.paused_until = None,
            }
        }
        self.writer.finish().await;
        tracing::debug!(user = ?self.session.user(), "socket closed");
    }

    /// An effect panicked: what the session waits for will not come.
    fn lose(&mut self) {
        tracing::error!("an effect of a session panicked");
        self.writer.close(GoodbyeCode::Internal);
        self.is_over = true;
    }

    async fn next(&mut self, is_draining: bool) -> Event {
        self.wind_clock();
        let paused_until = self.paused_until;
        tokio::select! {
            sent = self.writer.sent() => Event::Input(match sent {
                Ok(bytes) => RelayInput::Sent { bytes },
                Err(_) => RelayInput::Disconnected,
            }),
            Some(done) = self.doing.join_next() => done.map_or(Event::Lost, Event::Input),
            Some(done) = self.pushing.next() => done.map_or(Event::Lost, Event::Input),
            waiting = self.joined.inbox.next() => Event::Waiting(waiting),
            message = self.frames.next(), if paused_until.is_none() => received(message),
            () = sleep_until(paused_until), if paused_until.is_some() => Event::ReadOn,
            () = &mut self.draining, if !is_draining => Event::Draining,
            () = &mut self.tick => Event::Input(RelayInput::Tick),
        }
    }

    /// Sees to it that the next tick comes in time. One that comes early does no harm, so that the
    /// clock is only touched when it has run out, or would be late.
    fn wind_clock(&mut self) {
        let until = self.session.deadline().map_or(0, |deadline| deadline.since(self.now()));
        let wanted = Duration::from_millis(until).min(LONGEST_SLEEP);
        let wanted = tokio::time::Instant::now() + wanted;
        if self.tick.is_elapsed() || wanted < self.tick.deadline() {
            self.tick.as_mut().reset(wanted);
        }
    }

    /// Tells the session, does what it asks, and tells it the answers that were at hand.
    fn tell(&mut self, input: RelayInput) {
        let mut next = Some(input);
        while let Some(input) = next {
            for effect in self.handle(input) {
                self.perform(effect);
            }
            next = self.at_hand.pop_front();
        }
    }

    fn handle(&mut self, input: RelayInput) -> Vec<RelayEffect> {
        self.note(&input);
        let now = self.now();
        if is_bulky(&input) {
            // The session compresses a page, which takes milliseconds.
            tokio::task::block_in_place(|| self.session.handle(now, input))
        } else {
            self.session.handle(now, input)
        }
    }

    fn tell_waiting(&mut self, waiting: Waiting) {
        if waiting.sent_away {
            return self.drain();
        }
        if waiting.revoked {
            return self.tell(RelayInput::Revoked);
        }
        if waiting.access_changed {
            self.tell(RelayInput::AccessChanged);
        }
        for (stream, head_seq) in waiting.grew {
            let head_seq = head_seq.cast_unsigned();
            self.tell(RelayInput::StreamAdvanced { stream, head_seq });
        }
        for presence in waiting.presences {
            let (user, device) = (presence.origin.user, presence.origin.device);
            let (stream, payload) = (presence.stream, presence.payload);
            self.tell(RelayInput::PresenceIn { stream, user, device, payload });
        }
    }

    /// Clients that a node sends away come back at different moments.
    fn drain(&mut self) {
        let within = self.state.sync.options.return_within.as_millis();
        let within = u64::try_from(within).unwrap_or(u64::MAX);
        let retry_after_ms = self.state.rng().random_range(0..=within);
        self.tell(RelayInput::Drain { retry_after_ms });
    }

    fn now(&self) -> Millis {
        let (wall, since) = self.began;
        wall.plus(u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// Whether the input is work for the processor. A runtime with one thread has no other to go on
/// with, and takes it as it comes.
fn is_bulky(input: &RelayInput) -> bool {
    let is_page = matches!(
        input,
        RelayInput::Answer { answer: Answer::Snapshot(_) | Answer::Activity(_), .. }
    );
    is_page && Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread
}

async fn sleep_until(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn received(message: Option<Result<Message, axum::Error>>) -> Event {
    Event::Input(match message {
        Some(Ok(Message::Binary(bytes))) => RelayInput::Frame(bytes.into()),
        // No frame, and the session says so.
        Some(Ok(Message::Text(text))) => RelayInput::Frame(text.as_bytes().to_vec()),
        // Answered below this layer, and nothing to the session.
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => RelayInput::Tick,
        Some(Ok(Message::Close(_)) | Err(_)) | None => RelayInput::Disconnected,
    })
}
