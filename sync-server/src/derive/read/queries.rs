//! The statements that read derived rows.

use super::ActivityCursor;
use super::records::{
    ActivityRecord, CommentRecord, ProjectRecord, TaskRecord, TextRecord, UserRecord,
};
use crate::db::DbError;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::event::Event;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_crdt_model::rows::{CommentRow, ProjectRow, TaskRow, TextRow, UserRow};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

pub(super) async fn projects(
    connection: &mut PgConnection,
    org: OrgId,
    ids: &[Uuid],
) -> Result<Vec<ProjectRow>, DbError> {
    let records = sqlx::query_as!(
        ProjectRecord,
        r#"SELECT id, name, key, states AS "states: _", removed_states AS "removed_states: _",
            labels AS "labels: _",
            fields AS "fields: _", cycles AS "cycles: _", milestones AS "milestones: _",
            templates AS "templates: _", views AS "views: _", conflicts AS "conflicts: _",
            created_at, created_by, updated_at, deleted_at
        FROM projects WHERE org_id = $1 AND id = ANY($2)"#,
        org.0,
        ids
    )
    .fetch_all(connection)
    .await?;
    Ok(records.into_iter().map(ProjectRow::from).collect())
}

pub(super) async fn tasks(
    connection: &mut PgConnection,
    org: OrgId,
    ids: &[Uuid],
) -> Result<Vec<TaskRow>, DbError> {
    let records = sqlx::query_as!(
        TaskRecord,
        r#"SELECT id, project_id, number, title, state_id, priority, assignees, labels, start_date,
            due_date, estimate, parent_id, cycle_id, milestone_id, relations AS "relations: _",
            order_key, fields AS "fields: _", attachments AS "attachments: _",
            external_ids AS "external_ids: _", comment_count, conflicts AS "conflicts: _",
            created_at, created_by, updated_at, deleted_at, edited_despite_delete
        FROM tasks WHERE org_id = $1 AND id = ANY($2)"#,
        org.0,
        ids
    )
    .fetch_all(connection)
    .await?;
    records.into_iter().map(TaskRow::try_from).collect()
}

pub(super) async fn comments(
    connection: &mut PgConnection,
    org: OrgId,
    tasks: &[Uuid],
) -> Result<Vec<CommentRow>, DbError> {
    let records = sqlx::query_as!(
        CommentRecord,
        r#"SELECT id, task_id, project_id, parent_id, author, body, reactions AS "reactions: _",
            created_at, edited_at, deleted_at
        FROM comments WHERE org_id = $1 AND task_id = ANY($2) ORDER BY task_id, id"#,
        org.0,
        tasks
    )
    .fetch_all(connection)
    .await?;
    Ok(records.into_iter().map(CommentRow::from).collect())
}

pub(super) async fn texts(
    connection: &mut PgConnection,
    org: OrgId,
    ids: &[Uuid],
) -> Result<Vec<TextRow>, DbError> {
    let records = sqlx::query_as!(
        TextRecord,
        "SELECT id, owner, role, stream_id, text FROM texts WHERE org_id = $1 AND id = ANY($2)",
        org.0,
        ids
    )
    .fetch_all(connection)
    .await?;
    records.into_iter().map(TextRow::try_from).collect()
}

pub(super) async fn users(
    connection: &mut PgConnection,
    org: OrgId,
    ids: &[Uuid],
) -> Result<Vec<UserRow>, DbError> {
    let records = sqlx::query_as!(
        UserRecord,
        r#"SELECT stream_id, stars, read AS "read: _", drafts AS "drafts: _", views AS "views: _"
        FROM user_rows WHERE org_id = $1 AND stream_id = ANY($2)"#,
        org.0,
        ids
    )
    .fetch_all(connection)
    .await?;
    Ok(records.into_iter().map(UserRow::from).collect())
}

pub(super) async fn activity_before(
    connection: &mut PgConnection,
    org: OrgId,
    stream: StreamId,
    before: ActivityCursor,
    limit: i64,
) -> Result<Vec<(ActivityCursor, ActivityRow)>, DbError> {
    let records = sqlx::query_as!(
        ActivityRecord,
        r#"SELECT stream_id, seq, position, change, subject, author, at, detail AS "detail: _"
        FROM activity WHERE org_id = $1 AND stream_id = $2 AND (seq, position) < ($3, $4)
        ORDER BY seq DESC, position DESC LIMIT $5"#,
        org.0,
        stream.0,
        before.seq,
        before.position,
        limit
    )
    .fetch_all(connection)
    .await?;
    Ok(records.into_iter().map(ActivityRecord::placed).collect())
}

/// `OFFSET 0` keeps the planner from joining otherwise than by a look at the key of `activity` for
/// each change: on tables that were filled just now and never analysed it takes a nested loop over
/// both, ten seconds for a page.
pub(super) async fn activity_of_changes(
    connection: &mut PgConnection,
    org: OrgId,
    stream: StreamId,
    docs: &[Uuid],
) -> Result<Vec<(DocId, ActivityCursor, ActivityRow)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT c.doc_id, a.stream_id, a.seq, a.position, a.change, a.subject, a.author, a.at,
            a.detail AS "detail: Json<Event>"
        FROM (
            SELECT doc_id, seq FROM changes
            WHERE org_id = $1 AND stream_id = $2 AND doc_id = ANY($3) OFFSET 0
        ) c
        CROSS JOIN LATERAL (
            SELECT * FROM activity WHERE org_id = $1 AND stream_id = $2 AND seq = c.seq OFFSET 0
        ) a
        ORDER BY a.seq, a.position"#,
        org.0,
        stream.0,
        docs
    )
    .fetch_all(connection)
    .await?;
    let lines = rows.into_iter().map(|row| {
        let record = ActivityRecord {
            stream_id: row.stream_id,
            seq: row.seq,
            position: row.position,
            change: row.change,
            subject: row.subject,
            author: row.author,
            at: row.at,
            detail: row.detail,
        };
        let (place, line) = record.placed();
        (DocId(row.doc_id), place, line)
    });
    Ok(lines.collect())
}
