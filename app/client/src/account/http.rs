//! One JSON request to the relay, and what its answer means.

use super::wire::Problem;
use super::{AccountError, RelayUrl};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long the relay may take for a whole answer. Signing in hashes a password, which is slow on
/// purpose.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a connection may take to stand.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

pub(super) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        // A refusal carries a code and a sentence that people should see: read it, do not throw it.
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT_WITHIN))
        .timeout_global(Some(ANSWER_WITHIN))
        .user_agent(concat!("aloft/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// A place on a relay, with the token to show there.
#[derive(Clone, Copy)]
pub(super) struct Endpoint<'a> {
    pub(super) agent: &'a ureq::Agent,
    pub(super) relay: &'a RelayUrl,
    pub(super) path: &'a str,
    pub(super) token: Option<&'a str>,
}

impl Endpoint<'_> {
    pub(super) fn get<Answer: DeserializeOwned>(&self) -> Result<Answer, AccountError> {
        let mut request = self.agent.get(self.relay.endpoint(self.path));
        if let Some(token) = self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.read(request.call())
    }

    pub(super) fn post<Answer: DeserializeOwned>(
        &self,
        body: &impl Serialize,
    ) -> Result<Answer, AccountError> {
        let mut request = self.agent.post(self.relay.endpoint(self.path));
        if let Some(token) = self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.read(request.send_json(body))
    }

    fn read<Answer: DeserializeOwned>(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, AccountError> {
        let mut answer = answer.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let body = answer.body_mut().read_to_vec().map_err(|error| self.unreachable(&error))?;
        if !status.is_success() {
            return Err(self.refusal(status.as_u16(), &body));
        }
        // An answer without content reads as JSON null, which `()` takes.
        let body = if body.is_empty() { b"null" } else { body.as_slice() };
        serde_json::from_slice(body).map_err(|error| self.odd(error.to_string()))
    }

    fn refusal(&self, status: u16, body: &[u8]) -> AccountError {
        match serde_json::from_slice::<Problem>(body) {
            // A relay that is starting, draining or cut off from its database is one that cannot
            // be reached now: trying again later is the answer to all of them.
            Ok(problem) if matches!(status, 502..=504) => {
                AccountError::Unreachable { relay: self.relay.clone(), words: problem.message }
            }
            Ok(problem) => {
                AccountError::Refused { status, code: problem.code, message: problem.message }
            }
            Err(_) if matches!(status, 502..=504) => AccountError::Unreachable {
                relay: self.relay.clone(),
                words: format!("it answers with status {status}"),
            },
            Err(_) => self.odd(format!("status {status} on {}", self.path)),
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> AccountError {
        AccountError::Unreachable { relay: self.relay.clone(), words: error.to_string() }
    }

    fn odd(&self, words: String) -> AccountError {
        AccountError::NotARelay { relay: self.relay.clone(), words }
    }
}
