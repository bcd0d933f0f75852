//! The beginning of a file, for somebody who says which column holds what.

use super::csv_file::{FileFault, names, reader, text_of};
use super::quoting;

/// Rows that are shown.
const ROWS: usize = 20;
/// Characters of a cell that are shown.
const CELL: usize = 200;
/// What may stand between two cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A file as far as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What stands between two cells.
    pub delimiter: u8,
    /// The header's names.
    pub columns: Vec<String>,
    /// The first rows, cell by cell; long cells are cut, and bytes that are no text are replaced.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are.
    pub row_count: u64,
    /// Which column is probably what.
    pub guess: Guess,
}

/// Which column is probably what, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the column that holds the like-named field")]
pub struct Guess {
    pub id: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub estimate: Option<String>,
}

/// Reads a file's beginning; without a delimiter, the one that makes most columns of its header.
pub fn preview(bytes: &[u8], delimiter: Option<u8>) -> Result<Preview, FileFault> {
    let bytes = text_of(bytes)?;
    let delimiter = delimiter.unwrap_or_else(|| likeliest(bytes));
    let mut reader = reader(bytes, delimiter);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(FileFault::Empty),
        Err(_) => return Err(FileFault::NotText),
    }
    let columns = names(&record)?;
    if let Err(line) = quoting::check_closed(bytes, delimiter) {
        return Err(FileFault::Unclosed { line });
    }
    let (mut rows, mut row_count) = (Vec::new(), 0);
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        row_count += 1;
        if rows.len() < ROWS {
            rows.push(record.iter().map(shown).collect());
        }
    }
    let guess = Guess::of(&columns);
    Ok(Preview { delimiter, columns, rows, row_count, guess })
}

fn likeliest(bytes: &[u8]) -> u8 {
    let width = |delimiter: u8| {
        let mut record = csv::ByteRecord::new();
        let read = reader(bytes, delimiter).read_byte_record(&mut record);
        if matches!(read, Ok(true)) { record.len() } else { 0 }
    };
    // The last of several maxima wins, so the likeliest comes last.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| width(*delimiter)).unwrap_or(b',')
}

fn shown(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

impl Guess {
    fn of(columns: &[String]) -> Self {
        // In the order of the words: a column `key` is an id, unless there is a column `id`.
        let find = |words: &[&str]| {
            let fits = |word: &&str| columns.iter().find(|column| plain(column) == **word);
            words.iter().find_map(fits).cloned()
        };
        Self {
            id: find(&["issuekey", "key", "issueid", "id", "identifier", "number"]),
            title: find(&["title", "summary", "name", "subject"]),
            description: find(&["description", "body", "details", "notes", "content"]),
            estimate: find(&["storypoints", "storypoint", "points", "estimate"]),
        }
    }
}

/// Letters and digits only, in lower case: `Story Points` and `story_points` are one.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_by_name() {
        let file = "issuekey,title,description,storypoint\nA-1,One,\"x, y\",3\nA-2,Two,,\n";
        let preview = preview(file.as_bytes(), None).unwrap();
        assert_eq!(preview.delimiter, b',');
        assert_eq!(preview.row_count, 2);
        assert_eq!(preview.rows[0], ["A-1", "One", "x, y", "3"]);
        assert_eq!(preview.guess.id.as_deref(), Some("issuekey"));
        assert_eq!(preview.guess.estimate.as_deref(), Some("storypoint"));
    }

    #[test]
    fn the_delimiter_is_guessed_and_can_be_named() {
        let file = b"Id;Summary;Story Points\n1;a,b;2\n";
        assert_eq!(preview(file, None).unwrap().delimiter, b';');
        assert_eq!(preview(file, Some(b',')).unwrap().columns.len(), 1);
        assert_eq!(preview(b"id\ttitle\n", None).unwrap().delimiter, b'\t');
        assert_eq!(preview(b"title\nx\n", None).unwrap().delimiter, b',');
    }

    #[test]
    fn long_cells_are_cut_between_characters() {
        let file = format!("title\n{}\n", "ä".repeat(CELL + 1));
        let preview = preview(file.as_bytes(), None).unwrap();
        assert_eq!(preview.rows[0][0].chars().count(), CELL + 1);
        assert!(preview.rows[0][0].ends_with('…'));
    }

    #[test]
    fn what_cannot_be_imported_is_said_at_once() {
        assert_eq!(preview(b"", None), Err(FileFault::Empty));
        assert_eq!(preview(b"\xff\xfea\0", None), Err(FileFault::Utf16));
        assert!(matches!(preview(b"a\n\"x\n", None), Err(FileFault::Unclosed { .. })));
    }
}
