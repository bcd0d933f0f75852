//! The keys in memory.

use super::KeyError;
use aloft_crdt_model::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, PoisonError, RwLock};
use utoipa::ToSchema;

/// One key pair.
pub struct SigningKey {
    /// Names it in a token's `kid`: the beginning of its public half's SHA-256.
    pub id: String,
    /// When every node has had time to learn it.
    pub signs_from: Timestamp,
    /// When the last token it signed is long expired; `None` while it has no successor.
    pub believed_until: Option<Timestamp>,
    /// Signs.
    pub encoding: EncodingKey,
    /// Checks.
    pub decoding: DecodingKey,
    public: [u8; 32],
}

impl SigningKey {
    /// From the 32 secret bytes.
    pub fn from_seed(
        seed: &[u8; 32],
        signs_from: Timestamp,
        believed_until: Option<Timestamp>,
    ) -> Result<Self, KeyError> {
        let pair = ed25519_dalek::SigningKey::from_bytes(seed);
        let unusable = |error: &dyn std::fmt::Display| KeyError::Unusable(error.to_string());
        let der = pair.to_pkcs8_der().map_err(|error| unusable(&error))?;
        let public = pair.verifying_key().to_bytes();
        let x = URL_SAFE_NO_PAD.encode(public);
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..12]),
            signs_from,
            believed_until,
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_components(&x).map_err(|error| unusable(&error))?,
            public,
        })
    }
}

/// The public halves, as RFC 7517 has it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Jwks {
    /// Those that are believed or soon will be.
    pub keys: Vec<Jwk>,
}

/// One public key (RFC 8037).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// `EdDSA`.
    pub alg: String,
    /// `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// Its name in tokens.
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
}

/// The keys that this node knows now. Cheap to clone; all clones see a change.
#[derive(Clone)]
pub struct KeyRing {
    keys: Arc<RwLock<Vec<Arc<SigningKey>>>>,
}

impl KeyRing {
    /// With these keys, newest first.
    pub fn new(keys: Vec<SigningKey>) -> Self {
        let ring = Self { keys: Arc::default() };
        ring.replace(keys);
        ring
    }

    /// Knows these keys from now on, newest first, and no other.
    pub fn replace(&self, keys: Vec<SigningKey>) {
        let keys = keys.into_iter().map(Arc::new).collect();
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The key that signs now: the newest that every node has had time to learn.
    pub fn signer(&self, now: Timestamp) -> Result<Arc<SigningKey>, KeyError> {
        let keys = self.snapshot();
        let known_everywhere = keys.iter().find(|key| key.signs_from <= now);
        known_everywhere.or(keys.last()).cloned().ok_or(KeyError::None)
    }

    /// The key of this name, if it is still believed.
    pub fn believed(&self, id: &str, now: Timestamp) -> Option<Arc<SigningKey>> {
        let keys = self.snapshot();
        keys.into_iter()
            .find(|key| key.id == id && key.believed_until.is_none_or(|until| now < until))
    }

    /// The public halves, newest first.
    pub fn jwks(&self) -> Jwks {
        let keys = self.snapshot();
        Jwks { keys: keys.iter().map(|key| Jwk::of(key)).collect() }
    }

    fn snapshot(&self) -> Vec<Arc<SigningKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.snapshot().iter().map(|key| &key.id)).finish()
    }
}

impl Jwk {
    fn of(key: &SigningKey) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            alg: "EdDSA".to_owned(),
            usage: "sig".to_owned(),
            kid: key.id.clone(),
            x: URL_SAFE_NO_PAD.encode(key.public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: i64) -> Timestamp {
        Timestamp::from_millis(minutes * 60_000)
    }

    fn ring() -> (KeyRing, String, String) {
        let old = SigningKey::from_seed(&[1; 32], minutes(0), Some(minutes(165))).unwrap();
        let new = SigningKey::from_seed(&[2; 32], minutes(105), None).unwrap();
        let (old_id, new_id) = (old.id.clone(), new.id.clone());
        (KeyRing::new(vec![new, old]), old_id, new_id)
    }

    #[test]
    fn a_new_key_signs_when_all_know_it() {
        let (ring, old, new) = ring();
        assert_eq!(ring.signer(minutes(104)).unwrap().id, old);
        assert_eq!(ring.signer(minutes(105)).unwrap().id, new);
    }

    #[test]
    fn an_old_key_is_believed_until_its_tokens_are_gone() {
        let (ring, old, new) = ring();
        assert!(ring.believed(&old, minutes(164)).is_some());
        assert!(ring.believed(&old, minutes(165)).is_none());
        assert!(ring.believed(&new, minutes(100_000)).is_some());
        assert!(ring.believed("nobody's", minutes(0)).is_none());
    }

    #[test]
    fn the_only_key_signs_from_the_start() {
        let key = SigningKey::from_seed(&[1; 32], minutes(5), None).unwrap();
        assert!(KeyRing::new(vec![key]).signer(minutes(0)).is_ok());
        assert!(KeyRing::new(Vec::new()).signer(minutes(0)).is_err());
    }
}
