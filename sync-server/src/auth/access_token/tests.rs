//! What is believed, and everything that is not.

use super::*;
use crate::auth::keys::SigningKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const ISSUER: &str = "aloft";

fn ring(seed: u8) -> KeyRing {
    KeyRing::new(vec![SigningKey::from_seed(&[seed; 32], NOW, None).unwrap()])
}

fn user() -> UserId {
    UserId(Uuid::from_u128(7))
}

fn token(keys: &KeyRing) -> String {
    issue(keys, ISSUER, user(), Uuid::from_u128(9), NOW).unwrap().token
}

fn claims() -> Claims {
    Claims {
        sub: user().0,
        sid: Uuid::from_u128(9),
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        exp: NOW.millis() / 1000 + 60,
        iat: NOW.millis() / 1000,
    }
}

fn signed(keys: &KeyRing, claims: &impl Serialize) -> String {
    let key = keys.signer(NOW).unwrap();
    let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, claims, &key.encoding).unwrap()
}

#[test]
fn a_good_token_says_who() {
    let keys = ring(1);
    let seen = verify(&keys, ISSUER, &token(&keys), NOW).unwrap();
    assert_eq!((seen.user, seen.session), (user(), Uuid::from_u128(9)));
    assert!(verify(&keys, ISSUER, &signed(&keys, &claims()), NOW).is_ok());
}

#[test]
fn a_token_ends_after_ten_minutes() {
    let keys = ring(1);
    let token = token(&keys);
    let end = later(NOW, LIFE);
    let almost = Timestamp::from_millis(end.millis() - 1);
    assert!(verify(&keys, ISSUER, &token, almost).is_ok());
    assert!(verify(&keys, ISSUER, &token, end).is_err());
}

#[test]
fn a_changed_token_is_refused() {
    let keys = ring(1);
    let token = token(&keys);
    let parts: Vec<_> = token.split('.').collect();
    let payload = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let other = String::from_utf8(payload).unwrap().replace("-000000000007", "-000000000008");
    let forged = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(other), parts[2]);
    assert!(verify(&keys, ISSUER, &forged, NOW).is_err());
    assert!(verify(&keys, ISSUER, &format!("{}.{}.", parts[0], parts[1]), NOW).is_err());
    assert!(verify(&keys, ISSUER, "", NOW).is_err());
}

#[test]
fn another_relays_key_is_refused() {
    let theirs = ring(2);
    assert!(verify(&ring(1), ISSUER, &token(&theirs), NOW).is_err());
    // Even under the name of ours.
    let key = theirs.signer(NOW).unwrap();
    let kid = ring(1).signer(NOW).unwrap().id.clone();
    let header = Header { kid: Some(kid), ..Header::new(Algorithm::EdDSA) };
    let forged = jsonwebtoken::encode(&header, &claims(), &key.encoding).unwrap();
    assert!(verify(&ring(1), ISSUER, &forged, NOW).is_err());
}

#[test]
fn the_token_does_not_choose_its_algorithm() {
    let keys = ring(1);
    let kid = keys.signer(NOW).unwrap().id.clone();
    let public = URL_SAFE_NO_PAD.decode(&keys.jwks().keys[0].x).unwrap();
    let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
    let hmac = EncodingKey::from_secret(&public);
    let confused = jsonwebtoken::encode(&header, &claims(), &hmac).unwrap();
    assert!(verify(&keys, ISSUER, &confused, NOW).is_err());

    let none = format!(r#"{{"alg":"none","typ":"JWT","kid":"{kid}"}}"#);
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims()).unwrap());
    let unsigned = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(none));
    assert!(verify(&keys, ISSUER, &unsigned, NOW).is_err());
}

#[test]
fn issuer_audience_and_every_claim_count() {
    let keys = ring(1);
    let wrong = [
        Claims { iss: "other".to_owned(), ..claims() },
        Claims { aud: "other".to_owned(), ..claims() },
    ];
    for claims in wrong {
        assert!(verify(&keys, ISSUER, &signed(&keys, &claims), NOW).is_err());
    }
    for missing in ["sub", "sid", "iss", "aud", "exp"] {
        let mut claims = serde_json::to_value(claims()).unwrap();
        claims.as_object_mut().unwrap().remove(missing);
        assert!(verify(&keys, ISSUER, &signed(&keys, &claims), NOW).is_err(), "{missing}");
    }
}

#[test]
fn a_token_without_a_key_id_is_refused() {
    let keys = ring(1);
    let key = keys.signer(NOW).unwrap();
    let bare =
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims(), &key.encoding).unwrap();
    assert!(verify(&keys, ISSUER, &bare, NOW).is_err());
}
