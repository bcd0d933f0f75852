//! What the end-to-end tests share: the programs, a database, relays, people with stores.
//!
//! *Invariant: knows nothing of Aloft's crates.* It sees what a person or an operator sees:
//! arguments, output, exit codes, HTTP, and the relay's tables.

pub mod agreement;
pub mod bench;
pub mod database;
pub mod dev;
pub mod display;
pub mod gallery;
pub mod issues;
pub mod person;
pub mod ports;
pub mod programs;
pub mod relay;
pub mod webdriver;
pub mod window;
