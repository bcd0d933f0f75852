//! Drives relay sessions: what a real relay does with sockets and a database.

use crate::world::socket::SocketId;
use crate::world::{Event, World};
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
        let ingested = match &effect {
            RelayEffect::Ingest { stream, .. } => Some(*stream),
            _ => None,
        };
        let opened = matches!(effect, RelayEffect::OpenStream { .. });
        let now = self.at();
        let Some(answer) = self.store.perform(now, effect) else { return };
        let mut delay = self.random(10);
        if let Some(stream) = ingested {
            delay += self.answer_delay;
            let head_seq = self.store.streams[&stream].head_seq();
            self.hint(stream, &RelayInput::StreamAdvanced { stream, head_seq });
        }
        if opened && matches!(answer, Answer::Opened(_)) {
            self.tell_sessions(&RelayInput::AccessChanged);
        }
        self.schedule(delay, Event::Relay { socket, input: RelayInput::Answer { ticket, answer } });
    }

    /// The relay process dies, and another one starts; the database stays.
    pub(crate) fn restart_relay(&mut self) {
        let sockets: Vec<_> = self.sockets.keys().copied().collect();
        for socket in sockets {
            self.sockets.get_mut(&socket).unwrap().session = None;
            self.cut(socket);
        }
    }

    pub(crate) fn tell_sessions(&mut self, input: &RelayInput) {
        let sockets: Vec<_> = self.sockets.keys().copied().collect();
        for socket in sockets {
            let delay = self.random(10);
            self.schedule(delay, Event::Relay { socket, input: input.clone() });
        }
    }

    fn hint(&mut self, stream: aloft_crdt_model::ids::StreamId, input: &RelayInput) {
        let watching = self.sockets.iter().filter(|(_, found)| found.watched.contains(&stream));
        let sockets: Vec<_> = watching.map(|(id, _)| *id).collect();
        for socket in sockets {
            let lost = self.lose_hints.is_some_and(|one_in| self.random(u64::from(one_in)) == 0);
            // A bus may say a thing twice, and after what came later.
            let times = if lost { 0 } else { 1 + u64::from(self.random(4) == 0) };
            for _ in 0..times {
                let delay = 1 + self.random(30);
                self.schedule(delay, Event::Relay { socket, input: input.clone() });
            }
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
                self.sockets.get_mut(&socket).unwrap().watched.insert(stream);
            }
            RelayEffect::Unwatch { stream } => {
                self.sockets.get_mut(&socket).unwrap().watched.remove(&stream);
            }
            RelayEffect::PresenceOut { stream, user, device, payload } => {
                let input = RelayInput::PresenceIn { stream, user, device, payload };
                self.hint(stream, &input);
            }
            effect => {
                let ticket = ticket_of(&effect);
                let delay = 1 + self.random(15);
                self.schedule(delay, Event::RelayWork { socket, ticket, effect });
            }
        }
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
