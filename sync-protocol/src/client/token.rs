//! The access token: asked for in time, renewed in-band.

use crate::client::effect::{ClientEffect, TokenReason};
use crate::client::input::TokenFailure;
use crate::client::link::Link;
use crate::client::session::ClientSession;
use crate::client::status::Problem;
use crate::frames::ClientFrame;
use crate::frames::from_client::Refresh;
use crate::frames::from_relay::Refreshed;
use crate::instant::Millis;
use rand::Rng;

/// The token.
#[derive(Default)]
pub(super) struct Token {
    value: Option<String>,
    rejected: bool,
    /// The driver was asked, and has not answered.
    asked: bool,
    /// When to ask for the next one.
    renew_at: Option<Millis>,
    /// The relay's clock minus this one's.
    offset: i128,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("renew_at", &self.renew_at).finish_non_exhaustive()
    }
}

/// A renewal that failed is tried again after this, in milliseconds.
const RETRY_MS: u64 = 15_000;

impl Token {
    pub(super) fn is_usable(&self) -> bool {
        self.value.is_some() && !self.rejected
    }

    pub(super) fn value(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }

    pub(super) fn reject(&mut self) {
        self.rejected = true;
        self.renew_at = None;
    }
}

impl<R: Rng> ClientSession<R> {
    pub(super) fn ask_token(&mut self) {
        if !std::mem::replace(&mut self.token.asked, true) {
            let reason = match (&self.token.value, self.token.rejected) {
                (None, _) => TokenReason::Missing,
                (Some(_), true) => TokenReason::Rejected,
                (Some(_), false) => TokenReason::ExpiresSoon,
            };
            self.effect(ClientEffect::RefreshToken(reason));
        }
    }

    pub(super) fn token_came(&mut self, token: String) {
        self.token.value = Some(token.clone());
        self.token.rejected = false;
        self.token.asked = false;
        self.problem = self.problem.filter(|problem| *problem != Problem::SignedOut);
        match self.link {
            Link::NeedsToken => self.connect(),
            Link::Online { .. } => self.send(&ClientFrame::Refresh(Refresh { token })),
            _ => {}
        }
    }

    pub(super) fn token_failed(&mut self, failure: TokenFailure) {
        self.token.asked = false;
        if failure == TokenFailure::SignedOut {
            self.token.reject();
            self.problem = Some(Problem::SignedOut);
        } else if self.link == Link::NeedsToken {
            let wait = self.backoff.next_wait(0, &mut self.rng);
            self.link = Link::Waiting { until: self.now.plus(wait) };
        } else if self.is_online() {
            self.token.renew_at = Some(self.now.plus(RETRY_MS));
        }
    }

    pub(super) fn refreshed(&mut self, refreshed: Refreshed) {
        let server_now = i128::from(self.now.0) + self.token.offset;
        let server_now = u64::try_from(server_now).unwrap_or(0);
        self.token_holds(server_now, refreshed.expires_at);
    }

    /// The relay took the token; both times are by its clock.
    pub(super) fn token_holds(&mut self, server_now: u64, expires_at: u64) {
        self.token.offset = i128::from(server_now) - i128::from(self.now.0);
        // Early enough for a slow network, and not at once when the token is short-lived.
        let left = expires_at.saturating_sub(server_now);
        self.token.renew_at = Some(self.now.plus((left / 4 * 3).max(1000)));
    }

    pub(super) fn token_deadline(&self) -> Option<Millis> {
        self.token.renew_at.filter(|_| self.is_online() && !self.token.asked)
    }

    pub(super) fn check_token(&mut self) {
        if self.token_deadline().is_some_and(|at| self.now >= at) {
            self.token.renew_at = None;
            self.ask_token();
        }
    }
}
