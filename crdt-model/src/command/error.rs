//! Why a command cannot be run, in sentences that a person can act on.

use crate::document::DocKind;
use automerge::AutomergeError;

/// A command that does not fit. The document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The command is for another kind of document.
    #[error("this changes a {wanted}, and the document is a {found}")]
    WrongKind {
        /// The kind that the command is for.
        wanted: DocKind,
        /// The kind of the document.
        found: DocKind,
    },
    /// An intent that stands for a change which the editor made.
    #[error(
        "this was typed in the editor: type it again, or copy it from the list of refused work"
    )]
    MadeElsewhere,
    /// The actor's first change in the document names somebody else.
    #[error("this device wrote the document as somebody else before: take a new actor id")]
    ActorOfAnother,
    /// The document has been created already.
    #[error("the {0} exists already")]
    Exists(DocKind),
    /// The document has not been created yet.
    #[error("the {0} does not exist yet: create it first")]
    NotCreated(DocKind),
    /// A text that must say something says nothing.
    #[error("the {0} may not be empty")]
    Blank(&'static str),
    /// U+0000, which Postgres cannot store.
    #[error("the {0} contains a NUL character (U+0000), which cannot be stored: remove it")]
    Nul(&'static str),
    /// A line break in a text of one line.
    #[error("the {0} must be one line: remove the line breaks")]
    LineBreak(&'static str),
    /// A text longer than its place holds.
    #[error("the {what} is longer than {limit} characters: shorten it")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// How many UTF-16 code units it may have.
        limit: usize,
    },
    /// Not a project key.
    #[error("`{0}` is not a project key: 1 to 10 letters A–Z and digits, a letter first")]
    InvalidKey(String),
    /// Not a colour.
    #[error("`{0}` is not a colour: write #rrggbb, such as #5e6ad2")]
    InvalidColor(String),
    /// Not an order key.
    #[error("`{0}` is not an order key")]
    InvalidOrder(String),
    /// An estimate that is no amount.
    #[error("the estimate must be a number, 0 or more")]
    InvalidEstimate,
    /// Infinity or not a number.
    #[error("the {0} must be a finite number")]
    NotFinite(&'static str),
    /// Not SHA-256 as hex.
    #[error("`{0}` is not a SHA-256 sum: 64 lower-case hexadecimal digits")]
    InvalidSha256(String),
    /// It ends before it begins.
    #[error("the end ({end}) is before the start ({start})")]
    EndBeforeStart {
        /// The first day.
        start: crate::time::Date,
        /// The last day.
        end: crate::time::Date,
    },
    /// A task as its own parent.
    #[error("a task cannot be part of itself")]
    SelfParent,
    /// A task related to itself.
    #[error("a task cannot be related to itself")]
    SelfRelation,
    /// A text document under an id that does not follow from its owner and role.
    #[error("this text belongs to another document")]
    WrongTextId,
    /// A new entry under an id that is in use.
    #[error("there is a {0} with this id already")]
    Taken(&'static str),
    /// An entry that the document does not have, or that was removed.
    #[error("there is no such {0}, or it was removed")]
    Unknown(&'static str),
    /// A custom field's type is for ever.
    #[error("a field's type cannot be changed: add a new field")]
    FieldTypeChange,
    /// Options belong to select fields.
    #[error("only a select field has options")]
    NotASelect,
    /// Only the relay numbers tasks.
    #[error("only the relay gives numbers to tasks")]
    RelayOnly,
    /// Only a person can react or comment.
    #[error("only a person can do this")]
    NoPerson,
    /// One command would write more than one change may hold.
    #[error("this is too much for one change: write it in several steps")]
    TooMuch,
    /// An edit outside the text, or inside a character.
    #[error("the edit at {index} (deleting {delete}) does not fit the text of {length} code units")]
    OutOfText {
        /// Where it begins, in UTF-16 code units.
        index: usize,
        /// How many code units it deletes.
        delete: usize,
        /// The length of the text.
        length: usize,
    },
    /// The document lacks a container of its schema.
    #[error("the document is damaged: it has no `{0}`")]
    Lacks(&'static str),
    /// Automerge would not take it.
    #[error("the document cannot take this change: {0}")]
    Automerge(#[from] AutomergeError),
}
