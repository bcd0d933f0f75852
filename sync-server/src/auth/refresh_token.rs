//! Refresh tokens: each buys one new pair, and a second use ends the session (RFC 9700, section
//! 4.14.2).
//!
//! One case is no theft: the answer was lost on the way, and the client, which has nothing else,
//! asks again. So a token may be used again at once, as long as its successor was not: that
//! successor is then dead, and whoever has it shows himself by using it.

use crate::auth::queries::{self, RefreshTokenRow};
use crate::clock::later;
use crate::db::IdentityTx;
use crate::error::ApiError;
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// How long a store may stay offline and still be signed in.
pub const LIFE: Duration = Duration::from_hours(90 * 24);
/// How long an answer may have been lost.
pub const LOST_ANSWER: Duration = Duration::from_mins(1);

/// A new token; what the client keeps.
#[derive(Clone)]
pub struct RefreshToken(String);

impl RefreshToken {
    fn generate(rng: &mut impl Rng) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        // The prefix lets scanners of leaked secrets recognise it.
        Self(format!("aloft_rt_{}", URL_SAFE_NO_PAD.encode(secret)))
    }

    /// Its text, to be sent once.
    pub fn into_text(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

/// A session and its newest refresh token.
#[derive(Debug)]
pub struct Renewed {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub session: Uuid,
    /// What buys the next.
    pub token: RefreshToken,
}

/// What using a token came to. Both are committed: an ended session must stay ended.
#[derive(Debug)]
pub enum Exchange {
    /// It bought the next.
    Renewed(Renewed),
    /// It was used before: its session is revoked.
    Reused {
        /// The session that ended.
        session: Uuid,
    },
}

/// Begins a session.
pub async fn begin_session(
    tx: &mut IdentityTx,
    user: UserId,
    now: Timestamp,
    rng: &mut impl Rng,
) -> Result<Renewed, ApiError> {
    let session = aloft_crdt_model::ids::DeviceId::new(now, rng).0;
    queries::insert_session(tx, session, user, now).await?;
    let token = add_token(tx, session, now, rng).await?;
    Ok(Renewed { user, session, token })
}

/// Exchanges a token for the next.
pub async fn exchange(
    tx: &mut IdentityTx,
    typed: &str,
    now: Timestamp,
    rng: &mut impl Rng,
) -> Result<Exchange, ApiError> {
    let hash = hash(typed);
    let row = queries::lock_refresh_token(tx, &hash).await?;
    let row = row.filter(|row| row.is_open(now)).ok_or(ApiError::InvalidRefreshToken)?;
    if row.superseded || !may_use(tx, &row, now).await? {
        queries::revoke_session(tx, row.session, "token_reused", now).await?;
        return Ok(Exchange::Reused { session: row.session });
    }
    let token = add_token(tx, row.session, now, rng).await?;
    queries::mark_used(tx, &hash, &self::hash(&token.0), now).await?;
    Ok(Exchange::Renewed(Renewed { user: row.user, session: row.session, token }))
}

/// Ends the session of a token; the session, if there was one.
pub async fn end_session(
    tx: &mut IdentityTx,
    typed: &str,
    now: Timestamp,
) -> Result<Option<Uuid>, ApiError> {
    let row = queries::lock_refresh_token(tx, &hash(typed)).await?;
    let Some(row) = row.filter(|row| !row.revoked) else { return Ok(None) };
    queries::revoke_session(tx, row.session, "signed_out", now).await?;
    Ok(Some(row.session))
}

/// Whether the token was never used, or its answer was lost; then its successor dies.
async fn may_use(
    tx: &mut IdentityTx,
    row: &RefreshTokenRow,
    now: Timestamp,
) -> Result<bool, ApiError> {
    let (Some(used_at), Some(successor)) = (row.used_at, &row.successor_hash) else {
        return Ok(true);
    };
    if later(used_at, LOST_ANSWER) <= now {
        return Ok(false);
    }
    Ok(queries::supersede_unused(tx, successor, now).await?)
}

async fn add_token(
    tx: &mut IdentityTx,
    session: Uuid,
    now: Timestamp,
    rng: &mut impl Rng,
) -> Result<RefreshToken, ApiError> {
    let token = RefreshToken::generate(rng);
    queries::insert_refresh_token(tx, &hash(&token.0), session, now, later(now, LIFE)).await?;
    Ok(token)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl RefreshTokenRow {
    fn is_open(&self, now: Timestamp) -> bool {
        !self.revoked && now < self.expires_at
    }
}
