//! A person's private state: nobody else's business.

use super::shape::Shape;
use super::task::known_id;
use super::{Policy, forbidden, project, wrong_document};
use crate::ids::private_stream;
use crate::inspect::ResolvedOp;
use crate::refusal::Refusal;
use crate::schema::{root, user};

/// The stream is of the organisation and of one of the subject's identities, and its one document
/// has its id.
pub(super) fn enter(policy: &Policy<'_>) -> Result<(), Refusal> {
    let place = policy.place;
    if place.doc.0 != place.stream.0 {
        return Err(wrong_document("a private document has the id of its stream"));
    }
    let own = |user: &_| private_stream(place.org, *user) == place.stream;
    if policy.subject.identities.iter().any(own) {
        Ok(())
    } else {
        Err(forbidden("this is somebody else's private document"))
    }
}

pub(super) fn check(policy: &Policy<'_>, op: &ResolvedOp, keys: &[&str]) -> Result<(), Refusal> {
    match keys {
        [root::CREATED_AT] => policy.scalar(op, &Shape::Time),
        [root::CREATED_BY] => policy.own_identity(op),
        [user::STARS | user::READ | user::DRAFTS | user::VIEWS] => Policy::check_container(op),
        [user::STARS | user::READ, doc] => {
            known_id(doc)?;
            Policy::member(op)
        }
        [user::DRAFTS, _] => match &op.action {
            crate::inspect::Action::Delete => Ok(()),
            _ => policy.scalar(op, &Shape::Text.or_null()),
        },
        [user::VIEWS, id, rest @ ..] => {
            known_id(id)?;
            project::check_entry(policy, op, rest)
        }
        _ => Ok(()),
    }
}
