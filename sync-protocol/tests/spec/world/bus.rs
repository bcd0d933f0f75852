//! The bus between nodes. What it carries comes late, out of order, twice or not at all, and a node
//! can be without it for a while and still have its clients and the database: as
//! `sync-server/src/bus` when LISTEN is away.

use crate::world::node::NodeId;
use crate::world::{Event, World};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::log::Seq;
use aloft_sync_protocol::relay::RelayInput;

/// Something that nodes tell each other.
#[derive(Clone, Debug)]
pub(crate) enum Hint {
    /// A stream has changes up to this seq.
    Grew { stream: StreamId, head_seq: Seq },
    /// What somebody looks at, for whoever watches the same stream.
    Presence { from: NodeId, stream: StreamId, shown: RelayInput },
    /// What people may see changed.
    AccessChanged,
}

impl World {
    /// Tells all nodes, some time soon, if this one lives so long.
    pub(super) fn publish(&mut self, node: NodeId, hint: Hint) {
        let delay = self.random(5);
        self.schedule(delay, Event::Publish { node, hint });
    }

    pub(super) fn say_on_bus(&mut self, node: NodeId, hint: &Hint) {
        let Some(from) = self.nodes.get_mut(&node) else { return };
        if !from.on_bus {
            // Nothing else is tried again.
            if let Hint::Grew { stream, head_seq } = hint {
                let unsent = from.unsent.entry(*stream).or_default();
                *unsent = (*unsent).max(*head_seq);
            }
            return;
        }
        let nodes: Vec<_> = self.nodes.keys().copied().collect();
        for node in nodes {
            for _ in 0..self.times(self.lose_on_bus) {
                let delay = 1 + self.random(self.bus_delay);
                self.schedule(delay, Event::OnBus { node, hint: hint.clone() });
            }
        }
    }

    pub(super) fn hear_on_bus(&mut self, node: NodeId, hint: Hint) {
        if self.nodes.get(&node).is_some_and(|node| node.on_bus) {
            self.take_hint(node, hint);
        }
    }

    /// The node neither hears the others nor is heard, and does not know it.
    pub(crate) fn take_off_bus(&mut self, node: NodeId) {
        self.nodes.get_mut(&node).unwrap().on_bus = false;
    }

    /// The node is back. It says what waited, and has its sessions look at what it may have missed.
    pub(crate) fn put_on_bus(&mut self, node: NodeId) {
        let found = self.nodes.get_mut(&node).unwrap();
        found.on_bus = true;
        for (stream, head_seq) in std::mem::take(&mut found.unsent) {
            self.publish(node, Hint::Grew { stream, head_seq });
        }
        self.tell_sessions_of(node, &RelayInput::AccessChanged);
    }

    /// How often something arrives of which one in so many is lost.
    pub(super) fn times(&mut self, lost_one_in: Option<u32>) -> u64 {
        let lost = lost_one_in.is_some_and(|one_in| self.random(u64::from(one_in)) == 0);
        if lost { 0 } else { 1 + u64::from(self.random(4) == 0) }
    }
}
