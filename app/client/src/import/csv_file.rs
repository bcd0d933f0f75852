//! A CSV file of issues: its header, and its rows one by one, each taken whole or refused with its
//! line and the reason.
//!
//! *Invariant: nothing is repaired.* A value comes out of here as it stands in the file, byte for
//! byte after CSV parsing, or its row does not come out at all.

use super::points::{self, InvalidPoints};
use super::quoting::{self, QuotingFault};
use std::collections::HashMap;

/// Which columns hold what, by the names in the file's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The id that the other tool knows an issue by.
    pub id: String,
    /// The title.
    pub title: String,
    /// The description, if it is to be taken.
    pub description: Option<String>,
    /// The points, if they are to be taken.
    pub estimate: Option<String>,
}

/// A whole file that can be read as CSV and has the columns that were asked for.
#[derive(Debug)]
pub struct CsvFile<'a> {
    /// Without a byte order mark.
    bytes: &'a [u8],
    delimiter: u8,
    places: Places,
    rows: u64,
}

/// A row that can be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its id in the other tool.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its description, if the column was asked for; may be empty.
    pub description: Option<String>,
    /// Its points, if the column was asked for; `Some(None)` for an empty cell.
    pub estimate: Option<Option<f64>>,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFault {
    /// The line the row begins on, from 1.
    pub line: u64,
    /// The issue's id, where it could be read.
    pub id: Option<String>,
    /// Why.
    pub reason: RowReason,
}

/// Why a row cannot be taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RowReason {
    /// More or fewer cells than the header has.
    #[error("it has {found} columns, the header {expected}")]
    ColumnCount {
        /// In the row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// A quoted cell goes on after its closing quote.
    #[error(
        "on line {line} text follows a closing quote; a quote inside a quoted cell is written twice"
    )]
    Quoting {
        /// Where.
        line: u64,
    },
    /// Bytes that are not UTF-8.
    #[error("column `{column}` is not UTF-8 text (byte {at} of the cell)")]
    NotUtf8 {
        /// Which.
        column: String,
        /// The first bad byte's place, from 0.
        at: usize,
    },
    /// U+0000, which no text in Aloft may hold.
    #[error("column `{column}` contains a NUL character")]
    Nul {
        /// Which.
        column: String,
    },
    /// No id.
    #[error("column `{column}` is empty, so the issue could not be found again")]
    NoId {
        /// Which.
        column: String,
    },
    /// The id of an earlier row.
    #[error("`{id}` stands on line {first} already")]
    Duplicate {
        /// The id.
        id: String,
        /// The line that has it.
        first: u64,
    },
    /// No title.
    #[error("its title is blank")]
    BlankTitle,
    /// A title of several lines.
    #[error("its title has a line break; a title is one line")]
    TitleOfSeveralLines,
    /// Points that are no number Aloft can keep.
    #[error("`{value}` in column `{column}` {reason}")]
    Points {
        /// Which.
        column: String,
        /// What stands there.
        value: String,
        /// Why not.
        reason: InvalidPoints,
    },
    /// The model or the store does not take it.
    #[error("{0}")]
    NotTaken(String),
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// UTF-16, as spreadsheets like to save.
    #[error("the file is UTF-16; save it as CSV in UTF-8")]
    Utf16,
    /// The first line is not text.
    #[error("the file is not CSV: its first line is not UTF-8 text")]
    NotText,
    /// A column that was asked for is not there.
    #[error("there is no column `{column}`; the file has {}", name_columns(.there))]
    NoColumn {
        /// The missing one.
        column: String,
        /// Those there are.
        there: Vec<String>,
    },
    /// A column that was asked for is there twice.
    #[error("there are several columns `{column}`; the file has {}", name_columns(.there))]
    AmbiguousColumn {
        /// The doubled one.
        column: String,
        /// Those there are.
        there: Vec<String>,
    },
    /// A quoted cell without an end: the file was cut off, or a quote is missing.
    #[error("the file is damaged: the quote opened on line {line} is never closed")]
    Unclosed {
        /// Where the cell begins.
        line: u64,
    },
}

impl<'a> CsvFile<'a> {
    /// Checks the file as a whole, before any of it is taken.
    pub fn parse(bytes: &'a [u8], delimiter: u8, columns: &Columns) -> Result<Self, FileFault> {
        let bytes = text_of(bytes)?;
        let mut reader = reader(bytes, delimiter);
        let mut header = csv::ByteRecord::new();
        match reader.read_byte_record(&mut header) {
            Ok(true) => {}
            Ok(false) => return Err(FileFault::Empty),
            Err(_) => return Err(FileFault::NotText),
        }
        let header = names(&header)?;
        let places = Places::find(&header, columns)?;
        if let Err(line) = quoting::check_closed(bytes, delimiter) {
            return Err(FileFault::Unclosed { line });
        }
        let mut rows = 0;
        let mut record = csv::ByteRecord::new();
        while matches!(reader.read_byte_record(&mut record), Ok(true)) {
            rows += 1;
        }
        Ok(Self { bytes, delimiter, places, rows })
    }

    /// How many rows there are below the header.
    pub fn row_count(&self) -> u64 {
        self.rows
    }

    /// The rows, in the file's order.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            file: self,
            reader: reader(self.bytes, self.delimiter),
            record: csv::ByteRecord::new(),
            header_read: false,
            first_lines: HashMap::new(),
        }
    }
}

/// The rows of a file.
pub struct Rows<'a> {
    file: &'a CsvFile<'a>,
    reader: csv::Reader<&'a [u8]>,
    record: csv::ByteRecord,
    header_read: bool,
    /// Ids of the rows that were taken, with their lines.
    first_lines: HashMap<String, u64>,
}

impl Iterator for Rows<'_> {
    type Item = Result<IssueRow, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.header_read {
            self.header_read = true;
            self.advance()?;
        }
        let (line, raw) = self.advance()?;
        let cells = Cells { places: &self.file.places, record: &self.record };
        let id = cells.text(&self.file.places.id).ok().map(str::to_owned);
        let row = self.check_quoting(line, raw).and_then(|()| cells.row(line));
        let row = row.and_then(|row| self.claim_id(row));
        Some(row.map_err(|reason| RowFault { line, id, reason }))
    }
}

impl Rows<'_> {
    /// Reads the next record: its line and its raw bytes.
    fn advance(&mut self) -> Option<(u64, std::ops::Range<usize>)> {
        // Reading from memory with flexible lengths has no error left to give.
        let read = self.reader.read_byte_record(&mut self.record).unwrap_or(false);
        let start = self.record.position().filter(|_| read)?;
        let begins = usize::try_from(start.byte()).ok()?;
        let ends = usize::try_from(self.reader.position().byte()).ok()?;
        // The position is where the parser stood, which may be before blank lines.
        let blank = self.file.bytes.get(begins..ends)?;
        let skipped = blank.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let lines = quoting::line_feeds(&blank[..skipped]);
        Some((start.line() + lines, begins + skipped..ends))
    }

    fn check_quoting(&self, line: u64, raw: std::ops::Range<usize>) -> Result<(), RowReason> {
        match quoting::check_row(&self.file.bytes[raw], self.file.delimiter) {
            Ok(()) => Ok(()),
            Err(QuotingFault { lines_below }) => {
                Err(RowReason::Quoting { line: line + lines_below })
            }
        }
    }

    fn claim_id(&mut self, row: IssueRow) -> Result<IssueRow, RowReason> {
        if let Some(&first) = self.first_lines.get(&row.id) {
            return Err(RowReason::Duplicate { id: row.id, first });
        }
        self.first_lines.insert(row.id.clone(), row.line);
        Ok(row)
    }
}

/// The columns that were asked for, found in the header.
#[derive(Debug)]
struct Places {
    width: usize,
    id: Place,
    title: Place,
    description: Option<Place>,
    estimate: Option<Place>,
}

#[derive(Debug)]
struct Place {
    index: usize,
    column: String,
}

impl Places {
    fn find(header: &[String], columns: &Columns) -> Result<Self, FileFault> {
        let find = |column: &String| {
            let mut found = header.iter().enumerate().filter(|(_, name)| *name == column);
            let there = || header.to_vec();
            match (found.next(), found.next()) {
                (Some((index, _)), None) => Ok(Place { index, column: column.clone() }),
                (None, _) => Err(FileFault::NoColumn { column: column.clone(), there: there() }),
                (Some(_), Some(_)) => {
                    Err(FileFault::AmbiguousColumn { column: column.clone(), there: there() })
                }
            }
        };
        Ok(Self {
            width: header.len(),
            id: find(&columns.id)?,
            title: find(&columns.title)?,
            description: columns.description.as_ref().map(find).transpose()?,
            estimate: columns.estimate.as_ref().map(find).transpose()?,
        })
    }
}

/// One record, seen through the columns.
struct Cells<'a> {
    places: &'a Places,
    record: &'a csv::ByteRecord,
}

impl Cells<'_> {
    fn row(&self, line: u64) -> Result<IssueRow, RowReason> {
        if self.record.len() != self.places.width {
            return Err(RowReason::ColumnCount {
                found: self.record.len(),
                expected: self.places.width,
            });
        }
        Ok(IssueRow {
            line,
            id: self.id()?,
            title: self.title()?,
            description: match &self.places.description {
                Some(place) => Some(self.text(place)?.to_owned()),
                None => None,
            },
            estimate: self.places.estimate.as_ref().map(|place| self.points(place)).transpose()?,
        })
    }

    fn id(&self) -> Result<String, RowReason> {
        let id = self.text(&self.places.id)?;
        if id.trim().is_empty() {
            return Err(RowReason::NoId { column: self.places.id.column.clone() });
        }
        Ok(id.to_owned())
    }

    fn title(&self) -> Result<String, RowReason> {
        let title = self.text(&self.places.title)?;
        if title.trim().is_empty() {
            return Err(RowReason::BlankTitle);
        }
        if title.contains(['\n', '\r']) {
            return Err(RowReason::TitleOfSeveralLines);
        }
        Ok(title.to_owned())
    }

    fn points(&self, place: &Place) -> Result<Option<f64>, RowReason> {
        let value = self.text(place)?;
        if value.trim().is_empty() {
            return Ok(None);
        }
        points::parse(value.trim()).map(Some).map_err(|reason| RowReason::Points {
            column: place.column.clone(),
            value: excerpt(value),
            reason,
        })
    }

    fn text(&self, place: &Place) -> Result<&str, RowReason> {
        let bytes = self.record.get(place.index).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|error| RowReason::NotUtf8 {
            column: place.column.clone(),
            at: error.valid_up_to(),
        })?;
        if text.contains('\0') {
            return Err(RowReason::Nul { column: place.column.clone() });
        }
        Ok(text)
    }
}

/// The file without a byte order mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<&[u8], FileFault> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(FileFault::Utf16);
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

pub(super) fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

pub(super) fn names(header: &csv::ByteRecord) -> Result<Vec<String>, FileFault> {
    let name = |cell: &[u8]| match std::str::from_utf8(cell) {
        Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
            Ok(text.to_owned())
        }
        _ => Err(FileFault::NotText),
    };
    header.iter().map(name).collect()
}

/// The columns as one readable line, whatever the header holds.
fn name_columns(names: &[String]) -> String {
    let shown: Vec<String> =
        names.iter().take(40).map(|name| format!("`{}`", excerpt(name))).collect();
    let rest = names.len() - shown.len();
    match rest {
        0 => shown.join(", "),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// Enough of a value to recognise it in a message of one line.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match one_line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}

#[cfg(test)]
mod tests;
