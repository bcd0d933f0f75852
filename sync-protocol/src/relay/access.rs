//! What the person may see: the directory, and the streams that it allows.

use crate::frames::from_client::OpenStream;
use crate::frames::from_relay::{Directory, StreamOpened, Welcome};
use crate::frames::{DirectoryOrg, ErrorCode, RelayFrame};
use crate::relay::effect::RelayEffect;
use crate::relay::input::Opened;
use crate::relay::session::{Phase, Purpose, RelaySession};
use aloft_crdt_model::ids::{OrgId, StreamId};
use std::collections::{BTreeMap, BTreeSet};

/// What the last directory allows.
#[derive(Debug, Default)]
pub(super) struct Access {
    orgs: BTreeSet<OrgId>,
    streams: BTreeMap<StreamId, OrgId>,
    /// It changed since it was read: nothing of the log is sent until it is read again.
    pub(super) stale: bool,
    /// The reading that is out began before the last change.
    again: bool,
}

impl Access {
    /// The organisation of a stream that the person may see.
    pub(super) fn org_of(&self, stream: StreamId) -> Option<OrgId> {
        self.streams.get(&stream).copied()
    }
}

impl RelaySession {
    pub(super) fn load_directory(&mut self) {
        if self.tickets.any(|purpose| matches!(purpose, Purpose::Directory)) {
            self.access.again = true;
            return;
        }
        let Some(user) = self.user() else { return self.wrong_answer() };
        let ticket = self.tickets.issue(Purpose::Directory);
        self.out.push(RelayEffect::LoadDirectory { ticket, user });
    }

    pub(super) fn access_changed(&mut self) {
        if matches!(self.phase, Phase::Ready | Phase::LoadingDirectory { .. }) {
            self.access.stale = true;
            self.load_directory();
        }
    }

    pub(super) fn directory_loaded(&mut self, orgs: &[DirectoryOrg]) {
        if std::mem::take(&mut self.access.again) {
            return self.load_directory();
        }
        self.access = Access {
            orgs: orgs.iter().map(|org| org.id).collect(),
            streams: orgs
                .iter()
                .flat_map(|org| org.streams.iter().map(|stream| (stream.id, org.id)))
                .collect(),
            stale: false,
            again: false,
        };
        if let Phase::LoadingDirectory { version } = self.phase {
            self.phase = Phase::Ready;
            self.welcome(version);
        }
        self.end_what_is_lost();
        self.out.send(&RelayFrame::Directory(Directory::new(orgs)));
        self.ask_held_questions();
    }

    pub(super) fn open_stream(&mut self, open: &OpenStream) {
        if !self.access.orgs.contains(&open.org) {
            let words = "no such organisation";
            return self.out.error(ErrorCode::NotFound, words, Some(open.stream), None);
        }
        let ticket = self.tickets.issue(Purpose::Open { org: open.org, stream: open.stream });
        self.out.push(RelayEffect::OpenStream {
            ticket,
            org: open.org,
            stream: open.stream,
            kind: open.kind,
        });
    }

    pub(super) fn stream_opened(&mut self, org: OrgId, stream: StreamId, opened: Opened) {
        self.access.streams.insert(stream, org);
        // A directory that was being read meanwhile may lack the stream, and would end it again.
        if self.tickets.any(|purpose| matches!(purpose, Purpose::Directory)) {
            self.access.again = true;
        }
        let head_seq = opened.head_seq;
        self.out.send(&RelayFrame::StreamOpened(StreamOpened { stream, head_seq }));
    }

    fn welcome(&mut self, version: u16) {
        let Some(who) = self.caller.as_ref().and_then(|caller| caller.proved.clone()) else {
            return self.wrong_answer();
        };
        self.out.send(&RelayFrame::Welcome(Welcome {
            version,
            session: self.id,
            user: who.user,
            identities: who.identities,
            limits: self.config.limits,
            server_time: self.out.now.0,
            expires_at: who.expires_at.0,
        }));
    }

    fn end_what_is_lost(&mut self) {
        for stream in self.subscriptions.streams() {
            if self.access.org_of(stream).is_none() {
                self.end_subscription(stream);
                let words = "access was taken away";
                self.out.error(ErrorCode::AccessLost, words, Some(stream), None);
            }
        }
        for (stream, push_id) in self.pushes.forget_lost(&self.access) {
            let words = "access was taken away";
            self.out.error(ErrorCode::AccessLost, words, Some(stream), Some(push_id));
        }
    }
}
