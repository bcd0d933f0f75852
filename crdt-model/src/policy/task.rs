//! A task's fields.

use super::shape::{Shape, is_id};
use super::{Policy, comment, reserved};
use crate::inspect::ResolvedOp;
use crate::refusal::{Refusal, RefusalCode};
use crate::schema::root;
use crate::schema::task::{self, attachment};

pub(super) fn check(policy: &Policy<'_>, op: &ResolvedOp, keys: &[&str]) -> Result<(), Refusal> {
    match keys {
        [key @ (root::CREATED_AT | root::CREATED_BY)] => policy.check_creation(op, key),
        [task::NUMBER] => Err(reserved("only the relay gives numbers")),
        [
            task::ASSIGNEES
            | task::LABELS
            | task::RELATIONS
            | task::FIELDS
            | task::EXTERNAL_IDS
            | task::COMMENTS
            | task::ATTACHMENTS,
        ] => Policy::check_container(op),
        [task::COMMENTS, rest @ ..] => comment::check(policy, op, rest),
        [task::ATTACHMENTS, id, rest @ ..] => {
            known_id(id)?;
            check_attachment(policy, op, rest)
        }
        [task::ASSIGNEES | task::LABELS, member] => {
            known_id(member)?;
            Policy::member(op)
        }
        [task::RELATIONS, relation] => {
            let (_, other) = relation.split_once(':').unwrap_or_default();
            known_id(other)?;
            Policy::member(op)
        }
        [task::FIELDS, field] => check_field(policy, op, field),
        [task::EXTERNAL_IDS, _] => policy.scalar(op, &Shape::Text.or_null()),
        [key] => match shape(key) {
            Some(shape) => policy.scalar(op, &shape),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn shape(key: &str) -> Option<Shape> {
    Some(match key {
        task::TITLE => Shape::Text,
        task::STATE | task::PARENT | task::CYCLE | task::MILESTONE => Shape::Id.or_null(),
        task::PRIORITY => Shape::Priority,
        task::START | task::DUE => Shape::Date.or_null(),
        task::ESTIMATE | task::POINTS => Shape::Amount.or_null(),
        task::ORDER => Shape::Order,
        _ => return None,
    })
}

/// One value under the field's id, or one member under `field:option`.
fn check_field(policy: &Policy<'_>, op: &ResolvedOp, key: &str) -> Result<(), Refusal> {
    match key.split_once(':') {
        None => {
            known_id(key)?;
            policy.scalar(op, &Shape::Any)
        }
        Some((field, option)) => {
            known_id(field)?;
            known_id(option)?;
            Policy::member(op)
        }
    }
}

fn check_attachment(policy: &Policy<'_>, op: &ResolvedOp, rest: &[&str]) -> Result<(), Refusal> {
    // What the record says of the bytes is said once; that it was removed, whenever.
    let once = |shape: &Shape| {
        if policy.stood_before(op) {
            return Err(reserved("an attachment's record does not change"));
        }
        policy.scalar(op, shape)
    };
    match rest {
        [] => policy.entry(op),
        [attachment::NAME | attachment::MEDIA_TYPE] => once(&Shape::Text),
        [attachment::SIZE] => once(&Shape::Count),
        [attachment::SHA256] => once(&Shape::Sha256),
        [attachment::ADDED_AT] => once(&Shape::Time),
        [attachment::ADDED_BY] if policy.stood_before(op) => {
            Err(reserved("an attachment's record does not change"))
        }
        [attachment::ADDED_BY] => policy.own_identity(op),
        [attachment::REMOVED_AT] => policy.scalar(op, &Shape::Time.or_null()),
        _ => Ok(()),
    }
}

pub(super) fn known_id(key: &str) -> Result<(), Refusal> {
    if is_id(key) {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::InvalidValue, "the key here must be an id"))
    }
}
