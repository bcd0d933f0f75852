//! Hints that wait to be sent: of each stream only its newest head.

use super::{Hint, PresenceHint};
use crate::ingest::StreamKey;
use crate::live::Announcement;
use std::collections::{BTreeMap, VecDeque};

/// How many presences wait at most: they are the first thing to be dropped.
const MAX_PRESENCES: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Outgoing {
    heads: BTreeMap<StreamKey, i64>,
    presences: VecDeque<PresenceHint>,
    announcements: Vec<Announcement>,
}

impl Outgoing {
    pub(super) fn add(&mut self, hint: Hint) {
        match hint {
            Hint::Grew { key, head_seq } => {
                let head = self.heads.entry(key).or_default();
                *head = head_seq.max(*head);
            }
            Hint::Presence(presence) => {
                if self.presences.len() == MAX_PRESENCES {
                    self.presences.pop_front();
                }
                self.presences.push_back(presence);
            }
            Hint::Announcement(announcement) => {
                if !self.announcements.contains(&announcement) {
                    self.announcements.push(announcement);
                }
            }
        }
    }

    /// Puts back what could not be sent, but for presences, which are old by now.
    pub(super) fn put_back(&mut self, unsent: Self) {
        for (key, head_seq) in unsent.heads {
            self.add(Hint::Grew { key, head_seq });
        }
        for announcement in unsent.announcements {
            self.add(Hint::Announcement(announcement));
        }
    }

    pub(super) fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    pub(super) fn heads(&self) -> &BTreeMap<StreamKey, i64> {
        &self.heads
    }

    pub(super) fn presences(&self) -> &VecDeque<PresenceHint> {
        &self.presences
    }

    pub(super) fn announcements(&self) -> &[Announcement] {
        &self.announcements
    }
}
