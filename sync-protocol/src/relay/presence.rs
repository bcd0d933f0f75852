//! Presence: stamped, passed on, and dropped first.

use crate::frames::from_relay::PresenceIn;
use crate::frames::{ErrorCode, GoodbyeCode, RelayFrame};
use crate::relay::effect::RelayEffect;
use crate::relay::session::RelaySession;
use aloft_crdt_model::ids::{DeviceId, StreamId, UserId};

impl RelaySession {
    pub(super) fn pass_presence_out(&mut self, stream: StreamId, payload: Vec<u8>) {
        if payload.len() > self.config.limits.presence_bytes as usize {
            return self.goodbye(GoodbyeCode::Protocol, "a presence is too large", 0);
        }
        let now = self.out.now;
        let Some(subscription) = self.subscriptions.get_mut(stream) else {
            let words = "presence needs a subscription";
            return self.out.error(ErrorCode::NotSubscribed, words, Some(stream), None);
        };
        if self.access.stale || !self.presence.try_take(1, now) {
            return;
        }
        subscription.present = !payload.is_empty();
        self.say_presence(stream, payload);
    }

    /// Tells the others that the person left the stream.
    pub(super) fn say_absence(&mut self, stream: StreamId) {
        self.say_presence(stream, Vec::new());
    }

    pub(super) fn pass_presence_in(
        &mut self,
        stream: StreamId,
        user: UserId,
        device: DeviceId,
        payload: Vec<u8>,
    ) {
        let own = self.caller.as_ref().is_some_and(|caller| caller.device == device);
        let pressed = self.out.queued > self.config.queue_presence;
        let subscribed = self.subscriptions.get_mut(stream).is_some();
        if subscribed && !own && !pressed && !self.access.stale {
            let payload = payload.into();
            let presence = PresenceIn { stream, user, device, payload };
            self.out.send(&RelayFrame::Presence(presence));
        }
    }

    fn say_presence(&mut self, stream: StreamId, payload: Vec<u8>) {
        let who =
            self.caller.as_ref().and_then(|caller| Some((caller.proved_user()?, caller.device)));
        if let Some((user, device)) = who {
            self.out.push(RelayEffect::PresenceOut { stream, user, device, payload });
        }
    }
}
