//! The relay's REST shapes, as far as the client reads or writes them.

use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_crdt_model::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct SignUpRequest<'a> {
    pub(super) email: &'a str,
    pub(super) password: &'a str,
    pub(super) name: &'a str,
    pub(super) user_id: Option<UserId>,
}

#[derive(Serialize)]
pub(super) struct SignInRequest<'a> {
    pub(super) email: &'a str,
    pub(super) password: &'a str,
    pub(super) identity: Option<UserId>,
}

#[derive(Serialize)]
pub(super) struct RefreshRequest<'a> {
    pub(super) refresh_token: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) access_token: String,
    pub(super) access_expires_at: Timestamp,
    pub(super) refresh_token: String,
    pub(super) user: TokenUser,
}

#[derive(Deserialize)]
pub(super) struct TokenUser {
    pub(super) id: UserId,
    pub(super) name: String,
    pub(super) email: String,
}

#[derive(Serialize)]
pub(super) struct NewOrg<'a> {
    pub(super) id: Option<OrgId>,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
pub(super) struct NewMember<'a> {
    pub(super) email: &'a str,
    pub(super) role: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Orgs {
    pub(super) orgs: Vec<Membership>,
}

#[derive(Deserialize)]
pub(super) struct Members {
    pub(super) members: Vec<Member>,
}

/// An organisation that the account belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The account's role in it.
    pub role: String,
}

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Every id under which they appear in documents.
    pub identities: Vec<UserId>,
    /// Their role.
    pub role: String,
}

/// The body of an answer that refuses.
#[derive(Deserialize)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) message: String,
}
