//! What a scalar at a known place may be.

use crate::order;
use crate::rows::{FieldType, Priority, StateCategory};
use crate::time::Date;
use automerge::ScalarValue;
use std::fmt;
use uuid::Uuid;

/// The end of the year 9999 in milliseconds: what calendars and Postgres can show.
const LATEST: i64 = 253_402_300_799_999;

/// A kind of value.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Any text.
    Text,
    /// A UUID.
    Id,
    /// A calendar day.
    Date,
    /// A moment from 1970 to the year 9999, in milliseconds.
    Time,
    /// A finite number that is not negative.
    Amount,
    /// A whole number above zero.
    Positive,
    /// A whole number from zero.
    Count,
    /// True, or the moment since when.
    Member,
    /// A key of [`crate::order`].
    Order,
    /// `#rrggbb`.
    Color,
    /// Lower-case hexadecimal SHA-256.
    Sha256,
    /// The prefix of a project's task keys.
    KeyPrefix,
    /// A priority's name.
    Priority,
    /// A workflow state's category.
    Category,
    /// A custom field's type.
    FieldType,
    /// Any scalar of JSON's.
    Any,
    /// That, or null.
    OrNull(Box<Shape>),
}

impl Shape {
    /// The shape of an optional value.
    pub(super) fn or_null(self) -> Self {
        Self::OrNull(Box::new(self))
    }

    pub(super) fn takes(&self, value: &ScalarValue) -> bool {
        use ScalarValue as V;
        match (self, value) {
            (Self::OrNull(_), V::Null)
            | (Self::Text, V::Str(_))
            | (Self::Member, V::Boolean(true)) => true,
            (Self::OrNull(shape), value) => shape.takes(value),
            // JavaScript writes whole numbers where Rust writes timestamps.
            (Self::Time | Self::Member, V::Timestamp(millis)) | (Self::Time, V::Int(millis)) => {
                (0..=LATEST).contains(millis)
            }
            (Self::Amount, V::F64(number)) => number.is_finite() && *number >= 0.0,
            (Self::Amount | Self::Count, V::Int(number)) => *number >= 0,
            (Self::Amount | Self::Count, V::Uint(number)) => i64::try_from(*number).is_ok(),
            (Self::Positive, V::Int(number)) => *number > 0,
            (Self::Positive, V::Uint(number)) => *number > 0 && i64::try_from(*number).is_ok(),
            (Self::Any, value) => !matches!(value, V::Counter(_) | V::Bytes(_) | V::Unknown { .. }),
            (shape, V::Str(text)) => shape.takes_text(text),
            _ => false,
        }
    }

    fn takes_text(&self, text: &str) -> bool {
        match self {
            Self::Id => is_id(text),
            Self::Date => text.parse::<Date>().is_ok(),
            Self::Order => order::is_valid(text),
            Self::Color => text.strip_prefix('#').is_some_and(|hex| is_hex(hex, 6)),
            Self::Sha256 => is_hex(text, 64) && !text.bytes().any(|byte| byte.is_ascii_uppercase()),
            Self::KeyPrefix => is_key_prefix(text),
            Self::Priority => Priority::parse(text).is_some(),
            Self::Category => StateCategory::parse(text).is_some(),
            Self::FieldType => FieldType::parse(text).is_some(),
            _ => false,
        }
    }
}

/// Whether the text is a UUID in the one spelling that is written: maps are keyed by it.
pub(super) fn is_id(text: &str) -> bool {
    let mut buffer = Uuid::encode_buffer();
    Uuid::try_parse(text).is_ok_and(|id| id.as_hyphenated().encode_lower(&mut buffer) == text)
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_key_prefix(text: &str) -> bool {
    text.len() <= 10
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Id => "an id",
            Self::Date => "a day, YYYY-MM-DD",
            Self::Time => "a time",
            Self::Amount => "a number that is not negative",
            Self::Positive => "a whole number above zero",
            Self::Count => "a whole number",
            Self::Member => "true, or deleted",
            Self::Order => "an order key",
            Self::Color => "a colour, #rrggbb",
            Self::Sha256 => "a SHA-256 in hexadecimal",
            Self::KeyPrefix => "1 to 10 of A-Z and 0-9, a letter first",
            Self::Priority => "a priority",
            Self::Category => "a category of workflow states",
            Self::FieldType => "a type of field",
            Self::Any => "text, a number, a yes or no, or nothing",
            Self::OrNull(shape) => return write!(f, "{shape}, or nothing"),
        })
    }
}
