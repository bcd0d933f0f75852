//! What the end-to-end tests share: the programs, a relay, people with stores.
//!
//! *Invariant: knows nothing of Aloft's crates.* It sees what a person sees: arguments, output,
//! exit codes, and the relay's tables.
