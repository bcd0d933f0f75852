//! What the graph of changes says beyond the values.

use super::{ChangeHash, user_of};
use crate::ids::UserId;
use crate::schema::{DocKind, Foundation, root, task};
use crate::time::Timestamp;
use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Automerge, Change, ROOT, ReadDoc, ScalarValue, Value};
use std::collections::BTreeSet;

/// The latest time that a change claims.
pub(crate) fn latest(automerge: &Automerge) -> Timestamp {
    let metas = automerge.get_changes_meta(&[]);
    Timestamp::from_millis(metas.iter().map(|meta| meta.timestamp).max().unwrap_or(0))
}

/// Who made a change: its actor's first change in the document says so.
pub(crate) fn author_of(automerge: &Automerge, change: &Change) -> Option<UserId> {
    user_of(&automerge.get_author_for_actor(change.actor_id())?)
}

/// Whether somebody changed the document who had not seen its deletion, and whose change the one
/// who deleted it had not seen. Another deletion, or the relay's numbering, is no such change.
pub(crate) fn edited_despite_delete(automerge: &Automerge) -> bool {
    let deletions = deletions(automerge);
    let foundation = Foundation::of(DocKind::Task);
    let mut aware: BTreeSet<_> = deletions.iter().copied().collect();
    let unseen = automerge.get_changes_meta(&deletions);
    // Causal order: what depends on a deletion, directly or not, was written aware of it.
    unseen.into_iter().any(|meta| {
        if meta.deps.iter().any(|dep| aware.contains(dep)) {
            aware.insert(meta.hash);
            return false;
        }
        !foundation.contains(&meta.hash) && is_edit(automerge, &meta.hash)
    })
}

/// The changes that wrote the deletion that stands now.
fn deletions(automerge: &Automerge) -> Vec<ChangeHash> {
    let values = automerge.get_all(ROOT, root::DELETED_AT).unwrap_or_default();
    let times = values.into_iter().filter(|(value, _)| *value != Value::from(ScalarValue::Null));
    times.filter_map(|(_, op)| automerge.hash_for_opid(&op)).collect()
}

fn is_edit(automerge: &Automerge, hash: &ChangeHash) -> bool {
    let Some(change) = automerge.get_change_by_hash(hash) else { return false };
    change.decode().operations.iter().any(|op| {
        let Key::Map(key) = &op.key else { return true };
        let is_housekeeping = match key.as_str() {
            task::NUMBER => true,
            root::DELETED_AT => !matches!(op.action, OpType::Put(ScalarValue::Null)),
            _ => false,
        };
        op.obj != ObjectId::Root || !is_housekeeping
    })
}
