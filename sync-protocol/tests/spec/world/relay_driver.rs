//! Drives relay sessions: what a real relay does with sockets and a database.

use crate::world::bus::Hint;
use crate::world::node::NodeId;
use crate::world::socket::SocketId;
use crate::world::{Event, World};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::ClientInput;
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput, RelaySession};
use aloft_sync_protocol::ticket::Ticket;

impl World {
    pub(crate) fn relay(&mut self, socket: SocketId, input: RelayInput) {
        let now = self.at();
        let found = self.sockets.get_mut(&socket);
        let Some(session) = found.and_then(|found| found.session.as_mut()) else { return };
        let effects = session.handle(now, input);
        for effect in effects {
            self.relay_effect(socket, effect);
        }
        self.schedule_relay_tick(socket);
    }

    pub(crate) fn relay_tick(&mut self, socket: SocketId) {
        if let Some(found) = self.sockets.get_mut(&socket) {
            found.tick_at = None;
            self.relay(socket, RelayInput::Tick);
        }
    }

    /// The database does it now; the session hears of it later, if it still lives.
    pub(crate) fn relay_work(&mut self, socket: SocketId, ticket: Ticket, effect: RelayEffect) {
        let Some(node) = self.sockets[&socket].node else { return };
        if !self.nodes.contains_key(&node) && self.random(2) == 0 {
            // It died before the commit, and not after.
            return;
        }
        let held_back =
            if matches!(effect, RelayEffect::Ingest { .. }) { self.answer_delay } else { 0 };
        let delay = self.random(10) + held_back;
        let Some(answer) = self.perform(node, effect) else { return };
        self.schedule(delay, Event::Relay { socket, input: RelayInput::Answer { ticket, answer } });
    }

    pub(crate) fn tell_sessions(&mut self, input: &RelayInput) {
        let nodes: Vec<_> = self.nodes.keys().copied().collect();
        for node in nodes {
            self.tell_sessions_of(node, input);
        }
    }

    /// Only reading can be out of a node's memory; what is committed is told.
    fn perform(&mut self, node: NodeId, effect: RelayEffect) -> Option<Answer> {
        match effect {
            RelayEffect::Ingest { stream, .. } => self.ingest(node, stream, effect),
            RelayEffect::ReadTail { stream, after, limit_changes, .. } => {
                if let Some(read) = self.recent(node, stream, after, limit_changes) {
                    return Some(Answer::Tail(read));
                }
                let answer = self.store.perform(self.at(), effect);
                if let Some(Answer::Tail(read)) = &answer {
                    self.keep_read(node, stream, read);
                }
                answer
            }
            RelayEffect::OpenStream { stream, .. } => {
                if !self.store.streams.contains_key(&stream) {
                    self.publish(node, Hint::AccessChanged);
                }
                self.store.perform(self.at(), effect)
            }
            effect => self.store.perform(self.at(), effect),
        }
    }

    fn relay_effect(&mut self, socket: SocketId, effect: RelayEffect) {
        match effect {
            RelayEffect::Send(bytes) => self.send_down(socket, bytes),
            RelayEffect::Close(code) => {
                // What was sent before is still delivered; then the close frame.
                let found = self.sockets.get_mut(&socket).unwrap();
                found.session = None;
                let at = found.to_client_at + 1;
                let close_code = Some(code.number());
                let input = ClientInput::Disconnected { close_code };
                self.schedule_at(at, Event::OfSocket { socket, input });
            }
            RelayEffect::PauseReading { .. } => {}
            RelayEffect::Watch { stream } => {
                self.watch(socket, stream);
            }
            RelayEffect::Unwatch { stream } => {
                self.unwatch(socket, stream);
            }
            RelayEffect::PresenceOut { stream, user, device, payload } => {
                let shown = RelayInput::PresenceIn { stream, user, device, payload };
                self.show_presence(socket, stream, shown);
            }
            effect => {
                let ticket = ticket_of(&effect);
                let delay = 1 + self.random(15);
                self.schedule(delay, Event::RelayWork { socket, ticket, effect });
            }
        }
    }

    fn show_presence(&mut self, socket: SocketId, stream: StreamId, shown: RelayInput) {
        let Some(from) = self.sockets[&socket].node else { return };
        self.tell_watchers(from, stream, &shown);
        self.publish(from, Hint::Presence { from, stream, shown });
    }

    fn schedule_relay_tick(&mut self, socket: SocketId) {
        let found = self.sockets.get_mut(&socket).unwrap();
        let deadline = found.session.as_ref().and_then(RelaySession::deadline);
        if let Some(at) = deadline
            && found.tick_at.is_none_or(|planned| at.0 < planned)
        {
            found.tick_at = Some(at.0);
            self.schedule_at(at.0, Event::RelayTick { socket });
        }
    }
}

pub(crate) fn ticket_of(effect: &RelayEffect) -> Ticket {
    match effect {
        RelayEffect::Authenticate { ticket, .. }
        | RelayEffect::LoadDirectory { ticket, .. }
        | RelayEffect::OpenStream { ticket, .. }
        | RelayEffect::VerifyCursor { ticket, .. }
        | RelayEffect::ReadSnapshot { ticket, .. }
        | RelayEffect::ReadActivity { ticket, .. }
        | RelayEffect::ReadTail { ticket, .. }
        | RelayEffect::ReadHeads { ticket, .. }
        | RelayEffect::ReadDocument { ticket, .. }
        | RelayEffect::Ingest { ticket, .. } => *ticket,
        other => panic!("{other:?} has no ticket"),
    }
}
