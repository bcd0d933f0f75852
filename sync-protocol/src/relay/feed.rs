//! Feeding subscriptions: snapshots, activity, then the tail, as fast as the socket takes them.

use crate::frames::from_client::Subscribe;
use crate::frames::from_relay::{ActivityPage, Changes, Diverged, SnapshotPage, Subscribed};
use crate::frames::{DivergedReason, ErrorCode, GoodbyeCode, RelayFrame, TailEntry};
use crate::log::{Cursor, Position, Seq};
use crate::packed::Packed;
use crate::relay::effect::RelayEffect;
use crate::relay::input::{ActivityRead, Answer, CursorVerdict, SnapshotRead, TailRead};
use crate::relay::session::{Phase, Purpose, RelaySession};
use crate::relay::subscriptions::Stage;
use aloft_crdt_model::ids::{OrgId, StreamId};
use std::collections::BTreeSet;

impl RelaySession {
    pub(super) fn subscribe(&mut self, subscribe: Subscribe) {
        let Subscribe { stream, position } = subscribe;
        self.end_subscription(stream);
        let Some(org) = self.access.org_of(stream) else { return self.deny(stream, None) };
        if self.subscriptions.len() >= self.config.limits.subscriptions as usize {
            let words = "too many subscriptions";
            return self.out.error(ErrorCode::TooManySubscriptions, words, Some(stream), None);
        }
        let cursor = where_tail_begins(&position);
        self.subscriptions.insert(stream, position);
        // Watched before it is looked at: a hint in between must not be missed.
        self.out.push(RelayEffect::Watch { stream });
        let ticket = self.tickets.issue(Purpose::Verify { stream });
        self.out.push(RelayEffect::VerifyCursor { ticket, org, stream, cursor });
    }

    pub(super) fn end_subscription(&mut self, stream: StreamId) {
        let Some(ended) = self.subscriptions.remove(stream) else { return };
        self.tickets.retain(|purpose| {
            !matches!(purpose, Purpose::Verify { stream: of } | Purpose::Read { stream: of }
                if *of == stream)
        });
        if ended.present {
            self.say_absence(stream);
        }
        self.out.push(RelayEffect::Unwatch { stream });
    }

    pub(super) fn verified(&mut self, stream: StreamId, verdict: CursorVerdict) {
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        match verdict {
            CursorVerdict::Fits { head_seq } => {
                subscription.begin(head_seq);
                self.out.send(&RelayFrame::Subscribed(Subscribed { stream, head_seq }));
            }
            CursorVerdict::Ahead { head_seq } => {
                self.diverged(stream, DivergedReason::CursorAhead, head_seq);
            }
            CursorVerdict::HashDiffers { head_seq } => {
                self.diverged(stream, DivergedReason::HashDiffers, head_seq);
            }
            CursorVerdict::NotFound => {
                self.end_subscription(stream);
                self.deny(stream, None);
            }
        }
    }

    /// Asks for what subscriptions want, while the queue in front of the socket is short.
    pub(super) fn pump(&mut self) {
        if self.phase != Phase::Ready || self.access.stale || self.is_draining() {
            return;
        }
        let mut free = self.config.reads_in_flight.saturating_sub(self.subscriptions.reads_out());
        while free > 0 && self.out.queued <= self.config.queue_low {
            let Some(stream) = self.subscriptions.next_wanting() else { return };
            let Some(org) = self.access.org_of(stream) else { return };
            self.start_reading(org, stream);
            free -= 1;
        }
    }

    pub(super) fn read(&mut self, stream: StreamId, answer: Answer) {
        let stale = self.access.stale;
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        if stale {
            // What was read for somebody whose access is in doubt is not sent, but read again.
            subscription.reading = None;
            return;
        }
        match (subscription.stage.clone(), answer) {
            (Stage::Snapshots { at, .. }, Answer::Snapshot(read)) => {
                self.send_snapshots(stream, at, &read);
            }
            (Stage::Activity { at, .. }, Answer::Activity(read)) => {
                self.send_activity(stream, at, read);
            }
            (Stage::Tail, Answer::Tail(read)) => self.send_tail(stream, read),
            _ => self.wrong_answer(),
        }
    }

    fn start_reading(&mut self, org: OrgId, stream: StreamId) {
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        subscription.reading = Some(subscription.head);
        subscription.probe = false;
        let limit_bytes = self.config.page_bytes;
        let limit_changes = self.config.page_changes;
        let ticket = self.tickets.issue(Purpose::Read { stream });
        let effect = match subscription.stage.clone() {
            Stage::Snapshots { after, .. } => {
                RelayEffect::ReadSnapshot { ticket, org, stream, after, limit_bytes }
            }
            Stage::Activity { before, .. } => {
                RelayEffect::ReadActivity { ticket, org, stream, before, limit_bytes }
            }
            Stage::Tail | Stage::Verifying(_) => {
                let after = subscription.sent;
                RelayEffect::ReadTail { ticket, org, stream, after, limit_changes, limit_bytes }
            }
        };
        self.out.push(effect);
    }

    fn send_snapshots(&mut self, stream: StreamId, at: Option<Cursor>, read: &SnapshotRead) {
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        // The tail begins where the stream stood at the first page: what later pages have more is
        // skipped by document, what they lack cannot be.
        let at = at.unwrap_or(read.at);
        let after = read.after;
        subscription.reading = None;
        subscription.stage = match after {
            Some(_) => Stage::Snapshots { at: Some(at), after },
            None => Stage::Activity { at, before: None },
        };
        subscription.move_to(at.seq);
        let docs = Packed::pack_list(&read.docs);
        self.out.send(&RelayFrame::SnapshotPage(SnapshotPage { stream, at, docs, after }));
    }

    fn send_activity(&mut self, stream: StreamId, at: Cursor, read: ActivityRead) {
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        let before = read.before;
        subscription.reading = None;
        subscription.stage = match before.clone() {
            Some(mark) => Stage::Activity { at, before: Some(mark) },
            None => Stage::Tail,
        };
        subscription.move_to(at.seq);
        let rows = Packed::pack(read.rows);
        self.out.send(&RelayFrame::ActivityPage(ActivityPage { stream, rows, before }));
    }

    fn send_tail(&mut self, stream: StreamId, read: TailRead) {
        let Some(subscription) = self.subscriptions.get_mut(stream) else { return };
        let TailRead { mut entries, head_seq } = read;
        // Own changes may have moved `sent` while the reading was out.
        entries.retain(|entry| entry.seq > subscription.sent);
        if !is_gapless(subscription.sent, &entries) {
            return self.goodbye(GoodbyeCode::Internal, "the log has a gap", 0);
        }
        subscription.finish_reading(head_seq);
        let last = entries.last().map_or(subscription.sent, |entry| entry.seq);
        entries.retain(|entry| !subscription.is_own(entry.seq));
        subscription.move_to(last);
        if !entries.is_empty() {
            keep_last_digests(&mut entries);
            let newest = subscription.head;
            let announced = entries.last().is_some_and(|entry| newest > entry.seq);
            let changes = Changes::new(stream, &entries, announced.then_some(newest));
            self.out.send(&RelayFrame::Changes(changes));
        }
    }

    fn diverged(&mut self, stream: StreamId, reason: DivergedReason, head_seq: Seq) {
        self.end_subscription(stream);
        self.out.send(&RelayFrame::Diverged(Diverged { stream, reason, head_seq }));
    }
}

fn where_tail_begins(position: &Position) -> Option<Cursor> {
    match position {
        Position::Start => None,
        Position::Snapshots { at, .. } | Position::Activity { at, .. } => Some(*at),
        Position::Tail(cursor) => Some(*cursor),
    }
}

fn is_gapless(sent: Seq, entries: &[TailEntry]) -> bool {
    (sent + 1..).zip(entries).all(|(seq, entry)| entry.seq == seq)
}

/// A digest is worth its nine bytes once a document and frame: on its last entry.
fn keep_last_digests(entries: &mut [TailEntry]) {
    let mut seen = BTreeSet::new();
    for entry in entries.iter_mut().rev() {
        if !seen.insert(entry.doc) {
            entry.heads_digest = None;
        }
    }
}
