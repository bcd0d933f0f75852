//! The schema of documents: kinds, versions, and the names of keys.
//!
//! Every document of a kind begins with the same *foundation*: one fixed change that makes the
//! root containers, and one fixed change a schema upgrade since (`schema/foundation.rs`). A
//! foundation is known to both sides and never pushed, so containers cannot be made twice
//! concurrently, and two people who start the same text offline start the same document.
//!
//! How values are written:
//! - ids, days, enumerations and titles are strings; times are Automerge timestamps in
//!   milliseconds; an estimate is a float.
//! - Clearing an optional scalar writes null, so that a clear can conflict visibly with a write.
//!   Confirming the value that a conflict shows makes Automerge write a *delete* of the losing
//!   values: a scalar key sees deletes, but never loses its last value by one.
//! - Sets are flat maps from the member's key to true (or a time); a member leaves by deletion of
//!   its key, so a concurrent addition survives.
//! - Entries (comments, labels, …) are maps that are never deleted: they get a `deletedAt` or
//!   `removedAt` time.
//!
//! *Invariant: no foundation change ever changes* once released: a new version appends one.

mod foundation;
mod value;

pub(crate) use foundation::Foundation;
pub(crate) use value::{Scalar, as_json, canonical};

use crate::document::ActorId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The epoch of documents written here. A document of a later epoch has a history that this
/// version cannot merge with, and is refused.
pub const EPOCH: u64 = 1;

/// What a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocKind {
    /// Settings of a project.
    Project,
    /// A task with its comments.
    Task,
    /// One rich text.
    Text,
    /// A person's private state.
    User,
}

impl DocKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Project, Self::Task, Self::Text, Self::User];

    /// The name in documents, frames and stores.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Task => "task",
            Self::Text => "text",
            Self::User => "user",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The actor that laid the kind's foundation: nobody's, so any other change by it is forged.
    pub fn genesis_actor(self) -> ActorId {
        foundation::actor(self)
    }

    /// The newest schema version of this kind known here.
    pub fn schema_version(self) -> u64 {
        Foundation::of(self).version()
    }
}

impl fmt::Display for DocKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Keys of every root.
#[expect(missing_docs, reason = "a constant is the key of the like-named row field")]
pub mod root {
    pub const KIND: &str = "kind";
    pub const SCHEMA_VERSION: &str = "schemaVersion";
    pub const EPOCH: &str = "epoch";
    pub const CREATED_AT: &str = "createdAt";
    pub const CREATED_BY: &str = "createdBy";
    pub const DELETED_AT: &str = "deletedAt";
}

/// Keys of a task's root, its comments and its attachments.
#[expect(missing_docs, reason = "a constant is the key of the like-named row field")]
pub mod task {
    pub const TITLE: &str = "title";
    pub const STATE: &str = "state";
    pub const PRIORITY: &str = "priority";
    pub const START: &str = "start";
    pub const DUE: &str = "due";
    pub const ESTIMATE: &str = "estimate";
    /// What version 0 called the estimate; read where no estimate was ever written.
    pub const POINTS: &str = "points";
    pub const PARENT: &str = "parent";
    pub const CYCLE: &str = "cycle";
    pub const MILESTONE: &str = "milestone";
    pub const ORDER: &str = "order";
    pub const NUMBER: &str = "number";

    /// Map: user id → true.
    pub const ASSIGNEES: &str = "assignees";
    /// Map: label id → true.
    pub const LABELS: &str = "labels";
    /// Map: `kind:taskId` → true.
    pub const RELATIONS: &str = "relations";
    /// Map: field id → tagged value (`text:…`, `date:…`, `select:…`, `user:…`, `url:…`, a number or a
    /// boolean), or `fieldId:optionId` → true for a multi-select.
    pub const FIELDS: &str = "fields";
    /// Map: source → the id there.
    pub const EXTERNAL_IDS: &str = "externalIds";
    /// Map: comment id → map.
    pub const COMMENTS: &str = "comments";
    /// Map: attachment id → map.
    pub const ATTACHMENTS: &str = "attachments";

    /// Keys of a comment.
    pub mod comment {
        pub const AUTHOR: &str = "author";
        pub const CREATED_AT: &str = "createdAt";
        pub const PARENT: &str = "parent";
        /// A text object.
        pub const BODY: &str = "body";
        /// Map: `emoji:userId` → time.
        pub const REACTIONS: &str = "reactions";
        pub const EDITED_AT: &str = "editedAt";
        pub const DELETED_AT: &str = "deletedAt";
    }

    /// Keys of an attachment's record.
    pub mod attachment {
        pub const NAME: &str = "name";
        pub const MEDIA_TYPE: &str = "mediaType";
        pub const SIZE: &str = "size";
        pub const SHA256: &str = "sha256";
        pub const ADDED_BY: &str = "addedBy";
        pub const ADDED_AT: &str = "addedAt";
        pub const REMOVED_AT: &str = "removedAt";
    }
}

/// Keys of a project's root and of its entries.
#[expect(missing_docs, reason = "a constant is the key of the like-named row field")]
pub mod project {
    pub const NAME: &str = "name";
    pub const KEY: &str = "key";

    /// Maps: entry id → map.
    pub const STATES: &str = "states";
    pub const LABELS: &str = "labels";
    pub const FIELDS: &str = "fields";
    pub const CYCLES: &str = "cycles";
    pub const MILESTONES: &str = "milestones";
    pub const TEMPLATES: &str = "templates";
    pub const VIEWS: &str = "views";
    /// Every one of them.
    pub const LISTS: [&str; 7] = [STATES, LABELS, FIELDS, CYCLES, MILESTONES, TEMPLATES, VIEWS];

    /// Keys of an entry; each list uses some of them.
    pub mod entry {
        pub const NAME: &str = "name";
        pub const CATEGORY: &str = "category";
        pub const COLOR: &str = "color";
        pub const ORDER: &str = "order";
        pub const TYPE: &str = "type";
        /// Map: option id → map (select fields).
        pub const OPTIONS: &str = "options";
        pub const START: &str = "start";
        pub const END: &str = "end";
        pub const DUE: &str = "due";
        pub const TITLE: &str = "title";
        pub const DESCRIPTION: &str = "description";
        pub const QUERY: &str = "query";
        pub const REMOVED_AT: &str = "removedAt";
    }
}

/// Keys of a text's root.
#[expect(missing_docs, reason = "a constant is the key of the like-named row field")]
pub mod text {
    pub const OWNER: &str = "owner";
    pub const ROLE: &str = "role";
    /// A text object.
    pub const TEXT: &str = "text";
}

/// Keys of a private document's root.
pub mod user {
    /// Map: document id → time of starring.
    pub const STARS: &str = "stars";
    /// Map: document id → time up to which it was read.
    pub const READ: &str = "read";
    /// Map: place → text.
    pub const DRAFTS: &str = "drafts";
    /// Map: view id → map, with the keys of a project's entries.
    pub const VIEWS: &str = "views";
}
