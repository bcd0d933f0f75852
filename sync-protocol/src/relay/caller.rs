//! Who calls: the hello, the token, and its renewal.

use crate::frames::from_client::Hello;
use crate::frames::from_relay::Refreshed;
use crate::frames::{GoodbyeCode, RelayFrame};
use crate::instant::Millis;
use crate::limits::VERSIONS;
use crate::relay::effect::{AuthenticationReason, RelayEffect};
use crate::relay::input::Authenticated;
use crate::relay::session::{Phase, Purpose, RelaySession};
use aloft_crdt_model::ids::{DeviceId, UserId};

/// The caller.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The store that calls, as it says.
    pub(super) device: DeviceId,
    /// The person, as the token proved.
    pub(super) proved: Option<Authenticated>,
}

impl Caller {
    pub(super) fn proved_user(&self) -> Option<UserId> {
        self.proved.as_ref().map(|who| who.user)
    }
}

impl RelaySession {
    pub(super) fn hello(&mut self, hello: Hello) {
        let Some(version) = VERSIONS.iter().copied().find(|own| hello.versions.contains(own))
        else {
            let words = format!("this relay speaks {VERSIONS:?}");
            return self.goodbye(GoodbyeCode::UnsupportedVersion, &words, 0);
        };
        self.caller = Some(Caller { device: hello.device, proved: None });
        self.phase = Phase::Authenticating { version };
        self.authenticate(Purpose::Hello, hello.token, hello.device, AuthenticationReason::Hello);
    }

    pub(super) fn authenticated(&mut self, who: Authenticated) {
        let (Phase::Authenticating { version }, Some(caller)) = (self.phase, &mut self.caller)
        else {
            return self.wrong_answer();
        };
        caller.proved = Some(who);
        self.phase = Phase::LoadingDirectory { version };
        self.load_directory();
    }

    pub(super) fn refresh(&mut self, token: String) {
        // One at a time; a client that sends more has lost count, and the first will do.
        if self.tickets.any(|purpose| matches!(purpose, Purpose::Refresh)) {
            return;
        }
        if let Some(device) = self.caller.as_ref().map(|caller| caller.device) {
            self.authenticate(Purpose::Refresh, token, device, AuthenticationReason::Refresh);
        }
    }

    pub(super) fn refreshed(&mut self, who: &Authenticated) {
        let known = self.caller.as_mut().and_then(|caller| caller.proved.as_mut());
        match known {
            Some(known) if known.user == who.user => {
                known.expires_at = who.expires_at;
                let expires_at = who.expires_at.0;
                self.out.send(&RelayFrame::Refreshed(Refreshed { expires_at }));
                // That access changed may have been said, and not heard here.
                self.access_changed();
            }
            _ => self.goodbye(GoodbyeCode::Unauthenticated, "another person's token", 0),
        }
    }

    /// When the session ends for its token; not while a newer one is looked at.
    pub(super) fn token_deadline(&self) -> Option<Millis> {
        let renewing = self.tickets.any(|purpose| matches!(purpose, Purpose::Refresh));
        let proved = self.caller.as_ref().and_then(|caller| caller.proved.as_ref());
        proved.filter(|_| !renewing).map(|who| who.expires_at)
    }

    fn authenticate(
        &mut self,
        purpose: Purpose,
        token: String,
        device: DeviceId,
        reason: AuthenticationReason,
    ) {
        let ticket = self.tickets.issue(purpose);
        self.out.push(RelayEffect::Authenticate { ticket, token, device, reason });
    }
}
