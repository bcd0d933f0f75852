//! SPEC.md, tested rule by rule: a test's name begins with the id of the rule that it proves.

mod coverage;
mod fuzz;
mod model;
mod rig;
mod rules;
mod world;
