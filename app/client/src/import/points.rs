//! Points as files write them.

/// Why a cell is not a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPoints {
    /// Not digits with at most one decimal point.
    #[error("is not a number such as 3 or 0.5")]
    NotANumber,
    /// Below zero.
    #[error("is negative")]
    Negative,
    /// A double cannot hold it exactly enough to write it again.
    #[error("has more digits than can be kept")]
    TooPrecise,
}

/// Reads a plain decimal. `5.0` reads as 5, which is the same number; one that would come out as
/// another number is refused.
pub(super) fn parse(text: &str) -> Result<f64, InvalidPoints> {
    if let Some(rest) = text.strip_prefix('-') {
        return Err(if is_decimal(rest) {
            InvalidPoints::Negative
        } else {
            InvalidPoints::NotANumber
        });
    }
    if !is_decimal(text) {
        return Err(InvalidPoints::NotANumber);
    }
    let value: f64 = text.parse().map_err(|_| InvalidPoints::NotANumber)?;
    if !value.is_finite() || shortest(text) != shortest(&value.to_string()) {
        return Err(InvalidPoints::TooPrecise);
    }
    Ok(value)
}

fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}

/// The digits that matter, before and after the point.
fn shortest(decimal: &str) -> (&str, &str) {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    (whole.trim_start_matches('0'), fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{InvalidPoints, parse};

    #[test]
    fn plain_decimals_are_taken() {
        for (text, value) in [
            ("3", 3.0),
            ("0", 0.0),
            ("0.5", 0.5),
            (".5", 0.5),
            ("5.0", 5.0),
            ("007", 7.0),
            ("0.1", 0.1),
        ] {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_would_be_another_number_is_refused() {
        for text in ["9007199254740993", "0.12345678901234567890123", &"9".repeat(400)] {
            assert_eq!(parse(text), Err(InvalidPoints::TooPrecise), "{text}");
        }
        assert_eq!(parse("-1"), Err(InvalidPoints::Negative));
        for text in ["", ".", "-", "1e3", "1,5", "inf", "NaN", "3 points", "+3", "٣"] {
            assert_eq!(parse(text), Err(InvalidPoints::NotANumber), "{text}");
        }
    }
}
