//! The desk with real stores in temporary folders.

mod acting;
mod elsewhere;
mod importing;
mod reading;
mod setup;
mod typing;
