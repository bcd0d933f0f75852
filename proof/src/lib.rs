//! Programs that try to break what Aloft claims, with real clients against a real relay.
//!
//! `tests/oracle` proves that whoever has the same changes has the same documents and rows,
//! everywhere; `tests/siege` surrounds a real relay process with hostile and broken peers;
//! [`shaping`] is the bad network between them, [`targets`]
//! what strangers' bytes reach first. `docs/hostility.md` says how to run them for long.
//!
//! *Invariant: no part of the product.* The relay never knows the client; this crate may know both,
//! because nothing depends on it.

pub mod shaping;
pub mod targets;
