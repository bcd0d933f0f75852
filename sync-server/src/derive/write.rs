//! Rows into tables: one statement a kind of document, however many rows.

mod queries;

use crate::db::{DbError, TenantTx};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::event::Event;
use aloft_crdt_model::ids::{DocId, StreamId, UserId};
use aloft_crdt_model::rows::{CommentRow, DocRows, ProjectRow, TaskRow, TextRow, UserRow};
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;

/// Rows on their way into Postgres. At most one set of rows a document.
#[derive(Debug, Default)]
pub struct DerivedRows {
    projects: Vec<ProjectRow>,
    tasks: Vec<TaskRow>,
    comments: Vec<CommentRow>,
    texts: Vec<TextRow>,
    users: Vec<UserRow>,
    activity: Vec<StoredActivity>,
}

/// A line of the feed at its place in the log.
#[derive(Debug, Serialize)]
pub struct StoredActivity {
    seq: i64,
    position: u32,
    change: String,
    subject: DocId,
    author: Option<UserId>,
    at: Timestamp,
    detail: Event,
}

impl StoredActivity {
    /// The line of the change with this seq.
    pub fn new(seq: i64, row: ActivityRow) -> Self {
        let ActivityRow { change, position, stream_id: _, subject, author, at, event } = row;
        Self { seq, position, change, subject, author, at, detail: event }
    }
}

impl DerivedRows {
    /// Adds the rows of one document.
    pub fn add(&mut self, rows: DocRows) {
        match rows {
            DocRows::Project(project) => self.projects.push(*project),
            DocRows::Task { task, comments } => {
                self.tasks.push(*task);
                self.comments.extend(comments);
            }
            DocRows::Text(text) => self.texts.push(text),
            DocRows::User(user) => self.users.push(*user),
        }
    }

    /// Adds lines of the feed.
    pub fn add_activity(&mut self, lines: impl IntoIterator<Item = StoredActivity>) {
        self.activity.extend(lines);
    }
}

/// Writes the rows over what was there.
pub async fn write(tx: &mut TenantTx, stream: StreamId, rows: &DerivedRows) -> Result<(), DbError> {
    let org = tx.ctx().org;
    let connection = tx.connection();
    if !rows.projects.is_empty() {
        queries::upsert_projects(connection, org, &rows.projects).await?;
    }
    if !rows.texts.is_empty() {
        queries::upsert_texts(connection, org, &rows.texts).await?;
    }
    if !rows.users.is_empty() {
        queries::upsert_users(connection, org, &rows.users).await?;
    }
    let DerivedRows { tasks, comments, activity, .. } = rows;
    if !(tasks.is_empty() && comments.is_empty() && activity.is_empty()) {
        queries::write_tasks(connection, (org, stream), tasks, comments, activity).await?;
    }
    Ok(())
}

/// Removes every derived row of a stream, so that they can be made anew.
pub async fn erase(tx: &mut TenantTx, stream: StreamId) -> Result<(), DbError> {
    let org = tx.ctx().org;
    queries::erase(tx.connection(), org, stream).await
}
