//! Events of a project.

use super::touched;
use crate::document::Change;
use crate::document::view::MapView;
use crate::event::{Event, ProjectSetting};
use crate::schema::{project, root};
use crate::time::Timestamp;
use automerge::Automerge;
use std::collections::BTreeSet;

/// What the change means. Creation includes the settings that the project begins with.
pub(super) fn events(automerge: &Automerge, change: &Change) -> Vec<Event> {
    let heads = [change.hash()];
    let before = MapView::root_at(automerge, change.deps());
    let after = MapView::root_at(automerge, &heads);
    if !before.has(root::CREATED_AT) && after.has(root::CREATED_AT) {
        let name = after.get(project::NAME).unwrap_or_default();
        return vec![Event::ProjectCreated { name }];
    }
    let mut settings = BTreeSet::new();
    let mut events = Vec::new();
    for path in touched::paths(automerge, change) {
        let Some(key) = path.first() else { continue };
        match setting(key) {
            Some(what) if settings.insert(what) => {
                events.push(Event::ProjectSettingsChanged { what });
            }
            Some(_) => {}
            None => events.extend(own_event(key, &before, &after)),
        }
    }
    events
}

fn setting(list: &str) -> Option<ProjectSetting> {
    match list {
        project::STATES => Some(ProjectSetting::States),
        project::LABELS => Some(ProjectSetting::Labels),
        project::FIELDS => Some(ProjectSetting::Fields),
        project::CYCLES => Some(ProjectSetting::Cycles),
        project::MILESTONES => Some(ProjectSetting::Milestones),
        project::TEMPLATES => Some(ProjectSetting::Templates),
        project::VIEWS => Some(ProjectSetting::Views),
        _ => None,
    }
}

fn own_event(key: &str, before: &MapView<'_>, after: &MapView<'_>) -> Option<Event> {
    let text = |view: &MapView<'_>| view.get::<String>(key).unwrap_or_default();
    let (from, to) = (text(before), text(after));
    match key {
        project::NAME if from != to => Some(Event::ProjectRenamed { from, to }),
        project::KEY if from != to => Some(Event::ProjectKeyChanged { from, to }),
        root::DELETED_AT => {
            let is_deleted = |view: &MapView<'_>| view.get::<Timestamp>(key).is_some();
            match (is_deleted(before), is_deleted(after)) {
                (false, true) => Some(Event::ProjectDeleted),
                (true, false) => Some(Event::ProjectRestored),
                _ => None,
            }
        }
        _ => None,
    }
}
