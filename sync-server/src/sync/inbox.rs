//! What waits for one socket: hints, each kept once, so that a slow socket costs no more memory
//! than a fast one.

use crate::bus::PresenceHint;
use crate::live::Announcement;
use aloft_crdt_model::ids::{OrgId, StreamId, UserId};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

/// How many presences wait for a socket at most: the oldest is the first to be dropped.
const MAX_PRESENCES: usize = 64;

/// A socket's inbox.
#[derive(Debug)]
pub(super) struct Inbox {
    /// Names the socket.
    pub(super) id: Uuid,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Waiting,
    /// Something waits.
    is_filled: bool,
    /// The socket's task, while it waits for something.
    reader: Option<Waker>,
    caller: Option<Caller>,
    /// The socket is gone.
    has_left: bool,
    orgs: HashSet<OrgId>,
    /// The directory is being read: what is announced meanwhile may not be in it.
    is_loading: bool,
}

#[derive(Clone, Copy, Debug)]
struct Caller {
    user: UserId,
    session: Uuid,
}

/// What came since the socket last looked.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Streams that grew, and how far.
    pub(super) grew: BTreeMap<StreamId, i64>,
    /// What others look at.
    pub(super) presences: VecDeque<PresenceHint>,
    /// What the person may see changed.
    pub(super) access_changed: bool,
    /// The session is over.
    pub(super) revoked: bool,
    /// What this node told may be no more: the client has to come back and compare.
    pub(super) sent_away: bool,
}

impl Inbox {
    pub(super) fn new(id: Uuid) -> Self {
        Self { id, state: Mutex::default() }
    }

    /// Waits until something is there, and takes all of it. Only one task waits.
    pub(super) async fn next(&self) -> Waiting {
        poll_fn(|context| self.poll_next(context)).await
    }

    fn poll_next(&self, context: &Context<'_>) -> Poll<Waiting> {
        let mut state = self.lock();
        if state.is_filled {
            state.is_filled = false;
            return Poll::Ready(std::mem::take(&mut state.waiting));
        }
        match &mut state.reader {
            Some(reader) => reader.clone_from(context.waker()),
            reader => *reader = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    pub(super) fn grew(&self, stream: StreamId, head_seq: i64) {
        self.fill(|state| {
            let head = state.waiting.grew.entry(stream).or_default();
            *head = head_seq.max(*head);
        });
    }

    pub(super) fn presence(&self, presence: &PresenceHint) {
        self.fill(|state| {
            if state.waiting.presences.len() == MAX_PRESENCES {
                state.waiting.presences.pop_front();
            }
            state.waiting.presences.push_back(presence.clone());
        });
    }

    /// Takes an announcement if it is about this socket.
    pub(super) fn announce(&self, announcement: Announcement) {
        let mut state = self.lock();
        let concerns = match announcement {
            Announcement::Org(org) => state.is_loading || state.orgs.contains(&org),
            Announcement::Person(user) => state.caller.is_some_and(|caller| caller.user == user),
            Announcement::SessionEnded(session) => {
                let ended = state.caller.is_some_and(|caller| caller.session == session);
                state.waiting.revoked |= ended;
                ended
            }
            Announcement::Recovery(org) => {
                // Who is still reading which they are looks at its cursors after that.
                let concerned = state.orgs.contains(&org);
                state.waiting.sent_away |= concerned;
                concerned
            }
        };
        if concerns {
            state.waiting.access_changed = true;
            state.fill();
        }
    }

    /// Anything may have been missed.
    pub(super) fn doubt(&self) {
        if self.lock().caller.is_some() {
            self.fill(|state| state.waiting.access_changed = true);
        }
    }

    pub(super) fn send_away(&self) {
        self.fill(|state| state.waiting.sent_away = true);
    }

    pub(super) fn set_caller(&self, user: UserId, session: Uuid) {
        self.lock().caller = Some(Caller { user, session });
    }

    /// The socket is gone; says whose it was.
    pub(super) fn leave(&self) -> Option<UserId> {
        let mut state = self.lock();
        state.has_left = true;
        state.caller.map(|caller| caller.user)
    }

    pub(super) fn has_left(&self) -> bool {
        self.lock().has_left
    }

    pub(super) fn user(&self) -> Option<UserId> {
        self.lock().caller.map(|caller| caller.user)
    }

    pub(super) fn session(&self) -> Option<Uuid> {
        self.lock().caller.map(|caller| caller.session)
    }

    pub(super) fn begin_loading(&self) {
        self.lock().is_loading = true;
    }

    pub(super) fn loaded(&self, orgs: HashSet<OrgId>) {
        let mut state = self.lock();
        state.orgs = orgs;
        state.is_loading = false;
    }

    fn fill(&self, with: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        with(&mut state);
        state.fill();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Wakes the socket's task, once for whatever comes until it looks.
    fn fill(&mut self) {
        if !std::mem::replace(&mut self.is_filled, true)
            && let Some(reader) = &self.reader
        {
            reader.wake_by_ref();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Wake for Counter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_comes_wakes_the_reader_once_until_it_looks() {
        let inbox = Inbox::new(Uuid::nil());
        let counter = Arc::new(Counter::default());
        let waker = Waker::from(Arc::clone(&counter));
        let look = || inbox.poll_next(&Context::from_waker(&waker));
        let stream = StreamId(Uuid::nil());
        for round in 1..=2 {
            assert!(look().is_pending());
            inbox.grew(stream, 2);
            inbox.grew(stream, 3);
            inbox.grew(stream, 1);
            assert_eq!(counter.0.load(Ordering::Relaxed), round);
            let Poll::Ready(waiting) = look() else { panic!("nothing waits") };
            assert_eq!(waiting.grew, BTreeMap::from([(stream, 3)]));
        }
        assert!(look().is_pending());
    }

    #[test]
    fn what_came_before_the_reader_is_there() {
        let inbox = Inbox::new(Uuid::nil());
        inbox.send_away();
        let look = || inbox.poll_next(&Context::from_waker(Waker::noop()));
        assert!(matches!(look(), Poll::Ready(Waiting { sent_away: true, .. })));
        assert!(look().is_pending());
    }
}
