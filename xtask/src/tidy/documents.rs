//! Documents: decisions are numbered, complete and linked; links lead somewhere.

use super::{Finding, TextFile};

const INDEX: &str = "docs/adr/README.md";
const PARTS: &[&str] = &["## Context", "## Decision", "## Consequences"];

/// `NNNN-title.md` without a gap, each in the index.
pub(super) fn decisions_are_numbered_and_linked(files: &[TextFile]) -> Vec<Finding> {
    let index = files.iter().find(|file| file.path == INDEX).map_or("", |file| &file.text);
    let mut decisions: Vec<(&TextFile, &str)> = decisions(files).collect();
    decisions.sort_unstable_by_key(|(_, name)| *name);
    decisions
        .iter()
        .zip(1..)
        .flat_map(|((file, name), number)| {
            let misnumbered = !name.starts_with(&format!("{number:04}-"));
            let unlinked = !index.contains(&format!("({name})"));
            [
                misnumbered.then(|| file.finding(format!("number it {number:04}"))),
                unlinked.then(|| file.finding(format!("link it in {INDEX}"))),
            ]
        })
        .flatten()
        .collect()
}

/// A decision without its context cannot be judged again.
pub(super) fn decisions_have_their_parts(files: &[TextFile]) -> Vec<Finding> {
    decisions(files)
        .flat_map(|(file, _)| {
            let missing = PARTS.iter().filter(|part| !file.text.contains(**part));
            missing.map(|part| file.finding(format!("`{part}` is missing")))
        })
        .collect()
}

/// Relative links in Markdown name a file or a folder that is there.
pub(super) fn links_lead_somewhere(files: &[TextFile]) -> Vec<Finding> {
    let exists = |path: &str| {
        let folder = format!("{path}/");
        files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    };
    files
        .iter()
        .filter(|file| file.has_extension("md"))
        .flat_map(|file| {
            file.lines(|line| {
                let broken = links(line).find(|link| !exists(&resolve(&file.path, link)))?;
                Some(format!("`{broken}` is not there"))
            })
        })
        .collect()
}

fn decisions(files: &[TextFile]) -> impl Iterator<Item = (&TextFile, &str)> {
    files.iter().filter_map(|file| {
        let name = file.path.strip_prefix("docs/adr/")?;
        (file.path != INDEX).then_some((file, name))
    })
}

/// The targets of a line's links that are neither addresses nor places in the same file.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.contains(' '))
}

fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn an_unlinked_decision_is_found() {
        let files = [file(INDEX, "[one](0001-one.md)"), file("docs/adr/0001-one.md", "")];
        assert!(decisions_are_numbered_and_linked(&files).is_empty());
        let files = [file(INDEX, ""), file("docs/adr/0002-two.md", "")];
        assert_eq!(decisions_are_numbered_and_linked(&files).len(), 2);
    }

    #[test]
    fn a_broken_link_is_found() {
        let readme =
            file("docs/a.md", "[up](../README.md#top) and [gone](b.md), [web](https://x)\n");
        let found = links_lead_somewhere(&[readme, file("README.md", "")]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].words, "`b.md` is not there");
    }

    #[test]
    fn a_folder_is_somewhere() {
        let files = [file("README.md", "[adr](docs/adr/)\n"), file("docs/adr/README.md", "")];
        assert!(links_lead_somewhere(&files).is_empty());
    }
}
