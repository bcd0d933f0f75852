//! What a change writes, and where.
//!
//! Patches would not do for deciding what is allowed: a write that lost a conflict, or one inside
//! a deleted object, gives none and may surface later. Operations are resolved as they are.

use super::{CheckedChange, guarded};
use crate::document::Document;
use crate::refusal::{Refusal, RefusalCode};
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, ObjId, ObjType, Prop, ReadDoc, ScalarValue};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Steps that a path may have. Aloft's longest has five; without a bound, a change of nested maps
/// would take the square of its size, and readers that recurse their stack.
const MAX_DEPTH: usize = 32;

/// One write with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedOp {
    /// The objects on the way, the document's root first: `objects[n]` holds `path[n]`. A text
    /// that is edited stands last, itself at the place that the path names.
    pub objects: Arc<[ObjId]>,
    /// The place from the root; never empty.
    pub path: Arc<[PathItem]>,
    /// What is done there.
    pub action: Action,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathItem {
    /// Under a key of a map.
    Key(String),
    /// An element of a list, or a block in a text; which one does not matter to any rule.
    Element,
}

/// What a write does at its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A scalar is put there.
    Put(ScalarValue),
    /// A new object is put there.
    Make(ObjType),
    /// What is there goes.
    Delete,
    /// A counter there is added to.
    Increment(i64),
    /// The text there is edited: all of the change's edits of it in one.
    EditText(TextEdit),
}

/// All edits that one change makes to one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextEdit {
    /// UTF-16 code units that come.
    pub inserted: usize,
    /// Characters that go.
    pub removed: usize,
    /// Formatting marks that come.
    pub marks: usize,
    /// Whether U+0000 is among what comes, which Postgres cannot hold.
    pub has_nul: bool,
}

impl ResolvedOp {
    /// The keys of the path, when it passes through maps only.
    pub fn keys(&self) -> Option<Vec<&str>> {
        self.path.iter().map(PathItem::key).collect()
    }

    /// The keys before the first element of a list or block of a text; all keys when there is none.
    pub fn keys_before_elements(&self) -> impl Iterator<Item = &str> {
        self.path.iter().map_while(PathItem::key)
    }

    /// The keys, wherever in the path they stand.
    pub fn keys_anywhere(&self) -> impl Iterator<Item = &str> {
        self.path.iter().filter_map(PathItem::key)
    }

    /// The path as refusals show it, such as `/comments/<id>/body`.
    pub fn path_words(&self) -> String {
        let items: Vec<_> = self.path.iter().map(PathItem::to_string).collect();
        format!("/{}", items.join("/"))
    }
}

impl PathItem {
    /// The key, if it is one.
    fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Element => None,
        }
    }
}

impl fmt::Display for PathItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Element => f.write_str("[]"),
        }
    }
}

/// The writes of a change that `doc_after` has, in order; edits of a text stand where the first of
/// them does.
///
/// The cost is that of the operations, and an index search for each step from each object written
/// into up to the root.
pub fn resolve(doc_after: &Document, change: &CheckedChange) -> Result<Vec<ResolvedOp>, Refusal> {
    guarded(|| {
        let mut resolver = Resolver {
            doc: doc_after.automerge(),
            change,
            places: BTreeMap::new(),
            texts: BTreeMap::new(),
            resolved: Vec::with_capacity(change.ops().len().min(64)),
        };
        for (index, op) in change.ops().iter().enumerate() {
            resolver.resolve(index, op)?;
        }
        Ok(resolver.resolved)
    })
}

/// Where an object stands.
#[derive(Clone)]
struct Place {
    id: ObjId,
    kind: ObjType,
    objects: Arc<[ObjId]>,
    path: Arc<[PathItem]>,
}

struct Resolver<'a> {
    doc: &'a Automerge,
    change: &'a CheckedChange,
    places: BTreeMap<ObjectId, Place>,
    /// Where in `resolved` each edited text stands.
    texts: BTreeMap<&'a ObjectId, usize>,
    resolved: Vec<ResolvedOp>,
}

impl<'a> Resolver<'a> {
    fn resolve(&mut self, index: usize, op: &'a Op) -> Result<(), Refusal> {
        let container = self.place(&op.obj)?;
        if container.kind == ObjType::Text
            && let Some(edit) = text_edit(op)
        {
            self.edit_text(&op.obj, &container, edit);
            return Ok(());
        }
        if container.path.len() >= MAX_DEPTH {
            return Err(too_deep());
        }
        let (objects, path) = inside(&container, &op.key);
        let action = match &op.action {
            OpType::Put(value) => Action::Put(value.clone()),
            OpType::Make(kind) => {
                self.remember(index, *kind, &objects, &path);
                Action::Make(*kind)
            }
            OpType::Delete => Action::Delete,
            OpType::Increment(by) => Action::Increment(*by),
            OpType::MarkBegin(_) | OpType::MarkEnd(_) => return Err(lost()),
        };
        self.resolved.push(ResolvedOp { objects, path, action });
        Ok(())
    }

    fn edit_text(&mut self, id: &'a ObjectId, place: &Place, edit: TextEdit) {
        let resolved = &mut self.resolved;
        let at = *self.texts.entry(id).or_insert_with(|| {
            resolved.push(ResolvedOp {
                objects: place.objects.iter().cloned().chain([place.id.clone()]).collect(),
                path: place.path.clone(),
                action: Action::EditText(TextEdit::default()),
            });
            resolved.len() - 1
        });
        if let Action::EditText(total) = &mut self.resolved[at].action {
            total.inserted += edit.inserted;
            total.removed += edit.removed;
            total.marks += edit.marks;
            total.has_nul |= edit.has_nul;
        }
    }

    /// Keeps the place of an object that the change itself makes.
    fn remember(
        &mut self,
        index: usize,
        kind: ObjType,
        objects: &Arc<[ObjId]>,
        path: &Arc<[PathItem]>,
    ) {
        let change = self.change.change();
        let counter = change.start_op().get() + index as u64;
        let actor = change.actor_id().clone();
        let place = Place {
            id: ObjId::Id(counter, actor.clone(), 0),
            kind,
            objects: objects.clone(),
            path: path.clone(),
        };
        self.places.insert(ObjectId::Id(OpId(counter, actor)), place);
    }

    fn place(&mut self, id: &ObjectId) -> Result<Place, Refusal> {
        if let Some(place) = self.places.get(id) {
            return Ok(place.clone());
        }
        let place = match id {
            ObjectId::Root => Place {
                id: ObjId::Root,
                kind: ObjType::Map,
                objects: Arc::from([]),
                path: Arc::from([]),
            },
            ObjectId::Id(OpId(counter, actor)) => {
                self.find(ObjId::Id(*counter, actor.clone(), 0))?
            }
        };
        self.places.insert(id.clone(), place.clone());
        Ok(place)
    }

    fn find(&self, id: ObjId) -> Result<Place, Refusal> {
        let kind = self.doc.object_type(&id).map_err(|_| lost())?;
        let (mut objects, mut path) = (Vec::new(), Vec::new());
        for parent in self.doc.parents(&id).map_err(|_| lost())? {
            if path.len() >= MAX_DEPTH {
                return Err(too_deep());
            }
            objects.push(parent.obj);
            path.push(match parent.prop {
                Prop::Map(key) => PathItem::Key(key),
                Prop::Seq(_) => PathItem::Element,
            });
        }
        objects.reverse();
        path.reverse();
        Ok(Place { id, kind, objects: objects.into(), path: path.into() })
    }
}

/// The objects and the path of a key in a container.
fn inside(container: &Place, key: &Key) -> (Arc<[ObjId]>, Arc<[PathItem]>) {
    let item = match key {
        Key::Map(key) => PathItem::Key(key.to_string()),
        Key::Seq(_) => PathItem::Element,
    };
    let objects = container.objects.iter().cloned().chain([container.id.clone()]).collect();
    let path = container.path.iter().cloned().chain([item]).collect();
    (objects, path)
}

/// The operation as an edit of a text, unless it is a block.
fn text_edit(op: &Op) -> Option<TextEdit> {
    match &op.action {
        OpType::Put(ScalarValue::Str(text)) => Some(TextEdit {
            inserted: text.encode_utf16().count(),
            has_nul: text.contains('\0'),
            ..TextEdit::default()
        }),
        OpType::Delete => Some(TextEdit { removed: 1, ..TextEdit::default() }),
        OpType::MarkBegin(mark) => Some(TextEdit {
            marks: 1,
            has_nul: mark.name.contains('\0')
                || matches!(&mark.value, ScalarValue::Str(text) if text.contains('\0')),
            ..TextEdit::default()
        }),
        OpType::MarkEnd(_) => Some(TextEdit::default()),
        _ => None,
    }
}

fn too_deep() -> Refusal {
    Refusal::new(RefusalCode::InvalidValue, "objects are nested too deep")
}

fn lost() -> Refusal {
    Refusal::new(RefusalCode::CannotApply, "a write's place in the document cannot be found")
}
