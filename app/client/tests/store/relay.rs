//! A relay in memory: a log, documents, and nothing else. Trusts everybody.

use crate::setup::{Home, RELAY};
use aloft_client::store::Store;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::document::{self, Change, Document};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_sync_protocol::client::{
    AcceptedChange, Advance, PendingChange, PendingMark, RefusedChange, StoreTask,
};
use aloft_sync_protocol::frames::{
    DirectoryOrg, DirectoryStream, DocHeads, DocumentState, SnapshotDoc, TailEntry, WireRefusal,
};
use aloft_sync_protocol::log::{ChangeHash, Cursor, DocKind, Position, StreamKind};
use aloft_sync_protocol::packed::Packed;
use std::collections::{BTreeMap, BTreeSet};

/// One stream.
#[derive(Clone, Default)]
pub(crate) struct Relay {
    pub(crate) log: Vec<Logged>,
    pub(crate) documents: BTreeMap<DocId, (DocKind, Document)>,
    pub(crate) activity: Vec<ActivityRow>,
}

#[derive(Clone)]
pub(crate) struct Logged {
    pub(crate) doc: DocId,
    pub(crate) kind: DocKind,
    pub(crate) hash: ChangeHash,
    pub(crate) bytes: Vec<u8>,
    pub(crate) digest: u64,
}

/// A step of a bootstrap, to be done.
pub(crate) type Page = Box<dyn FnOnce(&mut Store)>;

/// Which changes a relay refuses, and how.
pub(crate) type Refuse<'a> = &'a dyn Fn(&Change) -> Option<&'static str>;

pub(crate) fn never(_: &Change) -> Option<&'static str> {
    None
}

impl Relay {
    pub(crate) fn push(
        &mut self,
        changes: &[PendingChange],
        stream: StreamId,
        refuse: Refuse<'_>,
    ) -> (Vec<AcceptedChange>, Vec<RefusedChange>) {
        let (mut accepted, mut refused): (Vec<AcceptedChange>, Vec<RefusedChange>) =
            (Vec::new(), Vec::new());
        for pending in changes {
            let (doc, hash) = (pending.doc, pending.hash);
            if let Some(seq) = self.seq_of(doc, hash) {
                accepted.push(AcceptedChange { doc, hash, seq });
                continue;
            }
            let change = Change::try_from(pending.bytes.as_slice()).unwrap();
            let dependant = change
                .deps()
                .iter()
                .any(|dep| refused.iter().any(|refused| refused.hash.0 == dep.0));
            let code = if dependant { Some("depends_on_refused") } else { refuse(&change) };
            let kind = pending.kind;
            match code.or_else(|| self.commit(stream, doc, kind, &change).err()) {
                Some(code) => refused.push(RefusedChange { doc, hash, refusal: wire(code) }),
                None => accepted.push(AcceptedChange { doc, hash, seq: self.head() }),
            }
        }
        (accepted, refused)
    }

    fn commit(
        &mut self,
        stream: StreamId,
        doc: DocId,
        kind: DocKind,
        change: &Change,
    ) -> Result<(), &'static str> {
        let (_, document) =
            self.documents.entry(doc).or_insert_with(|| (kind, Document::genesis(model(kind))));
        let mut after = document.clone();
        after.apply(vec![change.clone()]).map_err(|error| match error {
            document::ApplyError::MissingDependencies(_) => "missing_dependency",
            document::ApplyError::Refused(_) => "bad_sequence",
        })?;
        *document = after;
        self.activity.extend(document.activity(doc, stream, change));
        self.log.push(Logged {
            doc,
            kind,
            hash: ChangeHash(change.hash().0),
            bytes: change.raw_bytes().to_vec(),
            digest: document.heads().digest(),
        });
        Ok(())
    }

    pub(crate) fn head(&self) -> u64 {
        self.log.len() as u64
    }

    fn seq_of(&self, doc: DocId, hash: ChangeHash) -> Option<u64> {
        let at = self.log.iter().position(|logged| logged.doc == doc && logged.hash == hash)?;
        Some(at as u64 + 1)
    }

    pub(crate) fn cursor(&self, seq: u64) -> Cursor {
        let upto = &self.log[..usize::try_from(seq).unwrap()];
        upto.iter().fold(Cursor::ZERO, |cursor, logged| cursor.then(logged.hash))
    }

    /// Entries after one place up to another.
    pub(crate) fn entries(&self, after: u64, upto: u64) -> Vec<TailEntry> {
        let range = usize::try_from(after).unwrap()..usize::try_from(upto).unwrap();
        let slice = &self.log[range];
        let is_last = |at: usize| slice[at + 1..].iter().all(|later| later.doc != slice[at].doc);
        slice
            .iter()
            .enumerate()
            .map(|(at, logged)| TailEntry {
                seq: after + at as u64 + 1,
                doc: logged.doc,
                kind: logged.kind,
                bytes: logged.bytes.clone().into(),
                heads_digest: is_last(at).then_some(logged.digest),
            })
            .collect()
    }

    pub(crate) fn snapshot(&self, stream: StreamId, doc: DocId) -> SnapshotDoc {
        let (kind, document) = &self.documents[&doc];
        SnapshotDoc {
            doc,
            kind: *kind,
            doc_seq: self.doc_seq(doc),
            heads: heads(document),
            bytes: document.save().into(),
            rows: serde_json::to_vec(&document.rows(doc, stream)).unwrap().into(),
        }
    }

    pub(crate) fn state(&self, doc: DocId) -> Option<DocumentState> {
        let (kind, document) = self.documents.get(&doc)?;
        Some(DocumentState {
            kind: *kind,
            doc_seq: self.doc_seq(doc),
            heads: heads(document),
            bytes: Packed::pack(document.save()),
        })
    }

    fn doc_seq(&self, doc: DocId) -> u64 {
        self.log.iter().rposition(|logged| logged.doc == doc).map_or(0, |at| at as u64 + 1)
    }

    pub(crate) fn heads(&self) -> Vec<DocHeads> {
        self.documents
            .iter()
            .map(|(doc, (kind, document))| DocHeads {
                doc: *doc,
                kind: *kind,
                heads: heads(document),
            })
            .collect()
    }

    /// Loses everything after a place, as a relay does that was restored from a backup.
    pub(crate) fn restore(&mut self, upto: usize, stream: StreamId) {
        let log = std::mem::take(&mut self.log);
        *self = Self::default();
        for logged in log.into_iter().take(upto) {
            let change = Change::try_from(logged.bytes.as_slice()).unwrap();
            self.commit(stream, logged.doc, logged.kind, &change).unwrap();
        }
    }

    /// Brings a store to the relay's head and everything of the store's to the relay.
    pub(crate) fn sync(&mut self, store: &mut Store, stream: StreamId) {
        self.pull(store, stream);
        self.push_all(store, stream, &never);
        self.pull(store, stream);
    }

    pub(crate) fn pull(&self, store: &mut Store, stream: StreamId) {
        self.bootstrap(store, stream, 3);
        let cursor = store.cursor(stream).unwrap().unwrap();
        let entries = self.entries(cursor.seq, self.head());
        let advance = Advance { seq: self.head(), own: Vec::new(), from: 0 };
        let before = marks(store, stream);
        let applied = store.apply_changes(stream, &entries, &advance).unwrap();
        let mut requeued = applied.requeued;
        for doc in applied.diverging {
            requeued += store.store_document(stream, doc, self.state(doc).as_ref()).unwrap();
        }
        // A session offers what it is told of.
        let after = marks(store, stream);
        assert_eq!(
            after.difference(&before).count() as u64,
            requeued,
            "pending anew, and not told"
        );
    }

    /// Everything that waits, in pieces; refusals as they come.
    pub(crate) fn push_all(&mut self, store: &mut Store, stream: StreamId, refuse: Refuse<'_>) {
        let mut after = None;
        for _ in 0..1_000 {
            let pending = store.pending(stream, after, 7, 100_000).unwrap();
            let Some(last) = pending.last() else { return };
            after = Some(last.mark);
            let (accepted, refused) = self.push(&pending, stream, refuse);
            store.mark_accepted(stream, &accepted, None).unwrap();
            store.mark_refused(&refused).unwrap();
        }
        panic!("pushing does not end");
    }

    /// From wherever the store is to the tail.
    pub(crate) fn bootstrap(&self, store: &mut Store, stream: StreamId, page: usize) {
        while let Some(step) = self.next_page(store, stream, page) {
            step(store);
        }
    }

    /// The next step of a bootstrap; none once in the tail.
    pub(crate) fn next_page(&self, store: &Store, stream: StreamId, page: usize) -> Option<Page> {
        let position = store.position(stream).unwrap();
        let task = self.looks(position, stream, page).into_iter().next()?;
        Some(Box::new(move |store| {
            store.perform(stream, &task).unwrap();
        }))
    }

    /// What is left of a bootstrap.
    pub(crate) fn looks(
        &self,
        mut position: Position,
        stream: StreamId,
        page: usize,
    ) -> Vec<StoreTask> {
        let mut looks = Vec::new();
        loop {
            let (at, after) = match position {
                Position::Start => (self.cursor(self.head()), None),
                Position::Snapshots { at, after } => (at, Some(after)),
                Position::Activity { at, .. } => {
                    let rows = serde_json::to_vec(&self.activity).unwrap();
                    looks.push(StoreTask::StoreActivity { at, rows, before: None });
                    return looks;
                }
                Position::Tail(_) => return looks,
            };
            let ids: Vec<DocId> = self
                .documents
                .keys()
                .filter(|doc| after.is_none_or(|after| **doc > after))
                .take(page)
                .copied()
                .collect();
            let after = (ids.len() == page).then(|| ids.last().copied()).flatten();
            let docs = ids.iter().map(|doc| self.snapshot(stream, *doc)).collect();
            looks.push(StoreTask::StorePage { at, docs, after });
            position = match after {
                Some(after) => Position::Snapshots { at, after },
                None => Position::Activity { at, before: None },
            };
        }
    }
}

/// What waits.
fn marks(store: &Store, stream: StreamId) -> BTreeSet<PendingMark> {
    let pending = store.pending(stream, None, 100_000, usize::MAX).unwrap();
    pending.iter().map(|change| change.mark).collect()
}

pub(crate) fn wire(code: &str) -> WireRefusal {
    WireRefusal { code: code.to_owned(), words: format!("no: {code}"), path: String::new() }
}

fn heads(document: &Document) -> aloft_sync_protocol::log::HeadBytes {
    document.heads().iter().map(|hash| ChangeHash(hash.0)).collect()
}

fn model(kind: DocKind) -> document::DocKind {
    match kind {
        DocKind::Project => document::DocKind::Project,
        DocKind::Task => document::DocKind::Task,
        DocKind::Text => document::DocKind::Text,
        DocKind::User => document::DocKind::User,
    }
}

/// A second store that was told of the first one's organisation.
pub(crate) fn joined(home: &Home, seed: u64) -> Home {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = crate::setup::open(folder.path(), seed);
    let stream =
        DirectoryStream { id: home.project.stream(), kind: StreamKind::Project, head_seq: 0 };
    store.set_directory(RELAY, &[directory(home.org, stream)]).unwrap();
    crate::witness::watch(folder.path());
    Home { store, org: home.org, project: home.project, folder }
}

fn directory(org: OrgId, stream: DirectoryStream) -> DirectoryOrg {
    DirectoryOrg {
        id: org,
        name: "Home".to_owned(),
        role: "member".to_owned(),
        members: Vec::new(),
        streams: vec![stream],
    }
}

/// Tasks, projects, comments, texts and activity as the queries show them.
pub(crate) fn picture(home: &Home) -> String {
    let queries = home.store.queries();
    let mut all = aloft_client::queries::TaskQuery::default();
    all.filter.deleted = aloft_client::queries::Deleted::Include;
    let tasks: Vec<_> = queries
        .tasks(&all)
        .unwrap()
        .into_iter()
        .map(|task| {
            let mut detail = queries.task_detail(task.row.id).unwrap().unwrap();
            detail.waiting = 0;
            detail
        })
        .collect();
    let activity = queries.stream_activity(home.project.stream(), 100_000).unwrap();
    let project = queries.project(home.project).unwrap();
    serde_json::to_string_pretty(&(tasks, activity, project)).unwrap()
}
