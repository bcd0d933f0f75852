//! What the relay says about streams: opened, snapshots, activity, tail.

use crate::client::effect::{ClientEffect, StoreTask};
use crate::client::session::{ClientSession, Then};
use crate::client::stream::State;
use crate::frames::from_client::{OpenStream, Subscribe, Unsubscribe};
use crate::frames::from_relay::{
    ActivityPage, Changes, ErrorFrame, PresenceIn, SnapshotPage, StreamOpened, Subscribed,
};
use crate::frames::{ClientFrame, ErrorCode, RelayFrame};
use crate::log::{Cursor, Position};
use aloft_crdt_model::ids::StreamId;
use rand::Rng;

impl<R: Rng> ClientSession<R> {
    pub(super) fn frame(&mut self, bytes: &[u8]) {
        if !self.has_socket() {
            return;
        }
        self.heard();
        let Ok(frame) = RelayFrame::decode(bytes) else {
            return self.hang_up("a frame that cannot be read");
        };
        match frame {
            RelayFrame::Welcome(welcome) => self.welcomed(welcome),
            RelayFrame::Goodbye(goodbye) => self.said_goodbye(&goodbye),
            RelayFrame::Directory(directory) => self.directory_came(&directory),
            frame if self.is_online() => self.stream_frame(frame, bytes.len()),
            _ => self.hang_up("a frame before the directory"),
        }
    }

    /// Begins with a stream, if it may and has not: once the store has nothing of it under way, so
    /// that the durable position is the whole truth.
    pub(super) fn begin(&mut self, id: StreamId) {
        let online = self.is_online();
        let Some(stream) = self.streams.get_mut(&id) else { return };
        if !online || stream.storing > 0 || stream.state != State::Idle {
            return;
        }
        let (org, kind) = (stream.org, stream.kind);
        if self.directory.streams.contains(&id) && stream.is_unsure() {
            stream.reconcile();
        } else if self.directory.streams.contains(&id) {
            self.subscribe(id);
        } else if self.directory.orgs.contains(&org) {
            stream.state = State::Opening;
            self.send(&ClientFrame::OpenStream(OpenStream { org, stream: id, kind }));
        } else {
            stream.state = State::NoAccess;
        }
    }

    /// A directory came: what was denied before may be allowed now.
    pub(super) fn begin_all(&mut self) {
        let ids: Vec<_> = self.streams.keys().copied().collect();
        for id in ids {
            if let Some(stream) = self.streams.get_mut(&id)
                && stream.state == State::NoAccess
            {
                stream.state = State::Idle;
            }
            self.begin(id);
        }
    }

    /// The first cursor of a new stream is stored.
    pub(super) fn opened(&mut self, id: StreamId) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.position = Position::Tail(Cursor::ZERO);
        if stream.state == State::Opening {
            self.subscribe(id);
        }
    }

    pub(super) fn subscribe(&mut self, id: StreamId) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.subscribing();
        let position = stream.position.clone();
        self.send(&ClientFrame::Subscribe(Subscribe { stream: id, position }));
    }

    fn stream_frame(&mut self, frame: RelayFrame, bytes: usize) {
        match frame {
            RelayFrame::StreamOpened(opened) => self.stream_opened(&opened),
            RelayFrame::Subscribed(subscribed) => self.subscribed(&subscribed),
            RelayFrame::SnapshotPage(page) => self.snapshots(&page, bytes),
            RelayFrame::ActivityPage(page) => self.activity(page, bytes),
            RelayFrame::Changes(changes) => self.changes(&changes, bytes),
            RelayFrame::Accepted(accepted) => self.accepted(&accepted),
            RelayFrame::Refused(refused) => self.refused(refused),
            RelayFrame::Diverged(diverged) => self.diverged(diverged.stream),
            RelayFrame::HeadsPage(page) => self.heads_page(&page),
            RelayFrame::Document(document) => self.document(document),
            RelayFrame::Presence(presence) => self.presence_came(presence),
            RelayFrame::Refreshed(refreshed) => self.refreshed(refreshed),
            RelayFrame::Pong(_) => self.pong(),
            RelayFrame::Error(error) => self.error(&error),
            RelayFrame::Welcome(_) | RelayFrame::Directory(_) | RelayFrame::Goodbye(_) => {}
        }
    }

    fn stream_opened(&mut self, opened: &StreamOpened) {
        let id = opened.stream;
        self.directory.streams.insert(id);
        let Some(stream) = self.streams.get_mut(&id) else { return };
        if stream.state != State::Opening {
            return;
        }
        if opened.head_seq == 0 && stream.position == Position::Start {
            // Nothing to bootstrap: the log begins here.
            let task = StoreTask::StoreCursor { cursor: Cursor::ZERO };
            self.store(id, task, 0, Then::Opened);
        } else {
            self.subscribe(id);
        }
    }

    fn subscribed(&mut self, subscribed: &Subscribed) {
        if let Some(stream) = self.streams.get_mut(&subscribed.stream)
            && stream.state == State::Subscribing
        {
            stream.subscribed(subscribed.head_seq);
        }
    }

    fn snapshots(&mut self, page: &SnapshotPage, bytes: usize) {
        let Some(stream) = self.streams.get_mut(&page.stream) else { return };
        if stream.state != State::Snapshots {
            return;
        }
        let Ok(docs) = page.docs() else { return self.hang_up("a page that is damaged") };
        let (at, after) = (page.at, page.after);
        stream.begins_at(at);
        stream.holds(docs.iter().map(|doc| doc.doc_seq).max().unwrap_or(0));
        let position = match after {
            Some(after) => Position::Snapshots { at, after },
            None => Position::Activity { at, before: None },
        };
        if after.is_none() {
            stream.state = State::Activity { at };
        }
        let task = StoreTask::StorePage { at, docs, after };
        self.store(page.stream, task, bytes, Then::Position(position));
    }

    fn activity(&mut self, page: ActivityPage, bytes: usize) {
        let id = page.stream;
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let State::Activity { at } = stream.state else { return };
        let Ok(rows) = page.rows.unpack() else { return self.hang_up("a page that is damaged") };
        let before = page.before;
        let last = before.is_none();
        let position = match before.clone() {
            Some(mark) => Position::Activity { at, before: Some(mark) },
            None => Position::Tail(at),
        };
        let compare = last && stream.was_resumed();
        if compare {
            stream.reconcile();
        } else if last {
            stream.state = State::Tailing;
        }
        if compare {
            self.send(&ClientFrame::Unsubscribe(Unsubscribe { stream: id }));
        }
        self.store(
            id,
            StoreTask::StoreActivity { at, rows, before },
            bytes,
            Then::Position(position),
        );
        if last {
            self.move_past_own(id);
        }
    }

    fn changes(&mut self, changes: &Changes, bytes: usize) {
        let (id, now) = (changes.stream, self.now);
        let Some(stream) = self.streams.get_mut(&id) else { return };
        if stream.state != State::Tailing {
            return;
        }
        let Ok(entries) = changes.entries() else {
            return self.hang_up("entries that are damaged");
        };
        let Ok((entries, advance)) = stream.take_entries(entries) else {
            return self.hang_up("a gap in the log");
        };
        stream.announced = stream.announced.max(changes.head_seq.unwrap_or(0));
        for entry in &entries {
            stream.pushing.came(entry.doc, now);
        }
        if let Some(advance) = advance {
            let task = StoreTask::StoreChanges { entries, advance };
            self.store(id, task, bytes, Then::Advanced);
        }
    }

    /// The tail begins, and own changes that were accepted meanwhile may be its first entries.
    fn move_past_own(&mut self, id: StreamId) {
        let advance = self.streams.get_mut(&id).and_then(super::stream::Stream::advance_past_own);
        if let Some(advance) = advance {
            let task = StoreTask::StoreChanges { entries: Vec::new(), advance };
            self.store(id, task, 0, Then::Advanced);
        }
    }

    fn presence_came(&mut self, presence: PresenceIn) {
        let PresenceIn { stream, user, device, payload } = presence;
        if self.streams.contains_key(&stream) {
            let payload = payload.into();
            self.effect(ClientEffect::Presence { stream, user, device, payload });
        }
    }

    fn error(&mut self, error: &ErrorFrame) {
        let Some(id) = error.stream else { return };
        let Some(stream) = self.streams.get_mut(&id) else { return };
        // A presence that came too early hurts nobody.
        if error.code == ErrorCode::NotSubscribed {
            return;
        }
        stream.rest(State::NoAccess);
        self.questions.retain(|(of, _)| *of != id);
        self.forget_loading(id);
    }
}
