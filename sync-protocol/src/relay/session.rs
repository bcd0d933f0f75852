//! The session: its parts, its phases, and what every input comes through.

use crate::bucket::Bucket;
use crate::frames::from_relay::Pong;
use crate::frames::{ClientFrame, ErrorCode, GoodbyeCode, RelayFrame};
use crate::instant::Millis;
use crate::limits::Limits;
use crate::relay::access::Access;
use crate::relay::caller::Caller;
use crate::relay::effect::RelayEffect;
use crate::relay::input::{Answer, RelayInput};
use crate::relay::outbox::Outbox;
use crate::relay::pushes::Pushes;
use crate::relay::questions::Questions;
use crate::relay::subscriptions::Subscriptions;
use crate::ticket::{Ticket, Tickets};
use aloft_crdt_model::ids::{OrgId, StreamId};
use uuid::Uuid;

/// What a relay session is told once. Times in milliseconds, sizes in bytes.
#[derive(Clone, Debug)]
pub struct RelayConfig {
    /// What its client must keep to.
    pub limits: Limits,
    /// How long a socket may be silent before its `Hello`.
    pub hello_ms: u64,
    /// How long a socket may be silent afterwards.
    pub idle_ms: u64,
    /// How long a queue may stand still before its consumer is too slow.
    pub stall_ms: u64,
    /// How long a drain waits for pushes that are being committed.
    pub drain_ms: u64,
    /// How often the tails are read without a hint: a lost hint costs this much at most.
    pub poll_ms: u64,
    /// When to come back after the storage failed.
    pub unavailable_retry_ms: u64,
    /// Above this queue nothing is read from the log for the session.
    pub queue_low: usize,
    /// Above this queue presence is dropped.
    pub queue_presence: usize,
    /// Above this queue the session ends.
    pub queue_max: usize,
    /// Bytes of a page or a tail frame, before compression.
    pub page_bytes: usize,
    /// Entries of a tail frame.
    pub page_changes: usize,
    /// Documents of a page of heads.
    pub page_heads: usize,
    /// Readings of the log that a session has out at once.
    pub reads_in_flight: usize,
    /// Frames that a session may send at once; each 16 KiB of a frame counts as one more.
    pub rate_burst: u64,
    /// Frames a second that a session may send for ever.
    pub rate_per_second: u64,
    /// Presence frames a second that are passed on; more are dropped.
    pub presence_per_second: u64,
}

impl Default for RelayConfig {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            hello_ms: 10_000,
            idle_ms: 75_000,
            stall_ms: 30_000,
            drain_ms: 5_000,
            poll_ms: 60_000,
            unavailable_retry_ms: 2_000,
            queue_low: 1 << 20,
            queue_presence: 64 << 10,
            queue_max: 48 << 20,
            page_bytes: 1 << 20,
            page_changes: 1024,
            page_heads: 2048,
            reads_in_flight: 4,
            rate_burst: 1000,
            rate_per_second: 500,
            presence_per_second: 20,
        }
    }
}

/// One socket.
#[derive(Debug)]
pub struct RelaySession {
    pub(super) config: RelayConfig,
    pub(super) id: Uuid,
    pub(super) phase: Phase,
    pub(super) out: Outbox,
    pub(super) tickets: Tickets<Purpose>,
    pub(super) caller: Option<Caller>,
    pub(super) access: Access,
    pub(super) subscriptions: Subscriptions,
    pub(super) pushes: Pushes,
    pub(super) questions: Questions,
    pub(super) presence: Bucket,
    rate: Bucket,
    opened_at: Millis,
    heard_at: Millis,
    polled_at: Millis,
    draining: Option<Draining>,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing but a `Hello` is listened to.
    AwaitingHello,
    /// The token is looked at.
    Authenticating {
        /// What will be spoken.
        version: u16,
    },
    /// The person is known, what they may see is not.
    LoadingDirectory {
        /// What will be spoken.
        version: u16,
    },
    /// Everything is allowed that the directory allows.
    Ready,
    /// Over.
    Closed,
}

/// What a ticket was for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Hello,
    Refresh,
    Directory,
    Open { org: OrgId, stream: StreamId },
    Verify { stream: StreamId },
    Read { stream: StreamId },
    Question(crate::relay::questions::Question),
    Ingest { stream: StreamId, push_id: u64, changes: usize },
}

#[derive(Clone, Copy, Debug)]
struct Draining {
    retry_after_ms: u64,
    until: Millis,
}

impl RelaySession {
    /// A session for a socket that was just opened. `id` names it in logs on both sides.
    pub fn new(config: RelayConfig, id: Uuid, now: Millis) -> Self {
        Self {
            id,
            phase: Phase::AwaitingHello,
            out: Outbox::new(now),
            tickets: Tickets::default(),
            caller: None,
            access: Access::default(),
            subscriptions: Subscriptions::default(),
            pushes: Pushes::default(),
            questions: Questions::default(),
            presence: Bucket::new(config.presence_per_second, config.presence_per_second, now),
            rate: Bucket::new(config.rate_burst, config.rate_per_second, now),
            opened_at: now,
            heard_at: now,
            polled_at: now,
            draining: None,
            config,
        }
    }

    /// Its name in logs.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Whose session it is, once that is proved.
    pub fn user(&self) -> Option<aloft_crdt_model::ids::UserId> {
        self.caller.as_ref().and_then(Caller::proved_user)
    }

    /// It is over: nothing more will come of it.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Takes an event, and says what to do.
    pub fn handle(&mut self, now: Millis, input: RelayInput) -> Vec<RelayEffect> {
        if self.phase == Phase::Closed {
            return Vec::new();
        }
        self.out.now = now;
        match input {
            RelayInput::Disconnected => self.close(GoodbyeCode::Done),
            RelayInput::Sent { bytes } => self.out.sent(bytes),
            _ if self.overdue(now) => {}
            input => self.take(now, input),
        }
        self.finish_drain(now);
        self.pump();
        self.out.take()
    }

    /// When to give `Tick` next; none: the session is closed.
    pub fn deadline(&self) -> Option<Millis> {
        let silence = match self.phase {
            Phase::Closed => return None,
            Phase::AwaitingHello => self.opened_at.plus(self.config.hello_ms),
            _ => self.heard_at.plus(self.config.idle_ms),
        };
        [
            Some(silence),
            Some(self.polled_at.plus(self.config.poll_ms)),
            self.draining.map(|draining| draining.until),
            self.token_deadline(),
            self.out.stalls_at(self.config.stall_ms),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn take(&mut self, now: Millis, input: RelayInput) {
        match input {
            RelayInput::Frame(bytes) => self.frame(now, &bytes),
            RelayInput::Answer { ticket, answer } => self.answer(ticket, answer),
            RelayInput::Failed { ticket } => self.failed(ticket),
            RelayInput::StreamAdvanced { stream, head_seq } => {
                self.subscriptions.hint(stream, head_seq);
            }
            RelayInput::PresenceIn { stream, user, device, payload } => {
                self.pass_presence_in(stream, user, device, payload);
            }
            RelayInput::AccessChanged => self.access_changed(),
            RelayInput::Revoked => {
                self.goodbye(GoodbyeCode::Revoked, "access was taken away", 0);
            }
            RelayInput::Drain { retry_after_ms } => self.drain(now, retry_after_ms),
            RelayInput::Tick => self.tick(now),
            // Taken care of before.
            RelayInput::Sent { .. } | RelayInput::Disconnected => {}
        }
    }

    /// Ends the session if one of its times has passed. Looked at before every input: what comes
    /// after a token's end is not served, even when the tick is late.
    fn overdue(&mut self, now: Millis) -> bool {
        if self.phase == Phase::AwaitingHello && now >= self.opened_at.plus(self.config.hello_ms) {
            self.goodbye(GoodbyeCode::Idle, "no hello came", 0);
        } else if self.phase != Phase::AwaitingHello
            && now >= self.heard_at.plus(self.config.idle_ms)
        {
            self.goodbye(GoodbyeCode::Idle, "nothing was heard for too long", 0);
        } else if self.token_deadline().is_some_and(|at| now >= at) {
            self.goodbye(GoodbyeCode::TokenExpired, "the token expired", 0);
        } else if self.out.stalls_at(self.config.stall_ms).is_some_and(|at| now >= at)
            || self.out.queued > self.config.queue_max
        {
            self.goodbye(GoodbyeCode::SlowConsumer, "the socket is not read", 0);
        }
        self.phase == Phase::Closed
    }

    fn tick(&mut self, now: Millis) {
        if now >= self.polled_at.plus(self.config.poll_ms) {
            self.polled_at = now;
            self.subscriptions.probe();
        }
    }

    fn frame(&mut self, now: Millis, bytes: &[u8]) {
        self.heard_at = now;
        if !self.within_rate(now, bytes.len()) {
            return;
        }
        let frame = match ClientFrame::decode(bytes) {
            Ok(frame) => frame,
            Err(error @ crate::frames::FrameError::TooLarge { .. }) => {
                return self.goodbye(GoodbyeCode::TooLarge, &error.to_string(), 0);
            }
            Err(error) => return self.goodbye(GoodbyeCode::Protocol, &error.to_string(), 0),
        };
        match (self.phase, frame) {
            (_, ClientFrame::Goodbye(_)) => self.close(GoodbyeCode::Done),
            (Phase::AwaitingHello, ClientFrame::Hello(hello)) => self.hello(hello),
            (Phase::Ready, frame) if self.draining.is_none() => self.request(now, frame),
            // What comes during a drain is asked again at the next node.
            (Phase::Ready, _) => {}
            _ => self.goodbye(GoodbyeCode::Protocol, "a frame before the welcome", 0),
        }
    }

    pub(super) fn within_rate(&mut self, now: Millis, bytes: usize) -> bool {
        let wait = self.rate.take(1 + (bytes >> 14) as u64, now);
        let too_much =
            self.config.rate_burst.saturating_mul(1000) / self.config.rate_per_second.max(1);
        if wait > too_much {
            self.goodbye(GoodbyeCode::RateLimited, "too many frames", wait);
            return false;
        }
        if wait > 0 {
            self.out.push(RelayEffect::PauseReading { for_ms: wait });
        }
        true
    }

    fn request(&mut self, now: Millis, frame: ClientFrame) {
        match frame {
            ClientFrame::OpenStream(open) => self.open_stream(&open),
            ClientFrame::Subscribe(subscribe) => self.subscribe(subscribe),
            ClientFrame::Unsubscribe(unsubscribe) => self.end_subscription(unsubscribe.stream),
            ClientFrame::Push(push) => self.push(push),
            ClientFrame::PackedPush(packed) => self.packed_push(now, &packed),
            ClientFrame::Heads(heads) => self.ask_heads(heads.stream, heads.after),
            ClientFrame::Fetch(fetch) => self.ask_document(fetch.stream, fetch.doc),
            ClientFrame::Presence(presence) => {
                self.pass_presence_out(presence.stream, presence.payload.into());
            }
            ClientFrame::Refresh(refresh) => self.refresh(refresh.token),
            ClientFrame::Ping(ping) => self.out.send(&RelayFrame::Pong(Pong { nonce: ping.nonce })),
            ClientFrame::Hello(_) => self.goodbye(GoodbyeCode::Protocol, "a second hello", 0),
            ClientFrame::Goodbye(_) => self.close(GoodbyeCode::Done),
        }
    }

    fn answer(&mut self, ticket: Ticket, answer: Answer) {
        let Some(purpose) = self.tickets.redeem(ticket) else { return };
        match (purpose, answer) {
            (Purpose::Hello, Answer::Authenticated(who)) => self.authenticated(who),
            (Purpose::Refresh, Answer::Authenticated(who)) => self.refreshed(&who),
            (Purpose::Hello | Purpose::Refresh, Answer::Denied { code }) => {
                let words = match code {
                    GoodbyeCode::RateLimited => "too many sockets of one person",
                    _ => "the token is not valid",
                };
                self.goodbye(code, words, 0);
            }
            (Purpose::Directory, Answer::Directory(orgs)) => self.directory_loaded(&orgs),
            (Purpose::Open { org, stream }, Answer::Opened(opened)) => {
                self.stream_opened(org, stream, opened);
            }
            (Purpose::Open { stream, .. }, Answer::NotOpened { code, words }) => {
                self.out.error(code, &words, Some(stream), None);
            }
            (Purpose::Verify { stream }, Answer::Verified(verdict)) => {
                self.verified(stream, verdict);
            }
            (Purpose::Read { stream }, answer) => self.read(stream, answer),
            (Purpose::Question(question), answer) => self.answer_question(question, answer),
            (
                Purpose::Ingest { stream, push_id, changes },
                Answer::Ingested { outcomes, head_seq },
            ) => {
                self.ingested(stream, push_id, changes, (outcomes, head_seq));
            }
            _ => self.wrong_answer(),
        }
    }

    /// A driver that answers something else has a bug; the session must not guess.
    pub(super) fn wrong_answer(&mut self) {
        self.goodbye(GoodbyeCode::Internal, "the relay answered itself wrongly", 0);
    }

    fn failed(&mut self, ticket: Ticket) {
        if self.tickets.redeem(ticket).is_some() {
            let retry = self.config.unavailable_retry_ms;
            self.goodbye(GoodbyeCode::Unavailable, "the storage does not answer", retry);
        }
    }

    fn drain(&mut self, now: Millis, retry_after_ms: u64) {
        let until = now.plus(self.config.drain_ms);
        self.pushes.forget_waiting();
        self.draining.get_or_insert(Draining { retry_after_ms, until });
    }

    fn finish_drain(&mut self, now: Millis) {
        let Some(draining) = self.draining else { return };
        let committing = self.tickets.any(|purpose| matches!(purpose, Purpose::Ingest { .. }));
        if self.phase != Phase::Closed && (!committing || now >= draining.until) {
            let retry = draining.retry_after_ms;
            self.goodbye(GoodbyeCode::Draining, "this node goes away", retry);
        }
    }

    /// Says why, and ends.
    pub(super) fn goodbye(&mut self, code: GoodbyeCode, words: &str, retry_after_ms: u64) {
        if self.phase != Phase::Closed {
            self.out.goodbye(code, words, retry_after_ms);
            self.close(code);
        }
    }

    fn close(&mut self, code: GoodbyeCode) {
        for stream in self.subscriptions.streams() {
            self.end_subscription(stream);
        }
        self.phase = Phase::Closed;
        self.out.push(RelayEffect::Close(code));
    }

    pub(super) fn is_draining(&self) -> bool {
        self.draining.is_some()
    }

    pub(super) fn deny(&mut self, stream: StreamId, push_id: Option<u64>) {
        self.out.error(ErrorCode::NotFound, "no such stream", Some(stream), push_id);
    }
}
