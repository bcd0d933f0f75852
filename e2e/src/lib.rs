//! What the end-to-end tests share: the programs, a database, relays, people with stores.
//!
//! *Invariant: knows nothing of Aloft's crates.* It sees what a person or an operator sees:
//! arguments, output, exit codes, HTTP, and the relay's tables. After faults it also looks into the
//! stores' files, for what no command prints: heads.

pub mod agreement;
pub mod bench;
pub mod database;
pub mod dev;
pub mod display;
#[cfg(unix)]
pub mod faults;
pub mod gallery;
pub mod issues;
pub mod person;
pub mod ports;
pub mod programs;
pub mod relay;
pub mod webdriver;
pub mod window;
