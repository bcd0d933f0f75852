//! The walk of `docs/walk.md`, with the real programs as processes.
//!
//! Needs `DATABASE_URL` and the built programs: `cargo xtask test e2e` sees to both.

mod apart;
mod crashes;
mod dev;
mod joining;
mod live;
mod outage;
mod steps;
