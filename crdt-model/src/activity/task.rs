//! Events of a task and its comments.

use super::touched;
use crate::document::Change;
use crate::document::task_rows::{estimate, field_value, option_of, reaction_of, relation_of};
use crate::document::view::MapView;
use crate::event::Event;
use crate::ids::{AttachmentId, CommentId, FieldId};
use crate::schema::task::{attachment, comment};
use crate::schema::{Scalar, canonical, root, task};
use crate::time::Timestamp;
use automerge::Automerge;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// What the change means. The values that a task is created with are part of its creation; that
/// somebody is assigned, and what is said, are news of their own.
pub(super) fn events(automerge: &Automerge, change: &Change) -> Vec<Event> {
    let heads = [change.hash()];
    let sides = Sides {
        before: Side::new(MapView::root_at(automerge, change.deps())),
        after: Side::new(MapView::root_at(automerge, &heads)),
    };
    let mut events = Vec::new();
    let is_creation = sides.appears(root::CREATED_AT);
    if is_creation {
        let title = sides.after.root.get(task::TITLE).unwrap_or_default();
        events.push(Event::TaskCreated { title });
    }
    let mut fields = BTreeSet::new();
    for path in touched::paths(automerge, change) {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let event = match *path {
            [key] => sides.scalar_event(key),
            [task::FIELDS, key] => sides.field_event(key, &mut fields),
            [task::COMMENTS, id, ..] => sides.comment_event(id, &path[2..]),
            [task::ATTACHMENTS, id, ..] => sides.attachment_event(id, &path[2..]),
            [list, key] => sides.member_event(list, key),
            _ => None,
        };
        events.extend(event.filter(|event| !is_creation || !is_initial_value(event)));
    }
    events
}

fn is_initial_value(event: &Event) -> bool {
    matches!(
        event,
        Event::TaskTitleChanged { .. }
            | Event::TaskStateChanged { .. }
            | Event::TaskPriorityChanged { .. }
            | Event::TaskLabelAdded { .. }
            | Event::TaskStartChanged { .. }
            | Event::TaskDueChanged { .. }
            | Event::TaskEstimateChanged { .. }
            | Event::TaskParentChanged { .. }
            | Event::TaskCycleChanged { .. }
            | Event::TaskMilestoneChanged { .. }
            | Event::TaskFieldChanged { .. }
    )
}

/// The task as the author saw it, and as the author left it.
struct Sides<'a> {
    before: Side<'a>,
    after: Side<'a>,
}

/// One of them. The maps of fields and comments are read when they are first asked for.
struct Side<'a> {
    root: MapView<'a>,
    fields: OnceCell<MapView<'a>>,
    comments: OnceCell<MapView<'a>>,
}

impl<'a> Side<'a> {
    fn new(root: MapView<'a>) -> Self {
        Self { root, fields: OnceCell::new(), comments: OnceCell::new() }
    }

    fn fields(&self) -> &MapView<'a> {
        self.fields.get_or_init(|| self.root.map(task::FIELDS))
    }

    fn comments(&self) -> &MapView<'a> {
        self.comments.get_or_init(|| self.root.map(task::COMMENTS))
    }
}

impl Sides<'_> {
    /// The values of a key on both sides, if they differ.
    fn change<T: Scalar + PartialEq>(&self, key: &str) -> Option<(Option<T>, Option<T>)> {
        let (from, to) = (self.before.root.get::<T>(key), self.after.root.get::<T>(key));
        (from != to).then_some((from, to))
    }

    fn appears(&self, key: &str) -> bool {
        !self.before.root.has(key) && self.after.root.has(key)
    }

    fn scalar_event(&self, key: &str) -> Option<Event> {
        match key {
            task::TITLE => self.change::<String>(key).map(|(from, to)| Event::TaskTitleChanged {
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
            }),
            task::STATE => self.change(key).map(|(from, to)| Event::TaskStateChanged { from, to }),
            task::PRIORITY => self.priority_event(),
            task::START => self.change(key).map(|(from, to)| Event::TaskStartChanged { from, to }),
            task::DUE => self.change(key).map(|(from, to)| Event::TaskDueChanged { from, to }),
            task::ESTIMATE | task::POINTS => self.estimate_event(),
            task::PARENT => {
                self.change(key).map(|(from, to)| Event::TaskParentChanged { from, to })
            }
            task::CYCLE => self.change(key).map(|(from, to)| Event::TaskCycleChanged { from, to }),
            task::MILESTONE => {
                self.change(key).map(|(from, to)| Event::TaskMilestoneChanged { from, to })
            }
            task::NUMBER => {
                let (_, number) = self.change(key)?;
                Some(Event::TaskNumbered { number: number? })
            }
            root::DELETED_AT => match self.change::<Timestamp>(key)? {
                (None, Some(_)) => Some(Event::TaskDeleted),
                (Some(_), None) => Some(Event::TaskRestored),
                _ => None,
            },
            _ => None,
        }
    }

    /// No priority written and no priority meant are the same.
    fn priority_event(&self) -> Option<Event> {
        let (from, to) = self.change(task::PRIORITY)?;
        let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
        (from != to).then_some(Event::TaskPriorityChanged { from, to })
    }

    fn estimate_event(&self) -> Option<Event> {
        let (from, to) = (estimate(&self.before.root), estimate(&self.after.root));
        (from != to).then_some(Event::TaskEstimateChanged { from, to })
    }

    /// A multi-select is several keys and one event.
    fn field_event(&self, key: &str, told: &mut BTreeSet<FieldId>) -> Option<Event> {
        let field = canonical(key).or_else(|| Some(option_of(key)?.0))?;
        if !told.insert(field) {
            return None;
        }
        let from = field_value(self.before.fields(), field);
        let to = field_value(self.after.fields(), field);
        (from != to).then_some(Event::TaskFieldChanged { field, from, to })
    }

    /// A member that came to a set or left it.
    fn member_event(&self, set: &str, member: &str) -> Option<Event> {
        let has = |side: &Side<'_>| side.root.map(set).has(member);
        let comes = match (has(&self.before), has(&self.after)) {
            (false, true) => true,
            (true, false) => false,
            _ => return None,
        };
        match set {
            task::ASSIGNEES => {
                let user = canonical(member)?;
                Some(if comes {
                    Event::TaskAssigned { user }
                } else {
                    Event::TaskUnassigned { user }
                })
            }
            task::LABELS => {
                let label = canonical(member)?;
                Some(if comes {
                    Event::TaskLabelAdded { label }
                } else {
                    Event::TaskLabelRemoved { label }
                })
            }
            task::RELATIONS => {
                let relation = relation_of(member)?;
                let (kind, task) = (relation.kind, relation.task);
                Some(if comes {
                    Event::TaskRelationAdded { kind, task }
                } else {
                    Event::TaskRelationRemoved { kind, task }
                })
            }
            _ => None,
        }
    }

    fn comment_event(&self, id: &str, inner: &[&str]) -> Option<Event> {
        let comment: CommentId = canonical(id)?;
        let is_new = !self.before.comments().has(id);
        match *inner {
            [] if is_new => {
                let parent = self.after.comments().map(id).get::<String>(comment::PARENT);
                let parent = parent.and_then(|parent| canonical(&parent));
                Some(Event::CommentAdded { comment, parent })
            }
            [comment::BODY] if !is_new => Some(Event::CommentEdited { comment }),
            [comment::DELETED_AT] => {
                let is_deleted = |side: &Side<'_>| {
                    side.comments().map(id).get::<Timestamp>(comment::DELETED_AT).is_some()
                };
                (!is_deleted(&self.before) && is_deleted(&self.after))
                    .then_some(Event::CommentDeleted { comment })
            }
            [comment::REACTIONS, key] => self.reaction_event(comment, id, key),
            _ => None,
        }
    }

    fn reaction_event(&self, comment: CommentId, id: &str, key: &str) -> Option<Event> {
        let emoji = reaction_of(key)?.0.to_owned();
        let has = |side: &Side<'_>| side.comments().map(id).map(comment::REACTIONS).has(key);
        match (has(&self.before), has(&self.after)) {
            (false, true) => Some(Event::ReactionAdded { comment, emoji }),
            (true, false) => Some(Event::ReactionRemoved { comment, emoji }),
            _ => None,
        }
    }

    fn attachment_event(&self, id: &str, inner: &[&str]) -> Option<Event> {
        let attachment: AttachmentId = canonical(id)?;
        let (before, after) = (&self.before.root, &self.after.root);
        let (before, after) = (before.map(task::ATTACHMENTS), after.map(task::ATTACHMENTS));
        let is_removed = |records: &MapView<'_>| {
            records.map(id).get::<Timestamp>(attachment::REMOVED_AT).is_some()
        };
        match *inner {
            [] if !before.has(id) => {
                let name = after.map(id).get(attachment::NAME)?;
                Some(Event::AttachmentAdded { attachment, name })
            }
            [attachment::REMOVED_AT] if !is_removed(&before) && is_removed(&after) => {
                Some(Event::AttachmentRemoved { attachment })
            }
            _ => None,
        }
    }
}
