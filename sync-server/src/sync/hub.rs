//! Where a node's sockets and its streams meet: commits and hints in, inboxes filled.

use super::feed::Feed;
use super::inbox::Inbox;
use crate::bus::{Bus, Heard, Hint, NodeId, PresenceHint};
use crate::db::Incarnations;
use crate::ingest::{Committed, Entry, StreamKey};
use aloft_crdt_model::ids::{StreamId, UserId};
use metrics::gauge;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// Open sockets.
pub(crate) const SOCKETS: &str = "aloft_sockets";

/// A node's sockets and the streams they watch.
pub(super) struct Hub {
    node: NodeId,
    bus: Arc<dyn Bus>,
    feeds: Mutex<HashMap<StreamId, Arc<Feed>>>,
    inboxes: Mutex<HashMap<Uuid, Arc<Inbox>>>,
    /// How many sockets each person has here, and may have.
    people: Mutex<HashMap<UserId, usize>>,
    sockets_of_person: usize,
}

/// A socket's place in the hub; it ends when this is dropped.
pub(super) struct Joined {
    pub(super) inbox: Arc<Inbox>,
    hub: Arc<Hub>,
}

impl Hub {
    pub(super) fn new(node: NodeId, bus: Arc<dyn Bus>, sockets_of_person: usize) -> Self {
        Self {
            node,
            bus,
            feeds: Mutex::default(),
            inboxes: Mutex::default(),
            people: Mutex::default(),
            sockets_of_person,
        }
    }

    pub(super) fn join(self: &Arc<Self>, socket: Uuid) -> Joined {
        let inbox = Arc::new(Inbox::new(socket));
        lock(&self.inboxes).insert(socket, Arc::clone(&inbox));
        gauge!(SOCKETS).increment(1);
        Joined { inbox, hub: Arc::clone(self) }
    }

    /// Takes the socket for this person's, unless they have as many as they may have.
    pub(super) fn admit(&self, inbox: &Inbox, user: UserId, session: Uuid) -> bool {
        let mut people = lock(&self.people);
        let before = inbox.user();
        if before != Some(user) {
            let sockets = people.get(&user).copied().unwrap_or_default();
            if sockets >= self.sockets_of_person || inbox.has_left() {
                return false;
            }
            people.insert(user, sockets + 1);
            leave(&mut people, before);
        }
        inbox.set_caller(user, session);
        true
    }

    pub(super) fn feed(&self, stream: StreamId) -> Option<Arc<Feed>> {
        lock(&self.feeds).get(&stream).cloned()
    }

    /// The streams that are watched here, and how far each is known to be.
    pub(super) fn watched(&self) -> Vec<(StreamKey, i64)> {
        lock(&self.feeds).values().map(|feed| (feed.key, feed.head_seq())).collect()
    }

    /// The sessions whose sockets are here.
    pub(super) fn sessions(&self) -> Vec<Uuid> {
        lock(&self.inboxes).values().filter_map(|inbox| inbox.session()).collect()
    }

    /// Tells everyone who watches the stream but the socket that it comes from.
    pub(super) fn show_presence(&self, from: Uuid, presence: PresenceHint) {
        self.pass_presence(&presence, Some(from));
        self.bus.publish(Hint::Presence(presence));
    }

    pub(super) fn node(&self) -> NodeId {
        self.node
    }

    /// Takes a hint from wherever it came.
    pub(super) fn take(&self, hint: Hint) {
        match hint {
            Hint::Grew { key, head_seq } => {
                if let Some(feed) = self.feed(key.stream).filter(|feed| feed.head_seq() < head_seq)
                {
                    feed.grew(head_seq);
                }
            }
            Hint::Presence(presence) if presence.node == self.node => {}
            Hint::Presence(presence) => self.pass_presence(&presence, None),
            Hint::Announcement(announcement) => {
                for inbox in lock(&self.inboxes).values() {
                    inbox.announce(announcement);
                }
            }
        }
    }

    /// Listens to the bus until it ends.
    pub(super) async fn listen(self: Arc<Self>, mut bus: broadcast::Receiver<Heard>) {
        loop {
            match bus.recv().await {
                Ok(Heard::Hint(hint)) => self.take(hint),
                Ok(Heard::Gap) | Err(RecvError::Lagged(_)) => self.doubt(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Whenever Postgres has been started again, or is another one: nothing of what was read before
    /// is sure to be there still. Clients come back with their cursors, which are looked at.
    pub(super) async fn forget_what_is_past(self: Arc<Self>, mut incarnations: Incarnations) {
        loop {
            incarnations.next().await;
            tracing::warn!("Postgres may have another past: all clients are sent away to compare");
            lock(&self.feeds).values().for_each(|feed| feed.forget());
            lock(&self.inboxes).values().for_each(|inbox| inbox.send_away());
        }
    }

    /// Hints may have been missed. What streams grew, the next poll shows.
    fn doubt(&self) {
        lock(&self.inboxes).values().for_each(|inbox| inbox.doubt());
    }

    fn pass_presence(&self, presence: &PresenceHint, from: Option<Uuid>) {
        let Some(feed) = self.feed(presence.stream) else { return };
        for inbox in feed.watchers() {
            if Some(inbox.id) != from {
                inbox.presence(presence);
            }
        }
    }
}

impl Committed for Hub {
    fn committed(&self, key: StreamKey, entries: &[Arc<Entry>]) {
        let Some(newest) = entries.last() else { return };
        if let Some(feed) = self.feed(key.stream) {
            feed.keep(entries);
            feed.grew(newest.seq);
        }
        self.bus.publish(Hint::Grew { key, head_seq: newest.seq });
    }
}

impl Joined {
    pub(super) fn watch(&self, key: StreamKey) {
        let mut feeds = lock(&self.hub.feeds);
        let feed = feeds.entry(key.stream).or_insert_with(|| Arc::new(Feed::new(key)));
        feed.watch(Arc::clone(&self.inbox));
    }

    pub(super) fn unwatch(&self, stream: StreamId) {
        let mut feeds = lock(&self.hub.feeds);
        if feeds.get(&stream).is_some_and(|feed| !feed.unwatch(self.inbox.id)) {
            feeds.remove(&stream);
        }
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        lock(&self.hub.feeds).retain(|_, feed| feed.unwatch(self.inbox.id));
        lock(&self.hub.inboxes).remove(&self.inbox.id);
        let mut people = lock(&self.hub.people);
        leave(&mut people, self.inbox.leave());
        gauge!(SOCKETS).decrement(1);
    }
}

/// One of their sockets is theirs no more.
fn leave(people: &mut HashMap<UserId, usize>, user: Option<UserId>) {
    let Some(user) = user else { return };
    match people.get_mut(&user) {
        Some(sockets) if *sockets > 1 => *sockets -= 1,
        _ => drop(people.remove(&user)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
