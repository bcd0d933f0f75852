//! A project document's row.

use super::history;
use super::view::MapView;
use crate::ids::{
    CycleId, DocId, FieldId, LabelId, MilestoneId, OptionId, ProjectId, SavedViewId, StateId,
    TemplateId,
};
use crate::rows::{
    Conflict, Cycle, DocRows, Field, FieldOption, FieldType, Label, Milestone, ProjectRow,
    SavedView, State, StateCategory, Template,
};
use crate::schema::project::{self, entry};
use crate::schema::root;
use crate::time::{Date, Timestamp};
use automerge::Automerge;
use std::fmt::Display;
use std::str::FromStr;
use uuid::Uuid;

/// The project.
pub(super) fn rows(automerge: &Automerge, id: DocId) -> DocRows {
    let root = MapView::root(automerge);
    let (removed_states, states) = states(&root);
    DocRows::Project(Box::new(ProjectRow {
        id: ProjectId(id.0),
        name: root.get(project::NAME).unwrap_or_default(),
        key: root.get(project::KEY).unwrap_or_default(),
        states,
        removed_states,
        labels: labels(&root),
        fields: fields(&root),
        cycles: cycles(&root),
        milestones: milestones(&root),
        templates: templates(&root),
        views: saved_views(&root, project::VIEWS),
        conflicts: conflicts(&root),
        created_at: root.get(root::CREATED_AT).unwrap_or_default(),
        created_by: root.get(root::CREATED_BY),
        updated_at: history::latest(automerge),
        deleted_at: root.get(root::DELETED_AT),
    }))
}

/// The entries of a list that were not removed, in the order of their ids.
fn entries<'a, T: FromStr + Display + 'a>(map: &MapView<'a>, list: &str) -> Vec<(T, MapView<'a>)> {
    let list = map.map(list);
    list.maps().filter(|(_, entry)| !is_removed(entry)).collect()
}

fn is_removed(map: &MapView<'_>) -> bool {
    map.get::<Timestamp>(entry::REMOVED_AT).is_some()
}

fn name(map: &MapView<'_>) -> String {
    map.get(entry::NAME).unwrap_or_default()
}

fn order(map: &MapView<'_>) -> String {
    map.get(entry::ORDER).unwrap_or_default()
}

/// States that were removed (by id), and those that were not (in order).
fn states(root: &MapView<'_>) -> (Vec<State>, Vec<State>) {
    let list = root.map(project::STATES);
    let all = list.maps().map(|(id, map)| (is_removed(&map), state(id, &map)));
    let (removed, kept): (Vec<_>, Vec<_>) = all.partition(|(is_removed, _)| *is_removed);
    let without_flag = |states: Vec<(bool, State)>| states.into_iter().map(|(_, state)| state);
    let mut kept: Vec<_> = without_flag(kept).collect();
    kept.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
    (without_flag(removed).collect(), kept)
}

fn state(id: StateId, map: &MapView<'_>) -> State {
    State {
        id,
        name: name(map),
        category: map.get(entry::CATEGORY).unwrap_or(StateCategory::Unstarted),
        color: map.get(entry::COLOR).unwrap_or_default(),
        order: order(map),
    }
}

fn labels(root: &MapView<'_>) -> Vec<Label> {
    let entries = entries::<LabelId>(root, project::LABELS).into_iter();
    let mut labels: Vec<_> = entries
        .map(|(id, map)| Label {
            id,
            name: name(&map),
            color: map.get(entry::COLOR).unwrap_or_default(),
        })
        .collect();
    labels.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    labels
}

/// A field whose type this version does not know is left out: it could not show its values.
fn fields(root: &MapView<'_>) -> Vec<Field> {
    let entries = entries::<FieldId>(root, project::FIELDS).into_iter();
    let mut fields: Vec<_> = entries
        .filter_map(|(id, map)| {
            Some(Field {
                id,
                name: name(&map),
                field_type: map.get::<FieldType>(entry::TYPE)?,
                options: options(&map),
                order: order(&map),
            })
        })
        .collect();
    fields.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
    fields
}

fn options(field: &MapView<'_>) -> Vec<FieldOption> {
    let mut options = entries::<OptionId>(field, entry::OPTIONS);
    options.sort_by_cached_key(|(id, map)| (order(map), *id));
    let option = |(id, map): (_, MapView<'_>)| FieldOption {
        id,
        name: name(&map),
        color: map.get(entry::COLOR).unwrap_or_default(),
    };
    options.into_iter().map(option).collect()
}

fn cycles(root: &MapView<'_>) -> Vec<Cycle> {
    let entries = entries::<CycleId>(root, project::CYCLES).into_iter();
    let mut cycles: Vec<_> = entries
        .map(|(id, map)| Cycle {
            id,
            name: name(&map),
            start: map.get(entry::START),
            end: map.get(entry::END),
        })
        .collect();
    // Those without a start come last.
    cycles.sort_by_key(|cycle| (cycle.start.is_none(), cycle.start, cycle.id));
    cycles
}

fn milestones(root: &MapView<'_>) -> Vec<Milestone> {
    let entries = entries::<MilestoneId>(root, project::MILESTONES).into_iter();
    let mut milestones: Vec<_> = entries
        .map(|(id, map)| Milestone {
            id,
            name: name(&map),
            due: map.get(entry::DUE),
            order: order(&map),
        })
        .collect();
    milestones.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
    milestones
}

fn templates(root: &MapView<'_>) -> Vec<Template> {
    let entries = entries::<TemplateId>(root, project::TEMPLATES).into_iter();
    let mut templates: Vec<_> = entries
        .map(|(id, map)| Template {
            id,
            name: name(&map),
            title: map.get(entry::TITLE).unwrap_or_default(),
            description: map.get(entry::DESCRIPTION).unwrap_or_default(),
        })
        .collect();
    templates.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    templates
}

/// Saved views by name; personal ones are written the same way.
pub(super) fn saved_views(root: &MapView<'_>, list: &str) -> Vec<SavedView> {
    let entries = entries::<SavedViewId>(root, list).into_iter();
    let mut views: Vec<_> = entries
        .map(|(id, map)| SavedView {
            id,
            name: name(&map),
            query: map.get(entry::QUERY).unwrap_or_default(),
        })
        .collect();
    views.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    views
}

fn conflicts(root: &MapView<'_>) -> Vec<Conflict> {
    let own = [
        root.conflict::<String>(project::NAME, || "name".to_owned()),
        root.conflict::<String>(project::KEY, || "key".to_owned()),
    ];
    let mut conflicts: Vec<_> = own.into_iter().flatten().collect();
    for list in project::LISTS {
        for (id, map) in entries::<Uuid>(root, list) {
            conflicts.extend(entry_conflicts(&map, &format!("{list}/{id}")));
            for (option, map) in entries::<Uuid>(&map, entry::OPTIONS) {
                let path = format!("{list}/{id}/{}/{option}", entry::OPTIONS);
                conflicts.extend(entry_conflicts(&map, &path));
            }
        }
    }
    conflicts
}

/// Every scalar of an entry that people set, but its order and type.
fn entry_conflicts(map: &MapView<'_>, path: &str) -> Vec<Conflict> {
    let texts = [
        entry::NAME,
        entry::CATEGORY,
        entry::COLOR,
        entry::TITLE,
        entry::DESCRIPTION,
        entry::QUERY,
    ];
    let days = [entry::START, entry::END, entry::DUE];
    let texts = texts.map(|key| map.conflict::<String>(key, || format!("{path}/{key}")));
    let days = days.map(|key| map.conflict::<Date>(key, || format!("{path}/{key}")));
    texts.into_iter().chain(days).flatten().collect()
}
