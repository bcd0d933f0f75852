//! The real binary on stores of its own: everything that works offline, and how it fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod documentation;
mod export;
mod failures;
mod import;
mod nasty;
mod projects;
mod support;
mod tasks;
