//! The keys where they last: the database, or files.

use super::{BELIEVE_AFTER, KeyError, KeyRing, PUBLISH_LEAD, ROTATE_AFTER, SigningKey};
use crate::auth::queries::{self, SigningKeyRow};
use crate::clock::later;
use crate::db::{Db, IdentityTx};
use aloft_crdt_model::time::Timestamp;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use rand::Rng;
use std::path::{Path, PathBuf};

impl KeyRing {
    /// From these PEM files: the first signs, the others are believed until the operator takes them
    /// away.
    pub fn from_files(files: &[PathBuf]) -> Result<Self, KeyError> {
        let keys = files
            .iter()
            .map(|path| SigningKey::from_seed(&read_file(path)?, Timestamp::default(), None));
        Ok(Self::new(keys.collect::<Result<_, _>>()?))
    }

    /// Reads the keys in the database, and makes one when there is none or the newest has signed
    /// long enough. Nodes that find so at once make one key between them.
    pub async fn refresh(
        &self,
        db: &Db,
        now: Timestamp,
        rng: &mut impl Rng,
    ) -> Result<(), KeyError> {
        let mut tx = IdentityTx::begin(db).await?;
        let mut rows = queries::signing_keys(&mut tx).await?;
        if is_due(&rows, now) {
            queries::lock_signing_keys(&mut tx).await?;
            rows = queries::signing_keys(&mut tx).await?;
            if is_due(&rows, now) {
                rows.insert(0, add_key(&mut tx, now, rng).await?);
            }
        }
        let keys = in_force(&rows, now)?;
        if let Some(oldest) = rows.get(keys.len().saturating_sub(1)) {
            queries::delete_signing_keys_before(&mut tx, oldest.created_at).await?;
        }
        tx.commit().await?;
        self.replace(keys);
        Ok(())
    }
}

/// The keys that sign, will sign, or are believed; `rows` are newest first.
fn in_force(rows: &[SigningKeyRow], now: Timestamp) -> Result<Vec<SigningKey>, KeyError> {
    let mut keys = Vec::new();
    let mut successor: Option<Timestamp> = None;
    for row in rows {
        let until = successor.map(|signs_from| later(signs_from, BELIEVE_AFTER));
        if until.is_some_and(|until| until <= now) {
            break;
        }
        let signs_from = later(row.created_at, PUBLISH_LEAD);
        keys.push(SigningKey::from_seed(&row.seed, signs_from, until)?);
        successor = Some(signs_from);
    }
    Ok(keys)
}

fn is_due(rows: &[SigningKeyRow], now: Timestamp) -> bool {
    rows.first().is_none_or(|newest| later(newest.created_at, ROTATE_AFTER) <= now)
}

async fn add_key(
    tx: &mut IdentityTx,
    now: Timestamp,
    rng: &mut impl Rng,
) -> Result<SigningKeyRow, KeyError> {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let key = SigningKey::from_seed(&seed, now, None)?;
    queries::insert_signing_key(tx, &key.id, &seed, now).await?;
    Ok(SigningKeyRow { seed, created_at: now })
}

fn read_file(path: &Path) -> Result<[u8; 32], KeyError> {
    let fail = |words: String| KeyError::File { path: path.to_owned(), words };
    let pem = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let pair = ed25519_dalek::SigningKey::from_pkcs8_pem(&pem)
        .map_err(|error| fail(format!("not an Ed25519 private key in PKCS#8 PEM ({error})")))?;
    Ok(pair.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(days: i64) -> SigningKeyRow {
        let seed = [u8::try_from(days % 200).unwrap(); 32];
        SigningKeyRow { seed, created_at: days_in(days) }
    }

    fn days_in(days: i64) -> Timestamp {
        Timestamp::from_millis(days * 86_400_000)
    }

    #[test]
    fn a_key_leaves_when_its_successor_has_long_signed() {
        let rows = [row(60), row(30), row(0)];
        let kept = in_force(&rows, days_in(60)).unwrap();
        assert_eq!(kept.len(), 2, "the newest is not yet signing, the second signs");
        assert_eq!(in_force(&rows, days_in(61)).unwrap().len(), 1);
    }

    #[test]
    fn a_key_is_due_after_its_time() {
        assert!(is_due(&[], days_in(0)));
        assert!(!is_due(&[row(0)], days_in(29)));
        assert!(is_due(&[row(0)], days_in(30)));
    }
}
