//! Who may write what: decided by the relay, and greyed out by the client, with this same code.
//!
//! Works on the writes of a change with their places ([`crate::inspect::resolve`]), each against
//! what its place may hold and who may change it. Decided when the change arrives, against the
//! document as it then is, and never at the time that the change claims.
//!
//! Known places hold only what the schema says; keys that are not known here may be a newer
//! client's, and pass, except inside what belongs to one person.
//!
//! *Invariant: denies by default.* Knows nothing of connections, SQL or plans; reads no clock.

mod comment;
mod private;
mod project;
mod shape;
mod task;
#[cfg(test)]
mod tests;
mod text;

use crate::document::{DocKind, Document};
use crate::ids::{DocId, OrgId, StreamId, UserId};
use crate::inspect::{Action, CheckedChange, ResolvedOp};
use crate::refusal::{Refusal, RefusalCode};
use crate::schema::{root, task as task_keys};
use automerge::{ObjId, ReadDoc, ScalarValue};
use serde::{Deserialize, Serialize};
use shape::Shape;
use std::collections::BTreeSet;

/// UTF-16 code units that one text may hold.
pub const MAX_TEXT_UNITS: usize = 1_000_000;

/// A person's role in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// May do everything, and gives the organisation away.
    Owner,
    /// May do everything in projects, and manages members.
    Admin,
    /// Works in the organisation's projects.
    Member,
    /// Sees and writes what was given to them, which so far is nothing but their private state.
    Guest,
}

impl OrgRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Guest];

    /// The name in frames and stores.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }

    /// The role with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Who wants to write.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The ids that are this person: their own, and those of stores that joined their account.
    pub identities: &'a BTreeSet<UserId>,
    /// Their role in the organisation of the stream, if they have one.
    pub org_role: Option<OrgRole>,
    /// The relay itself.
    pub is_relay: bool,
}

/// Where the writes go.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The document.
    pub doc: DocId,
    /// Its kind.
    pub kind: DocKind,
    /// The stream it lives in.
    pub stream: StreamId,
    /// The organisation of the stream.
    pub org: OrgId,
    /// The document without the change.
    pub before: &'a Document,
    /// The document with it.
    pub after: &'a Document,
}

/// Whether the change names the author that it must: its actor's first change in a document names
/// one of the subject's identities, the relay's own never does. Later changes by an actor are
/// bound to the first by whoever keeps the actors.
pub fn check_author(subject: &Subject<'_>, change: &CheckedChange) -> Result<(), Refusal> {
    let words = "the change names somebody else as its author, or nobody";
    let refused = || Refusal::new(RefusalCode::WrongAuthor, words);
    match change.author() {
        Some(author) if !subject.is_relay && subject.is(author) => Ok(()),
        None if subject.is_relay || change.change().seq() > 1 => Ok(()),
        _ => Err(refused()),
    }
}

/// Whether the subject may make these writes there. `author` is the one that the change names, if
/// it is its actor's first.
pub fn authorise(
    subject: &Subject<'_>,
    place: &Place<'_>,
    author: Option<UserId>,
    ops: &[ResolvedOp],
) -> Result<(), Refusal> {
    if author.is_some_and(|author| subject.is_relay || !subject.is(author)) {
        let words = "the change names somebody else as its author";
        return Err(Refusal::new(RefusalCode::WrongAuthor, words));
    }
    let policy = Policy { subject, place };
    policy.enter()?;
    for op in ops {
        policy.check(op).map_err(|refusal| Refusal {
            path: refusal.path.or_else(|| Some(op.path_words())),
            ..refusal
        })?;
    }
    policy.check_outcome(ops)
}

impl Subject<'_> {
    /// Whether the id is one of theirs.
    fn is(&self, user: UserId) -> bool {
        self.identities.contains(&user)
    }

    /// Whether they keep order among the others.
    fn moderates(&self) -> bool {
        matches!(self.org_role, Some(OrgRole::Owner | OrgRole::Admin))
    }
}

/// One subject at one place.
#[derive(Clone, Copy)]
struct Policy<'a> {
    subject: &'a Subject<'a>,
    place: &'a Place<'a>,
}

impl Policy<'_> {
    /// Whether the subject may write in this document at all, and whether it is where it belongs.
    fn enter(&self) -> Result<(), Refusal> {
        let Place { doc, kind, stream, .. } = *self.place;
        if self.place.before.kind() != kind || self.place.after.kind() != kind {
            return Err(wrong_document("the document is of another kind"));
        }
        if (kind == DocKind::Project) != (doc.0 == stream.0) && kind != DocKind::User {
            return Err(wrong_document("a project's document has the id of its stream"));
        }
        if self.subject.is_relay {
            return Ok(());
        }
        match (self.subject.org_role, kind) {
            (None, _) => Err(forbidden("you are not a member of this organisation")),
            (Some(_), DocKind::User) => private::enter(self),
            (Some(OrgRole::Guest), _) => Err(forbidden("guests may not change this")),
            (Some(_), _) => Ok(()),
        }
    }

    fn check(&self, op: &ResolvedOp) -> Result<(), Refusal> {
        no_nul(op)?;
        // A place inside a list or a text has no keys of its own to judge it by: its container has.
        let keys: Vec<_> = op.keys_before_elements().collect();
        if self.subject.is_relay {
            return self.check_relay(op, &keys);
        }
        match keys.as_slice() {
            [] => Err(Refusal::new(RefusalCode::InvalidValue, "the root is not a list")),
            [root::KIND | root::SCHEMA_VERSION | root::EPOCH, ..] => {
                Err(reserved("every document of a kind has the same"))
            }
            [root::DELETED_AT] => self.scalar(op, &Shape::Time.or_null()),
            _ => match self.place.kind {
                DocKind::Task => task::check(self, op, &keys),
                DocKind::Project => project::check(self, op, &keys),
                DocKind::Text => text::check(self, op, &keys),
                DocKind::User => private::check(self, op, &keys),
            },
        }
    }

    /// The relay numbers tasks, and writes nothing else.
    fn check_relay(&self, op: &ResolvedOp, keys: &[&str]) -> Result<(), Refusal> {
        match (self.place.kind, keys) {
            (DocKind::Task, [task_keys::NUMBER]) => self.scalar(op, &Shape::Positive),
            _ => Err(reserved("the relay writes nothing but numbers")),
        }
    }

    /// What can be judged only when all writes are in.
    fn check_outcome(&self, ops: &[ResolvedOp]) -> Result<(), Refusal> {
        for op in ops {
            let Action::EditText(edit) = &op.action else { continue };
            let Some(text) = op.objects.last() else { continue };
            if edit.inserted > 0 && self.place.after.automerge().length(text) > MAX_TEXT_UNITS {
                let words = format!("a text may hold {MAX_TEXT_UNITS} UTF-16 units");
                return Err(Refusal::at(RefusalCode::TooLarge, op.path_words(), words));
            }
        }
        match self.place.kind {
            DocKind::Task => comment::check_outcome(self, ops),
            DocKind::Text => text::check_outcome(self),
            DocKind::Project | DocKind::User => Ok(()),
        }
    }

    /// When and by whom the document was made: said once, and truly.
    fn check_creation(&self, op: &ResolvedOp, key: &str) -> Result<(), Refusal> {
        if self.stood_before(op) {
            return Err(reserved("it was said when this was created"));
        }
        match key {
            root::CREATED_BY => self.own_identity(op),
            _ => self.scalar(op, &Shape::Time),
        }
    }

    /// A container that every document of the kind has.
    fn check_container(op: &ResolvedOp) -> Result<(), Refusal> {
        match op.action {
            Action::EditText(_) => Ok(()),
            _ => Err(reserved("it belongs to every document of this kind")),
        }
    }

    /// A scalar of this shape is put, or the losers of a conflict go.
    fn scalar(&self, op: &ResolvedOp, shape: &Shape) -> Result<(), Refusal> {
        match &op.action {
            Action::Put(value) if shape.takes(value) => Ok(()),
            // Confirming the winner of a conflict deletes the others. The last value stays: what
            // is cleared is set to null, so that the clearing can conflict visibly with a write.
            Action::Delete if self.stands_after(op) => Ok(()),
            _ => Err(invalid(shape)),
        }
    }

    /// A member of a set comes or goes.
    fn member(op: &ResolvedOp) -> Result<(), Refusal> {
        match &op.action {
            Action::Delete => Ok(()),
            Action::Put(value) if Shape::Member.takes(value) => Ok(()),
            _ => Err(invalid(&Shape::Member)),
        }
    }

    /// An entry is made: a map, once, and for ever.
    fn entry(&self, op: &ResolvedOp) -> Result<(), Refusal> {
        match &op.action {
            Action::Make(automerge::ObjType::Map) if !self.stood_before(op) => Ok(()),
            Action::Make(automerge::ObjType::Map) => Err(reserved("there is one with this id")),
            _ => Err(Refusal::new(RefusalCode::InvalidValue, "entries are maps and stay")),
        }
    }

    /// The id of one of the subject's identities is put.
    fn own_identity(&self, op: &ResolvedOp) -> Result<(), Refusal> {
        match &op.action {
            Action::Put(value) if !Shape::Id.takes(value) => Err(invalid(&Shape::Id)),
            Action::Put(value) if user(value).is_some_and(|user| self.subject.is(user)) => Ok(()),
            Action::Put(_) => Err(Refusal::new(RefusalCode::WrongAuthor, "it names somebody else")),
            _ => Err(invalid(&Shape::Id)),
        }
    }

    /// Whether the op's place held anything before the change.
    fn stood_before(&self, op: &ResolvedOp) -> bool {
        stands(self.place.before, op)
    }

    fn stands_after(&self, op: &ResolvedOp) -> bool {
        stands(self.place.after, op)
    }

    /// Whether the object was in the document before the change.
    fn existed(&self, object: &ObjId) -> bool {
        self.place.before.automerge().object_type(object).is_ok()
    }
}

fn stands(doc: &Document, op: &ResolvedOp) -> bool {
    let (Some(object), Some(keys)) = (op.objects.last(), op.keys()) else { return false };
    let Some(key) = keys.last() else { return false };
    matches!(doc.automerge().get(object, *key), Ok(Some(_)))
}

/// The person that a value names.
fn user(value: &ScalarValue) -> Option<UserId> {
    value.as_str().and_then(|text| text.parse().ok())
}

/// U+0000 in what is written, or in where.
fn no_nul(op: &ResolvedOp) -> Result<(), Refusal> {
    let in_value = match &op.action {
        Action::Put(ScalarValue::Str(text)) => text.contains('\0'),
        Action::EditText(edit) => edit.has_nul,
        _ => false,
    };
    if in_value || op.keys_anywhere().any(|key| key.contains('\0')) {
        let words = "U+0000 cannot be stored";
        return Err(Refusal::new(RefusalCode::InvalidValue, words));
    }
    Ok(())
}

fn invalid(shape: &Shape) -> Refusal {
    Refusal::new(RefusalCode::InvalidValue, format!("this must be {shape}"))
}

fn reserved(words: &str) -> Refusal {
    Refusal::new(RefusalCode::Reserved, words)
}

fn forbidden(words: &str) -> Refusal {
    Refusal::new(RefusalCode::Forbidden, words)
}

fn wrong_document(words: &str) -> Refusal {
    Refusal::new(RefusalCode::WrongDocument, words)
}
