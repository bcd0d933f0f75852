//! Strictness about quotes (RFC 4180, section 2, rules 5 to 7), beside a CSV parser that forgives.
//!
//! The `csv` crate reads `"ab"cd` as `abcd` and ends an unclosed quote at the end of the file.
//! Both would be silent changes here.

/// Text after a closing quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuotingFault {
    /// How many lines below the row's first.
    pub(super) lines_below: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: doubled, or the cell's end.
    QuoteInQuoted,
}

impl At {
    /// The state after `byte`; `Err` for text after a closing quote, with the state in which a
    /// forgiving parser goes on.
    fn after(self, byte: u8, delimiter: u8) -> Result<Self, Self> {
        let is_end = byte == delimiter || byte == b'\n' || byte == b'\r';
        match self {
            Self::Quoted if byte == b'"' => Ok(Self::QuoteInQuoted),
            Self::Quoted => Ok(Self::Quoted),
            Self::QuoteInQuoted if byte == b'"' => Ok(Self::Quoted),
            _ if is_end => Ok(Self::CellStart),
            Self::CellStart if byte == b'"' => Ok(Self::Quoted),
            Self::QuoteInQuoted => Err(Self::Plain),
            Self::CellStart | Self::Plain => Ok(Self::Plain),
        }
    }
}

/// Whether every quote in the file is closed; else the line on which the open one stands.
pub(super) fn check_closed(bytes: &[u8], delimiter: u8) -> Result<(), u64> {
    let mut at = At::CellStart;
    let (mut line, mut opened) = (1, 1);
    for &byte in bytes {
        let (Ok(next) | Err(next)) = at.after(byte, delimiter);
        if at == At::CellStart && next == At::Quoted {
            opened = line;
        }
        at = next;
        line += u64::from(byte == b'\n');
    }
    if at == At::Quoted { Err(opened) } else { Ok(()) }
}

/// Whether no cell of the row goes on after its closing quote.
pub(super) fn check_row(raw: &[u8], delimiter: u8) -> Result<(), QuotingFault> {
    let mut at = At::CellStart;
    for (index, &byte) in raw.iter().enumerate() {
        at = at
            .after(byte, delimiter)
            .map_err(|_| QuotingFault { lines_below: line_feeds(&raw[..index]) })?;
    }
    Ok(())
}

/// How many lines end in these bytes.
pub(super) fn line_feeds(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum()
}
