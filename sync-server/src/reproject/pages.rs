//! Documents with their whole log, some at a time, and what they mean.

use super::queries::{self, DocumentRecord};
use super::{PlacedActivity, ReprojectError};
use crate::db::TenantTx;
use aloft_crdt_model::document::{Change, DocKind, Document};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::rows::DocRows;
use std::collections::HashMap;

/// Documents in memory at once.
const DOCUMENTS: i64 = 200;

/// Some documents and their changes.
pub(super) struct Page {
    documents: Vec<DocumentRecord>,
    changes: HashMap<DocId, Vec<(i64, Vec<u8>)>>,
}

/// What a document means.
pub(super) struct Derived {
    pub(super) doc: DocId,
    pub(super) rows: DocRows,
    pub(super) activity: PlacedActivity,
    /// The heads beside the document are those of the document.
    pub(super) heads_fit: bool,
}

impl Page {
    /// The documents after this one; none when there are no more.
    pub(super) async fn read(
        tx: &mut TenantTx,
        stream: StreamId,
        after: Option<DocId>,
    ) -> Result<Option<Self>, ReprojectError> {
        let documents = queries::documents(tx, stream, after, DOCUMENTS).await?;
        if documents.is_empty() {
            return Ok(None);
        }
        let ids: Vec<_> = documents.iter().map(|document| document.id).collect();
        let mut changes: HashMap<_, Vec<_>> = HashMap::new();
        for (doc, seq, bytes) in queries::changes(tx, &ids).await? {
            changes.entry(doc).or_default().push((seq, bytes));
        }
        Ok(Some(Self { documents, changes }))
    }

    pub(super) fn last(&self) -> DocId {
        DocId(self.documents.last().map(|last| last.id).unwrap_or_default())
    }

    /// What the documents mean, worked out off the async threads.
    pub(super) async fn derive(self, stream: StreamId) -> Result<Vec<Derived>, ReprojectError> {
        let Self { documents, mut changes } = self;
        let derive = move || {
            documents
                .into_iter()
                .map(|record| {
                    let log = changes.remove(&DocId(record.id)).unwrap_or_default();
                    derive_one(stream, record, &log)
                })
                .collect()
        };
        tokio::task::spawn_blocking(derive).await?
    }
}

fn derive_one(
    stream: StreamId,
    record: DocumentRecord,
    log: &[(i64, Vec<u8>)],
) -> Result<Derived, ReprojectError> {
    let doc = DocId(record.id);
    let kind = DocKind::parse(&record.kind).ok_or(ReprojectError::UnknownKind(doc))?;
    let mut bytes = record.snapshot;
    for (_, change) in log.iter().filter(|(seq, _)| *seq > record.snapshot_seq) {
        bytes.extend_from_slice(change);
    }
    let document = Document::load(kind, &bytes)
        .map_err(|error| ReprojectError::Load { doc, source: Box::new(error) })?;
    let mut activity = Vec::new();
    for (seq, bytes) in log {
        let change =
            Change::try_from(&bytes[..]).map_err(|_| ReprojectError::Change { doc, seq: *seq })?;
        let lines = document.activity(doc, stream, &change);
        activity.extend(lines.into_iter().map(|line| (*seq, line)));
    }
    Ok(Derived {
        doc,
        rows: document.rows(doc, stream),
        activity,
        heads_fit: document.heads().to_bytes() == record.heads,
    })
}
