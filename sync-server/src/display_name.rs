//! What a person or an organisation is called.

use crate::error::ApiError;

/// The longest name, in characters.
pub const MAX_CHARS: usize = 200;

/// A name: trimmed, one line, not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads what somebody typed.
    pub fn parse(typed: &str) -> Result<Self, ApiError> {
        let text = typed.trim();
        let fits = (1..=MAX_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ApiError::InvalidValue {
                field: "name",
                words: format!("1 to {MAX_CHARS} characters on one line"),
            })
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_says_something() {
        assert_eq!(DisplayName::parse("  Ada Lovelace ").unwrap().as_str(), "Ada Lovelace");
        for typed in ["", "  ", "a\nb", "a\0b", &"x".repeat(201)] {
            assert!(DisplayName::parse(typed).is_err(), "{typed:?}");
        }
    }
}
