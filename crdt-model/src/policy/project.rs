//! A project's settings.

use super::shape::Shape;
use super::task::known_id;
use super::{Policy, reserved};
use crate::inspect::ResolvedOp;
use crate::refusal::Refusal;
use crate::schema::project::{self, entry};
use crate::schema::root;

pub(super) fn check(policy: &Policy<'_>, op: &ResolvedOp, keys: &[&str]) -> Result<(), Refusal> {
    match keys {
        [key @ (root::CREATED_AT | root::CREATED_BY)] => policy.check_creation(op, key),
        [project::NAME] => policy.scalar(op, &Shape::Text),
        [project::KEY] => policy.scalar(op, &Shape::KeyPrefix),
        [list] if project::LISTS.contains(list) => Policy::check_container(op),
        [list, id, rest @ ..] if project::LISTS.contains(list) => {
            known_id(id)?;
            check_entry(policy, op, rest)
        }
        _ => Ok(()),
    }
}

/// An entry of a list, and what stands in it.
pub(super) fn check_entry(
    policy: &Policy<'_>,
    op: &ResolvedOp,
    rest: &[&str],
) -> Result<(), Refusal> {
    match rest {
        [] | [entry::OPTIONS] => policy.entry(op),
        [entry::TYPE] if policy.stood_before(op) => {
            Err(reserved("a field keeps its type: its values would not fit another"))
        }
        [entry::OPTIONS, id, rest @ ..] => {
            known_id(id)?;
            check_entry(policy, op, rest)
        }
        [key] => match shape(key) {
            Some(shape) => policy.scalar(op, &shape),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn shape(key: &str) -> Option<Shape> {
    Some(match key {
        entry::NAME | entry::TITLE | entry::DESCRIPTION | entry::QUERY => Shape::Text,
        entry::CATEGORY => Shape::Category,
        entry::COLOR => Shape::Color,
        entry::ORDER => Shape::Order,
        entry::TYPE => Shape::FieldType,
        entry::START | entry::END | entry::DUE => Shape::Date.or_null(),
        entry::REMOVED_AT => Shape::Time.or_null(),
        _ => return None,
    })
}
