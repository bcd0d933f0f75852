//! Which places a change wrote, as paths from the root.

use crate::document::Change;
use automerge::legacy::{Key, ObjectId};
use automerge::{Automerge, ObjId, Prop, ROOT, ReadDoc};
use std::collections::{BTreeMap, BTreeSet};

/// A path of map keys. An edit inside a text or list is the path of that text or list.
pub(super) type Path = Vec<String>;

/// The places in the order of their first operation, each once.
pub(super) fn paths(automerge: &Automerge, change: &Change) -> Vec<Path> {
    let mut parents: BTreeMap<Option<(u64, Vec<u8>)>, Option<Path>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut paths = Vec::new();
    for op in change.decode().operations {
        let (name, obj) = match op.obj {
            ObjectId::Root => (None, ROOT),
            ObjectId::Id(id) => (Some((id.0, id.1.to_bytes().to_vec())), ObjId::Id(id.0, id.1, 0)),
        };
        let parent = parents.entry(name).or_insert_with(|| path_of(automerge, &obj));
        let Some(mut path) = parent.clone() else { continue };
        if let Key::Map(key) = op.key {
            path.push(key.to_string());
        }
        if seen.insert(path.clone()) {
            paths.push(path);
        }
    }
    paths
}

/// The path of an object, up to the first text or list on the way.
fn path_of(automerge: &Automerge, obj: &ObjId) -> Option<Path> {
    let parents = automerge.parents(obj).ok()?;
    let keys = parents.path().into_iter().map_while(|(_, prop)| match prop {
        Prop::Map(key) => Some(key),
        Prop::Seq(_) => None,
    });
    Some(keys.collect())
}
