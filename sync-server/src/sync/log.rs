//! What sockets read: cursors, tails, pages of snapshots, heads and activity. No document is loaded
//! and nothing is encoded again: bytes go out as they came in.

mod activity;
mod heads;
mod queries;
mod snapshots;
mod tail;

pub(super) use activity::activity;
pub(super) use heads::{document, heads};
pub(super) use snapshots::{PAGES, snapshots};
pub(super) use tail::{FANOUT_SECONDS, Trust, may_read, recent_tail, tail, verify};

use crate::db::{Ctx, Db, DbError, TenantTx};
use crate::ingest::StreamKey;
use aloft_crdt_model::document;
use aloft_sync_protocol::log::{DocKind, HeadBytes, InvalidHeads, StreamKind};

/// Why a question cannot be answered now.
#[derive(Debug, thiserror::Error)]
pub(super) enum LogError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("kind {0} is unknown here: a newer version wrote it")]
    UnknownKind(String),
    #[error(transparent)]
    Heads(#[from] InvalidHeads),
    #[error("rows cannot be written: {0}")]
    Rows(#[from] serde_json::Error),
    #[error("assembling a page panicked: {0}")]
    Panicked(#[from] tokio::task::JoinError),
    /// The person may not read this, or it is not there: the two are not told apart.
    #[error("there is no such stream")]
    NotFound,
}

/// What the database says of a stream's kind, as frames say it.
pub(super) fn stream_kind(name: &str) -> Result<StreamKind, LogError> {
    match name {
        "project" => Ok(StreamKind::Project),
        "user" => Ok(StreamKind::Private),
        other => Err(LogError::UnknownKind(other.to_owned())),
    }
}

/// A document's kind, as frames say it.
pub(super) fn wire_kind(kind: document::DocKind) -> DocKind {
    match kind {
        document::DocKind::Project => DocKind::Project,
        document::DocKind::Task => DocKind::Task,
        document::DocKind::Text => DocKind::Text,
        document::DocKind::User => DocKind::User,
    }
}

/// A document's kind, as the model says it.
pub(super) fn model_kind(kind: DocKind) -> document::DocKind {
    match kind {
        DocKind::Project => document::DocKind::Project,
        DocKind::Task => document::DocKind::Task,
        DocKind::Text => document::DocKind::Text,
        DocKind::User => document::DocKind::User,
    }
}

fn parse_kind(name: String) -> Result<DocKind, LogError> {
    document::DocKind::parse(&name).map(wire_kind).ok_or(LogError::UnknownKind(name))
}

fn head_bytes(bytes: Vec<u8>) -> Result<HeadBytes, LogError> {
    Ok(HeadBytes::new(bytes)?)
}

/// Reads everything as it stands at one moment.
async fn read(db: &Db, key: StreamKey) -> Result<TenantTx, DbError> {
    TenantTx::begin_reading(db, &Ctx::of_relay(key.org)).await
}
