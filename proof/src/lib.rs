//! Programs that try to break what Aloft claims, with real clients against a real relay.
//!
//! `tests/oracle` proves that whoever has the same changes has the same documents and rows,
//! everywhere; `tests/mutations` gives parsers what strangers might; [`shaping`] is a bad network,
//! [`targets`] what strangers' bytes reach first. `docs/hostility.md` says how to run them.
//!
//! *Invariant: no part of the product.* The relay never knows the client; this crate may know both,
//! because nothing depends on it.

#[cfg(feature = "hostile")]
pub mod seeds;
pub mod shaping;
#[cfg(feature = "hostile")]
pub mod targets;
