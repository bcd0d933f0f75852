//! Who looks at what: this person for the others, and the others for this window.
//!
//! Nothing of it is stored. Whoever is not heard for a while has left, whether they said so or not.

use super::views::{Cursor, Presence};
use crate::sync::Control;
use aloft_crdt_model::ids::{DeviceId, ProjectId, StreamId, TaskId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often one's own presence is told again.
pub(super) const BEAT: Duration = Duration::from_secs(20);
/// Whoever was not heard for so long has left.
pub(super) const EXPIRY: Duration = Duration::from_secs(45);

/// What a person looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyPresence {
    /// In which project.
    pub project: ProjectId,
    /// At what; none: they left.
    pub task: Option<TaskId>,
    /// Where in the description.
    pub cursor: Option<Cursor>,
}

/// What clients tell each other.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    task: TaskId,
    cursor: Option<Cursor>,
}

impl MyPresence {
    /// What tells the others.
    pub(super) fn control(&self) -> Control {
        let payload = self.task.map(|task| Payload { task, cursor: self.cursor.clone() });
        let payload = payload.and_then(|payload| serde_json::to_vec(&payload).ok());
        Control::Presence { stream: self.project.stream(), payload: payload.unwrap_or_default() }
    }

    /// What tells the others that they left.
    pub(super) fn leaving(&self) -> Control {
        Self { task: None, cursor: None, ..self.clone() }.control()
    }
}

/// The others.
#[derive(Debug, Default)]
pub(super) struct Others(BTreeMap<(StreamId, DeviceId), (Presence, Instant)>);

impl Others {
    /// Somebody was heard; what to show.
    pub(super) fn heard(
        &mut self,
        (stream, user, device): (StreamId, UserId, DeviceId),
        payload: &[u8],
        now: Instant,
    ) -> Option<Presence> {
        if payload.is_empty() {
            return self.0.remove(&(stream, device)).map(|(presence, _)| left(&presence));
        }
        // A newer client may tell something else: whoever cannot be understood is not shown.
        let Payload { task, cursor } = serde_json::from_slice(payload).ok()?;
        let project = ProjectId(stream.0);
        let presence = Presence { project, user, device, task: Some(task), cursor };
        let before = self.0.insert((stream, device), (presence.clone(), now));
        let is_news = before.is_none_or(|(before, _)| before != presence);
        is_news.then_some(presence)
    }

    /// Those who have not been heard for too long.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<Presence> {
        let gone = self.0.extract_if(.., |_, (_, heard)| now.duration_since(*heard) >= EXPIRY);
        gone.map(|(_, (presence, _))| left(&presence)).collect()
    }

    /// Nobody can be heard any more.
    pub(super) fn clear(&mut self) -> Vec<Presence> {
        std::mem::take(&mut self.0).into_values().map(|(presence, _)| left(&presence)).collect()
    }
}

fn left(presence: &Presence) -> Presence {
    Presence { task: None, cursor: None, ..presence.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn from() -> (StreamId, UserId, DeviceId) {
        let id = Uuid::from_u128;
        (StreamId(id(1)), UserId(id(2)), DeviceId(id(3)))
    }

    fn looking() -> MyPresence {
        let id = Uuid::from_u128;
        MyPresence { project: ProjectId(id(1)), task: Some(TaskId(id(4))), cursor: None }
    }

    fn payload(control: Control) -> Vec<u8> {
        let Control::Presence { payload, .. } = control else { panic!("another control") };
        payload
    }

    #[test]
    fn what_one_tells_the_other_shows() {
        let mut others = Others::default();
        let told = payload(looking().control());
        let shown = others.heard(from(), &told, Instant::now()).unwrap();
        assert_eq!(shown.task, looking().task);
        assert_eq!(others.heard(from(), &told, Instant::now()), None, "a beat is no news");
        let left = others.heard(from(), &payload(looking().leaving()), Instant::now()).unwrap();
        assert_eq!(left.task, None);
    }

    #[test]
    fn silence_is_leaving() {
        let mut others = Others::default();
        let now = Instant::now();
        others.heard(from(), &payload(looking().control()), now);
        assert!(others.expire(now + BEAT).is_empty());
        assert_eq!(others.expire(now + EXPIRY).len(), 1);
        assert!(others.expire(now + EXPIRY).is_empty());
    }

    #[test]
    fn what_cannot_be_understood_is_not_shown() {
        assert_eq!(Others::default().heard(from(), b"{\"whim\":1}", Instant::now()), None);
    }
}
