//! A task document's rows.

use super::history;
use super::view::MapView;
use crate::ids::{
    AttachmentId, CommentId, CycleId, DocId, FieldId, MilestoneId, OptionId, ProjectId, StateId,
    StreamId, TaskId, UserId,
};
use crate::rows::{
    Attachment, CommentRow, Conflict, DocRows, FieldValue, Priority, Relation, RelationKind,
    TaskRow,
};
use crate::schema::task::{attachment, comment};
use crate::schema::{canonical, root, task};
use crate::time::{Date, Timestamp};
use automerge::Automerge;
use std::collections::BTreeMap;

/// The task and its comments.
pub(super) fn rows(automerge: &Automerge, id: DocId, stream: StreamId) -> DocRows {
    let root = MapView::root(automerge);
    let id = TaskId(id.0);
    let project_id = ProjectId(stream.0);
    let comments: Vec<_> = root
        .map(task::COMMENTS)
        .maps::<CommentId>()
        .map(|(comment, map)| comment_row(comment, &map, id, project_id))
        .collect();
    let task = Box::new(task_row(automerge, &root, id, project_id, &comments));
    DocRows::Task { task, comments }
}

fn task_row(
    automerge: &Automerge,
    root: &MapView<'_>,
    id: TaskId,
    project_id: ProjectId,
    comments: &[CommentRow],
) -> TaskRow {
    let deleted_at = root.get(root::DELETED_AT);
    let fields = root.map(task::FIELDS);
    let live_comments = comments.iter().filter(|comment| comment.deleted_at.is_none()).count();
    TaskRow {
        id,
        project_id,
        number: root.get(task::NUMBER),
        title: root.get(task::TITLE).unwrap_or_default(),
        state_id: root.get(task::STATE),
        priority: root.get(task::PRIORITY).unwrap_or_default(),
        assignees: root.map(task::ASSIGNEES).ids().collect(),
        labels: root.map(task::LABELS).ids().collect(),
        start: root.get(task::START),
        due: root.get(task::DUE),
        estimate: estimate(root),
        parent_id: root.get(task::PARENT),
        cycle_id: root.get(task::CYCLE),
        milestone_id: root.get(task::MILESTONE),
        relations: relations(root, id),
        order: root.get(task::ORDER).unwrap_or_default(),
        fields: field_values(&fields),
        attachments: attachments(root),
        external_ids: external_ids(root),
        comment_count: u32::try_from(live_comments).unwrap_or(u32::MAX),
        conflicts: conflicts(root, &fields),
        created_at: root.get(root::CREATED_AT).unwrap_or_default(),
        created_by: root.get(root::CREATED_BY),
        updated_at: history::latest(automerge),
        deleted_at,
        edited_despite_delete: deleted_at.is_some() && history::edited_despite_delete(automerge),
    }
}

/// The estimate; where none was ever written, what version 0 called points.
pub(crate) fn estimate(root: &MapView<'_>) -> Option<f64> {
    root.get(if root.has(task::ESTIMATE) { task::ESTIMATE } else { task::POINTS })
}

/// A relation's key in the map: `kind:taskId`.
pub(crate) fn relation_of(key: &str) -> Option<Relation> {
    let (kind, task) = key.split_once(':')?;
    Some(Relation { kind: RelationKind::parse(kind)?, task: canonical(task)? })
}

/// Relations to others, sorted.
fn relations(root: &MapView<'_>, id: TaskId) -> Vec<Relation> {
    let map = root.map(task::RELATIONS);
    let mut relations: Vec<_> = map.keys().filter_map(relation_of).collect();
    relations.retain(|relation| relation.task != id);
    relations.sort_unstable();
    relations
}

/// The value of every custom field that has one.
fn field_values(fields: &MapView<'_>) -> BTreeMap<FieldId, FieldValue> {
    let mut values: BTreeMap<_, _> =
        fields.ids::<FieldId>().filter_map(|id| Some((id, fields.get(&id.to_string())?))).collect();
    for (field, option) in fields.keys().filter_map(option_of) {
        let options = values.entry(field).or_insert_with(|| FieldValue::MultiSelect(Vec::new()));
        match options {
            FieldValue::MultiSelect(options) => options.push(option),
            scalar => *scalar = FieldValue::MultiSelect(vec![option]),
        }
    }
    values
}

/// The value of one custom field: options chosen count before a single value.
pub(crate) fn field_value(fields: &MapView<'_>, field: FieldId) -> Option<FieldValue> {
    let chosen = fields.keys().filter_map(option_of).filter(|(of, _)| *of == field);
    let options: Vec<_> = chosen.map(|(_, option)| option).collect();
    if options.is_empty() {
        fields.get(&field.to_string())
    } else {
        Some(FieldValue::MultiSelect(options))
    }
}

/// A chosen option's key in the map of fields: `fieldId:optionId`.
pub(crate) fn option_of(key: &str) -> Option<(FieldId, OptionId)> {
    let (field, option) = key.split_once(':')?;
    Some((canonical(field)?, canonical(option)?))
}

fn attachments(root: &MapView<'_>) -> Vec<Attachment> {
    let map = root.map(task::ATTACHMENTS);
    map.maps::<AttachmentId>().filter_map(|(id, record)| attachment(id, &record)).collect()
}

/// The record, unless it was removed.
fn attachment(id: AttachmentId, record: &MapView<'_>) -> Option<Attachment> {
    if record.get::<Timestamp>(attachment::REMOVED_AT).is_some() {
        return None;
    }
    Some(Attachment {
        id,
        name: record.get(attachment::NAME)?,
        media_type: record.get(attachment::MEDIA_TYPE)?,
        size: record.get(attachment::SIZE)?,
        sha256: record.get(attachment::SHA256)?,
        added_by: record.get(attachment::ADDED_BY),
        added_at: record.get(attachment::ADDED_AT).unwrap_or_default(),
    })
}

fn external_ids(root: &MapView<'_>) -> BTreeMap<String, String> {
    let map = root.map(task::EXTERNAL_IDS);
    map.keys().filter_map(|source| Some((source.to_owned(), map.get(source)?))).collect()
}

/// Every scalar that people set, but the order: two places at once need no decision.
fn conflicts(root: &MapView<'_>, fields: &MapView<'_>) -> Vec<Conflict> {
    let named = |name: &'static str| move || name.to_owned();
    let scalars = [
        root.conflict::<String>(task::TITLE, named("title")),
        root.conflict::<StateId>(task::STATE, named("state")),
        root.conflict::<Priority>(task::PRIORITY, named("priority")),
        root.conflict::<Date>(task::START, named("start")),
        root.conflict::<Date>(task::DUE, named("due")),
        root.conflict::<f64>(task::ESTIMATE, named("estimate")),
        root.conflict::<TaskId>(task::PARENT, named("parent")),
        root.conflict::<CycleId>(task::CYCLE, named("cycle")),
        root.conflict::<MilestoneId>(task::MILESTONE, named("milestone")),
    ];
    let custom = fields
        .ids::<FieldId>()
        .filter_map(|id| fields.conflict::<FieldValue>(&id.to_string(), || format!("fields/{id}")));
    scalars.into_iter().flatten().chain(custom).collect()
}

fn comment_row(
    id: CommentId,
    map: &MapView<'_>,
    task_id: TaskId,
    project_id: ProjectId,
) -> CommentRow {
    let deleted_at: Option<Timestamp> = map.get(comment::DELETED_AT);
    let body = deleted_at.map_or_else(|| map.text(comment::BODY), |_| None);
    CommentRow {
        id,
        task_id,
        project_id,
        parent_id: map.get::<String>(comment::PARENT).and_then(|parent| canonical(&parent)),
        author: map.get(comment::AUTHOR),
        body: body.unwrap_or_default(),
        reactions: reactions(map),
        created_at: map.get(comment::CREATED_AT).unwrap_or_default(),
        edited_at: map.get(comment::EDITED_AT),
        deleted_at,
    }
}

/// A reaction's key in the map: `emoji:userId`. An emoji may hold a colon, an id does not.
pub(crate) fn reaction_of(key: &str) -> Option<(&str, UserId)> {
    let (emoji, user) = key.rsplit_once(':')?;
    Some((emoji, canonical(user)?))
}

fn reactions(map: &MapView<'_>) -> BTreeMap<String, Vec<UserId>> {
    let given = map.map(comment::REACTIONS);
    let mut reactions: BTreeMap<String, Vec<UserId>> = BTreeMap::new();
    for (emoji, user) in given.keys().filter_map(reaction_of) {
        reactions.entry(emoji.to_owned()).or_default().push(user);
    }
    for users in reactions.values_mut() {
        users.sort_unstable();
    }
    reactions
}
