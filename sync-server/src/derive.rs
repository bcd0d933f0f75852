//! Derived rows in Postgres: what documents mean, in columns.
//!
//! Rows are made by `crdt-model` alone; here they are put into tables and read back, equal to the
//! letter. One writer uses this inside the ingest transaction, another ([`crate::reproject`])
//! makes all of a stream's rows anew.
//!
//! *Invariant: knows nothing of sockets, pushes or who may do what.*

mod read;
mod write;

pub use read::{ActivityCursor, activity_before, activity_of_changes, rows_of};
pub use write::{DerivedRows, StoredActivity, erase, write};
