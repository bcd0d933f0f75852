//! The store's contract, seen from outside.

#![expect(clippy::unwrap_used, reason = "a helper of a test that cannot go on fails the test")]

mod bootstrap;
mod bulk;
mod convergence;
mod copies;
mod crash;
mod healing;
mod lines;
mod lists;
mod local;
mod processes;
mod refusal;
mod relay;
mod search;
mod setup;
mod tail;
mod texts;
mod witness;
