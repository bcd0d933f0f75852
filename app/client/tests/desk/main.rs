//! The desk with real stores in temporary folders.

#![expect(clippy::unwrap_used, reason = "a helper of a test that cannot go on fails the test")]

mod acting;
mod elsewhere;
mod importing;
mod reading;
mod setup;
mod typing;
