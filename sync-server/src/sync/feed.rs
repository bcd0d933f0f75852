//! The newest changes of a watched stream, in memory: what one socket's person writes is read from
//! the database by none of the others on this node.
//!
//! *Invariant: an optimisation, never a truth.* What is not here is in the log.

use super::inbox::Inbox;
use crate::ingest::{Entry, StreamKey};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use uuid::Uuid;

/// Bytes and changes kept of one stream at most.
const MAX_BYTES: usize = 1 << 20;
const MAX_ENTRIES: usize = 2048;

/// A watched stream.
#[derive(Debug)]
pub(super) struct Feed {
    /// Which.
    pub(super) key: StreamKey,
    state: Mutex<State>,
    /// Held by whoever reads the newest changes from the database, so that the others find them in
    /// memory a moment later.
    pub(super) reading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Consecutive, the newest last.
    recent: VecDeque<(Arc<Entry>, Instant)>,
    bytes: usize,
    /// The newest change that watchers were told of. One that is only kept is not: a hint of it,
    /// or the next poll, has to tell those who did not read it.
    head_seq: i64,
    watchers: HashMap<Uuid, Arc<Inbox>>,
}

/// Changes out of memory.
#[derive(Debug)]
pub(super) struct Recent {
    /// In order.
    pub(super) entries: Vec<Arc<Entry>>,
    /// The stream's newest change that is known here.
    pub(super) head_seq: i64,
    /// When the newest of them came into memory.
    pub(super) since: Option<Instant>,
}

impl Feed {
    pub(super) fn new(key: StreamKey) -> Self {
        Self { key, state: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    pub(super) fn watch(&self, inbox: Arc<Inbox>) {
        self.lock().watchers.insert(inbox.id, inbox);
    }

    /// Whether anyone is left.
    pub(super) fn unwatch(&self, socket: Uuid) -> bool {
        let mut state = self.lock();
        state.watchers.remove(&socket);
        !state.watchers.is_empty()
    }

    pub(super) fn watchers(&self) -> Vec<Arc<Inbox>> {
        self.lock().watchers.values().cloned().collect()
    }

    pub(super) fn head_seq(&self) -> i64 {
        self.lock().head_seq
    }

    /// The stream grew; whoever watches is told.
    pub(super) fn grew(&self, head_seq: i64) {
        let mut state = self.lock();
        state.head_seq = head_seq.max(state.head_seq);
        for inbox in state.watchers.values() {
            inbox.grew(self.key.stream, head_seq);
        }
    }

    /// Keeps changes that were committed or read, if they follow on what is here.
    pub(super) fn keep(&self, entries: &[Arc<Entry>]) {
        let now = Instant::now();
        let mut state = self.lock();
        for entry in entries {
            match state.recent.back() {
                Some((newest, _)) if entry.seq <= newest.seq => continue,
                Some((newest, _)) if entry.seq > newest.seq + 1 => {
                    state.recent.clear();
                    state.bytes = 0;
                }
                _ => {}
            }
            state.bytes += entry.bytes.len();
            state.recent.push_back((Arc::clone(entry), now));
        }
        state.shrink();
    }

    /// Forgets all that is known of the stream.
    pub(super) fn forget(&self) {
        let mut state = self.lock();
        *state = State { watchers: std::mem::take(&mut state.watchers), ..State::default() };
    }

    /// The changes after a place, if memory reaches back to there.
    pub(super) fn after(&self, after: i64, max_entries: usize, max_bytes: usize) -> Option<Recent> {
        let state = self.lock();
        let (oldest, _) = state.recent.front()?;
        let skip = usize::try_from(after + 1 - oldest.seq).ok()?;
        if skip >= state.recent.len() {
            return None;
        }
        let mut bytes = 0;
        let newest = state.recent.back().map_or(0, |(newest, _)| newest.seq);
        let head_seq = newest.max(state.head_seq);
        let mut recent = Recent { entries: Vec::new(), head_seq, since: None };
        for (entry, since) in state.recent.iter().skip(skip).take(max_entries) {
            bytes += entry.bytes.len();
            if bytes > max_bytes && !recent.entries.is_empty() {
                break;
            }
            recent.entries.push(Arc::clone(entry));
            recent.since = Some(*since);
        }
        Some(recent)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn shrink(&mut self) {
        while self.bytes > MAX_BYTES || self.recent.len() > MAX_ENTRIES {
            let Some((entry, _)) = self.recent.pop_front() else { break };
            self.bytes -= entry.bytes.len();
        }
    }
}
