//! What signing up, signing in and refreshing answer.

use crate::auth::account::SignedIn;
use crate::auth::queries::UserRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Proof of who somebody is, now and later.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenPair {
    /// A JWT for `Authorization: Bearer`, good for ten minutes.
    access_token: String,
    /// When it ends, in milliseconds since the Unix epoch.
    access_expires_at: i64,
    /// Buys the next pair, once.
    refresh_token: String,
    /// Who signed in.
    user: Person,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub(super) struct Person {
    /// The id under which the person appears in documents.
    pub(super) id: Uuid,
    /// What others see.
    pub(super) name: String,
    /// The address, in lower case.
    pub(super) email: String,
}

impl From<SignedIn> for TokenPair {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            access_token: signed_in.access.token,
            access_expires_at: signed_in.access.expires_at.millis(),
            refresh_token: signed_in.refresh.into_text(),
            user: signed_in.user.into(),
        }
    }
}

impl From<UserRow> for Person {
    fn from(user: UserRow) -> Self {
        Self { id: user.id.0, name: user.name, email: user.email }
    }
}
