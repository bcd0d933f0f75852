//! The statements on streams and sessions.

use crate::clock::to_sql;
use crate::db::{DbError, IdentityTx, OperatorTx, TenantTx};
use crate::ingest::StreamKey;
use aloft_crdt_model::ids::{OrgId, StreamId, UserId};
use aloft_crdt_model::time::Timestamp;
use sqlx::types::Uuid;

/// A stream as the directory tells it.
pub(super) struct StreamRecord {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) owner: Option<Uuid>,
    pub(super) head_seq: i64,
}

/// The streams of the tenant that the person may read: all projects, or none, and their own.
pub(super) async fn streams(
    tx: &mut TenantTx,
    user: UserId,
    with_projects: bool,
) -> Result<Vec<StreamRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        StreamRecord,
        "SELECT id, kind, owner, head_seq FROM streams
        WHERE org_id = $1 AND (owner = $2 OR (owner IS NULL AND $3)) ORDER BY id",
        org,
        user.0,
        with_projects
    )
    .fetch_all(tx.connection())
    .await?)
}

pub(super) async fn stream(
    tx: &mut TenantTx,
    stream: StreamId,
) -> Result<Option<StreamRecord>, DbError> {
    let org = tx.ctx().org.0;
    Ok(sqlx::query_as!(
        StreamRecord,
        "SELECT id, kind, owner, head_seq FROM streams WHERE org_id = $1 AND id = $2",
        org,
        stream.0
    )
    .fetch_optional(tx.connection())
    .await?)
}

/// Makes a stream; false when the id is taken, in whatever organisation.
pub(super) async fn insert_stream(
    tx: &mut TenantTx,
    stream: StreamId,
    owner: Option<UserId>,
    by: UserId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let org = tx.ctx().org.0;
    let kind = if owner.is_some() { "user" } else { "project" };
    let done = sqlx::query!(
        "INSERT INTO streams (org_id, id, kind, owner, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        org,
        stream.0,
        kind,
        owner.map(|owner| owner.0),
        to_sql(now),
        by.0
    )
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every id under which the person writes.
pub(super) async fn identities(tx: &mut TenantTx, user: UserId) -> Result<Vec<UserId>, DbError> {
    let ids = sqlx::query_scalar!("SELECT identity_id FROM identities WHERE user_id = $1", user.0)
        .fetch_all(tx.connection())
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Which of these streams have changes after the seq that is known of each.
pub(super) async fn grown(
    tx: &mut OperatorTx,
    watched: &[(StreamKey, i64)],
) -> Result<Vec<(StreamKey, i64)>, DbError> {
    let orgs: Vec<_> = watched.iter().map(|(key, _)| key.org.0).collect();
    let ids: Vec<_> = watched.iter().map(|(key, _)| key.stream.0).collect();
    let heads: Vec<_> = watched.iter().map(|(_, head_seq)| *head_seq).collect();
    let rows = sqlx::query!(
        "SELECT s.org_id, s.id, s.head_seq
        FROM UNNEST($1::uuid[], $2::uuid[], $3::bigint[]) AS w (org_id, id, head_seq)
        JOIN streams s ON s.org_id = w.org_id AND s.id = w.id AND s.head_seq > w.head_seq",
        &orgs,
        &ids,
        &heads
    )
    .fetch_all(tx.connection())
    .await?;
    let key = |org, id| StreamKey { org: OrgId(org), stream: StreamId(id) };
    Ok(rows.into_iter().map(|row| (key(row.org_id, row.id), row.head_seq)).collect())
}

/// Which of these sessions are over.
pub(super) async fn ended_sessions(
    tx: &mut IdentityTx,
    sessions: &[Uuid],
) -> Result<Vec<Uuid>, DbError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT w.id AS "id!" FROM UNNEST($1::uuid[]) AS w (id)
        WHERE NOT EXISTS (SELECT FROM sessions s WHERE s.id = w.id AND s.revoked_at IS NULL)"#,
        sessions
    )
    .fetch_all(tx.connection())
    .await?)
}
