//! Relay nodes: processes of their own on one database. What a node knows of the streams that its
//! sockets watch, and how it learns of what others commit, is as in `sync-server/src/sync`: its
//! `hub`, `feed` and `poll`.

use crate::world::bus::Hint;
use crate::world::socket::SocketId;
use crate::world::{Event, World};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::frames::TailEntry;
use aloft_sync_protocol::log::Seq;
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput, TailRead};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How often a node asks the database what grew.
const POLL_MS: u64 = 3_000;

/// Changes that a node keeps of a stream; few, so that readers often come too late for them.
const MAX_RECENT: usize = 6;

/// A node, from its start to its end: one that is started again is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(u64);

#[derive(Debug)]
pub(crate) struct Node {
    pub(super) on_bus: bool,
    /// What could not be told to the others yet: of each stream its newest head.
    pub(super) unsent: BTreeMap<StreamId, Seq>,
    feeds: BTreeMap<StreamId, Feed>,
}

/// A watched stream.
#[derive(Debug, Default)]
struct Feed {
    watchers: BTreeSet<SocketId>,
    /// The newest change that watchers were told of.
    head_seq: Seq,
    /// The newest changes that were committed or read here, without a gap.
    recent: VecDeque<TailEntry>,
}

impl World {
    pub(crate) fn start_node(&mut self) -> NodeId {
        let node = NodeId(self.started_nodes);
        self.started_nodes += 1;
        let (unsent, feeds) = (BTreeMap::new(), BTreeMap::new());
        self.nodes.insert(node, Node { on_bus: true, unsent, feeds });
        let first_poll = 1 + self.random(POLL_MS);
        self.schedule(first_poll, Event::Poll { node });
        node
    }

    /// The node's process dies: what it has not told anybody is told by nobody.
    pub(crate) fn stop_node(&mut self, node: NodeId) {
        for socket in self.end_sessions(node) {
            self.cut(socket);
        }
    }

    /// The database, which carries the bus, is started again, and every node notices: what was read
    /// before may be lost.
    pub(crate) fn restart_database(&mut self) {
        let carried = |event: &Event| matches!(event, Event::Publish { .. } | Event::OnBus { .. });
        self.queue.retain(|_, event| !carried(event));
        let nodes: Vec<_> = self.nodes.keys().copied().collect();
        for node in nodes {
            let found = self.nodes.get_mut(&node).unwrap();
            found.unsent.clear();
            found.feeds.values_mut().for_each(Feed::forget);
            for socket in self.sockets_of(node) {
                let retry_after_ms = self.random(3_000);
                self.schedule(
                    0,
                    Event::Relay { socket, input: RelayInput::Drain { retry_after_ms } },
                );
            }
        }
    }

    /// The node's machine is gone, and no packet tells its clients.
    pub(crate) fn lose_node(&mut self, node: NodeId) {
        for socket in self.end_sessions(node) {
            self.sockets.get_mut(&socket).unwrap().half_open = true;
        }
    }

    /// All nodes die, and others start; the database stays.
    pub(crate) fn restart_relay(&mut self) {
        let nodes: Vec<_> = self.nodes.keys().copied().collect();
        for node in nodes {
            self.stop_node(node);
            self.start_node();
        }
    }

    pub(crate) fn random_node(&mut self) -> Option<NodeId> {
        let nodes: Vec<_> = self.nodes.keys().copied().collect();
        let pick = self.random(nodes.len() as u64);
        nodes.get(usize::try_from(pick).unwrap()).copied()
    }

    /// Where the client's socket is, as far as the client knows.
    pub(crate) fn node_of(&self, client: usize) -> Option<NodeId> {
        let node = self.sockets[&self.clients[client].socket?].node?;
        self.nodes.contains_key(&node).then_some(node)
    }

    /// The node that a new connection comes to; none: nobody takes it.
    pub(super) fn balance(&mut self) -> Option<NodeId> {
        let node = self.balance_to.or_else(|| self.random_node());
        node.filter(|node| self.relay_up && self.nodes.contains_key(node))
    }

    pub(super) fn watch(&mut self, socket: SocketId, stream: StreamId) {
        if let Some(node) = self.node_with(socket) {
            node.feeds.entry(stream).or_default().watchers.insert(socket);
        }
    }

    pub(super) fn unwatch(&mut self, socket: SocketId, stream: StreamId) {
        let Some(node) = self.node_with(socket) else { return };
        if let Some(feed) = node.feeds.get_mut(&stream) {
            feed.watchers.remove(&socket);
            if feed.watchers.is_empty() {
                node.feeds.remove(&stream);
            }
        }
    }

    /// Commits, and tells who watches here and the other nodes.
    pub(super) fn ingest(
        &mut self,
        node: NodeId,
        stream: StreamId,
        effect: RelayEffect,
    ) -> Option<Answer> {
        let before = self.store.streams[&stream].head_seq();
        let answer = self.store.perform(self.at(), effect);
        let committed = self.store.streams[&stream].after_seq(before);
        let Some(newest) = committed.last().map(|entry| entry.seq) else { return answer };
        if let Some(feed) = self.feed(node, stream) {
            feed.keep(&committed);
            self.grew(node, stream, newest);
        }
        self.publish(node, Hint::Grew { stream, head_seq: newest });
        answer
    }

    /// The changes after a place, if the node's memory reaches back to there.
    pub(super) fn recent(
        &mut self,
        node: NodeId,
        stream: StreamId,
        after: Seq,
        limit: usize,
    ) -> Option<TailRead> {
        self.feed(node, stream)?.after(after, limit)
    }

    /// Keeps what was read to the log's end for those who read next.
    pub(super) fn keep_read(&mut self, node: NodeId, stream: StreamId, read: &TailRead) {
        let to_the_end = read.entries.last().is_some_and(|last| last.seq == read.head_seq);
        if let Some(feed) = self.feed(node, stream).filter(|_| to_the_end) {
            feed.keep(&read.entries);
        }
    }

    /// Takes a hint from wherever it came.
    pub(super) fn take_hint(&mut self, node: NodeId, hint: Hint) {
        match hint {
            Hint::Grew { stream, head_seq } => {
                if self.feed(node, stream).is_some_and(|feed| feed.head_seq < head_seq) {
                    self.grew(node, stream, head_seq);
                }
            }
            // It has told its own sockets already.
            Hint::Presence { from, .. } if from == node => {}
            Hint::Presence { stream, shown, .. } => self.tell_watchers(node, stream, &shown),
            Hint::AccessChanged => self.tell_sessions_of(node, &RelayInput::AccessChanged),
        }
    }

    /// Finds what the bus lost, in the streams that are watched here.
    pub(super) fn poll(&mut self, node: NodeId) {
        let Some(found) = self.nodes.get(&node) else { return };
        let watched: Vec<_> = found.feeds.keys().copied().collect();
        for stream in watched {
            let head_seq = self.store.streams[&stream].head_seq();
            self.take_hint(node, Hint::Grew { stream, head_seq });
        }
        self.schedule(POLL_MS, Event::Poll { node });
    }

    pub(super) fn tell_watchers(&mut self, node: NodeId, stream: StreamId, input: &RelayInput) {
        let watchers = self.feed(node, stream).map(|feed| feed.watchers.clone());
        for socket in watchers.unwrap_or_default() {
            for _ in 0..self.times(self.lose_hints) {
                let delay = 1 + self.random(30);
                self.schedule(delay, Event::Relay { socket, input: input.clone() });
            }
        }
    }

    pub(crate) fn tell_sessions_of(&mut self, node: NodeId, input: &RelayInput) {
        for socket in self.sockets_of(node) {
            let delay = self.random(10);
            self.schedule(delay, Event::Relay { socket, input: input.clone() });
        }
    }

    fn grew(&mut self, node: NodeId, stream: StreamId, head_seq: Seq) {
        if let Some(feed) = self.feed(node, stream) {
            feed.head_seq = feed.head_seq.max(head_seq);
            self.tell_watchers(node, stream, &RelayInput::StreamAdvanced { stream, head_seq });
        }
    }

    fn end_sessions(&mut self, node: NodeId) -> Vec<SocketId> {
        let sockets = self.sockets_of(node);
        for socket in &sockets {
            self.sockets.get_mut(socket).unwrap().session = None;
        }
        self.nodes.remove(&node);
        sockets
    }

    fn sockets_of(&self, node: NodeId) -> Vec<SocketId> {
        let here = self
            .sockets
            .iter()
            .filter(|(_, found)| found.node == Some(node) && found.session.is_some());
        here.map(|(id, _)| *id).collect()
    }

    fn node_with(&mut self, socket: SocketId) -> Option<&mut Node> {
        let node = self.sockets[&socket].node?;
        self.nodes.get_mut(&node)
    }

    fn feed(&mut self, node: NodeId, stream: StreamId) -> Option<&mut Feed> {
        self.nodes.get_mut(&node)?.feeds.get_mut(&stream)
    }
}

impl Feed {
    fn forget(&mut self) {
        *self = Self { watchers: std::mem::take(&mut self.watchers), ..Self::default() };
    }

    /// Keeps changes that were committed or read, if they follow on what is here.
    fn keep(&mut self, entries: &[TailEntry]) {
        for entry in entries {
            let newest = self.recent.back().map_or(0, |newest| newest.seq);
            if entry.seq <= newest {
                continue;
            }
            if entry.seq > newest + 1 {
                self.recent.clear();
            }
            self.recent.push_back(entry.clone());
        }
        let surplus = self.recent.len().saturating_sub(MAX_RECENT);
        self.recent.drain(..surplus);
    }

    /// The changes after a place, if memory reaches back to there.
    fn after(&self, after: Seq, limit: usize) -> Option<TailRead> {
        let oldest = self.recent.front()?.seq;
        let newest = self.recent.back()?.seq;
        if after + 1 < oldest || after >= newest {
            return None;
        }
        let later = self.recent.iter().filter(|entry| entry.seq > after);
        let head_seq = newest.max(self.head_seq);
        Some(TailRead { entries: later.take(limit).cloned().collect(), head_seq })
    }
}
