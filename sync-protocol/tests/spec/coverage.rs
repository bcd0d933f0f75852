//! Every rule has a test, and every test a rule.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_rule_is_borne_by_a_test_and_every_test_bears_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = std::fs::read_to_string(root.join("../SPEC.md")).unwrap();
    let rules = rules(&spec);
    let tests = tests(&root.join("tests/spec"));
    assert!(rules.len() > 90 && tests.len() >= rules.len());
    for rule in &rules {
        let prefix = format!("{}_", rule.to_lowercase().replace('-', "_"));
        assert!(tests.iter().any(|test| test.starts_with(&prefix)), "{rule} has no test");
    }
    for test in &tests {
        let mut parts = test.splitn(3, '_');
        let id = format!("{}-{}", parts.next().unwrap(), parts.next().unwrap()).to_uppercase();
        let of_none = test == "every_rule_is_borne_by_a_test_and_every_test_bears_a_rule";
        assert!(of_none || rules.contains(&id), "{test} proves no rule");
    }
}

/// Ids in bold at the beginning of list items.
fn rules(spec: &str) -> BTreeSet<String> {
    spec.lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("** "))
        .map(|(id, _)| id.to_owned())
        .filter(|id| id.contains('-'))
        .collect()
}

/// Names of the functions that follow a `#[test]`.
fn tests(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tests(&path));
        } else {
            let source = std::fs::read_to_string(&path).unwrap();
            for after in source.split("#[test]\n").skip(1) {
                let name = after.trim_start().strip_prefix("fn ").unwrap();
                found.insert(name.split_once('(').unwrap().0.to_owned());
            }
        }
    }
    found
}
