//! Sockets: ordered both ways, and cut in any moment.

use crate::world::node::NodeId;
use crate::world::{Event, World};
use aloft_sync_protocol::client::ClientInput;
use aloft_sync_protocol::relay::{RelayInput, RelaySession};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SocketId(pub(crate) u64);

#[expect(clippy::struct_excessive_bools, reason = "its faults do not depend on each other")]
pub(crate) struct Socket {
    pub(crate) client: usize,
    pub(crate) life: u64,
    /// The node that took it; none: nobody did.
    pub(crate) node: Option<NodeId>,
    /// Open as the network has it.
    pub(crate) open: bool,
    /// Swallows everything, and tells nobody.
    pub(crate) half_open: bool,
    /// The client's machine takes nothing more: messages queue at the relay.
    pub(crate) stalled: bool,
    pub(crate) session: Option<RelaySession>,
    pub(crate) tick_at: Option<u64>,
    /// Frames that the client does not read now.
    pub(crate) unread: Vec<Vec<u8>>,
    pub(crate) reading: bool,
    pub(crate) to_relay_at: u64,
    pub(crate) to_client_at: u64,
}

impl World {
    pub(crate) fn send_up(&mut self, socket: SocketId, bytes: Vec<u8>) {
        let delay = 5 + self.random(20);
        let now = self.now;
        let Some(found) = self.sockets.get_mut(&socket).filter(|socket| socket.open) else {
            return;
        };
        found.to_relay_at = found.to_relay_at.max(now + delay);
        let at = found.to_relay_at;
        self.schedule_at(at, Event::ToRelay { socket, bytes });
    }

    pub(crate) fn send_down(&mut self, socket: SocketId, bytes: Vec<u8>) {
        let delay = 5 + self.random(20);
        let now = self.now;
        let Some(found) = self.sockets.get_mut(&socket).filter(|socket| socket.open) else {
            return;
        };
        if found.stalled {
            return;
        }
        found.to_client_at = found.to_client_at.max(now + delay);
        let at = found.to_client_at;
        let sent = bytes.len();
        self.schedule_at(at, Event::ToClient { socket, bytes });
        self.schedule(2, Event::Relay { socket, input: RelayInput::Sent { bytes: sent } });
    }

    pub(crate) fn message_at_relay(&mut self, socket: SocketId, bytes: Vec<u8>) {
        if self.sockets.get(&socket).is_some_and(|socket| socket.open && !socket.half_open) {
            self.relay(socket, RelayInput::Frame(bytes));
        }
    }

    pub(crate) fn message_at_client(&mut self, socket: SocketId, bytes: Vec<u8>) {
        let Some(found) = self.sockets.get_mut(&socket) else { return };
        if !found.open || found.half_open {
            return;
        }
        if found.reading {
            self.client_of_socket(socket, ClientInput::Frame(bytes));
        } else {
            found.unread.push(bytes);
        }
    }

    /// Cuts a socket: what is in flight is lost, and both sides learn of it some time.
    pub(crate) fn cut(&mut self, socket: SocketId) {
        let (up, down) = (1 + self.random(200), 1 + self.random(200));
        let Some(found) = self.sockets.get_mut(&socket).filter(|socket| socket.open) else {
            return;
        };
        found.open = false;
        self.schedule(up, Event::Relay { socket, input: RelayInput::Disconnected });
        let input = ClientInput::Disconnected { close_code: None };
        self.schedule(down, Event::OfSocket { socket, input });
    }

    pub(crate) fn cut_client(&mut self, client: usize) {
        if let Some(socket) = self.clients[client].socket {
            self.cut(socket);
        }
    }

    pub(crate) fn socket_of(&mut self, client: usize) -> &mut Socket {
        let socket = self.clients[client].socket.unwrap();
        self.sockets.get_mut(&socket).unwrap()
    }
}
