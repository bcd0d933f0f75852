//! Aloft's real programs, on bad networks and among strangers' sockets.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

mod namespaces;
mod siege;
mod team;
mod weather;
