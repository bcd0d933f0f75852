//! What ids are called, so that words about an act can say it.

use aloft_crdt_model::ids::{CycleId, FieldId, LabelId, MilestoneId, StateId, UserId};
use aloft_crdt_model::rows::ProjectRow;
use std::collections::BTreeMap;

/// The names that a project's rows and its organisation's directory know. An id that they do not
/// know has no name, and the words do without.
#[derive(Clone, Debug, Default)]
pub struct Names {
    project: Option<ProjectRow>,
    people: BTreeMap<UserId, String>,
}

impl Names {
    /// Of a project, and of people by every id that they wrote under.
    pub fn new(project: Option<ProjectRow>, people: BTreeMap<UserId, String>) -> Self {
        Self { project, people }
    }

    pub(super) fn state(&self, id: StateId) -> Option<&str> {
        let states = &self.project.as_ref()?.states;
        states.iter().find(|state| state.id == id).map(|state| state.name.as_str())
    }

    pub(super) fn label(&self, id: LabelId) -> Option<&str> {
        let labels = &self.project.as_ref()?.labels;
        labels.iter().find(|label| label.id == id).map(|label| label.name.as_str())
    }

    pub(super) fn field(&self, id: FieldId) -> Option<&str> {
        let fields = &self.project.as_ref()?.fields;
        fields.iter().find(|field| field.id == id).map(|field| field.name.as_str())
    }

    pub(super) fn cycle(&self, id: CycleId) -> Option<&str> {
        let cycles = &self.project.as_ref()?.cycles;
        cycles.iter().find(|cycle| cycle.id == id).map(|cycle| cycle.name.as_str())
    }

    pub(super) fn milestone(&self, id: MilestoneId) -> Option<&str> {
        let milestones = &self.project.as_ref()?.milestones;
        milestones.iter().find(|each| each.id == id).map(|each| each.name.as_str())
    }

    pub(super) fn person(&self, id: UserId) -> Option<&str> {
        self.people.get(&id).map(String::as_str)
    }
}
