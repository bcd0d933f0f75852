//! The fixed first changes of every document.
//!
//! Source of the idea: Automerge's own advice on initial documents (a shared first change by a
//! constant actor), carried on to upgrades: an upgrade that makes containers is a constant change
//! on the constant change before it, so every replica makes the same bytes, whatever else the
//! document has seen.

use super::{DocKind, EPOCH, project, root, task, text, user};
use crate::document::ActorId;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ChangeHash, ObjType, ROOT, TextEncoding};
use std::sync::LazyLock;

/// The first changes of one kind, oldest first.
pub(crate) struct Foundation {
    changes: Vec<Change>,
    automerge: Automerge,
    bytes: Vec<u8>,
}

/// One step: the containers it adds. The first step's version is 0.
type Step = &'static [(&'static str, ObjType)];

const MAP: ObjType = ObjType::Map;

fn steps(kind: DocKind) -> &'static [Step] {
    match kind {
        DocKind::Project => &[&[
            (project::STATES, MAP),
            (project::LABELS, MAP),
            (project::FIELDS, MAP),
            (project::CYCLES, MAP),
            (project::MILESTONES, MAP),
            (project::TEMPLATES, MAP),
            (project::VIEWS, MAP),
        ]],
        DocKind::Task => &[
            &[
                (task::ASSIGNEES, MAP),
                (task::LABELS, MAP),
                (task::RELATIONS, MAP),
                (task::FIELDS, MAP),
                (task::COMMENTS, MAP),
            ],
            // Version 1 also calls the estimate `estimate`, which version 0 called `points`: the
            // view reads the old key where the new one was never written.
            &[(task::EXTERNAL_IDS, MAP), (task::ATTACHMENTS, MAP)],
        ],
        DocKind::Text => &[&[(text::TEXT, ObjType::Text)]],
        DocKind::User => {
            &[&[(user::STARS, MAP), (user::READ, MAP), (user::DRAFTS, MAP), (user::VIEWS, MAP)]]
        }
    }
}

impl Foundation {
    /// The foundation of a kind.
    pub(crate) fn of(kind: DocKind) -> &'static Self {
        static ALL: LazyLock<[Foundation; 4]> = LazyLock::new(|| DocKind::ALL.map(Foundation::lay));
        let [project, task, text, user] = &*ALL;
        match kind {
            DocKind::Project => project,
            DocKind::Task => task,
            DocKind::Text => text,
            DocKind::User => user,
        }
    }

    /// A document that holds nothing else.
    pub(crate) fn automerge(&self) -> &Automerge {
        &self.automerge
    }

    /// That document, saved.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The changes, oldest first.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether this is the hash of one of the changes.
    pub(crate) fn contains(&self, hash: &ChangeHash) -> bool {
        self.changes.iter().any(|change| change.hash() == *hash)
    }

    /// The schema version that the last change brings.
    pub(crate) fn version(&self) -> u64 {
        self.changes.len() as u64 - 1
    }

    fn lay(kind: DocKind) -> Self {
        let mut automerge = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        automerge.set_actor(actor(kind).to_automerge());
        for (version, step) in (0..).zip(steps(kind)) {
            lay_step(&mut automerge, kind, version, step);
        }
        let changes = automerge.get_changes(&[]);
        let bytes = automerge.save_nocompress();
        Self { changes, automerge, bytes }
    }
}

/// The constant actor of a kind's foundation. Nobody's store has it: stores' ids are random.
pub(super) fn actor(kind: DocKind) -> ActorId {
    let mut id = *b"aloft genesis \0\0";
    id[15] = match kind {
        DocKind::Project => 1,
        DocKind::Task => 2,
        DocKind::Text => 3,
        DocKind::User => 4,
    };
    ActorId(id)
}

fn lay_step(automerge: &mut Automerge, kind: DocKind, version: u64, step: Step) {
    let mut tx = automerge.transaction();
    let mut lay = || {
        if version == 0 {
            tx.put(ROOT, root::KIND, kind.as_str())?;
            tx.put(ROOT, root::EPOCH, EPOCH)?;
        }
        tx.put(ROOT, root::SCHEMA_VERSION, version)?;
        for (name, container) in step {
            tx.put_object(ROOT, *name, *container)?;
        }
        Ok::<_, automerge::AutomergeError>(())
    };
    lay().expect("writing constants to the root of a fresh document cannot fail");
    tx.commit_with(CommitOptions::default().with_time(0));
}
