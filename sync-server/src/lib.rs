//! Aloft's relay: persists, guards and derives what clients push.
//!
//! `aloft-server` is a thin `main` over this library. A request passes [`app`] (routes, limits,
//! tracing), a handler in [`rest`] and one transaction of [`db`]; a socket passes the same doors.
//!
//! *Invariant: any number of equal nodes.* A node holds nothing that another node or a restart
//! could miss: what it keeps in memory is an optimisation, never a truth.
//! *Invariant: the tenant is a type.* The pool is private to [`db`]; the only ways to a query are
//! [`db::TenantTx`], [`db::IdentityTx`] and [`db::OperatorTx`].
//! Knows nothing of the client: no module here depends on its crates.

pub mod app;
pub mod auth;
pub mod bus;
pub mod clock;
pub mod config;
pub mod db;
pub mod derive;
pub mod dev;
pub mod display_name;
pub mod embedded_postgres;
pub mod error;
pub mod health;
pub mod ingest;
pub mod listener;
pub mod live;
pub mod metrics;
pub mod orgs;
pub mod randomness;
pub mod recovery;
pub mod reproject;
pub mod rest;
pub mod serve;
pub mod shutdown;
pub mod state;
pub mod sync;
pub mod telemetry;
