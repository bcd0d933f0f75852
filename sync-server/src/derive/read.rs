//! Rows out of tables, as the model made them.

mod queries;
mod records;

use crate::db::{DbError, TenantTx};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::rows::{CommentRow, DocRows};
use std::collections::{BTreeMap, HashMap};

/// A place in the feed of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActivityCursor {
    /// The seq of the change.
    pub seq: i64,
    /// The line's place among those of the change.
    pub position: i32,
}

impl ActivityCursor {
    /// After everything: the feed is read newest first.
    pub const NEWEST: Self = Self { seq: i64::MAX, position: i32::MAX };
}

/// The rows of these documents, of whatever kinds. A document without rows is left out.
pub async fn rows_of(
    tx: &mut TenantTx,
    docs: &[DocId],
) -> Result<BTreeMap<DocId, DocRows>, DbError> {
    let org = tx.ctx().org;
    let ids: Vec<_> = docs.iter().map(|doc| doc.0).collect();
    let connection = tx.connection();
    let mut rows = BTreeMap::new();
    let mut comments: HashMap<_, Vec<CommentRow>> = HashMap::new();
    for comment in queries::comments(connection, org, &ids).await? {
        comments.entry(comment.task_id).or_default().push(comment);
    }
    for task in queries::tasks(connection, org, &ids).await? {
        let comments = comments.remove(&task.id).unwrap_or_default();
        rows.insert(task.id.doc(), DocRows::Task { task: Box::new(task), comments });
    }
    if rows.len() == ids.len() {
        return Ok(rows);
    }
    for text in queries::texts(connection, org, &ids).await? {
        rows.insert(text.id, DocRows::Text(text));
    }
    for project in queries::projects(connection, org, &ids).await? {
        rows.insert(project.id.doc(), DocRows::Project(Box::new(project)));
    }
    for user in queries::users(connection, org, &ids).await? {
        rows.insert(DocId(user.stream_id.0), DocRows::User(Box::new(user)));
    }
    Ok(rows)
}

/// Lines of a stream's feed before a place, newest first, each with its own place.
pub async fn activity_before(
    tx: &mut TenantTx,
    stream: StreamId,
    before: ActivityCursor,
    limit: i64,
) -> Result<Vec<(ActivityCursor, ActivityRow)>, DbError> {
    let org = tx.ctx().org;
    queries::activity_before(tx.connection(), org, stream, before, limit).await
}

/// The lines that changes of these documents made, oldest first, each with its document and place.
pub async fn activity_of_changes(
    tx: &mut TenantTx,
    stream: StreamId,
    docs: &[DocId],
) -> Result<Vec<(DocId, ActivityCursor, ActivityRow)>, DbError> {
    let org = tx.ctx().org;
    let ids: Vec<_> = docs.iter().map(|doc| doc.0).collect();
    queries::activity_of_changes(tx.connection(), org, stream, &ids).await
}
