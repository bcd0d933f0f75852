//! Aloft's documents, commands, views, events and policy.
//!
//! A user's intent is a [`command::Command`]; a command and a [`document::Document`] make one
//! small Automerge change; a document makes rows ([`rows`]); a change makes semantic events
//! ([`event`]). Client and relay run this same code, so SQLite and Postgres hold the same rows.
//!
//! *Invariant: pure.* No IO, no clock, no global randomness: times, ids and random bits are
//! parameters. Knows nothing of sockets, SQL, tenants or windows.

pub mod activity;
pub mod command;
pub mod document;
pub mod event;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod ids;
pub mod inspect;
pub mod order;
pub mod policy;
pub mod refusal;
pub mod repair;
pub mod rows;
pub mod schema;
pub mod time;
