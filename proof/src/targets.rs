//! What strangers' bytes reach first, each as a function of bytes that must never panic.
//!
//! libFuzzer and the tests give them whatever they make up; what they assert holds for any bytes at
//! all.

use crate::seeds;
use aloft_client::import::{self, Columns, CsvFile};
use aloft_crdt_model::document::{DocKind, Document, LoadError};
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_crdt_model::inspect::{self, CheckedChange, Limits, ResolvedOp, Verdict};
use aloft_crdt_model::policy::{self, OrgRole, Place, Subject};
use aloft_crdt_model::refusal::Refusal;
use aloft_sync_protocol::frames::{ClientFrame, RelayFrame};
use aloft_sync_protocol::limits;
use std::sync::LazyLock;
use uuid::Uuid;

/// A target's body.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const ALL: [(&str, Target); 3] = [("inspect", changes), ("frames", frames), ("csv", csv)];

/// Changes of strangers: what is merged loads again, and holds no more than the limits.
pub fn changes(bytes: &[u8]) {
    // Making them takes longer than everything else.
    static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
        let new = DocKind::ALL.into_iter().map(Document::genesis);
        new.chain([seeds::begun()]).collect()
    });
    let limits = Limits::default();
    let Ok(change) = inspect::check_bytes(bytes, &limits) else { return };
    assert!(change.change().len() <= limits.max_ops, "more operations than the limit");
    DOCUMENTS.iter().for_each(|document| merge(document, &change));
}

fn merge(before: &Document, change: &CheckedChange) {
    if inspect::check_structure(before, change) != Ok(Verdict::New) {
        return;
    }
    let mut after = before.clone();
    if inspect::apply_guarded(&mut after, change).is_err() {
        return;
    }
    let allowed = inspect::resolve(&after, change)
        .and_then(|writes| authorise(before, &after, change, &writes))
        .is_ok();
    // What was merged must load, whether it will be kept or refused.
    match Document::load(after.kind(), &after.save()) {
        Ok(loaded) => assert_eq!(loaded.heads(), after.heads()),
        Err(LoadError::NewerEpoch { .. }) => assert!(!allowed, "a later epoch is taken"),
        Err(error) => panic!("what was merged does not load: {error}"),
    }
}

/// As of an organisation's owner, who may do most.
fn authorise(
    before: &Document,
    after: &Document,
    change: &CheckedChange,
    writes: &[ResolvedOp],
) -> Result<(), Refusal> {
    let identities = change.author().into_iter().collect();
    let subject =
        Subject { identities: &identities, org_role: Some(OrgRole::Owner), is_relay: false };
    let nil = Uuid::nil();
    let (doc, stream, org) = (DocId(nil), StreamId(nil), OrgId(nil));
    let place = Place { doc, kind: before.kind(), stream, org, before, after };
    policy::authorise(&subject, &place, change.author(), writes)
}

/// Frames of either side: what is understood is written as it was understood.
pub fn frames(bytes: &[u8]) {
    if let Ok(frame) = ClientFrame::decode(bytes) {
        assert!(ClientFrame::decode(&frame.encode()).is_ok_and(|again| again == frame));
        if let ClientFrame::PackedPush(packed) = &frame {
            drop(packed.unpack(&limits::Limits::default()));
        }
    }
    let Ok(frame) = RelayFrame::decode(bytes) else { return };
    assert!(RelayFrame::decode(&frame.encode()).is_ok_and(|again| again == frame));
    // Parts that are packed, and unpacked by whoever wants them.
    match &frame {
        RelayFrame::Changes(changes) => drop(changes.entries()),
        RelayFrame::SnapshotPage(page) => drop(page.docs()),
        RelayFrame::ActivityPage(page) => drop(page.rows.unpack()),
        RelayFrame::HeadsPage(page) => drop(page.docs()),
        RelayFrame::Directory(directory) => drop(directory.orgs()),
        RelayFrame::Document(document) => drop(document.state.as_ref().map(|s| s.bytes.unpack())),
        _ => {}
    }
}

/// A file that somebody imports.
pub fn csv(bytes: &[u8]) {
    let Ok(preview) = import::preview(bytes, None) else { return };
    let shown = u64::try_from(preview.rows.len()).unwrap_or(u64::MAX);
    assert!(shown <= preview.row_count, "more rows are shown than there are");
    let Some(title) = preview.guess.title else { return };
    let id = preview.guess.id.unwrap_or_else(|| title.clone());
    let (description, estimate) = (preview.guess.description, preview.guess.estimate);
    let columns = Columns { id, title, description, estimate };
    for delimiter in *b",;\t" {
        let Ok(file) = CsvFile::parse(bytes, delimiter, &columns) else { continue };
        // Whatever is wrong with a row is said of the row, and each has its answer.
        assert_eq!(u64::try_from(file.rows().count()), Ok(file.row_count()));
    }
}
