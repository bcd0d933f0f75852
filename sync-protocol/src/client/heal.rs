//! Healing: finding out who lacks what, for a whole stream or one document.

use crate::client::effect::StoreTask;
use crate::client::session::{ClientSession, Then};
use crate::client::stream::State;
use crate::frames::ClientFrame;
use crate::frames::from_client::{Fetch, Heads};
use crate::frames::from_relay::{Document, HeadsPage};
use crate::log::{Cursor, Position};
use aloft_crdt_model::ids::{DocId, StreamId};
use rand::Rng;

impl<R: Rng> ClientSession<R> {
    /// The relay's log is not the one that the position is of.
    pub(super) fn diverged(&mut self, id: StreamId) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        if stream.state != State::Subscribing {
            return;
        }
        if matches!(stream.position, Position::Tail(_)) {
            stream.reconcile();
        } else {
            // A bootstrap begins anew; what was stored of it is merged with what comes.
            stream.restart_at(Position::Start);
            self.subscribe(id);
        }
    }

    /// Asks what is to be asked, as long as more questions may be in flight.
    pub(super) fn pump_questions(&mut self) {
        if !self.is_online() {
            return;
        }
        let ids: Vec<_> = self.streams.keys().copied().collect();
        for id in ids {
            while self.questions.len() < self.limits.questions_in_flight as usize {
                let Some(question) = self.next_question(id) else { break };
                self.send(&question);
            }
        }
    }

    pub(super) fn heads_page(&mut self, page: &HeadsPage) {
        let id = page.stream;
        if !self.questions.remove(&(id, None)) {
            return;
        }
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let State::Reconciling(reconciling) = &mut stream.state else { return };
        let Ok(docs) = page.docs() else { return self.hang_up("heads that are damaged") };
        reconciling.at.get_or_insert(page.at);
        let after = std::mem::replace(&mut reconciling.after, page.after);
        reconciling.comparing = true;
        let task = StoreTask::Reconcile { after, through: page.after, docs };
        self.store(id, task, 0, Then::Compared);
    }

    pub(super) fn document(&mut self, document: Document) {
        let Document { stream: id, doc, state } = document;
        if self.questions.remove(&(id, Some(doc))) {
            if let (Some(stream), Some(state)) = (self.streams.get_mut(&id), &state) {
                stream.holds(state.doc_seq);
            }
            let task = StoreTask::StoreDocument { doc, state };
            self.store(id, task, 0, Then::Healed(doc));
        }
    }

    /// A page of heads was compared.
    pub(super) fn compared(&mut self, id: StreamId, fetch: Vec<DocId>) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let State::Reconciling(reconciling) = &mut stream.state else { return };
        reconciling.comparing = false;
        stream.healing.heads_wanted = reconciling.done().is_none();
        // All of these, also those that were looked at lately: the cursor will vouch for them.
        stream.healing.wanted.extend(fetch);
        self.finish_reconciling(id);
    }

    /// A fetched document is merged.
    pub(super) fn healed(&mut self, id: StreamId, doc: DocId) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.healing.healed(doc, self.next_push_id);
        self.finish_reconciling(id);
    }

    /// Both sides know what they lack, and the cursor says so durably.
    pub(super) fn reconciled(&mut self, id: StreamId, cursor: Cursor) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.restart_at(Position::Tail(cursor));
        if let State::Reconciling(reconciling) = &stream.state {
            stream.doc_seq = reconciling.doc_seq;
            self.subscribe(id);
        }
    }

    fn finish_reconciling(&mut self, id: StreamId) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let State::Reconciling(reconciling) = &stream.state else { return };
        if let Some(cursor) = reconciling.done()
            && stream.healing.is_idle()
        {
            self.store(id, StoreTask::StoreCursor { cursor }, 0, Then::Reconciled(cursor));
        }
    }

    fn next_question(&mut self, id: StreamId) -> Option<ClientFrame> {
        let stream = self.streams.get_mut(&id)?;
        if std::mem::take(&mut stream.healing.heads_wanted) {
            let State::Reconciling(reconciling) = &stream.state else { return None };
            self.questions.insert((id, None));
            return Some(ClientFrame::Heads(Heads { stream: id, after: reconciling.after }));
        }
        let doc = stream.healing.wanted.pop_front()?;
        stream.healing.fetching.insert(doc);
        self.questions.insert((id, Some(doc)));
        Some(ClientFrame::Fetch(Fetch { stream: id, doc }))
    }
}
