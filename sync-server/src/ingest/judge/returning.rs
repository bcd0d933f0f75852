//! What a relay lost that was put back from a backup, and has back by a push: its own numbers (ADR
//! 27), and, while an operator allows it, what absent people wrote (ADR 28).

use super::super::Again;
use super::super::batch::{Member, Offer, Ruling, StreamKey};
use super::super::held::Held;
use super::super::numbering::Returned;
use super::{Judge, admit};
use aloft_crdt_model::document::{ActorId, Document};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::inspect::CheckedChange;
use aloft_crdt_model::policy::{OrgRole, Subject};
use aloft_crdt_model::refusal::Refusal;
use std::collections::BTreeSet;

/// A change that was in the log before.
#[derive(Clone, Copy)]
pub(super) enum Back {
    /// The relay's own.
    Number(Returned),
    /// This person's, given back by somebody else.
    Of(UserId),
}

impl Back {
    /// Judged as whose it is. A person's role was asked for when it was accepted first.
    pub(super) fn admit(
        &self,
        document: &Document,
        key: StreamKey,
        offer: &Offer,
        change: &CheckedChange,
    ) -> Result<Document, Refusal> {
        let (identities, org_role, is_relay) = match self {
            Self::Number(_) => (BTreeSet::new(), None, true),
            Self::Of(author) => (BTreeSet::from([*author]), Some(OrgRole::Owner), false),
        };
        let subject = Subject { identities: &identities, org_role, is_relay };
        admit((document, document.clone()), key, offer, &subject, change)
    }
}

impl Judge {
    /// Whether the log had this change before, as far as can be told.
    pub(super) fn back(
        &self,
        offer: &Offer,
        document: &Document,
        member: &Member,
        change: &CheckedChange,
    ) -> Option<Back> {
        let number = Returned::by(offer.doc, change);
        let made = |given: &Returned| self.state.number_key.made(self.key, *given, change.change());
        match number.filter(made) {
            Some(given) => Some(Back::Number(given)),
            None => self.lost_author(offer, document, member, change).map(Back::Of),
        }
    }

    /// Takes it. Its actor is bound to nobody by that: whoever it is will come with it.
    pub(super) fn take_back(
        &mut self,
        offer: &Offer,
        change: &CheckedChange,
        back: Back,
        after: Document,
    ) -> Ruling {
        let change = change.change();
        let held = self.held.entry(offer.doc).or_insert_with(|| Held::fresh(offer.kind));
        held.replace(after, change);
        // It has 16 bytes: it was compared with others that do.
        let actor = ActorId::from_slice(change.actor_id().to_bytes()).unwrap_or(ActorId([0; 16]));
        let origin = match back {
            Back::Number(_) => None,
            Back::Of(_) => Some(offer.origin),
        };
        let seq = self.append(offer.doc, change, actor, origin);
        if let Back::Number(given) = back {
            // However new the task is to the log, it needs no number.
            self.fresh.remove(&offer.doc);
            self.returned.push(given);
        }
        Ruling::Accepted(seq)
    }

    /// A number that was given before the relay lost it stands: people know the task by it. Where
    /// the task got another one since, that goes; where another task got this one, that gets a new
    /// one.
    pub(super) fn settle_returned(&mut self) {
        let returned = std::mem::take(&mut self.returned);
        let highest = returned.iter().filter_map(|given| i64::try_from(given.number).ok()).max();
        self.state.last_number = self.state.last_number.max(highest.unwrap_or_default());
        for given in returned {
            self.number(given);
            self.renumbered.push(given.doc);
            let before = self.holders.insert(given.number, given.doc);
            if let Some(other) = before.filter(|other| *other != given.doc) {
                self.number_next(other, given.at);
                self.renumbered.push(other);
            }
        }
    }

    /// Whose change this is, if somebody else gives it back while an operator lets them: the relay
    /// lost it, and its author may be away for long. That it was accepted once is their word.
    fn lost_author(
        &self,
        offer: &Offer,
        document: &Document,
        member: &Member,
        change: &CheckedChange,
    ) -> Option<UserId> {
        let recovers = self.state.recovers_until.is_some_and(|until| self.now < until);
        if !recovers || offer.again == Again::No || self.state.owner.is_some() {
            return None;
        }
        let actor = ActorId::from_slice(change.change().actor_id().to_bytes())?;
        let author = change.author().or_else(|| document.author_of(actor))?;
        let binding = self.bindings.get(&actor).or_else(|| self.bound.get(&actor));
        let is_own = binding.is_none_or(|binding| *binding == offer.origin)
            && member.identities.contains(&author);
        let is_somebody_elses = binding.is_none_or(|binding| {
            binding.user == author
                || self
                    .members
                    .get(&binding.user)
                    .is_none_or(|member| member.identities.contains(&author))
        });
        (!is_own && is_somebody_elses).then_some(author)
    }
}
