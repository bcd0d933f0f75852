//! Nothing of one machine enters the tree: no home directories, no addresses nobody knows.

use super::{Finding, TextFile};

const HOMES: &[&str] = &["/root/", "/home/", "/Users/", "C:\\Users\\"];
/// Hosts that a file may point to. Registries are not among them: which one serves a machine is
/// that machine's setting.
const HOSTS: &[&str] = &[
    "github.com",
    "automerge.org",
    "keepachangelog.com",
    "semver.org",
    "www.apache.org",
    "www.postgresql.org",
    "www.rfc-editor.org",
    "www.sqlite.org",
    "www.w3.org",
];

/// A path into somebody's home works on their machine only.
pub(super) fn no_machine_paths(files: &[TextFile]) -> Vec<Finding> {
    let wrong = |line: &str| {
        let home = HOMES.iter().find(|home| begins_a_path(line, home))?;
        Some(format!("`{home}` is a place on one machine"))
    };
    checked(files).flat_map(|file| file.lines(wrong)).collect()
}

/// A new host is added here by whoever has looked at it.
pub(super) fn hosts_are_known(files: &[TextFile]) -> Vec<Finding> {
    let wrong = |line: &str| {
        let unknown = hosts(line).find(|host| !is_reserved(host) && !HOSTS.contains(host))?;
        Some(format!("unknown host `{unknown}`: if it belongs here, add it to tidy's list"))
    };
    checked(files).flat_map(|file| file.lines(wrong)).collect()
}

/// Whether the text stands there as the beginning of a path: `../pages/home/` is somewhere else.
fn begins_a_path(line: &str, home: &str) -> bool {
    let goes_on = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || c == '.');
    line.match_indices(home).any(|(at, _)| !goes_on(&line[..at]))
}

fn checked(files: &[TextFile]) -> impl Iterator<Item = &TextFile> {
    let generated = ["Cargo.lock", "package-lock.json", "xtask/src/tidy/places.rs"];
    files.iter().filter(move |file| !generated.iter().any(|name| file.path.ends_with(name)))
}

/// This machine, bare words, numbers, and the names that documentation may use (RFC 2606).
fn is_reserved(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.chars().all(|c| c.is_ascii_digit());
    let reserved = ["example", "test", "invalid", "localhost"].contains(&last);
    let example =
        ["example.com", "example.org", "example.net"].iter().any(|name| host.ends_with(name));
    // No dot: `localhost`, or nothing at all, as in a template's `http://{address}`.
    !host.contains('.') || numeric || reserved || example
}

fn hosts(line: &str) -> impl Iterator<Item = &str> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    line.match_indices("://")
        .filter(|(at, _)| line[..*at].ends_with("http") || line[..*at].ends_with("https"))
        .map(move |(at, separator)| {
            let rest = &line[at + separator.len()..];
            rest.find(|c| !is_host(c)).map_or(rest, |end| &rest[..end])
        })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_home_directory_is_found() {
        assert_eq!(no_machine_paths(&[file("a.md", "cd /home/ada/aloft\n")]).len(), 1);
        assert!(no_machine_paths(&[file("a.ts", "import \"../pages/home/Home\"\n")]).is_empty());
    }

    #[test]
    fn an_unknown_host_is_found() {
        let text = "see https://github.com/a/b, http://{address}/, http://relay.example and https://nobody.nowhere/x\n";
        let found = hosts_are_known(&[file("a.md", text)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].words.contains("nobody.nowhere"));
    }
}
