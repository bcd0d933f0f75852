//! Aloft's client without a window: the local store, sync, queries, search, import and export.
//!
//! Everything a person does is a transaction on the [`store`]: it is on the disk before the screen
//! says so, and the network is told later. The screen and the command line read [`queries`].
//!
//! *Invariant: knows nothing of windows* (no Tauri) *and nothing of the relay's insides* (only
//! the protocol's frames).

pub mod account;
pub mod desk;
pub mod enrolment;
pub mod environment;
pub mod export;
pub mod import;
pub mod queries;
pub mod resolution;
pub mod store;
pub mod sync;
pub mod undo;
