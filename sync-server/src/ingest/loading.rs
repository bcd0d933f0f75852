//! Bringing a batch's documents together: from the cache where it is current, else from the
//! database, and only what is missing.

use super::batch::StreamKey;
use super::cache::{Cached, DocumentCache};
use super::held::{Source, Stored};
use super::queries::{self, DocumentRecord};
use crate::db::{DbError, TenantTx};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::DocId;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Why documents could not be brought together.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoadingError {
    #[error(transparent)]
    Db(#[from] DbError),
    /// Memory is ahead of the database, which can only have been put back to an older state. What
    /// was in memory is gone now: the next attempt reads all anew.
    #[error("the database went back to an older state")]
    WentBack,
    #[error("document {0} is of an unknown kind")]
    UnknownKind(DocId),
}

/// What is known of a document before it is in memory.
struct Wanted {
    doc: DocId,
    cached: Option<Cached>,
}

impl Wanted {
    /// The seq up to which the document is held; negative when nothing is.
    fn held_seq(&self) -> i64 {
        self.cached.as_ref().map_or(-1, |cached| cached.held.stored.seq)
    }
}

/// The documents, each with where it is to be had; those that do not exist yet are left out.
///
/// `since`: from this seq of the stream on, this node made every change itself and the cache
/// followed. A document that was current then or later is current now.
pub(super) async fn gather(
    tx: &mut TenantTx,
    cache: &DocumentCache,
    key: StreamKey,
    since: i64,
    docs: BTreeSet<DocId>,
) -> Result<HashMap<DocId, Source>, LoadingError> {
    let mut sources = HashMap::with_capacity(docs.len());
    let mut wanted = Vec::new();
    for doc in docs {
        match cache.take(key.org, doc).filter(|cached| cached.stream == key) {
            Some(cached) if cached.current_at >= since => {
                sources.insert(doc, Source::Held(Box::new(cached.held)));
            }
            cached => wanted.push(Wanted { doc, cached }),
        }
    }
    if !wanted.is_empty() {
        read(tx, key, wanted, &mut sources).await?;
    }
    Ok(sources)
}

async fn read(
    tx: &mut TenantTx,
    key: StreamKey,
    wanted: Vec<Wanted>,
    sources: &mut HashMap<DocId, Source>,
) -> Result<(), LoadingError> {
    let ids: Vec<_> = wanted.iter().map(|wanted| wanted.doc.0).collect();
    let held: Vec<_> = wanted.iter().map(Wanted::held_seq).collect();
    let records = queries::documents(tx, &ids, &held).await?;
    let mut wanted: HashMap<_, _> =
        wanted.into_iter().map(|wanted| (wanted.doc, wanted.cached)).collect();
    let mut tails = Tails::default();
    for record in records {
        let doc = DocId(record.id);
        let cached = wanted.remove(&doc).flatten();
        sources.insert(doc, source(key, record, cached, &mut tails)?);
    }
    for (doc, bytes) in tails.read(tx).await? {
        match sources.get_mut(&doc) {
            Some(Source::Behind { changes, .. }) => changes.push(bytes),
            Some(Source::Bytes { bytes: whole, .. }) => whole.extend_from_slice(&bytes),
            _ => {}
        }
    }
    Ok(())
}

fn source(
    key: StreamKey,
    record: DocumentRecord,
    cached: Option<Cached>,
    tails: &mut Tails,
) -> Result<Source, LoadingError> {
    let doc = DocId(record.id);
    if record.stream_id != key.stream.0 {
        return Ok(Source::Elsewhere);
    }
    let len = |bytes: i64| usize::try_from(bytes).unwrap_or_default();
    let stored = Stored {
        seq: record.seq,
        snapshot_seq: record.snapshot_seq,
        snapshot_len: len(record.snapshot_len.into()),
        tail_len: len(record.tail_len),
    };
    match cached.map(|cached| cached.held) {
        Some(held) if held.stored.seq == stored.seq => Ok(Source::Held(Box::new(held))),
        Some(held) if held.stored.seq < stored.seq => {
            tails.want(doc, held.stored.seq);
            Ok(Source::Behind { document: Box::new(held.document), changes: Vec::new(), stored })
        }
        Some(_) => Err(LoadingError::WentBack),
        None => {
            if stored.snapshot_seq < stored.seq {
                tails.want(doc, stored.snapshot_seq);
            }
            let kind = DocKind::parse(&record.kind).ok_or(LoadingError::UnknownKind(doc))?;
            Ok(Source::Bytes { kind, bytes: record.snapshot.unwrap_or_default(), stored })
        }
    }
}

/// The changes that are wanted, by document and what is held of it.
#[derive(Default)]
struct Tails {
    ids: Vec<Uuid>,
    held: Vec<i64>,
}

impl Tails {
    fn want(&mut self, doc: DocId, after: i64) {
        self.ids.push(doc.0);
        self.held.push(after);
    }

    async fn read(self, tx: &mut TenantTx) -> Result<Vec<(DocId, Vec<u8>)>, DbError> {
        if self.ids.is_empty() {
            return Ok(Vec::new());
        }
        queries::tails(tx, &self.ids, &self.held).await
    }
}
