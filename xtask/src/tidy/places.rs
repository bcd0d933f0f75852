//! Nothing of one machine enters the tree: no home directories, no addresses nobody knows.

use super::{Finding, TextFile};

const HOMES: &[&str] = &["/root/", "/home/", "/Users/", "C:\\Users\\"];
/// Hosts that a file may point to. Registries are not among them: which one serves a machine is
/// that machine's setting.
const HOSTS: &[&str] = &[
    "127.0.0.1",
    "localhost",
    "example.com",
    "example.org",
    "github.com",
    "automerge.org",
    "keepachangelog.com",
    "semver.org",
    "www.apache.org",
    "www.postgresql.org",
    "www.rfc-editor.org",
    "www.sqlite.org",
];

/// A path into somebody's home works on their machine only.
pub(super) fn no_machine_paths(files: &[TextFile]) -> Vec<Finding> {
    let wrong = |line: &str| {
        let home = HOMES.iter().find(|home| line.contains(**home))?;
        Some(format!("`{home}` is a place on one machine"))
    };
    checked(files).flat_map(|file| file.lines(wrong)).collect()
}

/// A new host is added here by whoever has looked at it.
pub(super) fn hosts_are_known(files: &[TextFile]) -> Vec<Finding> {
    let wrong = |line: &str| {
        let unknown = hosts(line).find(|host| !HOSTS.contains(host))?;
        Some(format!("unknown host `{unknown}`: if it belongs here, add it to tidy's list"))
    };
    checked(files).flat_map(|file| file.lines(wrong)).collect()
}

fn checked(files: &[TextFile]) -> impl Iterator<Item = &TextFile> {
    let generated = ["Cargo.lock", "package-lock.json", "xtask/src/tidy/places.rs"];
    files.iter().filter(move |file| !generated.iter().any(|name| file.path.ends_with(name)))
}

fn hosts(line: &str) -> impl Iterator<Item = &str> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    line.match_indices("://")
        .filter(|(at, _)| line[..*at].ends_with("http") || line[..*at].ends_with("https"))
        .map(move |(at, separator)| {
            let rest = &line[at + separator.len()..];
            rest.find(|c| !is_host(c)).map_or(rest, |end| &rest[..end])
        })
        // `http://{address}`, `http://…`: a template, not a host.
        .filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_home_directory_is_found() {
        assert_eq!(no_machine_paths(&[file("a.md", "cd /home/ada/aloft\n")]).len(), 1);
    }

    #[test]
    fn an_unknown_host_is_found() {
        let text = "see https://github.com/a/b, http://{address}/ and https://nobody.invalid/x\n";
        let found = hosts_are_known(&[file("a.md", text)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].words.contains("nobody.invalid"));
    }
}
