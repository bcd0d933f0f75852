//! Comments: what somebody said is theirs.

use super::shape::Shape;
use super::task::known_id;
use super::{Policy, forbidden, reserved, user};
use crate::document::Document;
use crate::ids::UserId;
use crate::inspect::{Action, PathItem, ResolvedOp};
use crate::refusal::{Refusal, RefusalCode};
use crate::schema::task::{self, comment};
use automerge::{ObjId, ObjType, ReadDoc, Value};

/// A write under `comments`; `rest` begins with the comment's id.
pub(super) fn check(policy: &Policy<'_>, op: &ResolvedOp, rest: &[&str]) -> Result<(), Refusal> {
    let Some((id, rest)) = rest.split_first() else { return Policy::check_container(op) };
    known_id(id)?;
    // The root, the comments, then the comment.
    let Some(object) = op.objects.get(2) else { return policy.entry(op) };
    match rest {
        [comment::REACTIONS, reaction] => check_reaction(policy, op, reaction),
        _ if !policy.existed(object) => check_new(policy, op, rest),
        _ => check_old(policy, op, object, rest),
    }
}

/// A comment that this very change makes.
fn check_new(policy: &Policy<'_>, op: &ResolvedOp, rest: &[&str]) -> Result<(), Refusal> {
    match rest {
        [comment::AUTHOR] => policy.own_identity(op),
        [comment::CREATED_AT] => policy.scalar(op, &Shape::Time),
        [comment::PARENT] => policy.scalar(op, &Shape::Id.or_null()),
        [comment::BODY] => check_part(op, ObjType::Text),
        [comment::REACTIONS] => check_part(op, ObjType::Map),
        [comment::EDITED_AT | comment::DELETED_AT] => policy.scalar(op, &Shape::Time.or_null()),
        _ => Ok(()),
    }
}

fn check_old(
    policy: &Policy<'_>,
    op: &ResolvedOp,
    object: &ObjId,
    rest: &[&str],
) -> Result<(), Refusal> {
    let own = author(policy.place.before, object).is_some_and(|user| policy.subject.is(user));
    match rest {
        [comment::AUTHOR | comment::CREATED_AT | comment::PARENT] => {
            Err(reserved("it was said when the comment was written"))
        }
        [comment::DELETED_AT] if own || policy.subject.moderates() => {
            policy.scalar(op, &Shape::Time.or_null())
        }
        [comment::DELETED_AT] => Err(forbidden("only its author or an admin deletes a comment")),
        // Older comments may lack the map; whoever reacts first makes it.
        [comment::REACTIONS] if !policy.stood_before(op) => check_part(op, ObjType::Map),
        [comment::REACTIONS] => Err(reserved("a comment has one map of reactions")),
        _ if !own => Err(forbidden("only its author edits a comment")),
        [comment::EDITED_AT] => policy.scalar(op, &Shape::Time.or_null()),
        [comment::BODY] if inside(op) => Ok(()),
        [comment::BODY] => match op.action {
            Action::EditText(_) => Ok(()),
            _ => Err(reserved("a comment has one body")),
        },
        _ => Ok(()),
    }
}

/// `emoji:user`, and the user is whoever reacts.
fn check_reaction(policy: &Policy<'_>, op: &ResolvedOp, key: &str) -> Result<(), Refusal> {
    let (_, user) = key.rsplit_once(':').unwrap_or_default();
    known_id(user)?;
    let own = user.parse::<UserId>().is_ok_and(|user| policy.subject.is(user));
    if own { Policy::member(op) } else { Err(forbidden("a reaction is its giver's")) }
}

/// The body or the reactions of a new comment.
fn check_part(op: &ResolvedOp, kind: ObjType) -> Result<(), Refusal> {
    match op.action {
        Action::Make(made) if made == kind && !inside(op) => Ok(()),
        Action::EditText(_) if kind == ObjType::Text => Ok(()),
        _ if inside(op) && kind == ObjType::Text => Ok(()),
        _ => Err(Refusal::new(RefusalCode::InvalidValue, "a comment's part is of another kind")),
    }
}

/// Every comment that a change makes says who wrote it, which the writes showed to be the subject.
pub(super) fn check_outcome(policy: &Policy<'_>, ops: &[ResolvedOp]) -> Result<(), Refusal> {
    for op in ops {
        let made = matches!(op.action, Action::Make(_));
        let [PathItem::Key(first), PathItem::Key(id)] = &*op.path else { continue };
        if !made || first != task::COMMENTS {
            continue;
        }
        let after = policy.place.after;
        let objects = op.objects.last().map(|comments| after.automerge().get_all(comments, id));
        let made = objects.and_then(Result::ok).unwrap_or_default();
        if !made.iter().all(|(_, object)| author(after, object).is_some()) {
            let words = "a comment must say who wrote it";
            return Err(Refusal::at(RefusalCode::InvalidValue, op.path_words(), words));
        }
    }
    Ok(())
}

/// Whether the write is in a block of a text, below the path's keys.
fn inside(op: &ResolvedOp) -> bool {
    op.path.contains(&PathItem::Element)
}

fn author(doc: &Document, object: &ObjId) -> Option<UserId> {
    match doc.automerge().get(object, comment::AUTHOR) {
        Ok(Some((Value::Scalar(value), _))) => user(&value),
        _ => None,
    }
}
