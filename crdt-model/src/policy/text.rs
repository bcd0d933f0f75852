//! Text documents: each belongs to the document that its id is made of.

use super::shape::Shape;
use super::{Policy, wrong_document};
use crate::inspect::{PathItem, ResolvedOp};
use crate::refusal::Refusal;
use crate::schema::{root, text};
use automerge::{ROOT, ReadDoc};
use uuid::Uuid;

pub(super) fn check(policy: &Policy<'_>, op: &ResolvedOp, keys: &[&str]) -> Result<(), Refusal> {
    match keys {
        // Two people may start the same text offline, each saying when and who.
        [root::CREATED_AT] => policy.scalar(op, &Shape::Time),
        [root::CREATED_BY] => policy.own_identity(op),
        [text::OWNER] => policy.scalar(op, &Shape::Id),
        [text::ROLE] => policy.scalar(op, &Shape::Text),
        [text::TEXT, ..] if op.path.contains(&PathItem::Element) => Ok(()),
        [text::TEXT] => Policy::check_container(op),
        _ => Ok(()),
    }
}

/// Whatever owner and role the document names, by winners or losers of a conflict, its id is made
/// of them; and it names some.
pub(super) fn check_outcome(policy: &Policy<'_>) -> Result<(), Refusal> {
    let values = |key| {
        let values = policy.place.after.automerge().get_all(ROOT, key).unwrap_or_default();
        values.into_iter().map(|(value, _)| value.as_str().unwrap_or_default().to_owned())
    };
    let owners: Vec<_> = values(text::OWNER).collect();
    let roles: Vec<_> = values(text::ROLE).collect();
    let belongs = |owner: &String| {
        let id = |role: &String| {
            Uuid::try_parse(owner)
                .is_ok_and(|owner| Uuid::new_v5(&owner, role.as_bytes()) == policy.place.doc.0)
        };
        roles.iter().all(id)
    };
    if owners.is_empty() || roles.is_empty() || !owners.iter().all(belongs) {
        return Err(wrong_document("the text's id is not made of its owner and role"));
    }
    Ok(())
}
