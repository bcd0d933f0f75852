//! Named steps with their times: the first that fails ends the run by its name.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// The steps of one run.
#[derive(Default)]
pub(crate) struct Steps {
    only: Vec<String>,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Runs every step, or only the named ones.
    pub(crate) fn new(only: &[String]) -> Self {
        Self { only: only.to_vec(), done: Vec::new() }
    }

    /// Whether a step of this name is to be run.
    pub(crate) fn wanted(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// Runs a step, unless it is not wanted.
    pub(crate) fn run(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !self.wanted(name) {
            return Ok(());
        }
        println!("\n── {name} {}", "─".repeat(72_usize.saturating_sub(name.len())));
        let begin = Instant::now();
        let result = step();
        self.done.push((name, begin.elapsed()));
        result.with_context(|| format!("FAILED at step `{name}`"))
    }

    /// Prints each step's time.
    pub(crate) fn print_times(&self) {
        println!("\n── times {}", "─".repeat(67));
        for (name, time) in &self.done {
            println!("{name:<14}{:>8.1} s", time.as_secs_f64());
        }
        let total: Duration = self.done.iter().map(|(_, time)| time).sum();
        println!("{:<14}{:>8.1} s", "all", total.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_named() {
        let mut steps = Steps::default();
        let error = steps.run("fmt", || anyhow::bail!("untidy")).unwrap_err();
        assert_eq!(format!("{error:#}"), "FAILED at step `fmt`: untidy");
    }

    #[test]
    fn only_the_named_steps_run() {
        let mut steps = Steps::new(&["fmt".to_owned()]);
        steps.run("tidy", || anyhow::bail!("must not run")).unwrap();
        assert!(steps.done.is_empty());
    }
}
