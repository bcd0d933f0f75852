//! A relay session by hand.

use crate::world::relay_driver::ticket_of;
use crate::world::{ORG, stream, user};
use aloft_crdt_model::ids::{DeviceId, StreamId};
use aloft_sync_protocol::frames::from_client::{Hello, Subscribe};
use aloft_sync_protocol::frames::{
    ClientFrame, DirectoryOrg, DirectoryStream, GoodbyeCode, RelayFrame,
};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::log::{Position, StreamKind};
use aloft_sync_protocol::relay::{
    Answer, Authenticated, CursorVerdict, RelayConfig, RelayEffect, RelayInput, RelaySession,
};
use uuid::Uuid;

pub(crate) const EXPIRES: Millis = Millis(600_000);

pub(crate) struct RelayRig {
    pub(crate) session: RelaySession,
    pub(crate) now: Millis,
    /// The socket takes what is sent, at once.
    pub(crate) drains: bool,
}

pub(crate) fn device(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(number))
}

pub(crate) fn hello() -> Hello {
    Hello {
        versions: vec![1],
        device: device(1),
        token: "a secret token".to_owned(),
        agent: "test".to_owned(),
    }
}

pub(crate) fn authenticated(number: u128, expires_at: Millis) -> Answer {
    Answer::Authenticated(Authenticated { user: user(number), identities: Vec::new(), expires_at })
}

/// A directory with one organisation and these streams.
pub(crate) fn directory(streams: &[StreamId]) -> Vec<DirectoryOrg> {
    let streams = streams
        .iter()
        .map(|id| DirectoryStream { id: *id, kind: StreamKind::Project, head_seq: 0 })
        .collect();
    vec![DirectoryOrg {
        id: ORG,
        name: "An organisation".to_owned(),
        role: "member".to_owned(),
        members: Vec::new(),
        streams,
    }]
}

impl RelayRig {
    pub(crate) fn new() -> Self {
        Self::with(RelayConfig::default())
    }

    pub(crate) fn with(config: RelayConfig) -> Self {
        let now = Millis(0);
        Self { session: RelaySession::new(config, Uuid::from_u128(7), now), now, drains: true }
    }

    /// Welcomed, with streams 0 and 1 in the directory.
    pub(crate) fn ready() -> Self {
        Self::ready_with(RelayConfig::default())
    }

    pub(crate) fn ready_with(config: RelayConfig) -> Self {
        let mut rig = Self::with(config);
        let effects = rig.frame(&ClientFrame::Hello(hello()));
        let effects = rig.answer(&effects, authenticated(0, EXPIRES));
        rig.answer(&effects, Answer::Directory(directory(&[stream(0), stream(1)])));
        rig
    }

    /// In the tail of stream 0 from this cursor, with so many changes in the log.
    pub(crate) fn tailing(cursor: aloft_sync_protocol::log::Cursor, head_seq: u64) -> Self {
        let mut rig = Self::ready();
        rig.subscribe(Position::Tail(cursor), head_seq);
        rig
    }

    pub(crate) fn subscribe(&mut self, position: Position, head_seq: u64) -> Vec<RelayEffect> {
        let effects = self.frame(&subscribe_frame(stream(0), position));
        self.answer(&effects, Answer::Verified(CursorVerdict::Fits { head_seq }))
    }

    pub(crate) fn input(&mut self, input: RelayInput) -> Vec<RelayEffect> {
        let mut effects = self.session.handle(self.now, input);
        let mut seen = 0;
        while self.drains && seen < effects.len() {
            if let RelayEffect::Send(bytes) = &effects[seen] {
                let sent = RelayInput::Sent { bytes: bytes.len() };
                effects.extend(self.session.handle(self.now, sent));
            }
            seen += 1;
        }
        effects
    }

    pub(crate) fn frame(&mut self, frame: &ClientFrame) -> Vec<RelayEffect> {
        self.input(RelayInput::Frame(frame.encode()))
    }

    /// Answers the only question among these effects.
    #[track_caller]
    pub(crate) fn answer(&mut self, effects: &[RelayEffect], answer: Answer) -> Vec<RelayEffect> {
        let asked = questions(effects);
        assert_eq!(asked.len(), 1, "{effects:?}");
        let ticket = ticket_of(asked[0]);
        self.input(RelayInput::Answer { ticket, answer })
    }

    pub(crate) fn pass(&mut self, span: u64) -> Vec<RelayEffect> {
        self.now = self.now.plus(span);
        self.input(RelayInput::Tick)
    }
}

pub(crate) fn subscribe_frame(stream: StreamId, position: Position) -> ClientFrame {
    ClientFrame::Subscribe(Subscribe { stream, position })
}

pub(crate) fn questions(effects: &[RelayEffect]) -> Vec<&RelayEffect> {
    let no_question = |effect: &&RelayEffect| {
        !matches!(
            effect,
            RelayEffect::Send(_)
                | RelayEffect::Close(_)
                | RelayEffect::PauseReading { .. }
                | RelayEffect::Watch { .. }
                | RelayEffect::Unwatch { .. }
                | RelayEffect::PresenceOut { .. }
        )
    };
    effects.iter().filter(no_question).collect()
}

pub(crate) fn sent(effects: &[RelayEffect]) -> Vec<RelayFrame> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            RelayEffect::Send(bytes) => Some(RelayFrame::decode(bytes).unwrap()),
            _ => None,
        })
        .collect()
}

/// The code that the session closed with. It is the last effect, after a goodbye that says the same.
#[track_caller]
pub(crate) fn closed(effects: &[RelayEffect]) -> Option<GoodbyeCode> {
    let Some(RelayEffect::Close(code)) = effects.last() else { return None };
    let said = sent(effects).into_iter().find_map(|frame| match frame {
        RelayFrame::Goodbye(goodbye) => Some(goodbye.code),
        _ => None,
    });
    assert!(said.is_none_or(|said| said == *code));
    Some(*code)
}

#[track_caller]
pub(crate) fn error_code(effects: &[RelayEffect]) -> u16 {
    let codes: Vec<_> = sent(effects)
        .into_iter()
        .filter_map(|frame| match frame {
            RelayFrame::Error(error) => Some(error.code.number()),
            _ => None,
        })
        .collect();
    assert_eq!(codes.len(), 1, "{effects:?}");
    codes[0]
}
