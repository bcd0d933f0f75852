//! How many tests ran: summed over the JUnit reports that nextest (`.config/nextest.toml`) and
//! vitest write beside their terminal output.

use anyhow::{Context, Result};
use std::fs;
use std::ops::AddAssign;
use std::path::Path;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: u64,
    failed: u64,
}

impl Counts {
    /// Reads a report.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let report =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Self::parse(&report).with_context(|| format!("no totals in {}", path.display()))
    }

    /// Prints the line that continuous integration reads.
    pub(crate) fn print(self) {
        println!("\n{} passed, {} failed", self.passed, self.failed);
    }

    fn parse(report: &str) -> Option<Self> {
        let totals = report.split_once("<testsuites ")?.1.split_once('>')?.0;
        let number = |name: &str| {
            let value = totals.split_once(&format!("{name}=\""))?.1.split_once('"')?.0;
            value.parse::<u64>().ok()
        };
        let failed = number("failures")? + number("errors")?;
        Some(Self { passed: number("tests")?.checked_sub(failed)?, failed })
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read_from_a_report() {
        let report = r#"<?xml version="1.0"?>
<testsuites name="nextest-run" tests="12" failures="1" errors="1" uuid="x" time="0.1">
  <testsuite name="a" tests="12" disabled="0" errors="1" failures="1"/>"#;
        assert_eq!(Counts::parse(report), Some(Counts { passed: 10, failed: 2 }));
        assert_eq!(Counts::parse("<html/>"), None);
    }

    #[test]
    fn totals_of_vitest_are_read_too() {
        let report = r#"<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="7" failures="2" errors="0" time="0.2">"#;
        assert_eq!(Counts::parse(report), Some(Counts { passed: 5, failed: 2 }));
    }
}
