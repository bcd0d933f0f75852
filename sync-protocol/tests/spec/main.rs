//! SPEC.md, tested rule by rule: a test's name begins with the id of the rule that it proves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod coverage;
mod fuzz;
mod model;
mod rig;
mod rules;
mod world;
