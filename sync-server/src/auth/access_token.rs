//! Access tokens: JWTs signed with EdDSA, believed for ten minutes without asking anyone.

use crate::auth::Authenticated;
use crate::auth::keys::{KeyError, KeyRing};
use crate::clock::later;
use crate::error::ApiError;
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How long a token is believed: as long as a revoked session may still read.
pub const LIFE: Duration = Duration::from_mins(10);
/// Who tokens are for.
pub const AUDIENCE: &str = "aloft";

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The person.
    pub sub: Uuid,
    /// The session, so that live sockets can be closed when it is revoked.
    pub sid: Uuid,
    /// Who signed.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// Seconds since the epoch at which it ends.
    pub exp: i64,
    /// Seconds since the epoch at which it was signed.
    pub iat: i64,
}

/// A signed token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The JWT.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Signs a token for a person's session.
pub fn issue(
    keys: &KeyRing,
    issuer: &str,
    user: UserId,
    session: Uuid,
    now: Timestamp,
) -> Result<AccessToken, KeyError> {
    let key = keys.signer(now)?;
    let exp = later(now, LIFE).millis() / 1000;
    let claims = Claims {
        sub: user.0,
        sid: session,
        iss: issuer.to_owned(),
        aud: AUDIENCE.to_owned(),
        exp,
        iat: now.millis() / 1000,
    };
    let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
    let token = jsonwebtoken::encode(&header, &claims, &key.encoding)
        .map_err(|error| KeyError::Unusable(error.to_string()))?;
    Ok(AccessToken { token, expires_at: Timestamp::from_millis(exp * 1000) })
}

/// Checks a token: its key, algorithm, signature, issuer, audience and end. Why it failed is not
/// told.
pub fn verify(
    keys: &KeyRing,
    issuer: &str,
    token: &str,
    now: Timestamp,
) -> Result<Authenticated, ApiError> {
    let refused = |_| ApiError::Unauthenticated;
    let header = jsonwebtoken::decode_header(token).map_err(refused)?;
    let id = header.kid.ok_or(ApiError::Unauthenticated)?;
    let key = keys.believed(&id, now).ok_or(ApiError::Unauthenticated)?;
    // The algorithm is ours, never the token's: `none` and HMAC over a public key are refused here.
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["sub", "iss", "aud"]);
    // The end is compared with the clock that was passed in, below.
    validation.validate_exp = false;
    let claims =
        jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation).map_err(refused)?.claims;
    let expires_at = Timestamp::from_millis(claims.exp.saturating_mul(1000));
    if expires_at <= now {
        return Err(ApiError::Unauthenticated);
    }
    Ok(Authenticated { user: UserId(claims.sub), session: claims.sid, expires_at })
}

#[cfg(test)]
mod tests;
