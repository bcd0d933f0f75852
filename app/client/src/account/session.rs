//! Signing in and out, the token that every request shows, and organisations.

use super::credentials::{CredentialFile, Credentials, RotationLock, Session, TokensIn};
use super::http::{Endpoint, agent};
use super::wire::{
    Member, Members, Membership, NewMember, NewOrg, Orgs, RefreshRequest, SignInRequest,
    SignUpRequest, Tokens,
};
use super::{AccountError, RelayUrl};
use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// A token that ends within this is exchanged first (milliseconds): it must outlive the request
/// that shows it, and a clock that differs a little.
const REFRESH_BEFORE: i64 = 60_000;

/// The account of one store. Cheap to make; every call reads the file, since another process may
/// have signed in, out or rotated meanwhile.
#[derive(Clone, Debug)]
pub struct Account {
    file: CredentialFile,
    agent: ureq::Agent,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl From<Session> for Person {
    fn from(session: Session) -> Self {
        Self { id: session.user, name: session.name, email: session.email }
    }
}

/// Somebody who signs up.
#[derive(Clone, Copy)]
pub struct NewPerson<'a> {
    /// Their address.
    pub email: &'a str,
    /// Their password.
    pub password: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The id their store has used so far, which the account then has.
    pub user_id: UserId,
}

impl Account {
    /// The account of the store in `dir`.
    pub fn of_store(dir: &Path) -> Self {
        Self { file: CredentialFile::in_dir(dir), agent: agent() }
    }

    /// The remembered relay and session.
    pub fn credentials(&self) -> Result<Option<Credentials>, AccountError> {
        self.file.read()
    }

    /// Where the session's tokens are kept, or would be.
    pub fn tokens_in(&self) -> TokensIn {
        self.file.tokens_in()
    }

    /// Makes an account and signs in to it.
    pub fn sign_up(
        &self,
        relay: &RelayUrl,
        person: &NewPerson<'_>,
    ) -> Result<Person, AccountError> {
        let &NewPerson { email, password, name, user_id } = person;
        let body = SignUpRequest { email, password, name, user_id: Some(user_id) };
        let lock = self.file.lock()?;
        let tokens = self.at(relay, "/v1/sign-up", None).post(&body)?;
        self.keep(&lock, relay, tokens).map(Person::from)
    }

    /// Signs in. `identity` is the id that this store has written under so far: the account
    /// claims it, so that what was written before stays its own.
    pub fn sign_in(
        &self,
        relay: &RelayUrl,
        email: &str,
        password: &str,
        identity: Option<UserId>,
    ) -> Result<Person, AccountError> {
        let lock = self.file.lock()?;
        let endpoint = self.at(relay, "/v1/sign-in", None);
        let tokens = match endpoint.post(&SignInRequest { email, password, identity }) {
            // This store was somebody else's before: what they wrote stays theirs.
            Err(AccountError::Refused { code, .. }) if code == "identity_taken" => {
                endpoint.post(&SignInRequest { email, password, identity: None })?
            }
            answer => answer?,
        };
        self.keep(&lock, relay, tokens).map(Person::from)
    }

    /// Ends the session here, and at the relay if it can be reached. Returns whether there was
    /// one.
    pub fn sign_out(&self) -> Result<bool, AccountError> {
        let lock = self.file.lock()?;
        let Some(Credentials { relay, session: Some(session) }) = self.file.read()? else {
            return Ok(false);
        };
        self.file.write(&lock, &Credentials { relay: relay.clone(), session: None })?;
        let body = RefreshRequest { refresh_token: &session.refresh_token };
        let told: Result<(), _> = self.at(&relay, "/v1/sign-out", None).post(&body);
        if let Err(error) = told {
            // The tokens are gone from this machine, which is what was asked for; those at the
            // relay end by themselves.
            tracing::debug!(%error, "signed out here only");
        }
        Ok(true)
    }

    /// A session whose access token is good for a while, exchanged for a new pair if need be.
    pub fn fresh_session(&self, now: Timestamp) -> Result<(RelayUrl, Session), AccountError> {
        let (relay, session) = signed_in(self.file.read()?)?;
        if is_good(&session, now) {
            return Ok((relay, session));
        }
        let lock = self.file.lock()?;
        // Another process may have rotated while this one waited for the lock; the old refresh
        // token would then count as stolen and end the session.
        let (relay, session) = signed_in(self.file.read()?)?;
        if is_good(&session, now) {
            return Ok((relay, session));
        }
        let session = self.rotate(&lock, &relay, &session)?;
        Ok((relay, session))
    }

    /// A session with another access token than this one, which the relay would not take.
    pub fn session_after_rejection(
        &self,
        now: Timestamp,
        rejected: &str,
    ) -> Result<Session, AccountError> {
        let lock = self.file.lock()?;
        let (relay, session) = signed_in(self.file.read()?)?;
        if session.access_token != rejected && is_good(&session, now) {
            return Ok(session);
        }
        self.rotate(&lock, &relay, &session)
    }

    /// The organisations of the account.
    pub fn orgs(&self, now: Timestamp) -> Result<Vec<Membership>, AccountError> {
        self.get("/v1/orgs", now).map(|Orgs { orgs }| orgs)
    }

    /// Makes an organisation with the account as its first administrator. An `id` that was chosen
    /// here makes a local organisation known to the relay.
    pub fn create_org(
        &self,
        id: Option<OrgId>,
        name: &str,
        now: Timestamp,
    ) -> Result<Membership, AccountError> {
        self.post("/v1/orgs", &NewOrg { id, name }, now)
    }

    /// The members of an organisation.
    pub fn members(&self, org: OrgId, now: Timestamp) -> Result<Vec<Member>, AccountError> {
        self.get(&format!("/v1/orgs/{org}/members"), now).map(|Members { members }| members)
    }

    /// Adds an account to an organisation.
    pub fn add_member(
        &self,
        org: OrgId,
        email: &str,
        role: &str,
        now: Timestamp,
    ) -> Result<Member, AccountError> {
        self.post(&format!("/v1/orgs/{org}/members"), &NewMember { email, role }, now)
    }

    fn rotate(
        &self,
        lock: &RotationLock,
        relay: &RelayUrl,
        session: &Session,
    ) -> Result<Session, AccountError> {
        let body = RefreshRequest { refresh_token: &session.refresh_token };
        match self.at(relay, "/v1/refresh", None).post(&body) {
            Ok(tokens) => self.keep(lock, relay, tokens),
            Err(AccountError::Refused { status: 401 | 403, .. }) => {
                self.file.write(lock, &Credentials { relay: relay.clone(), session: None })?;
                Err(AccountError::NotSignedIn { relay: Some(relay.clone()) })
            }
            Err(error) => Err(error),
        }
    }

    fn keep(
        &self,
        lock: &RotationLock,
        relay: &RelayUrl,
        tokens: Tokens,
    ) -> Result<Session, AccountError> {
        let Tokens { access_token, access_expires_at, refresh_token, user } = tokens;
        let session = Session {
            user: user.id,
            name: user.name,
            email: user.email,
            access_token,
            access_expires_at,
            refresh_token,
        };
        let kept = Credentials { relay: relay.clone(), session: Some(session.clone()) };
        self.file.write(lock, &kept)?;
        Ok(session)
    }

    fn get<Answer: DeserializeOwned>(
        &self,
        path: &str,
        now: Timestamp,
    ) -> Result<Answer, AccountError> {
        let (relay, session) = self.fresh_session(now)?;
        self.at(&relay, path, Some(&session.access_token)).get()
    }

    fn post<Answer: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        now: Timestamp,
    ) -> Result<Answer, AccountError> {
        let (relay, session) = self.fresh_session(now)?;
        self.at(&relay, path, Some(&session.access_token)).post(body)
    }

    fn at<'a>(
        &'a self,
        relay: &'a RelayUrl,
        path: &'a str,
        token: Option<&'a str>,
    ) -> Endpoint<'a> {
        Endpoint { agent: &self.agent, relay, path, token }
    }
}

fn is_good(session: &Session, now: Timestamp) -> bool {
    session.access_expires_at.millis() - now.millis() > REFRESH_BEFORE
}

fn signed_in(credentials: Option<Credentials>) -> Result<(RelayUrl, Session), AccountError> {
    match credentials {
        Some(Credentials { relay, session: Some(session) }) => Ok((relay, session)),
        Some(Credentials { relay, session: None }) => {
            Err(AccountError::NotSignedIn { relay: Some(relay) })
        }
        None => Err(AccountError::NotSignedIn { relay: None }),
    }
}
