//! Correlation of effects with their answers.

use std::collections::BTreeMap;

/// Names one effect that wants an answer. Unique within its session; an answer to a ticket that
/// the session no longer holds (the stream was left, the socket is gone) is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// The tickets that are out, and what each was for.
#[derive(Debug)]
pub(crate) struct Tickets<T> {
    next: u64,
    out: BTreeMap<Ticket, T>,
}

impl<T> Default for Tickets<T> {
    fn default() -> Self {
        Self { next: 0, out: BTreeMap::new() }
    }
}

impl<T> Tickets<T> {
    pub(crate) fn issue(&mut self, purpose: T) -> Ticket {
        self.next += 1;
        let ticket = Ticket(self.next);
        self.out.insert(ticket, purpose);
        ticket
    }

    pub(crate) fn redeem(&mut self, ticket: Ticket) -> Option<T> {
        self.out.remove(&ticket)
    }

    pub(crate) fn any(&self, wanted: impl Fn(&T) -> bool) -> bool {
        self.out.values().any(wanted)
    }

    /// Forgets the tickets that `keep` does not want; their answers will be ignored.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.out.retain(|_, purpose| keep(purpose));
    }
}
