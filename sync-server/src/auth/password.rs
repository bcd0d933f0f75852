//! Passwords: argon2id, on a bounded number of threads.

use crate::error::ApiError;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use rand::Rng;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Memory, passes and lanes of argon2id: the second of the equal choices in OWASP's *Password
/// Storage Cheat Sheet* (19 MiB, 2, 1), about 20 ms of one core.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Bytes of a salt (RFC 9106, section 4).
const SALT_BYTES: usize = 16;

/// The shortest password, in characters (NIST SP 800-63B asks for 8 or more).
pub const MIN_CHARS: usize = 10;
/// The longest, in characters: long enough for any phrase, short enough to hash.
pub const MAX_CHARS: usize = 1024;

/// How long a request waits for its turn to hash.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// A password that somebody typed. Never shown, never logged.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// A password to be kept: one that is long enough.
    pub fn new_secret(typed: String) -> Result<Self, ApiError> {
        if (MIN_CHARS..=MAX_CHARS).contains(&typed.chars().count()) {
            Ok(Self(typed))
        } else {
            Err(ApiError::InvalidValue {
                field: "password",
                words: format!("{MIN_CHARS} to {MAX_CHARS} characters"),
            })
        }
    }

    /// A password to be compared: any that could have been kept.
    pub fn attempt(typed: String) -> Result<Self, ApiError> {
        if typed.chars().count() <= MAX_CHARS {
            Ok(Self(typed))
        } else {
            Err(ApiError::InvalidCredentials)
        }
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Hashes and compares, no more at once than there are cores: more would only make each slower,
/// and each takes 19 MiB.
#[derive(Clone, Debug)]
pub struct PasswordHashing {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has, compared with when there is no such account, so that
    /// the time of the answer does not tell.
    decoy: Arc<str>,
}

impl PasswordHashing {
    /// With this many threads at once.
    pub fn new(at_once: usize, rng: &mut impl Rng) -> Result<Self, ApiError> {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        let decoy = hash(&secret, &salt(rng))?;
        Ok(Self { turns: Arc::new(Semaphore::new(at_once.max(1))), decoy: decoy.into() })
    }

    /// The hash to keep, in PHC form.
    pub async fn hash(&self, password: Password, rng: &mut impl Rng) -> Result<String, ApiError> {
        let salt = salt(rng);
        self.in_turn(move || hash(password.0.as_bytes(), &salt)).await?
    }

    /// Whether the password is the one whose hash was kept. Without a hash it takes as long, and is
    /// not.
    pub async fn verify(&self, password: Password, kept: Option<String>) -> Result<bool, ApiError> {
        let exists = kept.is_some();
        let against = kept.unwrap_or_else(|| self.decoy.to_string());
        let matches = self.in_turn(move || matches(password.0.as_bytes(), &against)).await??;
        Ok(matches && exists)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let turn = tokio::time::timeout(MAX_WAIT, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| ApiError::Overloaded)?.map_err(ApiError::internal)?;
        // The turn moves into the work: a request that was given up does not free it early.
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(ApiError::internal)
    }
}

fn argon2() -> Result<Argon2<'static>, ApiError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn salt(rng: &mut impl Rng) -> [u8; SALT_BYTES] {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    salt
}

fn hash(password: &[u8], salt: &[u8]) -> Result<String, ApiError> {
    let hash: PasswordHash = argon2()?.hash_password_with_salt(password, salt).map_err(internal)?;
    Ok(hash.to_string())
}

fn matches(password: &[u8], kept: &str) -> Result<bool, ApiError> {
    let kept = PasswordHash::new(kept).map_err(internal)?;
    // The parameters are those of the kept hash, so that older ones stay good.
    Ok(argon2()?.verify_password(password, &kept).is_ok())
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal(format!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::Randomness;

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let mut rng = Randomness::from_seed(1).generator();
        let hashing = PasswordHashing::new(1, &mut rng).unwrap();
        let secret = Password::new_secret("correct horse".to_owned()).unwrap();
        let kept = hashing.hash(secret.clone(), &mut rng).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(hashing.verify(secret.clone(), Some(kept.clone())).await.unwrap());
        let other = Password::attempt("Correct horse".to_owned()).unwrap();
        assert!(!hashing.verify(other, Some(kept)).await.unwrap());
        assert!(!hashing.verify(secret, None).await.unwrap());
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(Password::new_secret("ééééééééé".to_owned()).is_err());
        assert!(Password::new_secret("éééééééééé".to_owned()).is_ok());
        assert!(Password::new_secret("x".repeat(MAX_CHARS + 1)).is_err());
    }
}
