//! The store's contract, seen from outside.

mod bootstrap;
mod bulk;
mod convergence;
mod copies;
mod crash;
mod healing;
mod lists;
mod local;
mod processes;
mod refusal;
mod relay;
mod search;
mod setup;
mod tail;
