//! Identifiers: one newtype an entity, so that a task's id cannot be passed for a project's.
//!
//! Ids that people's devices make are UUIDv7 (sortable by age); ids that two people must be able
//! to make alike without talking are UUIDv5 of their owner.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[cfg_attr(feature = "typescript", ts(rename = "Uuid", type = "string"))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new UUIDv7 from the given time and random bits.
            pub fn new(at: crate::time::Timestamp, rng: &mut impl rand::Rng) -> Self {
                Self(v7(at, rng))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// An organisation: the tenant.
    OrgId
);
id!(
    /// A person, opaque: names and addresses live in SQL, so that a person can be forgotten.
    UserId
);
id!(
    /// One store on one machine.
    DeviceId
);
id!(
    /// The unit of ordering, subscription and access. A project's stream has the project's UUID.
    StreamId
);
id!(
    /// Any document. A task's document has the task's UUID, a project's the project's.
    DocId
);
id!(
    /// A project.
    ProjectId
);
id!(
    /// A task.
    TaskId
);
id!(
    /// A comment on a task.
    CommentId
);
id!(
    /// A workflow state of a project.
    StateId
);
id!(
    /// A label of a project.
    LabelId
);
id!(
    /// A custom field of a project.
    FieldId
);
id!(
    /// An option of a select field.
    OptionId
);
id!(
    /// A cycle (sprint) of a project.
    CycleId
);
id!(
    /// A milestone of a project.
    MilestoneId
);
id!(
    /// An attachment's record on a task.
    AttachmentId
);
id!(
    /// A task template of a project.
    TemplateId
);
id!(
    /// A saved view, shared or personal.
    SavedViewId
);

impl ProjectId {
    /// The stream that carries the project's documents.
    pub fn stream(self) -> StreamId {
        StreamId(self.0)
    }

    /// The project's own document.
    pub fn doc(self) -> DocId {
        DocId(self.0)
    }
}

impl TaskId {
    /// The task's document.
    pub fn doc(self) -> DocId {
        DocId(self.0)
    }

    /// The text document of the task's description.
    pub fn description(self) -> DocId {
        text_doc(self.doc(), TextRole::Description)
    }
}

/// What a text document is to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TextRole {
    /// A task's description.
    Description,
    /// A project's overview.
    Overview,
}

impl TextRole {
    /// The name written into documents and rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Overview => "overview",
        }
    }

    /// The role with this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "description" => Some(Self::Description),
            "overview" => Some(Self::Overview),
            _ => None,
        }
    }
}

/// The id of an owner's text document: UUIDv5, so that two people who start it offline make the
/// same one.
pub fn text_doc(owner: DocId, role: TextRole) -> DocId {
    DocId(Uuid::new_v5(&owner.0, role.as_str().as_bytes()))
}

/// The document and stream of a person's private state in an organisation.
pub fn private_stream(org: OrgId, user: UserId) -> StreamId {
    StreamId(Uuid::new_v5(&org.0, user.0.as_bytes()))
}

fn v7(at: crate::time::Timestamp, rng: &mut impl rand::Rng) -> Uuid {
    let mut random = [0_u8; 10];
    rng.fill_bytes(&mut random);
    let millis = u64::try_from(at.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
