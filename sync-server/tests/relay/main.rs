//! The relay from outside: requests, tables, processes.

#![expect(clippy::unwrap_used, reason = "a test that fails here fails where it should")]

#[path = "../common/database.rs"]
mod database;
#[path = "../common/test_app.rs"]
mod test_app;

mod catalogue;
mod drain;
mod isolation;
mod openapi;
#[cfg(unix)]
mod process;
mod rest;
mod roles;
mod routes;
