//! Limits on guessing, counted in the database so that all nodes count together.
//!
//! Each limit is a generic cell rate algorithm (ITU-T I.371, annex A): one timestamp a key, one
//! statement an attempt. Asking the database costs little beside the argon2 that follows.

use crate::auth::email::Email;
use crate::auth::queries;
use crate::clock::later;
use crate::db::{Db, IdentityTx};
use crate::error::ApiError;
use aloft_crdt_model::time::Timestamp;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Duration;

/// A limit: so many at once, and one more each so often.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    burst: u32,
    every: Duration,
}

/// Sign-ins to one account from one address. A person who forgot tries a handful; a guesser gets
/// 1,450 a day, against passwords of ten characters and more.
pub const SIGN_IN: Limit = Limit { burst: 10, every: Duration::from_mins(1) };
/// Sign-ins and sign-ups from one address, to any accounts: an office behind one address signs in
/// together, a list of stolen passwords takes longer than it is worth.
pub const FROM_ADDRESS: Limit = Limit { burst: 100, every: Duration::from_secs(2) };

/// Counts an attempt to sign in to this account from this address, at once: it counts even if what
/// follows fails.
pub async fn count_sign_in(
    db: &Db,
    email: &Email,
    address: IpAddr,
    now: Timestamp,
) -> Result<(), ApiError> {
    let mut tx = IdentityTx::begin(db).await?;
    count(&mut tx, FROM_ADDRESS, &address_key(address), now).await?;
    count(&mut tx, SIGN_IN, &sign_in_key(email, address), now).await?;
    Ok(tx.commit().await?)
}

/// Counts an attempt to sign up from this address, likewise.
pub async fn count_sign_up(db: &Db, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
    let mut tx = IdentityTx::begin(db).await?;
    count(&mut tx, FROM_ADDRESS, &address_key(address), now).await?;
    Ok(tx.commit().await?)
}

/// Forgets the attempts before a successful one.
pub async fn forgive_sign_in(
    tx: &mut IdentityTx,
    email: &Email,
    address: IpAddr,
) -> Result<(), ApiError> {
    Ok(queries::delete_attempts(tx, &sign_in_key(email, address)).await?)
}

async fn count(
    tx: &mut IdentityTx,
    limit: Limit,
    key: &[u8],
    now: Timestamp,
) -> Result<(), ApiError> {
    let tolerance = limit.every * limit.burst.saturating_sub(1);
    let attempt = queries::Attempt { now, every: limit.every, latest: later(now, tolerance) };
    if queries::take_attempt(tx, key, &attempt).await? {
        Ok(())
    } else {
        Err(ApiError::TooManyAttempts { retry_after: limit.every })
    }
}

fn address_key(address: IpAddr) -> Vec<u8> {
    key(&["address", &block_of(address)])
}

fn sign_in_key(email: &Email, address: IpAddr) -> Vec<u8> {
    key(&["sign-in", email.as_str(), &block_of(address)])
}

/// Whoever has one IPv6 address has a whole /64 of them.
fn block_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

fn key(parts: &[&str]) -> Vec<u8> {
    Sha256::digest(parts.join("\n")).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_ipv6_addresses_counts_as_one() {
        let block = |text: &str| block_of(text.parse().unwrap());
        assert_eq!(block("2001:db8::1"), block("2001:db8::ffff:2"));
        assert_ne!(block("2001:db8::1"), block("2001:db8:0:1::1"));
        assert_eq!(block("::ffff:1.2.3.4"), "1.2.3.4");
    }
}
