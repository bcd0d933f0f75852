//! Issues to import: real ones where there are any, else made ones that are as awkward.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Real issues of public trackers lie beside the work tree on some machines. They are research
/// data and do not enter the project.
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
/// As many as the real file has.
const MADE: usize = 1_680;

/// An issue as a CSV file has it: title, description, points.
pub type Issue = (String, String, String);

/// A file of 1,680 issues, made in `folder` where the real one is not to be had.
pub fn file(folder: &Path) -> PathBuf {
    let real = Path::new(REAL).join("mesos.csv");
    if real.exists() {
        return real;
    }
    let made = folder.join("issues.csv");
    write(&made, MADE);
    made
}

/// The words of `aloft` that import such a file into a project.
pub fn import_words<'a>(file: &'a str, project: &'a str) -> [&'a str; 13] {
    [
        "import",
        "csv",
        file,
        "--project",
        project,
        "--id-column",
        "issuekey",
        "--title-column",
        "title",
        "--description-column",
        "description",
        "--estimate-column",
        "storypoint",
    ]
}

/// Writes `count` made issues.
pub fn write(path: &Path, count: usize) {
    write_named(path, "MADE", count);
}

/// Writes `count` made issues whose keys begin with these words.
pub fn write_named(path: &Path, prefix: &str, count: usize) {
    let mut writer = csv::Writer::from_path(path).expect("a file");
    writer.write_record(["issuekey", "title", "description", "storypoint"]).expect("a header");
    for number in 1..=count {
        let (title, description, points) = made(number);
        let key = format!("{prefix}-{number}");
        writer.write_record([key, title, description, points]).expect("a row");
    }
    writer.flush().expect("it is written");
}

/// Writes `count` issues of all real files, or made ones where there are none.
pub fn write_real(path: &Path, count: usize) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(REAL)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort_unstable();
    let issues: BTreeMap<String, Issue> = files.iter().flat_map(|file| read(file)).collect();
    if issues.is_empty() {
        return write(path, count);
    }
    let mut writer = csv::Writer::from_path(path).expect("a file");
    writer.write_record(["issuekey", "title", "description", "storypoint"]).expect("a header");
    for (key, (title, description, points)) in issues.into_iter().take(count) {
        writer.write_record([key, title, description, points]).expect("a row");
    }
    writer.flush().expect("it is written");
}

/// A file's issues by key.
pub fn read(path: &Path) -> BTreeMap<String, Issue> {
    read_columns(path, ["issuekey", "title", "description", "storypoint"])
}

/// A file's issues by key, under other names of the columns.
pub fn read_columns(path: &Path, names: [&str; 4]) -> BTreeMap<String, Issue> {
    let mut reader = csv::Reader::from_path(path).expect("the file");
    let header = reader.headers().expect("a header").clone();
    let at = names.map(|name| {
        header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no {name}"))
    });
    let issues = reader.records().map(|record| {
        let record = record.expect("a row");
        let cell = |index: usize| record[at[index]].to_owned();
        (cell(0), (cell(1), cell(2), cell(3)))
    });
    issues.collect()
}

/// Points as a number: files write 3, 3.0 and nothing.
pub fn points(cell: &str) -> Option<f64> {
    (!cell.is_empty()).then(|| cell.parse().expect("points are numbers"))
}

fn made(number: usize) -> Issue {
    let awkward = [
        "CRLF\r\nand LF\nand a last CR\r",
        "\"quoted\", with, commas, and \"\"doubled\"\" ones",
        "  spaces before and behind, and a tab\t ",
        "日本語のテキスト, עברית, العربية, ไทย",
        "👩‍👩‍👧‍👦 one glyph of seven code points, 🏳️‍🌈, e\u{301} composed of two",
        "\u{feff}a byte order mark, a \u{200b}zero width space, \u{202e}right to left",
        "{code}\n  at java.lang.Thread.run(Thread.java:748)\n{code}\nh2. *markup* _here_ |a|b|",
        "\u{10ffff} the last code point, \u{1} a control character, \u{2028} a line separator",
        "=1+1; -2; @sum: a spreadsheet would run it",
        "",
    ];
    let text = awkward[number % awkward.len()];
    let description = match number % 97 {
        // As long as the longest real ones.
        0 => text.chars().chain("long ".chars().cycle()).take(20_003).collect(),
        1 => String::new(),
        repeats => format!("{text}\n").repeat(repeats % 7) + text,
    };
    let points = ["", "1", "2", "0.5", "13", "100"][number % 6];
    (format!("Issue {number}: “{}”", &"awkward"[..number % 8]), description, points.to_owned())
}
