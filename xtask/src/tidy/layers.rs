//! Arrows between crates run one way, and every crate takes the workspace's lints.

use super::{Finding, TextFile};

/// The folder of the manifest that is the workspace's, too.
const TOP: &str = ".";

/// A crate's folder and the workspace crates it may use. One that is not listed may use none.
const MAY_USE: &[(&str, &[&str])] = &[
    ("crdt-model", &[]),
    ("sync-protocol", &["aloft-crdt-model"]),
    ("sync-server", &["aloft-crdt-model", "aloft-sync-protocol"]),
    ("app/client", &["aloft-crdt-model", "aloft-sync-protocol"]),
    ("app/cli", &["aloft-crdt-model", "aloft-client"]),
    // Measures from outside: a client of the relay, and the client alone. Never the relay's insides.
    ("bench", &["aloft-crdt-model", "aloft-client", "aloft-sync-protocol"]),
    // Nothing depends on it, so it may know both sides.
    (
        "proof",
        &[
            "aloft-crdt-model",
            "aloft-sync-protocol",
            "aloft-client",
            "aloft-sync-server",
            "aloft-e2e",
        ],
    ),
    ("proof/fuzz", &["aloft-crdt-model", "aloft-proof"]),
    // The window: Tauri wants its package at the top.
    (TOP, &["aloft-crdt-model", "aloft-client"]),
];

/// `crdt-model ← sync-protocol ← {app/client, sync-server}`; the relay never knows the client.
pub(super) fn dependencies_run_one_way(files: &[TextFile]) -> Vec<Finding> {
    manifests(files)
        .flat_map(|(folder, manifest)| {
            let allowed = allowed(folder);
            // What follows in the top manifest names crates for all, and asks for none.
            let end = manifest.text.lines().position(|line| line == "[workspace]");
            let end = end.filter(|_| folder == TOP);
            // For tests, a crate may ask for itself with more features.
            let is_itself = |name: &str| manifest.text.contains(&format!("\nname = \"{name}\""));
            let mut found = manifest.lines(move |line| {
                let name = line.split(['.', ' ', '=']).next()?;
                let known = allowed.contains(&name) || is_itself(name);
                let wrong = name.starts_with("aloft-") && !known;
                wrong.then(|| format!("{folder} must not depend on {name}"))
            });
            found.retain(|finding| end.is_none_or(|end| finding.line <= end));
            found
        })
        .collect()
}

/// A crate that forgets `[lints] workspace = true` is checked by nothing.
pub(super) fn crates_take_the_workspace_lints(files: &[TextFile]) -> Vec<Finding> {
    manifests(files)
        .filter(|(_, manifest)| !manifest.text.contains("[lints]\nworkspace = true"))
        .map(|(_, manifest)| manifest.finding("add `[lints]` with `workspace = true`"))
        .collect()
}

fn manifests(files: &[TextFile]) -> impl Iterator<Item = (&str, &TextFile)> {
    files.iter().filter_map(|file| {
        let folder = match file.path.as_str() {
            "Cargo.toml" => TOP,
            path => path.strip_suffix("/Cargo.toml")?,
        };
        Some((folder, file))
    })
}

fn allowed(folder: &str) -> &'static [&'static str] {
    MAY_USE.iter().find(|(name, _)| *name == folder).map_or(&[], |(_, allowed)| allowed)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn the_relay_may_not_use_the_client() {
        let manifest = "[dependencies]\naloft-crdt-model.workspace = true\naloft-client = {}\n";
        let found = dependencies_run_one_way(&[file("sync-server/Cargo.toml", manifest)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].words, "sync-server must not depend on aloft-client");
    }

    #[test]
    fn the_proof_may_know_both_sides_and_nobody_may_know_it() {
        let manifest = "[dev-dependencies]\naloft-client = {}\naloft-sync-server = {}\n";
        assert_eq!(dependencies_run_one_way(&[file("proof/Cargo.toml", manifest)]).len(), 0);
        let manifest = "[dev-dependencies]\naloft-proof = {}\n";
        assert_eq!(dependencies_run_one_way(&[file("sync-server/Cargo.toml", manifest)]).len(), 1);
    }

    #[test]
    fn the_window_may_not_use_the_protocol_and_the_workspace_may_name_it() {
        let manifest = "[dependencies]\naloft-client = {}\naloft-sync-protocol = {}\n\
                        [workspace]\n[workspace.dependencies]\naloft-sync-protocol = {}\n";
        let found = dependencies_run_one_way(&[file("Cargo.toml", manifest)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
    }

    #[test]
    fn a_crate_without_lints_is_found() {
        let found = crates_take_the_workspace_lints(&[file("a/Cargo.toml", "[package]\n")]);
        assert_eq!(found.len(), 1);
    }
}
