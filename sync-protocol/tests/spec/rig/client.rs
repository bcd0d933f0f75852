//! A client session by hand.

use crate::rig::relay::{device, directory};
use crate::world::{ORG, stream, user};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::client::{
    ClientConfig, ClientEffect, ClientInput, ClientSession, Counts, PendingChange, PendingMark,
    StoreOutcome, StoreTask, SyncStatus, TrackedStream,
};
use aloft_sync_protocol::frames::from_relay::{Directory, Subscribed, Welcome};
use aloft_sync_protocol::frames::{ClientFrame, RelayFrame};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::limits::Limits;
use aloft_sync_protocol::log::{ChangeHash, Cursor, DocKind, LogHash, Position, StreamKind};
use aloft_sync_protocol::ticket::Ticket;
use rand::SeedableRng;
use rand::rngs::StdRng;
use uuid::Uuid;

pub(crate) struct ClientRig {
    pub(crate) session: ClientSession<StdRng>,
    pub(crate) now: Millis,
}

pub(crate) fn welcome(now: Millis) -> RelayFrame {
    RelayFrame::Welcome(Welcome {
        version: 1,
        session: Uuid::from_u128(7),
        user: user(0),
        identities: Vec::new(),
        limits: Limits::default(),
        server_time: now.0,
        expires_at: now.0 + 600_000,
    })
}

pub(crate) fn tracked(stream: StreamId, position: Position) -> TrackedStream {
    TrackedStream {
        stream,
        org: ORG,
        kind: StreamKind::Project,
        position,
        counts: Counts::default(),
        doc_seq: 0,
    }
}

pub(crate) fn pending(number: u64) -> PendingChange {
    PendingChange {
        mark: PendingMark(number),
        doc: crate::world::doc(1),
        kind: DocKind::Task,
        hash: hash(number),
        bytes: vec![9; 130],
        acknowledged_before: false,
    }
}

pub(crate) fn hash(number: u64) -> ChangeHash {
    let mut hash = [0; 32];
    hash[24..].copy_from_slice(&number.to_be_bytes());
    ChangeHash(hash)
}

pub(crate) fn cursor(seq: u64) -> Cursor {
    Cursor { seq, hash: LogHash(hash(seq).0) }
}

impl ClientRig {
    pub(crate) fn new() -> Self {
        let config = ClientConfig::new(device(1), "test");
        let session = ClientSession::new(config, StdRng::seed_from_u64(1));
        Self { session, now: Millis(1_000_000) }
    }

    /// Connected and greeted, no directory yet.
    pub(crate) fn greeted() -> Self {
        let mut rig = Self::new();
        rig.input(ClientInput::Token { token: "a secret token".to_owned() });
        rig.input(ClientInput::Start);
        rig.input(ClientInput::Connected);
        rig
    }

    /// Online, following stream 0 from this position; the directory has it.
    pub(crate) fn online(position: Position) -> Self {
        Self::online_tracking(tracked(stream(0), position))
    }

    pub(crate) fn online_tracking(tracked: TrackedStream) -> Self {
        let mut rig = Self::greeted();
        rig.input(ClientInput::Track(tracked));
        rig.welcomed(&[stream(0)]);
        rig
    }

    /// In the tail of stream 0 at this cursor, and nothing pending.
    pub(crate) fn tailing(seq: u64) -> Self {
        let mut rig = Self::online(Position::Tail(cursor(seq)));
        let effects = rig.subscribed(seq);
        rig.no_more_pending(&effects);
        rig
    }

    /// Gives the welcome and a directory, and stores it.
    pub(crate) fn welcomed(&mut self, streams: &[StreamId]) -> Vec<ClientEffect> {
        self.frame(&welcome(self.now));
        self.directory(streams)
    }

    pub(crate) fn directory(&mut self, streams: &[StreamId]) -> Vec<ClientEffect> {
        let mut effects = self.frame(&RelayFrame::Directory(Directory::new(&directory(streams))));
        let ticket = effects
            .iter()
            .find_map(|effect| match effect {
                ClientEffect::SetDirectory { ticket, .. } => Some(*ticket),
                _ => None,
            })
            .unwrap();
        effects.extend(self.stored(ticket, StoreOutcome::default()));
        effects
    }

    pub(crate) fn subscribed(&mut self, head_seq: u64) -> Vec<ClientEffect> {
        self.frame(&RelayFrame::Subscribed(Subscribed { stream: stream(0), head_seq }))
    }

    pub(crate) fn input(&mut self, input: ClientInput) -> Vec<ClientEffect> {
        self.session.handle(self.now, input)
    }

    pub(crate) fn frame(&mut self, frame: &RelayFrame) -> Vec<ClientEffect> {
        self.input(ClientInput::Frame(frame.encode()))
    }

    pub(crate) fn stored(&mut self, ticket: Ticket, outcome: StoreOutcome) -> Vec<ClientEffect> {
        self.input(ClientInput::Stored { ticket, outcome })
    }

    /// A local change was made.
    pub(crate) fn wrote(&mut self, waiting: u64) -> Vec<ClientEffect> {
        let counts = Counts { waiting, ..Counts::default() };
        self.input(ClientInput::PendingAvailable { stream: stream(0), counts })
    }

    /// Answers the loading among these effects.
    #[track_caller]
    pub(crate) fn load(
        &mut self,
        effects: &[ClientEffect],
        changes: Vec<PendingChange>,
    ) -> Vec<ClientEffect> {
        let ticket = tasks(effects)
            .iter()
            .find_map(|(ticket, task)| {
                matches!(task, StoreTask::LoadPending { .. }).then_some(*ticket)
            })
            .expect("nothing is loaded");
        self.input(ClientInput::Pending { ticket, changes })
    }

    #[track_caller]
    pub(crate) fn no_more_pending(&mut self, effects: &[ClientEffect]) {
        self.load(effects, Vec::new());
    }

    pub(crate) fn pass(&mut self, span: u64) -> Vec<ClientEffect> {
        self.now = self.now.plus(span);
        self.input(ClientInput::Tick)
    }

    pub(crate) fn status(&self) -> SyncStatus {
        self.session.status()
    }
}

pub(crate) fn sent(effects: &[ClientEffect]) -> Vec<ClientFrame> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            ClientEffect::Send(bytes) => Some(ClientFrame::decode(bytes).unwrap()),
            _ => None,
        })
        .collect()
}

pub(crate) fn tasks(effects: &[ClientEffect]) -> Vec<(Ticket, &StoreTask)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            ClientEffect::Store { ticket, task, .. } => Some((*ticket, task)),
            _ => None,
        })
        .collect()
}

pub(crate) fn hung_up(effects: &[ClientEffect]) -> bool {
    effects.iter().any(|effect| matches!(effect, ClientEffect::Disconnect))
}
