//! Why a change was not taken: one vocabulary for the relay that refuses and the client that shows.

use serde::{Deserialize, Serialize};

/// A typed refusal of one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Refusal {
    /// What kind of refusal, stable across versions.
    pub code: RefusalCode,
    /// The place in the document it is about, such as `/comments/<id>/body`.
    pub path: Option<String>,
    /// One sentence for the person whose change it was.
    pub words: String,
}

impl Refusal {
    /// A refusal that is about no single place.
    pub fn new(code: RefusalCode, words: impl Into<String>) -> Self {
        Self { code, path: None, words: words.into() }
    }

    /// A refusal about one place in the document.
    pub fn at(code: RefusalCode, path: impl Into<String>, words: impl Into<String>) -> Self {
        Self { code, path: Some(path.into()), words: words.into() }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// The stable code of a refusal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl RefusalCode {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is written on the wire and in stores.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The code with this text; a newer relay may send one that is not known here.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// The change is larger than the limit.
    TooLarge = "too_large",
    /// The bytes are not one uncompressed change chunk.
    NotAChange = "not_a_change",
    /// The chunk's checksum does not fit its bytes.
    BadChecksum = "bad_checksum",
    /// The chunk cannot be decoded.
    Malformed = "malformed",
    /// The change unfolds into more operations than the limit.
    TooManyOps = "too_many_ops",
    /// A dependency is not in the document.
    MissingDependency = "missing_dependency",
    /// The actor's sequence number is not the previous one plus one.
    BadSequence = "bad_sequence",
    /// `start_op` is not one more than the largest op of the dependencies.
    BadStartOp = "bad_start_op",
    /// An operation names an object, element, predecessor or actor that the document lacks.
    UnknownReference = "unknown_reference",
    /// The actor belongs to another person or device.
    ActorTaken = "actor_taken",
    /// The change says that somebody else wrote it.
    WrongAuthor = "wrong_author",
    /// Automerge would not apply it.
    CannotApply = "cannot_apply",
    /// The document belongs to another stream, kind or owner.
    WrongDocument = "wrong_document",
    /// The value is not one that this place may hold.
    InvalidValue = "invalid_value",
    /// Only the relay writes this place.
    Reserved = "reserved",
    /// The person's role does not allow it.
    Forbidden = "forbidden",
    /// The organisation's plan does not allow it.
    PlanLimit = "plan_limit",
    /// It depends on a change of the same push that was refused.
    DependsOnRefused = "depends_on_refused",
}

impl std::fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
