//! Whether it is safe, derived from what is durable.
//!
//! *Invariant: "synced" never lies.* It is said only when the store holds nothing that waits, and
//! the session says that the relay had nothing more. The store's counts are read after the commit
//! of whatever the person did last.

use super::views::{Fetching, LinkView, SyncView};
use crate::store::status::StoreStatus;
use crate::sync::{LinkStatus, Problem, StreamStatus, SyncStatus, moment};
use aloft_crdt_model::ids::{ProjectId, StreamId};
use aloft_crdt_model::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What the synchronisation knows of its connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    state: LinkView,
    words: Option<String>,
    /// The relay answers, and all that it announced is stored.
    is_caught_up: bool,
    last_contact: Option<Timestamp>,
    synced_to: Option<Timestamp>,
    fetching: BTreeMap<StreamId, u64>,
    /// What the network said last.
    last_words: Option<String>,
}

impl Link {
    /// There is no session, for this reason.
    pub(super) fn rest(&mut self, state: LinkView, words: Option<String>) {
        let (last_contact, synced_to) = (self.last_contact, self.synced_to);
        *self = Self { state, words, last_contact, synced_to, ..Self::default() };
    }

    /// The person went offline on purpose, or came back, which matters to who is signed in only.
    pub(super) fn turn(&mut self, state: LinkView) {
        if !matches!(self.state, LinkView::Local | LinkView::SignedOut) {
            self.rest(state, None);
        }
    }

    /// A connection was lost, or could not be made.
    pub(super) fn lost(&mut self, words: String) {
        self.is_caught_up = false;
        self.last_words = Some(words);
    }

    /// The person does not want to wait for the next attempt.
    pub(super) fn try_now(&mut self) {
        if self.state == LinkView::Unreachable {
            self.rest(LinkView::Connecting, None);
        }
    }

    /// Something that does not end the session.
    pub(super) fn remark(&mut self, words: String) {
        self.words = Some(words);
    }

    /// Documents of a stream that is fetched for the first time.
    pub(super) fn fetched(&mut self, stream: StreamId, documents: u64) {
        *self.fetching.entry(stream).or_default() += documents;
    }

    /// The session's status changed.
    pub(super) fn follow(&mut self, status: &SyncStatus) {
        let (state, words) = self.state_of(status);
        if state != self.state || state != LinkView::Online {
            self.words = words;
        }
        self.state = state;
        // A project that is closed to the account has nothing for it; what waits in it is counted.
        let closed = |what: &StreamStatus| matches!(what, StreamStatus::NoAccess);
        self.is_caught_up = state == LinkView::Online
            && status.waiting == 0
            && status.behind.iter().all(|(_, what)| closed(what));
        self.last_contact = status.last_contact.map(moment).or(self.last_contact);
        self.synced_to = status.synced_to.map(moment).or(self.synced_to);
        let comes = |stream: &StreamId| {
            status.behind.iter().any(|(behind, what)| {
                behind == stream && matches!(what, StreamStatus::Bootstrapping)
            })
        };
        self.fetching.retain(|stream, _| comes(stream));
        for (stream, what) in &status.behind {
            if matches!(what, StreamStatus::Bootstrapping) {
                self.fetching.entry(*stream).or_default();
            }
        }
    }

    fn state_of(&self, status: &SyncStatus) -> (LinkView, Option<String>) {
        match status.problem {
            Some(Problem::SignedOut) => return (LinkView::SignedOut, None),
            Some(Problem::UnsupportedVersion) => {
                let words = "This version of Aloft and the relay do not understand each other: \
                             update the older.";
                return (LinkView::Problem, Some(words.to_owned()));
            }
            Some(Problem::StoreFailed) => {
                let words = "What the relay sent cannot be written to this machine's disk.";
                return (LinkView::Problem, Some(words.to_owned()));
            }
            None => {}
        }
        match status.link {
            LinkStatus::Online => (LinkView::Online, None),
            LinkStatus::Waiting { .. } => (LinkView::Unreachable, self.last_words.clone()),
            // Each new attempt would flicker otherwise.
            LinkStatus::Connecting if self.state == LinkView::Unreachable => {
                (LinkView::Unreachable, self.last_words.clone())
            }
            LinkStatus::Connecting | LinkStatus::Stopped => (LinkView::Connecting, None),
        }
    }

    pub(super) fn is_online(&self) -> bool {
        self.state == LinkView::Online
    }

    /// What is shown, with what the store holds.
    pub(super) fn view(&self, store: &StoreStatus) -> SyncView {
        let fetching = self.fetching.iter().map(|(stream, documents)| Fetching {
            project: ProjectId(stream.0),
            documents: *documents,
        });
        let nothing_waits = store.waiting == 0 && store.local == 0 && store.diverging == 0;
        SyncView {
            link: self.state,
            words: self.words.clone(),
            synced: self.is_caught_up && nothing_waits,
            waiting: store.waiting,
            held_up: store.held_up,
            refused: store.refused,
            local: store.local,
            diverging: store.diverging,
            last_contact: self.last_contact.max(store.last_contact),
            synced_to: self.synced_to.max(store.synced_to),
            fetching: fetching.collect(),
        }
    }
}

/// The link, written by the synchronisation and read by the thread that shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedLink(Arc<Mutex<(u64, Link)>>);

impl SharedLink {
    /// Changes it.
    pub(super) fn change(&self, change: impl FnOnce(&mut Link)) {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = guard.1.clone();
        change(&mut guard.1);
        if guard.1 != before {
            guard.0 += 1;
        }
    }

    /// A number that goes up with each change, and the link.
    pub(super) fn get(&self) -> (u64, Link) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Millis;

    fn status(link: LinkStatus, waiting: u64) -> SyncStatus {
        SyncStatus {
            link,
            waiting,
            held_up: 0,
            refused: 0,
            synced_to: None,
            last_contact: Some(Millis(5)),
            behind: Vec::new(),
            problem: None,
        }
    }

    fn stored(waiting: u64) -> StoreStatus {
        StoreStatus { waiting, ..StoreStatus::default() }
    }

    #[test]
    fn synced_takes_both_the_session_and_the_store() {
        let mut link = Link::default();
        assert!(!link.view(&stored(0)).synced, "no relay has anything");
        link.follow(&status(LinkStatus::Online, 0));
        assert!(link.view(&stored(0)).synced);
        // Committed a moment ago; the session has not noticed.
        assert!(!link.view(&stored(1)).synced);
        link.follow(&status(LinkStatus::Connecting, 0));
        assert!(!link.view(&stored(0)).synced, "the relay may have more by now");
    }

    #[test]
    fn a_project_that_is_still_coming_is_not_synced() {
        let mut link = Link::default();
        let stream = StreamId(uuid::Uuid::nil());
        let behind = vec![(stream, StreamStatus::Bootstrapping)];
        link.fetched(stream, 12);
        link.follow(&SyncStatus { behind, ..status(LinkStatus::Online, 0) });
        let view = link.view(&stored(0));
        assert!(!view.synced);
        assert_eq!(view.fetching[0].documents, 12);
        link.follow(&status(LinkStatus::Online, 0));
        assert!(link.view(&stored(0)).fetching.is_empty());
    }

    #[test]
    fn work_on_this_machine_alone_is_not_synced() {
        let mut link = Link::default();
        link.follow(&status(LinkStatus::Online, 0));
        let local = StoreStatus { local: 3, ..StoreStatus::default() };
        assert!(!link.view(&local).synced);
    }

    #[test]
    fn synced_to_stays_when_the_connection_does_not() {
        let mut link = Link::default();
        assert_eq!(link.view(&stored(0)).synced_to, None);
        let synced_to = Some(Millis(4));
        link.follow(&SyncStatus { synced_to, ..status(LinkStatus::Online, 0) });
        link.rest(LinkView::OfflineOnPurpose, None);
        assert_eq!(link.view(&stored(2)).synced_to, Some(Timestamp::from_millis(4)));
        // A session before this one came further than what this one knows.
        let store = StoreStatus { synced_to: Some(Timestamp::from_millis(9)), ..stored(0) };
        assert_eq!(link.view(&store).synced_to, Some(Timestamp::from_millis(9)));
    }

    #[test]
    fn attempts_do_not_flicker_until_the_person_asks_for_one() {
        let mut link = Link::default();
        link.lost("no route".to_owned());
        link.follow(&status(LinkStatus::Waiting { until: Millis(9) }, 0));
        link.follow(&status(LinkStatus::Connecting, 0));
        let view = link.view(&stored(0));
        assert_eq!(view.link, LinkView::Unreachable);
        assert_eq!(view.words.as_deref(), Some("no route"));
        link.try_now();
        link.follow(&status(LinkStatus::Connecting, 0));
        assert_eq!(link.view(&stored(0)).link, LinkView::Connecting);
    }
}
