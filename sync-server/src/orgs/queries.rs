//! SQL on organisations and members.

use crate::clock::to_sql;
use crate::db::{DbError, IdentityTx, OperatorTx, TenantTx, exactly_one};
use crate::orgs::Role;
use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_crdt_model::time::Timestamp;
use sqlx::postgres::PgQueryResult;
use time::OffsetDateTime;

/// An organisation, as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgRow {
    /// Which.
    pub id: OrgId,
    /// What it is called.
    pub name: String,
    /// What the asking person is to it.
    pub role: Role,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Who.
    pub user: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Every id under which the person appears in documents.
    pub identities: Vec<UserId>,
    /// What the person is to the organisation.
    pub role: Role,
}

/// Makes the organisation of this transaction; false when the id is taken.
pub async fn insert_org(
    tx: &mut TenantTx,
    name: &str,
    by: UserId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let org = tx.ctx().org;
    let done = sqlx::query!(
        "INSERT INTO orgs (org_id, name, created_at, created_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id) DO NOTHING",
        org.0,
        name,
        to_sql(now),
        by.0
    )
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The name of the organisation of this transaction.
pub async fn org_name(tx: &mut TenantTx) -> Result<Option<String>, DbError> {
    let org = tx.ctx().org;
    Ok(sqlx::query_scalar!("SELECT name FROM orgs WHERE org_id = $1", org.0)
        .fetch_optional(tx.connection())
        .await?)
}

/// Adds a member, or gives one another role.
pub async fn put_member(
    tx: &mut TenantTx,
    user: UserId,
    role: Role,
    by: UserId,
    now: Timestamp,
) -> Result<(), DbError> {
    let org = tx.ctx().org;
    let done = sqlx::query!(
        "INSERT INTO members (org_id, user_id, role, added_at, added_by)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (org_id, user_id) DO UPDATE SET role = excluded.role",
        org.0,
        user.0,
        role.as_str(),
        to_sql(now),
        by.0
    )
    .execute(tx.connection())
    .await?;
    exactly_one("put member", &done)
}

/// What the person is to the organisation of this transaction; `None` to a stranger.
pub async fn role_of(tx: &mut TenantTx, user: UserId) -> Result<Option<Role>, DbError> {
    let org = tx.ctx().org;
    let role = sqlx::query_scalar!(
        "SELECT role FROM members WHERE org_id = $1 AND user_id = $2",
        org.0,
        user.0
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(role.as_deref().and_then(Role::parse))
}

/// The owners, locked until the transaction ends, so that two of them cannot both leave as the last
/// but one.
pub async fn lock_owners(tx: &mut TenantTx) -> Result<Vec<UserId>, DbError> {
    let org = tx.ctx().org;
    let owners = sqlx::query_scalar!(
        "SELECT user_id FROM members WHERE org_id = $1 AND role = 'owner'
         ORDER BY user_id FOR UPDATE",
        org.0
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(owners.into_iter().map(UserId).collect())
}

/// Everyone in the organisation of this transaction, by name.
pub async fn members(tx: &mut TenantTx) -> Result<Vec<MemberRow>, DbError> {
    let org = tx.ctx().org;
    let rows = sqlx::query!(
        r#"SELECT users.id, email, users.name, role,
            ARRAY(SELECT identity_id FROM identities
                  WHERE identities.user_id = users.id ORDER BY identity_id) AS "identities!"
         FROM members JOIN users ON users.id = members.user_id
         WHERE org_id = $1 ORDER BY users.name, users.id"#,
        org.0
    )
    .fetch_all(tx.connection())
    .await?;
    let members = rows.into_iter().filter_map(|row| {
        Some(MemberRow {
            user: UserId(row.id),
            email: row.email,
            name: row.name,
            identities: row.identities.into_iter().map(UserId).collect(),
            role: Role::parse(&row.role)?,
        })
    });
    Ok(members.collect())
}

/// The organisations of the person whom the transaction was begun for
/// ([`IdentityTx::begin_for`]), by name.
pub async fn own_orgs(tx: &mut IdentityTx) -> Result<Vec<OrgRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT orgs.org_id, name, role FROM orgs JOIN members USING (org_id)
         ORDER BY name, orgs.org_id"
    )
    .fetch_all(tx.connection())
    .await?;
    let orgs = rows.into_iter().filter_map(|row| {
        Some(OrgRow { id: OrgId(row.org_id), name: row.name, role: Role::parse(&row.role)? })
    });
    Ok(orgs.collect())
}

/// Every organisation's id, for jobs that visit each.
pub async fn all_orgs(tx: &mut OperatorTx) -> Result<Vec<OrgId>, DbError> {
    let ids = sqlx::query_scalar!("SELECT org_id FROM orgs ORDER BY org_id")
        .fetch_all(tx.connection())
        .await?;
    Ok(ids.into_iter().map(OrgId).collect())
}

/// Until when members may give back what the relay lost of others.
pub async fn recover_until(
    tx: &mut TenantTx,
    until: Option<OffsetDateTime>,
) -> Result<PgQueryResult, DbError> {
    let org = tx.ctx().org;
    Ok(sqlx::query!("UPDATE orgs SET recovers_until = $2 WHERE org_id = $1", org.0, until)
        .execute(tx.connection())
        .await?)
}
