//! Migrations are read by whoever is woken at night: numbered, and with their reasons.

use super::{Finding, TextFile};

/// `NNNN_words.sql`, without a gap and without two of one number.
pub(super) fn are_numbered(files: &[TextFile]) -> Vec<Finding> {
    let mut migrations: Vec<&TextFile> = migrations(files).collect();
    migrations.sort_unstable_by_key(|file| &file.path);
    migrations
        .iter()
        .zip(1..)
        .filter(|(file, number)| !file.path.starts_with(&format!("migrations/{number:04}_")))
        .map(|(file, number)| file.finding(format!("number it {number:04}")))
        .collect()
}

/// The file begins with prose, and a comment stands before every table.
pub(super) fn say_why(files: &[TextFile]) -> Vec<Finding> {
    migrations(files)
        .flat_map(|file| {
            let silent = (!file.text.starts_with("--"))
                .then(|| file.finding("begin with a comment: why this migration"));
            silent.into_iter().chain(silent_tables(file))
        })
        .collect()
}

fn silent_tables(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = "";
    for (index, line) in file.text.lines().enumerate() {
        let creates = line.trim_start().to_ascii_lowercase().starts_with("create table");
        if creates && !before.trim_start().starts_with("--") {
            let words = "say above it why the table is there".to_owned();
            findings.push(Finding { path: file.path.clone(), line: index + 1, words });
        }
        before = line;
    }
    findings
}

fn migrations(files: &[TextFile]) -> impl Iterator<Item = &TextFile> {
    files.iter().filter(|file| file.path.starts_with("migrations/") && file.has_extension("sql"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_gap_in_the_numbers_is_found() {
        let files = [file("migrations/0001_a.sql", "-- a"), file("migrations/0003_b.sql", "-- b")];
        assert_eq!(are_numbered(&files), [files[1].finding("number it 0002")]);
    }

    #[test]
    fn a_table_without_a_reason_is_found() {
        let text = "-- Why.\n\n-- People.\nCREATE TABLE users ();\n\nCREATE TABLE orgs ();\n";
        let found = say_why(&[file("migrations/0001_a.sql", text)]);
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [6]);
    }
}
