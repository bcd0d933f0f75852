//! Access tokens for the session, fetched where blocking is allowed.

use super::clock::SteadyClock;
use crate::account::{Account, AccountError};
use aloft_sync_protocol::client::{ClientInput, TokenFailure, TokenReason};
use tokio::task::JoinHandle;

/// At most one request for a token at a time.
#[derive(Debug)]
pub(super) struct Tokens {
    account: Account,
    clock: SteadyClock,
    shown: Option<String>,
    asking: Option<JoinHandle<Result<String, AccountError>>>,
}

impl Tokens {
    pub(super) fn new(account: Account, clock: SteadyClock) -> Self {
        Self { account, clock, shown: None, asking: None }
    }

    /// Begins to get a token for this reason.
    pub(super) fn ask(&mut self, reason: TokenReason) {
        let (account, now) = (self.account.clone(), self.clock.timestamp());
        let rejected = self.shown.clone().filter(|_| reason == TokenReason::Rejected);
        self.asking = Some(tokio::task::spawn_blocking(move || {
            let session = match rejected {
                Some(token) => account.session_after_rejection(now, &token)?,
                None => account.fresh_session(now)?.1,
            };
            Ok(session.access_token)
        }));
    }

    /// Waits for the answer: for ever when none was asked for. Safe to cancel.
    pub(super) async fn next(&mut self) -> (ClientInput, Option<AccountError>) {
        let Some(asking) = &mut self.asking else { return std::future::pending().await };
        let answer = asking.await;
        self.asking = None;
        match answer {
            Ok(Ok(token)) => {
                self.shown = Some(token.clone());
                (ClientInput::Token { token }, None)
            }
            Ok(Err(error)) => (ClientInput::TokenFailed(failure(&error)), Some(error)),
            // The request panicked: nothing is known, so nothing is given up.
            Err(_) => (ClientInput::TokenFailed(TokenFailure::Unreachable), None),
        }
    }
}

fn failure(error: &AccountError) -> TokenFailure {
    match error {
        AccountError::NotSignedIn { .. } | AccountError::NoRelay => TokenFailure::SignedOut,
        AccountError::Unreachable { .. }
        | AccountError::Refused { .. }
        | AccountError::NotARelay { .. }
        | AccountError::File { .. }
        | AccountError::Damaged { .. }
        | AccountError::Keychain { .. } => TokenFailure::Unreachable,
    }
}
