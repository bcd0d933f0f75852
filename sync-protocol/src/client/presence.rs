//! The person's own presence: the latest, not too often, never stored.

use crate::client::session::ClientSession;
use crate::frames::ClientFrame;
use crate::frames::from_client::PresenceOut;
use crate::instant::Millis;
use aloft_crdt_model::ids::StreamId;
use rand::Rng;
use std::collections::BTreeMap;

/// What the others are to be told.
#[derive(Debug)]
pub(super) struct OwnPresence {
    every_ms: u64,
    unsent: BTreeMap<StreamId, Vec<u8>>,
    sent_at: Option<Millis>,
}

impl OwnPresence {
    pub(super) fn new(every_ms: u64) -> Self {
        Self { every_ms, unsent: BTreeMap::new(), sent_at: None }
    }

    /// A presence of a connection that is gone is out of date.
    pub(super) fn forget_sent(&mut self) {
        self.unsent.clear();
    }
}

impl<R: Rng> ClientSession<R> {
    pub(super) fn set_presence(&mut self, stream: StreamId, payload: Vec<u8>) {
        let fits = payload.len() <= self.limits.presence_bytes as usize;
        let subscribed = self.streams.get(&stream).is_some_and(super::stream::Stream::may_push);
        if self.is_online() && fits && subscribed {
            self.presence.unsent.insert(stream, payload);
        }
    }

    pub(super) fn presence_deadline(&self) -> Option<Millis> {
        let waiting = !self.presence.unsent.is_empty();
        let every = self.presence.every_ms;
        waiting.then(|| self.presence.sent_at.map_or(self.now, |at| at.plus(every)))
    }

    pub(super) fn check_presence(&mut self) {
        if self.presence_deadline().is_some_and(|at| self.now >= at) {
            self.presence.sent_at = Some(self.now);
            for (stream, payload) in std::mem::take(&mut self.presence.unsent) {
                let payload = payload.into();
                self.send(&ClientFrame::Presence(PresenceOut { stream, payload }));
            }
        }
    }
}
