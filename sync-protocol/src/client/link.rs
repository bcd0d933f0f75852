//! The connection: made, greeted, kept alive, lost, and made again.

use crate::client::effect::ClientEffect;
use crate::client::session::{Allowed, ClientSession, Purpose};
use crate::client::status::Problem;
use crate::client::stream::State;
use crate::frames::from_client::{ClientGoodbye, Hello, Ping};
use crate::frames::from_relay::{Directory, RelayGoodbye, Welcome};
use crate::frames::{ClientFrame, GoodbyeCode};
use crate::instant::Millis;
use crate::limits::VERSIONS;
use rand::Rng;

/// The connection.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// Not wanted.
    Stopped,
    /// Until the next attempt.
    Waiting { until: Millis },
    /// A token is needed first.
    NeedsToken,
    /// A socket is being opened.
    Connecting { since: Millis },
    /// `Hello` is sent.
    Greeting { since: Millis },
    /// The relay knows this client; its directory is to come.
    Welcomed { since: Millis, welcome: Box<Welcome> },
    /// The directory is here.
    Online { welcome: Box<Welcome>, heard_at: Millis, pinged_at: Millis, unanswered: bool },
}

impl<R: Rng> ClientSession<R> {
    pub(super) fn is_online(&self) -> bool {
        matches!(self.link, Link::Online { .. })
    }

    pub(super) fn start(&mut self) {
        if self.link == Link::Stopped {
            self.connect();
        }
    }

    pub(super) fn stop(&mut self) {
        self.close_socket();
        self.forget_connection();
        self.link = Link::Stopped;
    }

    pub(super) fn retry_now(&mut self) {
        match self.link {
            Link::Waiting { .. } => self.connect(),
            Link::NeedsToken => self.ask_token(),
            _ => {}
        }
    }

    /// Opens a socket, with a token to show.
    pub(super) fn connect(&mut self) {
        if self.token.is_usable() {
            self.link = Link::Connecting { since: self.now };
            self.effect(ClientEffect::Connect);
        } else {
            self.link = Link::NeedsToken;
            self.ask_token();
        }
    }

    pub(super) fn connected(&mut self) {
        if !matches!(self.link, Link::Connecting { .. }) {
            return;
        }
        self.link = Link::Greeting { since: self.now };
        let hello = Hello {
            versions: VERSIONS.to_vec(),
            device: self.config.device,
            token: self.token.value().to_owned(),
            agent: self.config.agent.clone(),
        };
        self.send(&ClientFrame::Hello(hello));
    }

    pub(super) fn disconnected(&mut self, close_code: Option<u16>) {
        if self.has_socket() {
            let code = close_code.map_or(GoodbyeCode::Done, GoodbyeCode::from_number);
            self.lost(code, 0);
        }
    }

    pub(super) fn welcomed(&mut self, welcome: Welcome) {
        if !matches!(self.link, Link::Greeting { .. }) || !VERSIONS.contains(&welcome.version) {
            return self.hang_up("a welcome that does not fit");
        }
        self.limits = welcome.limits.tightened();
        self.token_holds(welcome.server_time, welcome.expires_at);
        self.problem = self.problem.filter(|problem| *problem == Problem::StoreFailed);
        self.link = Link::Welcomed { since: self.now, welcome: Box::new(welcome) };
    }

    pub(super) fn directory_came(&mut self, directory: &Directory) {
        let Ok(orgs) = directory.orgs() else { return self.hang_up("a directory that is damaged") };
        let welcome = match &self.link {
            Link::Welcomed { welcome, .. } | Link::Online { welcome, .. } => welcome.clone(),
            _ => return self.hang_up("a directory before the welcome"),
        };
        if !self.is_online() {
            let (heard_at, pinged_at) = (self.now, self.now);
            let welcome = welcome.clone();
            self.link = Link::Online { welcome, heard_at, pinged_at, unanswered: false };
        }
        self.directory = Allowed {
            orgs: orgs.iter().map(|org| org.id).collect(),
            streams: orgs.iter().flat_map(|org| &org.streams).map(|stream| stream.id).collect(),
            stored: false,
        };
        // Only the newest answer counts.
        self.tickets.retain(|purpose| !matches!(purpose, Purpose::Directory));
        let ticket = self.tickets.issue(Purpose::Directory);
        let (user, identities) = (welcome.user, welcome.identities);
        self.effect(ClientEffect::SetDirectory { ticket, user, identities, orgs });
        self.begin_all();
    }

    pub(super) fn said_goodbye(&mut self, goodbye: &RelayGoodbye) {
        self.effect(ClientEffect::Disconnect);
        self.lost(goodbye.code, goodbye.retry_after_ms);
    }

    /// Ends a connection that is of no more use, and comes back later.
    pub(super) fn hang_up(&mut self, why: &'static str) {
        if self.has_socket() {
            self.hung_up = Some(why);
            self.close_socket();
            self.lost(GoodbyeCode::Done, 0);
        }
    }

    /// Something was heard.
    pub(super) fn heard(&mut self) {
        self.last_contact = Some(self.now);
        if let Link::Online { heard_at, .. } = &mut self.link {
            *heard_at = self.now;
        }
    }

    pub(super) fn pong(&mut self) {
        if let Link::Online { unanswered, .. } = &mut self.link {
            *unanswered = false;
            // A connection that lived as long as a ping is a good one.
            self.backoff.reset();
        }
    }

    pub(super) fn link_deadline(&self) -> Option<Millis> {
        match &self.link {
            Link::Stopped | Link::NeedsToken => None,
            Link::Waiting { until } => Some(*until),
            Link::Connecting { since }
            | Link::Greeting { since }
            | Link::Welcomed { since, .. } => Some(since.plus(self.config.greeting_ms)),
            Link::Online { pinged_at, unanswered: false, .. } => {
                Some(pinged_at.plus(self.config.ping_ms))
            }
            Link::Online { .. } if self.reading_paused => None,
            Link::Online { pinged_at, heard_at, .. } => {
                Some((*pinged_at).max(*heard_at).plus(self.config.pong_ms))
            }
        }
    }

    pub(super) fn check_link(&mut self) {
        if self.link_deadline().is_none_or(|at| self.now < at) {
            return;
        }
        match &mut self.link {
            Link::Waiting { .. } => self.connect(),
            Link::Online { pinged_at, unanswered, .. } if !*unanswered => {
                *pinged_at = self.now;
                *unanswered = true;
                let nonce = self.now.0;
                self.send(&ClientFrame::Ping(Ping { nonce }));
            }
            // Half open, or nobody there.
            _ => self.hang_up("nothing was heard"),
        }
    }

    /// A socket is open, or is being opened.
    pub(super) fn has_socket(&self) -> bool {
        !matches!(self.link, Link::Stopped | Link::Waiting { .. } | Link::NeedsToken)
    }

    fn close_socket(&mut self) {
        if !self.has_socket() {
            return;
        }
        if !matches!(self.link, Link::Connecting { .. }) {
            self.send(&ClientFrame::Goodbye(ClientGoodbye {}));
        }
        self.effect(ClientEffect::Disconnect);
    }

    fn lost(&mut self, code: GoodbyeCode, retry_after_ms: u64) {
        self.forget_connection();
        let mut retry_after_ms = retry_after_ms;
        match code {
            GoodbyeCode::Unauthenticated | GoodbyeCode::TokenExpired | GoodbyeCode::Revoked => {
                self.token.reject();
            }
            GoodbyeCode::UnsupportedVersion => {
                self.problem = Some(Problem::UnsupportedVersion);
                retry_after_ms = retry_after_ms.max(self.config.backoff_max_ms);
            }
            _ => {}
        }
        let wait = self.backoff.next_wait(retry_after_ms, &mut self.rng);
        self.link = Link::Waiting { until: self.now.plus(wait) };
    }

    /// Only what is durable, and what the store still works on, outlives a connection.
    fn forget_connection(&mut self) {
        self.tickets.retain(|purpose| matches!(purpose, Purpose::Store { .. }));
        self.questions.clear();
        self.directory = Allowed::default();
        // A new socket is read; if the store is still behind, it pauses it again.
        self.reading_paused = false;
        self.presence.forget_sent();
        for stream in self.streams.values_mut() {
            stream.rest(State::Idle);
        }
    }
}
