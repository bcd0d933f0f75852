//! Email addresses, in the one form that is compared.

use crate::error::ApiError;
use std::fmt;

/// The longest address that can be delivered to (RFC 5321, section 4.5.3.1.3), in bytes.
const MAX_BYTES: usize = 254;

/// An address: trimmed and in lower case.
///
/// RFC 5321 lets the part before the @ tell upper from lower case; no provider does, and people
/// type either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads what somebody typed. Whether it can be delivered to, only a delivery shows; this
    /// refuses what cannot be an address.
    pub fn parse(typed: &str) -> Result<Self, ApiError> {
        let text = typed.trim().to_lowercase();
        let plausible = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
        let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if plausible && clean && text.len() <= MAX_BYTES {
            Ok(Self(text))
        } else {
            Err(ApiError::InvalidValue {
                field: "email",
                words: "not an email address, such as ada@example.org".to_owned(),
            })
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_case_make_no_other_address() {
        assert_eq!(Email::parse(" Ada@Example.ORG\n").unwrap().as_str(), "ada@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in ["", "ada", "@example.org", "ada@", "a@b@c", "a da@example.org", "a\0@b.c"] {
            assert!(Email::parse(typed).is_err(), "{typed:?}");
        }
        assert!(Email::parse(&format!("{}@example.org", "a".repeat(250))).is_err());
    }
}
