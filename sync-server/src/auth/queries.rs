//! SQL on people. Rows in, rows out; what they mean is decided elsewhere.

use crate::clock::{from_sql, to_sql};
use crate::db::{DbError, IdentityTx, exactly_one};
use aloft_crdt_model::ids::{DeviceId, UserId};
use aloft_crdt_model::time::Timestamp;
use std::time::Duration;
use uuid::Uuid;

/// A person as others may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// The address, normalised.
    pub email: String,
    /// What the person is called.
    pub name: String,
}

/// A refresh token and its session.
#[derive(Debug)]
pub(super) struct RefreshTokenRow {
    pub(super) user: UserId,
    pub(super) session: Uuid,
    pub(super) expires_at: Timestamp,
    pub(super) used_at: Option<Timestamp>,
    pub(super) successor_hash: Option<Vec<u8>>,
    pub(super) superseded: bool,
    pub(super) revoked: bool,
}

/// A signing key.
#[derive(Debug)]
pub(super) struct SigningKeyRow {
    pub(super) seed: [u8; 32],
    pub(super) created_at: Timestamp,
}

/// An attempt to be counted.
#[derive(Debug)]
pub(super) struct Attempt {
    /// When it is made.
    pub(super) now: Timestamp,
    /// How much of the bucket it takes.
    pub(super) every: Duration,
    /// The bucket is empty when it is full again only after this.
    pub(super) latest: Timestamp,
}

pub(super) async fn insert_user(
    tx: &mut IdentityTx,
    user: &UserRow,
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO users (id, email, name, created_at) VALUES ($1, $2, $3, $4)",
        user.id.0,
        user.email,
        user.name,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("insert user", &done)
}

/// The person with this id.
pub async fn user(tx: &mut IdentityTx, id: UserId) -> Result<Option<UserRow>, DbError> {
    let row = sqlx::query!("SELECT id, email, name FROM users WHERE id = $1", id.0)
        .fetch_optional(tx.connection())
        .await?;
    Ok(row.map(|row| UserRow { id: UserId(row.id), email: row.email, name: row.name }))
}

/// The person with this normalised address.
pub async fn user_by_email(tx: &mut IdentityTx, email: &str) -> Result<Option<UserRow>, DbError> {
    let row = sqlx::query!("SELECT id, email, name FROM users WHERE email = $1", email)
        .fetch_optional(tx.connection())
        .await?;
    Ok(row.map(|row| UserRow { id: UserId(row.id), email: row.email, name: row.name }))
}

pub(super) async fn user_with_password(
    tx: &mut IdentityTx,
    email: &str,
) -> Result<Option<(UserRow, String)>, DbError> {
    let row = sqlx::query!(
        "SELECT id, email, name, password_hash FROM users
         JOIN credentials ON credentials.user_id = users.id WHERE email = $1",
        email
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| {
        let user = UserRow { id: UserId(row.id), email: row.email, name: row.name };
        (user, row.password_hash)
    }))
}

pub(super) async fn insert_credentials(
    tx: &mut IdentityTx,
    user: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO credentials (user_id, password_hash, changed_at) VALUES ($1, $2, $3)",
        user.0,
        hash,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("insert credentials", &done)
}

/// Makes the id one of the person's, unless it is somebody's; whose it is then.
pub(super) async fn claim_identity(
    tx: &mut IdentityTx,
    identity: UserId,
    user: UserId,
    now: Timestamp,
) -> Result<UserId, DbError> {
    // The update changes nothing; it makes the row come back, and waits for a rival to commit.
    let owner = sqlx::query_scalar!(
        "INSERT INTO identities (identity_id, user_id, claimed_at) VALUES ($1, $2, $3)
         ON CONFLICT (identity_id) DO UPDATE SET identity_id = excluded.identity_id
         RETURNING user_id",
        identity.0,
        user.0,
        to_sql(now)
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(UserId(owner))
}

/// Every id under which the person appears in documents, the account's own among them.
pub async fn identities(tx: &mut IdentityTx, user: UserId) -> Result<Vec<UserId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT identity_id FROM identities WHERE user_id = $1 ORDER BY identity_id",
        user.0
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Notes that a person's store was seen.
pub async fn see_device(
    tx: &mut IdentityTx,
    user: UserId,
    device: DeviceId,
    agent: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO devices (user_id, device_id, agent, first_seen_at, last_seen_at)
         VALUES ($1, $2, left($3, 200), $4, $4)
         ON CONFLICT (user_id, device_id)
         DO UPDATE SET agent = excluded.agent, last_seen_at = excluded.last_seen_at",
        user.0,
        device.0,
        agent,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("see device", &done)
}

pub(super) async fn insert_session(
    tx: &mut IdentityTx,
    session: Uuid,
    user: UserId,
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO sessions (id, user_id, created_at) VALUES ($1, $2, $3)",
        session,
        user.0,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("insert session", &done)
}

pub(super) async fn revoke_session(
    tx: &mut IdentityTx,
    session: Uuid,
    because: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "UPDATE sessions SET revoked_at = $2, revoked_because = $3
         WHERE id = $1 AND revoked_at IS NULL",
        session,
        to_sql(now),
        because
    )
    .execute(tx.connection())
    .await?;
    exactly_one("revoke session", &done)
}

/// Whether the session is still open, for sockets that outlive their first access token.
pub async fn is_session_open(tx: &mut IdentityTx, session: Uuid) -> Result<bool, DbError> {
    let open = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM sessions WHERE id = $1 AND revoked_at IS NULL) AS "open!""#,
        session
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(open)
}

pub(super) async fn insert_refresh_token(
    tx: &mut IdentityTx,
    hash: &[u8; 32],
    session: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO refresh_tokens (token_hash, session_id, issued_at, expires_at)
         VALUES ($1, $2, $3, $4)",
        &hash[..],
        session,
        to_sql(now),
        to_sql(expires_at)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("insert refresh token", &done)
}

/// The token with this hash. Its session stays locked until the transaction ends, so that two uses
/// of a family come one after the other.
pub(super) async fn lock_refresh_token(
    tx: &mut IdentityTx,
    hash: &[u8; 32],
) -> Result<Option<RefreshTokenRow>, DbError> {
    sqlx::query!(
        "SELECT FROM sessions
         WHERE id = (SELECT session_id FROM refresh_tokens WHERE token_hash = $1) FOR UPDATE",
        &hash[..]
    )
    .execute(tx.connection())
    .await?;
    let row = sqlx::query!(
        r#"SELECT user_id, session_id, expires_at, used_at, successor_hash,
            superseded_at IS NOT NULL AS "superseded!", revoked_at IS NOT NULL AS "revoked!"
         FROM refresh_tokens JOIN sessions ON sessions.id = session_id WHERE token_hash = $1"#,
        &hash[..]
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| RefreshTokenRow {
        user: UserId(row.user_id),
        session: row.session_id,
        expires_at: from_sql(row.expires_at),
        used_at: row.used_at.map(from_sql),
        successor_hash: row.successor_hash,
        superseded: row.superseded,
        revoked: row.revoked,
    }))
}

pub(super) async fn mark_used(
    tx: &mut IdentityTx,
    hash: &[u8; 32],
    successor: &[u8; 32],
    now: Timestamp,
) -> Result<(), DbError> {
    // A lost answer is made good within a minute of the *first* use, so that stays.
    let done = sqlx::query!(
        "UPDATE refresh_tokens SET used_at = coalesce(used_at, $3), successor_hash = $2
         WHERE token_hash = $1",
        &hash[..],
        &successor[..],
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("mark refresh token used", &done)
}

/// Puts a successor out of use, if nobody used it. False when somebody did.
pub(super) async fn supersede_unused(
    tx: &mut IdentityTx,
    successor: &[u8],
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE refresh_tokens SET superseded_at = $2
         WHERE token_hash = $1 AND used_at IS NULL AND superseded_at IS NULL",
        successor,
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes the tokens that ended before this moment, and the sessions that have none left.
pub(super) async fn delete_expired_sessions(
    tx: &mut IdentityTx,
    before: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM refresh_tokens WHERE expires_at < $1", to_sql(before))
        .execute(tx.connection())
        .await?;
    sqlx::query!(
        "DELETE FROM sessions WHERE created_at < $1
         AND NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)",
        to_sql(before)
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Takes an attempt out of the bucket; false when it is empty. One that is to be full later than an
/// empty bucket can be was written before the clock went back, and is begun anew.
pub(super) async fn take_attempt(
    tx: &mut IdentityTx,
    key: &[u8],
    attempt: &Attempt,
) -> Result<bool, DbError> {
    let every = time::Duration::try_from(attempt.every).unwrap_or(time::Duration::MAX);
    let done = sqlx::query!(
        "INSERT INTO attempt_limits AS bucket (key, full_at)
         VALUES ($1, $2::timestamptz + make_interval(secs => $3))
         ON CONFLICT (key) DO UPDATE
         SET full_at = make_interval(secs => $3) +
            CASE WHEN bucket.full_at <= $4 THEN greatest(bucket.full_at, $2) ELSE $2 END
         WHERE bucket.full_at <= $4 OR bucket.full_at > $4 + make_interval(secs => $3)",
        key,
        to_sql(attempt.now),
        every.as_seconds_f64(),
        to_sql(attempt.latest)
    )
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete_attempts(tx: &mut IdentityTx, key: &[u8]) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM attempt_limits WHERE key = $1", key).execute(tx.connection()).await?;
    Ok(())
}

/// Deletes the buckets that are full: they are like those that never were.
pub(super) async fn delete_full_buckets(
    tx: &mut IdentityTx,
    now: Timestamp,
) -> Result<(), DbError> {
    // Those that an attempt holds are left for the next time: waiting for each other would be a
    // deadlock.
    sqlx::query!(
        "DELETE FROM attempt_limits WHERE key IN
            (SELECT key FROM attempt_limits WHERE full_at < $1 FOR UPDATE SKIP LOCKED)",
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The signing keys, newest first.
pub(super) async fn signing_keys(tx: &mut IdentityTx) -> Result<Vec<SigningKeyRow>, DbError> {
    let rows =
        sqlx::query!("SELECT seed, created_at FROM signing_keys ORDER BY created_at DESC, id")
            .fetch_all(tx.connection())
            .await?;
    // The table checks the length.
    let keys = rows.into_iter().filter_map(|row| {
        Some(SigningKeyRow {
            seed: row.seed.try_into().ok()?,
            created_at: from_sql(row.created_at),
        })
    });
    Ok(keys.collect())
}

/// Lets one node at a time add a key, until its transaction ends.
pub(super) async fn lock_signing_keys(tx: &mut IdentityTx) -> Result<(), DbError> {
    sqlx::query!("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(super) async fn insert_signing_key(
    tx: &mut IdentityTx,
    id: &str,
    seed: &[u8; 32],
    now: Timestamp,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "INSERT INTO signing_keys (id, seed, created_at) VALUES ($1, $2, $3)",
        id,
        &seed[..],
        to_sql(now)
    )
    .execute(tx.connection())
    .await?;
    exactly_one("insert signing key", &done)
}

pub(super) async fn delete_signing_keys_before(
    tx: &mut IdentityTx,
    before: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM signing_keys WHERE created_at < $1", to_sql(before))
        .execute(tx.connection())
        .await?;
    Ok(())
}
