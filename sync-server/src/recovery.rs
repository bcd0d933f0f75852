//! After the database was put back from a backup: members may give back what it lost of others.
//!
//! A change whose author is away cannot prove that it was accepted once. For a while, an operator
//! takes the members' word for it (ADR 28).

use crate::clock::{later, to_sql};
use crate::db::{Ctx, Db, DbError, OperatorTx, TenantTx, exactly_one};
use crate::live::{self, Announcement};
use crate::orgs::queries::{all_orgs, recover_until};
use aloft_crdt_model::ids::OrgId;
use aloft_crdt_model::time::Timestamp;
use std::time::Duration;

/// The moment so many hours later.
pub fn end(now: Timestamp, hours: u32) -> Timestamp {
    later(now, Duration::from_hours(hours.into()))
}

/// Lets one organisation, or all, take back what was lost, until then; none ends it. Says how many
/// they are.
pub async fn allow(db: &Db, org: Option<OrgId>, until: Option<Timestamp>) -> Result<u64, DbError> {
    let orgs = match org {
        Some(org) => vec![org],
        None => all_orgs(&mut OperatorTx::begin(db).await?).await?,
    };
    for org in &orgs {
        let mut tx = TenantTx::begin(db, &Ctx::of_relay(*org)).await?;
        exactly_one("allow recovery", &recover_until(&mut tx, until.map(to_sql)).await?)?;
        tx.commit().await?;
        // Who is connected compares when they come back, and not before.
        live::announce(db, Announcement::Recovery(*org)).await;
    }
    Ok(orgs.len() as u64)
}
