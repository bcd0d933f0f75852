//! The relay's database, in memory: what is in it is committed, and outlives every session.

use crate::model::change::{Change, RelayDoc, digest};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId, UserId};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_sync_protocol::frames::from_client::PushedChange;
use aloft_sync_protocol::frames::{
    DirectoryMember, DirectoryOrg, DirectoryStream, DocHeads, DocumentState, ErrorCode,
    GoodbyeCode, SnapshotDoc, TailEntry,
};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::log::{ActivityMark, ChangeHash, Cursor, DocKind, Seq, StreamKind};
use aloft_sync_protocol::packed::Packed;
use aloft_sync_protocol::relay::{
    ActivityRead, Answer, Authenticated, CursorVerdict, DocumentRead, HeadsRead, Opened, Outcome,
    RelayEffect, SnapshotRead, TailRead,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

#[derive(Debug, Default)]
pub(crate) struct RelayStore {
    pub(crate) streams: BTreeMap<StreamId, Log>,
    pub(crate) members: BTreeSet<(OrgId, UserId)>,
    /// Every change that was ever committed, also those that a restore lost.
    pub(crate) ever_committed: BTreeSet<ChangeHash>,
    /// Documents, or bytes, of a page; small, so that tests have many pages.
    pub(crate) page: usize,
}

#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) org: OrgId,
    kind: StreamKind,
    pub(crate) entries: Vec<(ChangeHash, TailEntry)>,
    pub(crate) docs: BTreeMap<DocId, RelayDoc>,
}

pub(crate) fn token(user: UserId, expires_at: Millis) -> String {
    format!("{user} {}", expires_at.0)
}

impl RelayStore {
    /// Does an effect that asks for something. None: it wants no answer.
    pub(crate) fn perform(&mut self, now: Millis, effect: RelayEffect) -> Option<Answer> {
        let page = self.page;
        Some(match effect {
            RelayEffect::Authenticate { token, .. } => authenticate(now, &token),
            RelayEffect::LoadDirectory { user, .. } => Answer::Directory(self.directory(user)),
            RelayEffect::OpenStream { org, stream, kind, .. } => self.open(org, stream, kind),
            RelayEffect::VerifyCursor { stream, cursor, .. } => {
                Answer::Verified(self.verify(stream, cursor))
            }
            RelayEffect::ReadSnapshot { stream, after, .. } => {
                Answer::Snapshot(self.streams[&stream].snapshots(after, page))
            }
            RelayEffect::ReadActivity { stream, before, .. } => {
                Answer::Activity(self.streams[&stream].activity(before, page))
            }
            RelayEffect::ReadTail { stream, after, limit_changes, .. } => {
                Answer::Tail(self.streams[&stream].tail(after, limit_changes))
            }
            RelayEffect::ReadHeads { stream, after, .. } => {
                Answer::Heads(self.streams[&stream].heads(after, page))
            }
            RelayEffect::ReadDocument { stream, doc, .. } => {
                Answer::Document(self.streams[&stream].document(doc))
            }
            RelayEffect::Ingest { stream, changes, .. } => {
                let outcomes = self.ingest(stream, &changes);
                Answer::Ingested { outcomes, head_seq: self.streams[&stream].head_seq() }
            }
            _ => return None,
        })
    }

    /// What a restore from a backup does: the newest changes are gone.
    pub(crate) fn lose_newest(&mut self, stream: StreamId, count: usize) {
        let log = self.streams.get_mut(&stream).unwrap();
        let kept = log.entries.len().saturating_sub(count);
        for (hash, entry) in log.entries.drain(kept..) {
            let doc = log.docs.get_mut(&entry.doc).unwrap();
            doc.changes.remove(&hash);
            if doc.changes.is_empty() {
                log.docs.remove(&entry.doc);
            }
        }
    }

    fn directory(&self, user: UserId) -> Vec<DirectoryOrg> {
        let orgs = self.members.iter().filter(|(_, member)| *member == user);
        orgs.map(|(org, _)| DirectoryOrg {
            id: *org,
            name: "An organisation".to_owned(),
            role: "member".to_owned(),
            members: vec![DirectoryMember {
                user,
                name: "Somebody".to_owned(),
                identities: Vec::new(),
                role: "member".to_owned(),
            }],
            streams: self
                .streams
                .iter()
                .filter(|(_, log)| log.org == *org)
                .map(|(id, log)| DirectoryStream {
                    id: *id,
                    kind: log.kind,
                    head_seq: log.head_seq(),
                })
                .collect(),
        })
        .collect()
    }

    pub(crate) fn open(&mut self, org: OrgId, stream: StreamId, kind: StreamKind) -> Answer {
        let log = self.streams.entry(stream).or_insert_with(|| Log {
            org,
            kind,
            entries: Vec::new(),
            docs: BTreeMap::new(),
        });
        if log.org == org {
            Answer::Opened(Opened { head_seq: log.head_seq() })
        } else {
            Answer::NotOpened { code: ErrorCode::NotFound, words: "no such stream".to_owned() }
        }
    }

    fn verify(&self, stream: StreamId, cursor: Option<Cursor>) -> CursorVerdict {
        let Some(log) = self.streams.get(&stream) else { return CursorVerdict::NotFound };
        let head_seq = log.head_seq();
        match cursor {
            None => CursorVerdict::Fits { head_seq },
            Some(cursor) if cursor.seq > head_seq => CursorVerdict::Ahead { head_seq },
            Some(cursor) if log.cursor_at(cursor.seq) == cursor => CursorVerdict::Fits { head_seq },
            Some(_) => CursorVerdict::HashDiffers { head_seq },
        }
    }

    fn ingest(&mut self, stream: StreamId, changes: &[PushedChange]) -> Vec<Outcome> {
        let log = self.streams.get_mut(&stream).unwrap();
        let mut refused = BTreeSet::new();
        changes
            .iter()
            .map(|pushed| {
                let change = Change::parse(&pushed.bytes);
                let outcome = log.take(&change, &pushed.bytes, &refused);
                match outcome {
                    Outcome::Accepted { .. } => {
                        self.ever_committed.insert(change.hash());
                    }
                    Outcome::Refused(_) => {
                        refused.insert(change.hash());
                    }
                }
                outcome
            })
            .collect()
    }
}

impl Log {
    pub(crate) fn head_seq(&self) -> Seq {
        self.entries.len() as Seq
    }

    pub(crate) fn after_seq(&self, seq: Seq) -> Vec<TailEntry> {
        self.tail(seq, usize::MAX).entries
    }

    pub(crate) fn words(&self) -> BTreeSet<String> {
        self.docs
            .values()
            .flat_map(|doc| doc.changes.values())
            .map(|(_, change)| change.words.clone())
            .collect()
    }

    fn cursor(&self) -> Cursor {
        self.cursor_at(self.head_seq())
    }

    fn cursor_at(&self, seq: Seq) -> Cursor {
        let upto = &self.entries[..usize::try_from(seq).unwrap()];
        upto.iter().fold(Cursor::ZERO, |cursor, (hash, _)| cursor.then(*hash))
    }

    fn take(&mut self, change: &Change, bytes: &[u8], refused: &BTreeSet<ChangeHash>) -> Outcome {
        let hash = change.hash();
        let doc = self.docs.entry(change.doc).or_default();
        if let Some((seq, _)) = doc.changes.get(&hash) {
            return Outcome::Accepted { seq: *seq };
        }
        let refusal = |code| Outcome::Refused(Refusal::new(code, "No."));
        let outcome = if change.words.starts_with("forbidden") {
            refusal(RefusalCode::Forbidden)
        } else if change.deps.iter().any(|dep| refused.contains(dep)) {
            refusal(RefusalCode::DependsOnRefused)
        } else if change.deps.iter().any(|dep| !doc.changes.contains_key(dep)) {
            refusal(RefusalCode::MissingDependency)
        } else {
            let seq = self.entries.len() as Seq + 1;
            doc.changes.insert(hash, (seq, change.clone()));
            let heads_digest = Some(digest(&doc.heads()));
            let entry = TailEntry {
                seq,
                doc: change.doc,
                kind: DocKind::Task,
                bytes: bytes.to_vec().into(),
                heads_digest,
            };
            self.entries.push((hash, entry));
            Outcome::Accepted { seq }
        };
        if self.docs[&change.doc].changes.is_empty() {
            self.docs.remove(&change.doc);
        }
        outcome
    }

    fn after(&self, after: Option<DocId>, page: usize) -> (Vec<(DocId, &RelayDoc)>, Option<DocId>) {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut docs = self.docs.range((start, Bound::Unbounded));
        let taken: Vec<_> = docs.by_ref().take(page).map(|(id, doc)| (*id, doc)).collect();
        let last = docs.next().and(taken.last()).map(|(id, _)| *id);
        (taken, last)
    }

    fn snapshots(&self, after: Option<DocId>, page: usize) -> SnapshotRead {
        let (docs, after) = self.after(after, page);
        let docs = docs.into_iter().map(|(id, doc)| SnapshotDoc {
            doc: id,
            kind: DocKind::Task,
            doc_seq: doc.doc_seq(),
            heads: doc.heads(),
            bytes: doc.bytes().into(),
            rows: b"{}".to_vec().into(),
        });
        SnapshotRead { at: self.cursor(), docs: docs.collect(), after }
    }

    fn activity(&self, before: Option<ActivityMark>, page: usize) -> ActivityRead {
        // The mark may be of a time before the newest were lost.
        let whole = self.entries.len();
        let end = before.map_or(whole, |mark| usize::from_be_bytes(mark.0.try_into().unwrap()));
        let end = end.min(whole);
        let start = end.saturating_sub(page);
        let rows: Vec<_> =
            self.entries[start..end].iter().rev().map(|(hash, _)| hash.to_string()).collect();
        let before = (start > 0).then(|| ActivityMark(start.to_be_bytes().to_vec()));
        ActivityRead { rows: serde_json::to_vec(&rows).unwrap(), before }
    }

    fn tail(&self, after: Seq, limit: usize) -> TailRead {
        let after = usize::try_from(after).unwrap();
        let entries = self.entries.iter().skip(after).take(limit).map(|(_, entry)| entry.clone());
        TailRead { entries: entries.collect(), head_seq: self.head_seq() }
    }

    fn heads(&self, after: Option<DocId>, page: usize) -> HeadsRead {
        let (docs, after) = self.after(after, page);
        let docs = docs.into_iter().map(|(doc, state)| DocHeads {
            doc,
            kind: DocKind::Task,
            heads: state.heads(),
        });
        HeadsRead { at: self.cursor(), docs: docs.collect(), after }
    }

    fn document(&self, doc: DocId) -> DocumentRead {
        let state = self.docs.get(&doc).map(|doc| DocumentState {
            kind: DocKind::Task,
            doc_seq: doc.doc_seq(),
            heads: doc.heads(),
            bytes: Packed::pack(doc.bytes()),
        });
        DocumentRead { state }
    }
}

fn authenticate(now: Millis, token: &str) -> Answer {
    let parts = token
        .split_once(' ')
        .and_then(|(user, expires)| Some((user.parse().ok()?, Millis(expires.parse().ok()?))));
    match parts {
        Some((_, expires_at)) if expires_at <= now => {
            Answer::Denied { code: GoodbyeCode::TokenExpired }
        }
        Some((user, expires_at)) => {
            Answer::Authenticated(Authenticated { user, identities: Vec::new(), expires_at })
        }
        None => Answer::Denied { code: GoodbyeCode::Unauthenticated },
    }
}
