use super::*;

fn columns() -> Columns {
    Columns {
        id: "key".to_owned(),
        title: "title".to_owned(),
        description: Some("text".to_owned()),
        estimate: Some("points".to_owned()),
    }
}

fn parse(bytes: &[u8]) -> Result<CsvFile<'_>, FileFault> {
    CsvFile::parse(bytes, b',', &columns())
}

fn rows(body: &str) -> Vec<Result<IssueRow, RowFault>> {
    rows_of_bytes(format!("key,title,text,points\n{body}").as_bytes())
}

fn rows_of_bytes(bytes: &[u8]) -> Vec<Result<IssueRow, RowFault>> {
    parse(bytes).unwrap().rows().collect()
}

fn reason(body: &str) -> String {
    match rows(body).remove(0) {
        Err(fault) => format!("line {}: {}", fault.line, fault.reason),
        Ok(row) => format!("taken: {row:?}"),
    }
}

#[test]
fn a_row_is_taken_as_it_stands() {
    let row =
        rows("A-1,\" two \"\"quoted\"\"\t\",\"a\r\nb,\n\u{1F600}\u{5}\",5\r\n").remove(0).unwrap();
    assert_eq!(
        row,
        IssueRow {
            line: 2,
            id: "A-1".to_owned(),
            title: " two \"quoted\"\t".to_owned(),
            description: Some("a\r\nb,\n\u{1F600}\u{5}".to_owned()),
            estimate: Some(Some(5.0)),
        }
    );
}

#[test]
fn columns_that_were_not_asked_for_are_not_looked_at() {
    let asked = Columns { description: None, estimate: None, ..columns() };
    let bytes = b"junk,key,title\n\xff,A-1,One\n";
    let file = CsvFile::parse(bytes, b',', &asked).unwrap();
    let row = file.rows().next().unwrap().unwrap();
    assert_eq!((row.description, row.estimate), (None, None));
}

#[test]
fn lines_count_blank_ones_and_those_inside_cells() {
    let lines: Vec<u64> = rows("A-1,One,\"a\nb\r\nc\",\n\r\n\n\nA-2,Two,,\r\nA-3,Three,,")
        .into_iter()
        .map(|row| row.unwrap().line)
        .collect();
    assert_eq!(lines, [2, 8, 9]);
}

#[test]
fn each_fault_names_its_line_and_reason() {
    for (body, expected) in [
        ("A-1,One,x", "line 2: it has 3 columns, the header 4"),
        ("A-1,One,x,1,y", "line 2: it has 5 columns, the header 4"),
        ("A-1,  ,x,1", "line 2: its title is blank"),
        ("A-1,,x,1", "line 2: its title is blank"),
        ("A-1,\"a\nb\",x,1", "line 2: its title has a line break; a title is one line"),
        (" ,One,x,1", "line 2: column `key` is empty, so the issue could not be found again"),
        ("A-1,One,x,many", "line 2: `many` in column `points` is not a number such as 3 or 0.5"),
        ("A-1,One,x,-2", "line 2: `-2` in column `points` is negative"),
        ("A-1,One,a\0b,1", "line 2: column `text` contains a NUL character"),
        (
            "A-1,One,\"a\nb\"c,1",
            "line 2: on line 3 text follows a closing quote; a quote inside a quoted cell is \
             written twice",
        ),
    ] {
        assert_eq!(reason(body), expected);
    }
}

#[test]
fn bytes_that_are_not_utf_8_refuse_their_row_alone() {
    let mut bytes = b"key,title,text,points\nA-1,One,ab\xff,1\nA-2,Two,,\n".to_vec();
    bytes.extend_from_slice(b"A-3,Th\xc3,x,1\n");
    let rows = rows_of_bytes(&bytes);
    let fault = rows[0].clone().unwrap_err();
    assert_eq!(fault.reason.to_string(), "column `text` is not UTF-8 text (byte 2 of the cell)");
    assert_eq!(fault.id.as_deref(), Some("A-1"));
    assert!(rows[1].is_ok());
    assert_eq!(rows[2].clone().unwrap_err().line, 4);
}

#[test]
fn an_id_that_stands_twice_is_taken_once() {
    let rows = rows("A-1,One,,\nA-1,Other,,\nA-2,,,\nA-2,Two,,\n");
    assert!(rows[0].is_ok());
    let fault = rows[1].clone().unwrap_err();
    assert_eq!(fault.reason.to_string(), "`A-1` stands on line 2 already");
    assert!(rows[3].is_ok(), "the first A-2 was refused, so the second is the only one");
}

#[test]
fn an_empty_cell_of_points_clears_them() {
    assert_eq!(rows("A-1,One,,")[0].clone().unwrap().estimate, Some(None));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_column() {
    assert_eq!(rows_of_bytes(b"\xef\xbb\xbfkey,title,text,points\nA,B,C,1\n").len(), 1);
}

#[test]
fn a_header_alone_is_a_file_without_rows() {
    assert_eq!(parse(b"key,title,text,points").unwrap().row_count(), 0);
}

#[test]
fn a_file_that_is_no_such_table_is_refused_in_one_line() {
    for (bytes, expected) in [
        (&b""[..], "the file is empty"),
        (b"\xef\xbb\xbf\r\n\n", "the file is empty"),
        (b"\xff\xfek\0e\0", "the file is UTF-16; save it as CSV in UTF-8"),
        (b"PK\x03\x04\x14\0\x06\0", "the file is not CSV: its first line is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n", "the file is not CSV: its first line is not UTF-8 text"),
        (
            b"key;title;text;points\n",
            "there is no column `key`; the file has `key;title;text;points`",
        ),
        (
            b"key,Title,text,points\n",
            "there is no column `title`; the file has `key`, `Title`, `text`, `points`",
        ),
        (
            b"key,title,text,points,key\n",
            "there are several columns `key`; the file has `key`, `title`, `text`, `points`, `key`",
        ),
        (
            b"key,title,text,points\nA-1,One,\"cut o\nff",
            "the file is damaged: the quote opened on line 2 is never closed",
        ),
    ] {
        assert_eq!(parse(bytes).unwrap_err().to_string(), expected);
    }
}
