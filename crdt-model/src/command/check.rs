//! Checks of what people type: each gives one sentence that they can act on.

use super::CommandError;
use crate::order;
use crate::time::Date;

/// Code units in a name or title: a line that a screen can show.
const LINE: usize = 2_000;
/// Code units in a text that is one value (a draft, a template's description, a query).
const SCALAR: usize = 65_536;

/// A text of one line that says something.
pub(super) fn line(what: &'static str, text: &str) -> Result<(), CommandError> {
    if text.trim().is_empty() {
        return Err(CommandError::Blank(what));
    }
    if text.contains(['\n', '\r']) {
        return Err(CommandError::LineBreak(what));
    }
    within(what, text, LINE)
}

/// A text of any form that is one value.
pub(super) fn scalar(what: &'static str, text: &str) -> Result<(), CommandError> {
    within(what, text, SCALAR)
}

/// A text of any form that says something.
pub(super) fn prose(what: &'static str, text: &str) -> Result<(), CommandError> {
    if text.trim().is_empty() { Err(CommandError::Blank(what)) } else { no_nul(what, text) }
}

/// No U+0000, which Postgres cannot store.
pub(super) fn no_nul(what: &'static str, text: &str) -> Result<(), CommandError> {
    if text.contains('\0') { Err(CommandError::Nul(what)) } else { Ok(()) }
}

fn within(what: &'static str, text: &str, limit: usize) -> Result<(), CommandError> {
    // A text has at most as many code units as bytes.
    if text.len() > limit && text.encode_utf16().count() > limit {
        return Err(CommandError::TooLong { what, limit });
    }
    no_nul(what, text)
}

/// 1 to 10 of A–Z and 0–9, a letter first.
pub(super) fn project_key(key: &str) -> Result<(), CommandError> {
    let starts_right = key.starts_with(|first: char| first.is_ascii_uppercase());
    let rest_fits = key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if starts_right && rest_fits && key.len() <= 10 {
        Ok(())
    } else {
        Err(CommandError::InvalidKey(key.to_owned()))
    }
}

/// `#rrggbb`.
pub(super) fn color(color: &str) -> Result<(), CommandError> {
    let digits = color.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(())
    } else {
        Err(CommandError::InvalidColor(color.to_owned()))
    }
}

/// A key of [`crate::order`].
pub(super) fn order_key(key: &str) -> Result<(), CommandError> {
    if order::is_valid(key) { Ok(()) } else { Err(CommandError::InvalidOrder(key.to_owned())) }
}

/// Finite and not negative.
pub(super) fn estimate(points: f64) -> Result<(), CommandError> {
    if points.is_finite() && points >= 0.0 { Ok(()) } else { Err(CommandError::InvalidEstimate) }
}

/// The end is not before the start.
pub(super) fn span(start: Option<Date>, end: Option<Date>) -> Result<(), CommandError> {
    match (start, end) {
        (Some(start), Some(end)) if end < start => Err(CommandError::EndBeforeStart { start, end }),
        _ => Ok(()),
    }
}

/// 64 lower-case hexadecimal digits.
pub(super) fn sha256(sum: &str) -> Result<(), CommandError> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if sum.len() == 64 && sum.bytes().all(is_digit) {
        Ok(())
    } else {
        Err(CommandError::InvalidSha256(sum.to_owned()))
    }
}
