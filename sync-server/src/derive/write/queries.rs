//! The statements that write derived rows.
//!
//! Rows travel as one JSON parameter and Postgres unfolds it: the model's own field names and
//! formats are the only mapping, arrays and nested lists included (`UNNEST` would flatten the
//! arrays of a row).

use super::StoredActivity;
use crate::db::DbError;
use aloft_crdt_model::ids::{OrgId, StreamId};
use aloft_crdt_model::rows::{CommentRow, ProjectRow, TaskRow, TextRow, UserRow};
use serde::Serialize;
use sqlx::PgConnection;

/// Rows as one text. Not as `jsonb`, which would write numbers its own way.
fn json<T: Serialize>(rows: &[T]) -> Result<String, DbError> {
    serde_json::to_string(rows).map_err(|error| DbError::Sql(sqlx::Error::Encode(Box::new(error))))
}

pub(super) async fn upsert_projects(
    connection: &mut PgConnection,
    org: OrgId,
    rows: &[ProjectRow],
) -> Result<(), DbError> {
    sqlx::query!(
        r#"INSERT INTO projects (org_id, id, name, key, states, removed_states, labels, fields, cycles,
            milestones, templates, views, conflicts, created_at, created_by, updated_at, deleted_at)
        SELECT $1, id, name, key, states, removed_states, labels, fields, cycles, milestones,
            templates, views, conflicts, created_at, created_by, updated_at, deleted_at
        FROM json_to_recordset($2::text::json) AS t (id uuid, name text, key text, states jsonb,
            removed_states jsonb, labels jsonb, fields jsonb, cycles jsonb, milestones jsonb, templates jsonb, views jsonb,
            conflicts json, created_at bigint, created_by uuid, updated_at bigint,
            deleted_at bigint)
        ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, key = excluded.key,
            states = excluded.states, removed_states = excluded.removed_states,
            labels = excluded.labels, fields = excluded.fields,
            cycles = excluded.cycles, milestones = excluded.milestones,
            templates = excluded.templates, views = excluded.views,
            conflicts = excluded.conflicts, created_at = excluded.created_at,
            created_by = excluded.created_by, updated_at = excluded.updated_at,
            deleted_at = excluded.deleted_at"#,
        org.0,
        json(rows)?
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Tasks, comments and activity in one statement: most changes write some of each, and a round trip
/// costs more than what a table without new rows does.
///
/// A task's comments come all together, whichever of them changed: only those are written.
pub(super) async fn write_tasks(
    connection: &mut PgConnection,
    (org, stream): (OrgId, StreamId),
    tasks: &[TaskRow],
    comments: &[CommentRow],
    activity: &[StoredActivity],
) -> Result<(), DbError> {
    sqlx::query!(
        r#"WITH said AS (
            INSERT INTO activity (org_id, stream_id, seq, position, change, subject, author, at,
                event, detail)
            SELECT $1, $2, seq, position, decode(change, 'hex'), subject, author, at,
                detail ->> 'event', detail
            FROM json_to_recordset($5::text::json) AS t (seq bigint, position integer, change text,
                subject uuid, author uuid, at bigint, detail jsonb)
        ), commented AS (
            INSERT INTO comments AS c (org_id, task_id, id, project_id, parent_id, author, body,
                reactions, created_at, edited_at, deleted_at)
            SELECT $1, task_id, id, project_id, parent_id, author, body, reactions, created_at,
                edited_at, deleted_at
            FROM json_to_recordset($4::text::json) AS t (task_id uuid, id uuid, project_id uuid,
                parent_id uuid, author uuid, body text, reactions jsonb, created_at bigint,
                edited_at bigint, deleted_at bigint)
            ON CONFLICT (org_id, task_id, id) DO UPDATE SET project_id = excluded.project_id,
                parent_id = excluded.parent_id, author = excluded.author, body = excluded.body,
                reactions = excluded.reactions, created_at = excluded.created_at,
                edited_at = excluded.edited_at, deleted_at = excluded.deleted_at
            WHERE (c.project_id, c.parent_id, c.author, c.body, c.reactions, c.created_at,
                    c.edited_at, c.deleted_at)
                IS DISTINCT FROM (excluded.project_id, excluded.parent_id, excluded.author,
                    excluded.body, excluded.reactions, excluded.created_at, excluded.edited_at,
                    excluded.deleted_at)
        )
        INSERT INTO tasks (org_id, id, project_id, number, title, state_id, priority, assignees,
            labels, start_date, due_date, estimate, parent_id, cycle_id, milestone_id, relations,
            order_key, fields, attachments, external_ids, comment_count, conflicts, created_at,
            created_by, updated_at, deleted_at, edited_despite_delete)
        SELECT $1, id, project_id, number, title, state_id, priority, assignees, labels, start, due,
            estimate, parent_id, cycle_id, milestone_id, relations, "order", fields, attachments,
            external_ids, comment_count, conflicts, created_at, created_by, updated_at, deleted_at,
            edited_despite_delete
        FROM json_to_recordset($3::text::json) AS t (id uuid, project_id uuid, number bigint, title text,
            state_id uuid, priority text, assignees uuid[], labels uuid[], start date, due date,
            estimate double precision, parent_id uuid, cycle_id uuid, milestone_id uuid,
            relations jsonb, "order" text, fields jsonb, attachments jsonb, external_ids jsonb,
            comment_count bigint, conflicts json, created_at bigint, created_by uuid,
            updated_at bigint, deleted_at bigint, edited_despite_delete boolean)
        ON CONFLICT (org_id, id) DO UPDATE SET project_id = excluded.project_id,
            number = excluded.number, title = excluded.title, state_id = excluded.state_id,
            priority = excluded.priority, assignees = excluded.assignees,
            labels = excluded.labels, start_date = excluded.start_date,
            due_date = excluded.due_date, estimate = excluded.estimate,
            parent_id = excluded.parent_id, cycle_id = excluded.cycle_id,
            milestone_id = excluded.milestone_id, relations = excluded.relations,
            order_key = excluded.order_key, fields = excluded.fields,
            attachments = excluded.attachments, external_ids = excluded.external_ids,
            comment_count = excluded.comment_count, conflicts = excluded.conflicts,
            created_at = excluded.created_at, created_by = excluded.created_by,
            updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
            edited_despite_delete = excluded.edited_despite_delete"#,
        org.0,
        stream.0,
        json(tasks)?,
        json(comments)?,
        json(activity)?
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn upsert_texts(
    connection: &mut PgConnection,
    org: OrgId,
    rows: &[TextRow],
) -> Result<(), DbError> {
    sqlx::query!(
        r#"INSERT INTO texts (org_id, id, owner, role, stream_id, text)
        SELECT $1, id, owner, role, stream_id, text
        FROM json_to_recordset($2::text::json) AS t (id uuid, owner uuid, role text, stream_id uuid, text text)
        ON CONFLICT (org_id, id) DO UPDATE SET owner = excluded.owner, role = excluded.role,
            stream_id = excluded.stream_id, text = excluded.text"#,
        org.0,
        json(rows)?
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn upsert_users(
    connection: &mut PgConnection,
    org: OrgId,
    rows: &[UserRow],
) -> Result<(), DbError> {
    sqlx::query!(
        r#"INSERT INTO user_rows (org_id, stream_id, stars, read, drafts, views)
        SELECT $1, stream_id, stars, read, drafts, views
        FROM json_to_recordset($2::text::json)
            AS t (stream_id uuid, stars uuid[], read jsonb, drafts jsonb, views jsonb)
        ON CONFLICT (org_id, stream_id) DO UPDATE SET stars = excluded.stars, read = excluded.read,
            drafts = excluded.drafts, views = excluded.views"#,
        org.0,
        json(rows)?
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn erase(
    connection: &mut PgConnection,
    org: OrgId,
    stream: StreamId,
) -> Result<(), DbError> {
    // One statement: deletions in WITH run all, referred to or not.
    sqlx::query!(
        r#"WITH gone_projects AS (DELETE FROM projects WHERE org_id = $1 AND id = $2),
            gone_tasks AS (DELETE FROM tasks WHERE org_id = $1 AND project_id = $2),
            gone_comments AS (DELETE FROM comments WHERE org_id = $1 AND project_id = $2),
            gone_texts AS (DELETE FROM texts WHERE org_id = $1 AND stream_id = $2),
            gone_users AS (DELETE FROM user_rows WHERE org_id = $1 AND stream_id = $2)
        DELETE FROM activity WHERE org_id = $1 AND stream_id = $2"#,
        org.0,
        stream.0
    )
    .execute(connection)
    .await?;
    Ok(())
}
