//! Rules for Rust files.

use super::{Finding, TextFile};

const LONG: usize = 400;
const GRAB_BAGS: &[&str] =
    &["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor"];

/// `foo.rs` + `foo/`: a tab named `mod.rs` says nothing.
pub(super) fn no_mod_files(files: &[TextFile]) -> Vec<Finding> {
    let is_mod = |file: &&TextFile| file.path == "mod.rs" || file.path.ends_with("/mod.rs");
    files.iter().filter(is_mod).map(|file| file.finding("name it after its module")).collect()
}

/// `#[expect(…, reason)]` tells when it has become needless; an allow stays forever.
pub(super) fn no_allow_attributes(files: &[TextFile]) -> Vec<Finding> {
    let attributes = [concat!("#[", "allow("), concat!("#![", "allow(")];
    let wrong = |line: &str| {
        let line = line.trim_start();
        let found = attributes.iter().any(|attribute| line.starts_with(attribute));
        found.then(|| "use `#[expect(…, reason = \"…\")]`".to_owned())
    };
    files.iter().filter(|file| file.is_rust()).flat_map(|file| file.lines(wrong)).collect()
}

/// A test that does not run needs a reason to be there.
pub(super) fn no_bare_ignores(files: &[TextFile]) -> Vec<Finding> {
    let attribute = concat!("#[", "ignore]");
    let wrong =
        |line: &str| (line.trim() == attribute).then(|| "say why: `#[ignore = \"…\"]`".to_owned());
    files.iter().filter(|file| file.is_rust()).flat_map(|file| file.lines(wrong)).collect()
}

/// The first line of a module tells a reader whether to read on.
pub(super) fn modules_say_their_purpose(files: &[TextFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust() && file.path.contains("src/"))
        .filter(|file| !file.path.contains("/tests"))
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.finding("begin with `//!` and the module's purpose"))
        .collect()
}

/// What a crate must never know is what keeps it a crate.
pub(super) fn crates_say_their_invariant(files: &[TextFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.path.ends_with("src/lib.rs"))
        .filter(|file| !file.text.contains("*Invariant"))
        .map(|file| {
            file.finding("say the crate's invariant: `//! *Invariant: knows nothing of …*`")
        })
        .collect()
}

/// Grab-bag names grow without bound; the field's terms (stream, change, cursor, …) do not.
pub(super) fn names_are_terms(files: &[TextFile]) -> Vec<Finding> {
    let wrong = |line: &str| {
        let name = declared_name(line)?;
        let grab_bag = GRAB_BAGS.iter().find(|word| name.ends_with(**word))?;
        Some(format!("`{name}` says little: what does it do that makes it a {grab_bag}?"))
    };
    files.iter().filter(|file| file.is_rust()).flat_map(|file| file.lines(wrong)).collect()
}

/// Length is a smell and no error: the note asks whether the file holds two concepts.
pub(super) fn long_files(files: &[TextFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONG)
        .map(|(file, lines)| file.finding(format!("{lines} lines: is it one concept?")))
        .collect()
}

fn declared_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
    let rest =
        ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn mod_files_are_found() {
        let files = [file("a/src/mod.rs", ""), file("a/src/model.rs", "")];
        assert_eq!(no_mod_files(&files), [files[0].finding("name it after its module")]);
    }

    #[test]
    fn an_allow_is_found_and_an_expect_is_not() {
        let allow = concat!("//! x\n    #[", "allow(dead_code)]\n");
        assert_eq!(no_allow_attributes(&[file("a.rs", allow)])[0].line, 2);
        assert!(no_allow_attributes(&[file("a.rs", "#[expect(dead_code)]\n")]).is_empty());
    }

    #[test]
    fn a_module_without_a_purpose_is_found() {
        assert_eq!(modules_say_their_purpose(&[file("a/src/b.rs", "use x;\n")]).len(), 1);
        assert!(modules_say_their_purpose(&[file("a/tests/b.rs", "use x;\n")]).is_empty());
    }

    #[test]
    fn grab_bags_are_found_by_their_last_word() {
        let found = names_are_terms(&[file("a.rs", "pub(crate) struct StreamManager<'a> {\n")]);
        assert!(found[0].words.contains("StreamManager"));
        assert!(names_are_terms(&[file("a.rs", "struct ManagerId;\n// a Helper\n")]).is_empty());
    }
}
