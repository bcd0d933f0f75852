//! The schema's versions.

use super::{Db, DbError, IdentityTx};
use sqlx::migrate::Migrator;

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// How the database's schema stands to this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationState {
    /// Every migration that this program knows was applied. A newer program may have applied more:
    /// migrations are written so that the version before still works (ARCHITECTURE.md).
    Current,
    /// Some are missing.
    Behind,
}

/// Applies what is missing. Several programs may try at once: one waits for the other.
pub async fn migrate(db: &Db) -> Result<(), DbError> {
    let mut migrator = Migrator::with_migrations(MIGRATIONS.iter().cloned().collect());
    // A node of the version before must be able to start beside a newer one.
    migrator.set_ignore_missing(true);
    Ok(migrator.run(db.pool()).await?)
}

/// Compares the newest applied migration with the newest known one.
pub async fn migration_state(db: &Db) -> Result<MigrationState, DbError> {
    let newest_known = MIGRATIONS.iter().map(|migration| migration.version).max();
    let mut tx = IdentityTx::begin(db).await?;
    let newest_applied =
        sqlx::query_scalar!("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(tx.connection())
            .await?;
    if newest_applied >= newest_known {
        Ok(MigrationState::Current)
    } else {
        Ok(MigrationState::Behind)
    }
}
