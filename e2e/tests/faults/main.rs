//! Faults at twenty random moments each. Everything that any program had said was saved is there,
//! everybody comes to have the same, and the relay's rows are what its log says.
//!
//! Needs Postgres' programs and the built ones: `cargo xtask test e2e` sees to both. The seed of a
//! run is printed, and `ALOFT_FAULTS_SEED` runs one again.

#![cfg(unix)]

mod clocks;
mod disks;
mod killed;
mod moments;
mod postgres;
mod restored;
