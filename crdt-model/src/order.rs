//! Order keys: texts whose byte order is the order of the things that carry them.
//!
//! Moving a thing writes one key between its new neighbours'; there is no move operation and no
//! renumbering. A key is a number in base 62 (`0-9A-Za-z`, in byte order): a whole part whose
//! first letter says its sign and length (`a0`…`az`, `b00`…; `Zz` is minus one), then a fraction
//! without trailing zeros. So keys at either end grow with the logarithm of their count. After
//! David Greenspan, "Implementing Fractional Indexing" (2021).
//!
//! Jitter: the digits that are free are random, so that two people who insert at the same place
//! at the same time get different keys, between which a third can insert again. Should two keys
//! be equal after all, the rows' ids break the tie.
//!
//! *Invariant:* between two valid keys in order there is always a valid key.

use rand::{Rng, RngExt};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: u8 = 62;
/// Random digits at the end of a new key: 62³ ways to differ from a key made at the same time.
const JITTER: usize = 3;

/// Why no key can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// A neighbour's key is not one of this module's.
    #[error("`{0}` is not an order key")]
    Invalid(String),
    /// The neighbours are equal or the wrong way round.
    #[error("`{before}` does not come before `{after}`")]
    WrongWayRound {
        /// The key that should be smaller.
        before: String,
        /// The key that should be greater.
        after: String,
    },
}

/// Whether the text is an order key.
pub fn is_valid(key: &str) -> bool {
    Key::parse(key).is_some()
}

/// A key strictly after `before` and strictly before `after`; none stands for an open end.
pub fn between(
    before: Option<&str>,
    after: Option<&str>,
    rng: &mut impl Rng,
) -> Result<String, OrderError> {
    let (low, high) = parse_bounds(before, after)?;
    Ok(key_between(low.as_ref(), high.as_ref(), rng).to_text())
}

/// `count` keys in ascending order, all strictly after `after` and strictly before `before`: for
/// putting many things into one place. Their length grows with the logarithm of `count`.
pub fn spread(
    after: Option<&str>,
    before: Option<&str>,
    count: usize,
    rng: &mut impl Rng,
) -> Result<Vec<String>, OrderError> {
    let (low, high) = parse_bounds(after, before)?;
    let mut keys = Vec::with_capacity(count);
    match (low, high) {
        (low, None) => keys_after(low, count, rng, &mut keys),
        (low, high) => keys_within(low.as_ref(), high.as_ref(), count, rng, &mut keys),
    }
    Ok(keys.iter().map(Key::to_text).collect())
}

fn parse_bounds(
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(Option<Key>, Option<Key>), OrderError> {
    let low = before.map(parse).transpose()?;
    let high = after.map(parse).transpose()?;
    match (before, after) {
        (Some(before), Some(after)) if before >= after => {
            Err(OrderError::WrongWayRound { before: before.to_owned(), after: after.to_owned() })
        }
        _ => Ok((low, high)),
    }
}

fn parse(key: &str) -> Result<Key, OrderError> {
    Key::parse(key).ok_or_else(|| OrderError::Invalid(key.to_owned()))
}

/// A key, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// The whole part as text: its bytes compare as its value does.
    whole: Vec<u8>,
    /// The digits (0 to 61) behind the point, the last not 0.
    fraction: Vec<u8>,
}

impl Key {
    fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let length = whole_length(*bytes.first()?)?;
        let (whole, fraction) = bytes.split_at_checked(length)?;
        let digits =
            |part: &[u8]| part.iter().map(|byte| digit_of(*byte)).collect::<Option<Vec<_>>>();
        let key = Self { whole: whole.to_vec(), fraction: digits(fraction)? };
        digits(&whole[1..])?;
        let has_predecessor = !(key.fraction.is_empty() && key.is_least_whole());
        (key.fraction.last() != Some(&0) && has_predecessor).then_some(key)
    }

    /// The whole part is the smallest there is: only fractions make room below.
    fn is_least_whole(&self) -> bool {
        self.whole[0] == b'A' && self.whole[1..].iter().all(|byte| *byte == b'0')
    }

    fn to_text(&self) -> String {
        let digits = self.fraction.iter().map(|digit| DIGITS[usize::from(*digit)]);
        self.whole.iter().copied().chain(digits).map(char::from).collect()
    }
}

fn digit_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
}

/// How long a whole part is, its first letter included: `a` begins two bytes, `b` three; `Z` two,
/// `Y` three.
fn whole_length(first: u8) -> Option<usize> {
    match first {
        b'a'..=b'z' => Some(usize::from(first - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - first) + 2),
        _ => None,
    }
}

fn key_between(low: Option<&Key>, high: Option<&Key>, rng: &mut impl Rng) -> Key {
    match (low, high) {
        (None, None) => Key { whole: b"a0".to_vec(), fraction: jitter(rng) },
        (Some(low), None) => key_above(low, rng),
        (None, Some(high)) => key_below(high, rng),
        (Some(low), Some(high)) if low.whole == high.whole => Key {
            whole: low.whole.clone(),
            fraction: fraction_between(&low.fraction, Some(&high.fraction), rng),
        },
        (Some(low), Some(high)) => match increment(&low.whole) {
            Some(whole) if whole < high.whole => Key { whole, fraction: jitter(rng) },
            _ => key_at_boundary(low, high, rng),
        },
    }
}

/// The whole parts are neighbours: the key goes behind the lower's fraction or before the higher's,
/// wherever there is a shorter one.
fn key_at_boundary(low: &Key, high: &Key, rng: &mut impl Rng) -> Key {
    if low.fraction.len() > high.fraction.len() && !high.fraction.is_empty() {
        let fraction = fraction_between(&[], Some(&high.fraction), rng);
        return Key { whole: high.whole.clone(), fraction };
    }
    Key { whole: low.whole.clone(), fraction: fraction_between(&low.fraction, None, rng) }
}

fn key_above(low: &Key, rng: &mut impl Rng) -> Key {
    match increment(&low.whole) {
        Some(whole) => Key { whole, fraction: jitter(rng) },
        None => {
            Key { whole: low.whole.clone(), fraction: fraction_between(&low.fraction, None, rng) }
        }
    }
}

fn key_below(high: &Key, rng: &mut impl Rng) -> Key {
    match decrement(&high.whole) {
        Some(whole) => Key { whole, fraction: jitter(rng) },
        None => Key {
            whole: high.whole.clone(),
            fraction: fraction_between(&[], Some(&high.fraction), rng),
        },
    }
}

/// Ascending keys with nothing above: as if each were appended after the one before.
fn keys_after(low: Option<Key>, count: usize, rng: &mut impl Rng, keys: &mut Vec<Key>) {
    let mut last = low;
    for _ in 0..count {
        let key = key_between(last.as_ref(), None, rng);
        keys.push(key.clone());
        last = Some(key);
    }
}

/// Halves, so that the keys' length grows with the logarithm of the count.
fn keys_within(
    low: Option<&Key>,
    high: Option<&Key>,
    count: usize,
    rng: &mut impl Rng,
    keys: &mut Vec<Key>,
) {
    if count == 0 {
        return;
    }
    let middle = key_between(low, high, rng);
    let left = (count - 1) / 2;
    keys_within(low, Some(&middle), left, rng, keys);
    keys.push(middle.clone());
    keys_within(Some(&middle), high, count - 1 - left, rng, keys);
}

/// The next whole number; none after the greatest.
fn increment(whole: &[u8]) -> Option<Vec<u8>> {
    let mut next = whole.to_vec();
    for byte in next[1..].iter_mut().rev() {
        let digit = digit_of(*byte)?;
        if digit + 1 < BASE {
            *byte = DIGITS[usize::from(digit) + 1];
            return Some(next);
        }
        *byte = b'0';
    }
    // All digits were the greatest: the number gets longer, or (below zero) shorter.
    match whole[0] {
        b'z' => None,
        b'Z' => Some(b"a0".to_vec()),
        first => whole_of_digits(first + 1, b'0'),
    }
}

/// The previous whole number; none before the least.
fn decrement(whole: &[u8]) -> Option<Vec<u8>> {
    let mut previous = whole.to_vec();
    for byte in previous[1..].iter_mut().rev() {
        let digit = digit_of(*byte)?;
        if digit > 0 {
            *byte = DIGITS[usize::from(digit) - 1];
            let key = Key { whole: previous, fraction: Vec::new() };
            return (!key.is_least_whole()).then_some(key.whole);
        }
        *byte = b'z';
    }
    match whole[0] {
        b'A' => None,
        b'a' => Some(b"Zz".to_vec()),
        first => whole_of_digits(first - 1, b'z'),
    }
}

fn whole_of_digits(first: u8, digit: u8) -> Option<Vec<u8>> {
    let mut whole = vec![digit; whole_length(first)?];
    whole[0] = first;
    Some(whole)
}

/// Digits strictly between two fractions; no upper one stands for 1.
fn fraction_between(low: &[u8], high: Option<&[u8]>, rng: &mut impl Rng) -> Vec<u8> {
    let mut fraction = Vec::new();
    let mut high = high;
    for place in 0.. {
        let least = low.get(place).copied().unwrap_or(0);
        let most = match high {
            Some(high) => high.get(place).copied().unwrap_or(0),
            None => BASE,
        };
        if most > least + 1 {
            fraction.push(middle_digit(least, most, rng));
            break;
        }
        fraction.push(least);
        if most == least + 1 {
            // Whatever follows stays below the upper fraction.
            high = None;
        }
    }
    fraction.extend(jitter(rng));
    fraction
}

/// A digit strictly between, from the middle half, so that repeated insertion at either side
/// halves what is left rather than using it up.
fn middle_digit(least: u8, most: u8, rng: &mut impl Rng) -> u8 {
    let margin = (most - least) / 4;
    let (from, to) = (least + margin.max(1), most - margin.max(1));
    rng.random_range(from..=to)
}

/// Random digits, the last not 0.
fn jitter(rng: &mut impl Rng) -> Vec<u8> {
    let mut digits: Vec<u8> = (0..JITTER).map(|_| rng.random_range(0..BASE)).collect();
    if let Some(last) = digits.last_mut() {
        *last = rng.random_range(1..BASE);
    }
    digits
}
