//! Values on the command line, parsed at the edge.

use aloft_client::account::RelayUrl;
use aloft_crdt_model::rows::{Priority, RelationKind, StateCategory};
use aloft_crdt_model::time::Date;

/// A field to set, or to clear with the word `none`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clearable<T> {
    Clear,
    Set(T),
}

impl<T> Clearable<T> {
    pub(crate) fn into_option(self) -> Option<T> {
        match self {
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// `NAME` or `NAME=#rrggbb`.
#[derive(Clone, Debug)]
pub(crate) struct NewLabel {
    pub(crate) name: String,
    pub(crate) color: Option<String>,
}

/// `NAME=CATEGORY`.
#[derive(Clone, Debug)]
pub(crate) struct StateOfCategory {
    pub(crate) name: String,
    pub(crate) category: StateCategory,
}

/// `NAME=FIRST..LAST`.
#[derive(Clone, Debug)]
pub(crate) struct NewCycle {
    pub(crate) name: String,
    pub(crate) start: Date,
    pub(crate) end: Date,
}

/// `NAME` or `NAME=DAY`.
#[derive(Clone, Debug)]
pub(crate) struct NewMilestone {
    pub(crate) name: String,
    pub(crate) due: Option<Date>,
}

/// `KIND=KEY`.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) kind: RelationKind,
    pub(crate) task: String,
}

pub(crate) fn relay(text: &str) -> Result<RelayUrl, String> {
    text.parse().map_err(|error: aloft_client::account::InvalidRelayUrl| error.to_string())
}

pub(crate) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: aloft_crdt_model::time::InvalidDate| error.to_string())
}

pub(crate) fn clearable_date(text: &str) -> Result<Clearable<Date>, String> {
    clearable(text, date)
}

pub(crate) fn points(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err("points are a number such as 3 or 0.5".to_owned()),
    }
}

pub(crate) fn clearable_points(text: &str) -> Result<Clearable<f64>, String> {
    clearable(text, points)
}

pub(crate) fn priority(text: &str) -> Result<Priority, String> {
    Priority::parse(text).ok_or_else(|| {
        let names = Priority::ALL.map(Priority::as_str).join(", ");
        format!("a priority is one of {names}")
    })
}

pub(crate) fn label(text: &str) -> Result<NewLabel, String> {
    match text.rsplit_once('=') {
        Some((name, color)) if is_color(color) => {
            Ok(NewLabel { name: name.to_owned(), color: Some(color.to_ascii_lowercase()) })
        }
        Some(_) => Err("after `=` comes a colour such as #d73a4a".to_owned()),
        None => Ok(NewLabel { name: text.to_owned(), color: None }),
    }
}

pub(crate) fn state(text: &str) -> Result<StateOfCategory, String> {
    let parts = text.rsplit_once('=');
    let parsed = parts.and_then(|(name, category)| Some((name, StateCategory::parse(category)?)));
    let names = || StateCategory::ALL.map(StateCategory::as_str).join(", ");
    let (name, category) =
        parsed.ok_or_else(|| format!("write NAME=CATEGORY; a category is one of {}", names()))?;
    Ok(StateOfCategory { name: name.to_owned(), category })
}

pub(crate) fn cycle(text: &str) -> Result<NewCycle, String> {
    let parts = text.rsplit_once('=').and_then(|(name, days)| Some((name, days.split_once("..")?)));
    let (name, (start, end)) =
        parts.ok_or_else(|| "write NAME=2027-01-04..2027-01-15".to_owned())?;
    Ok(NewCycle { name: name.to_owned(), start: date(start)?, end: date(end)? })
}

pub(crate) fn milestone(text: &str) -> Result<NewMilestone, String> {
    match text.rsplit_once('=') {
        Some((name, day)) => Ok(NewMilestone { name: name.to_owned(), due: Some(date(day)?) }),
        None => Ok(NewMilestone { name: text.to_owned(), due: None }),
    }
}

pub(crate) fn relation(text: &str) -> Result<Relation, String> {
    let parts = text.split_once('=');
    let parsed = parts.and_then(|(kind, task)| Some((RelationKind::parse(kind)?, task)));
    let names = || RelationKind::ALL.map(RelationKind::as_str).join(", ");
    let (kind, task) =
        parsed.ok_or_else(|| format!("write KIND=KEY; a kind is one of {}", names()))?;
    Ok(Relation { kind, task: task.to_owned() })
}

pub(crate) fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"\\t" | b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Ok(*byte),
        _ => Err("a delimiter is one ASCII character, or `tab`".to_owned()),
    }
}

fn clearable<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Clearable<T>, String> {
    if text == "none" { Ok(Clearable::Clear) } else { parse(text).map(Clearable::Set) }
}

fn is_color(text: &str) -> bool {
    text.len() == 7
        && text.starts_with('#')
        && text[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}
