//! Faults over the real programs: a small team at work, something that breaks, and what must hold
//! all the same.
//!
//! A [`Site`](site::Site) is a Postgres cluster, a relay and some people, each with a store of
//! their own. They work from a seed; a [`fault`] strikes in the middle; then [`checks`] compares
//! what every program had said was saved with what is there. Tests strike twenty times each, the
//! soak goes on for as long as it is told to.
//!
//! *Invariant: nothing is repaired from here.* After a fault only programs that an operator or a
//! person would start are started.

pub mod backup;
pub mod checks;
pub mod clock;
pub mod cluster;
pub mod dice;
pub mod disk;
pub mod fault;
pub mod ledger;
pub mod member;
pub mod numbers;
pub mod site;
pub mod stores;
