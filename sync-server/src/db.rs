//! The way to Postgres: three kinds of transactions, each bound to a role, and nothing else.
//!
//! *Invariant: no query without a wall.* The pool is private to this module. A transaction puts on
//! its role, and names its tenant, in the same round trip that begins it; both end with it.

mod listen;
mod migrations;
mod pool;
mod roles;
mod transactions;
mod writing;

pub use listen::Listener;
pub use migrations::{MigrationState, migrate, migration_state};
pub use pool::{Db, DbOptions, Incarnation, Incarnations, PoolUsage};
pub use roles::{LoginPolicy, check_roles};
pub use transactions::{Ctx, IdentityTx, OperatorTx, Subject, TenantTx};

/// What goes wrong between the relay and Postgres. Its words are for logs: they may quote SQL, so
/// no client ever sees them ([`crate::error::ApiError`] says "internal").
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Postgres could not be reached or refused a statement.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The login or a role could see through the walls.
    #[error("{0}")]
    UnsafeRole(String),
    /// The URL is not one of Postgres.
    #[error("the database URL cannot be read: {0}")]
    Url(#[source] sqlx::Error),
    /// A write touched another number of rows than it must.
    #[error("{statement} touched {touched} rows")]
    RowCount {
        /// What was written.
        statement: &'static str,
        /// How many rows it touched.
        touched: u64,
    },
}

impl DbError {
    /// The name of the constraint that a write violated.
    pub fn violated_constraint(&self) -> Option<&str> {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }
}

/// Checks that a write touched exactly one row.
pub fn exactly_one(
    statement: &'static str,
    result: &sqlx::postgres::PgQueryResult,
) -> Result<(), DbError> {
    match result.rows_affected() {
        1 => Ok(()),
        touched => Err(DbError::RowCount { statement, touched }),
    }
}
