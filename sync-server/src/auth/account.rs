//! Accounts: making one, coming back to it.

use crate::auth::access_token;
use crate::auth::attempts;
use crate::auth::client_address::ClientAddress;
use crate::auth::email::Email;
use crate::auth::password::Password;
use crate::auth::queries::{self, UserRow};
use crate::auth::refresh_token::{self, Exchange, Renewed};
use crate::db::{DbError, IdentityTx};
use crate::error::ApiError;
use crate::live::{self, Announcement};
use crate::state::AppState;
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;

/// Somebody who wants an account.
#[derive(Debug)]
pub struct Newcomer {
    /// The address, which becomes the account's name.
    pub email: Email,
    /// The password.
    pub password: Password,
    /// What others see.
    pub name: String,
    /// The id under which this person's store already wrote, if it did.
    pub wanted: Option<UserId>,
}

/// A person who is signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: UserRow,
    /// What proves it for ten minutes.
    pub access: access_token::AccessToken,
    /// What proves it after that, once.
    pub refresh: refresh_token::RefreshToken,
}

/// Makes an account and signs its person in.
pub async fn sign_up(
    state: &AppState,
    client: ClientAddress,
    newcomer: Newcomer,
) -> Result<SignedIn, ApiError> {
    let (now, mut rng) = (state.now(), state.rng());
    attempts::count_sign_up(&state.db, client.0, now).await?;
    let hash = state.passwords.hash(newcomer.password, &mut rng).await?;
    let user = UserRow {
        id: newcomer.wanted.unwrap_or_else(|| UserId::new(now, &mut rng)),
        email: newcomer.email.to_string(),
        name: newcomer.name,
    };
    let mut tx = IdentityTx::begin(&state.db).await?;
    queries::insert_user(&mut tx, &user, now).await.map_err(taken)?;
    if queries::claim_identity(&mut tx, user.id, user.id, now).await? != user.id {
        return Err(ApiError::IdentityTaken);
    }
    queries::insert_credentials(&mut tx, user.id, &hash, now).await?;
    let session = refresh_token::begin_session(&mut tx, user.id, now, &mut rng).await?;
    tx.commit().await?;
    signed_in(state, user, session, now)
}

/// Signs a person in. `identity` is the id under which the person's store wrote without an account;
/// it becomes one of the person's.
pub async fn sign_in(
    state: &AppState,
    client: ClientAddress,
    email: &Email,
    password: Password,
    identity: Option<UserId>,
) -> Result<SignedIn, ApiError> {
    let (now, mut rng) = (state.now(), state.rng());
    attempts::count_sign_in(&state.db, email, client.0, now).await?;
    // No transaction is open while the password is hashed: connections are fewer than people.
    let known = find(state, email).await?;
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let matches = state.passwords.verify(password, hash).await?;
    let (user, _) = known.filter(|_| matches).ok_or(ApiError::InvalidCredentials)?;

    let mut tx = IdentityTx::begin(&state.db).await?;
    attempts::forgive_sign_in(&mut tx, email, client.0).await?;
    if let Some(identity) = identity
        && queries::claim_identity(&mut tx, identity, user.id, now).await? != user.id
    {
        return Err(ApiError::IdentityTaken);
    }
    let session = refresh_token::begin_session(&mut tx, user.id, now, &mut rng).await?;
    tx.commit().await?;
    if identity.is_some() {
        live::announce(&state.db, Announcement::Person(user.id)).await;
    }
    signed_in(state, user, session, now)
}

/// Exchanges a refresh token.
pub async fn refresh(state: &AppState, typed: &str) -> Result<SignedIn, ApiError> {
    let (now, mut rng) = (state.now(), state.rng());
    let mut tx = IdentityTx::begin(&state.db).await?;
    match refresh_token::exchange(&mut tx, typed, now, &mut rng).await? {
        Exchange::Renewed(session) => {
            let user = queries::user(&mut tx, session.user).await?;
            let user = user.ok_or(ApiError::InvalidRefreshToken)?;
            tx.commit().await?;
            signed_in(state, user, session, now)
        }
        Exchange::Reused { session } => {
            tx.commit().await?;
            tracing::warn!(%session, "a refresh token was used twice: the session is revoked");
            live::announce(&state.db, Announcement::SessionEnded(session)).await;
            Err(ApiError::RefreshTokenReused)
        }
    }
}

/// Ends the session of a refresh token. A token that is no longer one has ended already.
pub async fn sign_out(state: &AppState, typed: &str) -> Result<(), ApiError> {
    let mut tx = IdentityTx::begin(&state.db).await?;
    let ended = refresh_token::end_session(&mut tx, typed, state.now()).await?;
    tx.commit().await?;
    if let Some(session) = ended {
        live::announce(&state.db, Announcement::SessionEnded(session)).await;
    }
    Ok(())
}

async fn find(state: &AppState, email: &Email) -> Result<Option<(UserRow, String)>, ApiError> {
    let mut tx = IdentityTx::begin(&state.db).await?;
    Ok(queries::user_with_password(&mut tx, email.as_str()).await?)
}

fn signed_in(
    state: &AppState,
    user: UserRow,
    session: Renewed,
    now: Timestamp,
) -> Result<SignedIn, ApiError> {
    let issuer = &state.config.issuer;
    let access = access_token::issue(&state.keys, issuer, user.id, session.session, now)
        .map_err(ApiError::internal)?;
    Ok(SignedIn { user, access, refresh: session.token })
}

fn taken(error: DbError) -> ApiError {
    match error.violated_constraint() {
        Some("users_email_key") => ApiError::EmailTaken,
        Some("users_pkey") => ApiError::IdentityTaken,
        _ => error.into(),
    }
}
