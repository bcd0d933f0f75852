//! One session at a time, fed by hand.

pub(crate) mod client;
pub(crate) mod relay;
