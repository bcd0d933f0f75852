//! Conventions as tests: what no compiler knows, checked over every file that git knows.

mod code;
mod documents;
mod layers;
mod migrations;
mod places;

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A file of the work tree, and its text; a picture has none.
pub(crate) struct TextFile {
    /// From the top, with forward slashes.
    path: String,
    text: String,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    words: String,
}

type Rule = fn(&[TextFile]) -> Vec<Finding>;

const RULES: &[Rule] = &[
    code::no_mod_files,
    code::no_allow_attributes,
    code::no_bare_ignores,
    code::modules_say_their_purpose,
    code::crates_say_their_invariant,
    code::names_are_terms,
    layers::dependencies_run_one_way,
    layers::crates_take_the_workspace_lints,
    migrations::are_numbered,
    migrations::say_why,
    documents::decisions_are_numbered_and_linked,
    documents::decisions_have_their_parts,
    documents::links_lead_somewhere,
    places::no_machine_paths,
    places::hosts_are_known,
];

/// Checks everything; long files are only mentioned.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let files = read_files(workspace)?;
    for warning in code::long_files(&files) {
        println!("note: {}: {}", warning.path, warning.words);
    }
    let findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&files)).collect();
    for finding in &findings {
        println!("{}:{}: {}", finding.path, finding.line, finding.words);
    }
    if !findings.is_empty() {
        bail!("{} untidy places", findings.len());
    }
    println!("{} files are tidy", files.len());
    Ok(())
}

fn read_files(workspace: &Workspace) -> Result<Vec<TextFile>> {
    let listing = process::capture(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(workspace.root()),
    )?;
    let files = listing.split('\0').filter(|path| !path.is_empty()).filter_map(|path| {
        // Deleted and not committed yet: nothing to check. A picture is there to be linked to.
        let bytes = fs::read(workspace.root().join(path)).ok()?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        Some(TextFile { path: path.to_owned(), text })
    });
    Ok(files.collect())
}

impl TextFile {
    fn is_rust(&self) -> bool {
        self.has_extension("rs")
    }

    fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// A finding for every line that `wrong` has words about.
    fn lines(&self, wrong: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
        let findings = self.text.lines().enumerate().filter_map(|(index, line)| {
            wrong(line).map(|words| Finding { path: self.path.clone(), line: index + 1, words })
        });
        findings.collect()
    }

    /// A finding about the file as a whole.
    fn finding(&self, words: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line: 1, words: words.into() }
    }
}

#[cfg(test)]
pub(crate) fn file(path: &str, text: &str) -> TextFile {
    TextFile { path: path.to_owned(), text: text.to_owned() }
}
