//! Reading: a map of a document, now or at earlier heads, with typed access to its keys.

use super::{ChangeHash, user_of};
use crate::ids::UserId;
use crate::rows::{Candidate, Conflict};
use crate::schema::{Scalar, as_json, canonical};
use crate::time::Timestamp;
use automerge::iter::MapRangeItem;
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef, Value, ValueRef};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// One map, read once.
pub(crate) struct MapView<'a> {
    automerge: &'a Automerge,
    heads: Option<&'a [ChangeHash]>,
    obj: ObjId,
    entries: BTreeMap<Cow<'a, str>, MapRangeItem<'a>>,
}

impl<'a> MapView<'a> {
    /// The root as it is now.
    pub(crate) fn root(automerge: &'a Automerge) -> Self {
        Self::read(automerge, None, ROOT)
    }

    /// The root as it was at these heads.
    pub(crate) fn root_at(automerge: &'a Automerge, heads: &'a [ChangeHash]) -> Self {
        Self::read(automerge, Some(heads), ROOT)
    }

    fn read(automerge: &'a Automerge, heads: Option<&'a [ChangeHash]>, obj: ObjId) -> Self {
        let range = match heads {
            None => automerge.map_range(&obj, ..),
            Some(heads) => automerge.map_range_at(&obj, .., heads),
        };
        let entries = range.map(|item| (item.key.clone(), item)).collect();
        Self { automerge, heads, obj, entries }
    }

    /// The value of a key; none where it is absent, null, or not such a value.
    pub(crate) fn get<T: Scalar>(&self, key: &str) -> Option<T> {
        match &self.entries.get(key)?.value {
            ValueRef::Scalar(scalar) => T::read(scalar),
            ValueRef::Object(_) => None,
        }
    }

    /// The latest of a key's concurrent times: what was read on any device was read.
    pub(crate) fn latest_time(&self, key: &str) -> Option<Timestamp> {
        let values = self.automerge.get_all(&self.obj, key).unwrap_or_default();
        values.iter().filter_map(|(value, _)| value.as_i64()).map(Timestamp::from_millis).max()
    }

    /// Whether the key was ever written: null counts.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The map under a key; an empty one where there is none, as in documents of older schemas.
    pub(crate) fn map(&self, key: &str) -> MapView<'a> {
        match self.entries.get(key) {
            Some(item) if item.value == ValueRef::Object(ObjType::Map) => {
                Self::read(self.automerge, self.heads, item.id())
            }
            _ => Self { entries: BTreeMap::new(), obj: ROOT, ..*self },
        }
    }

    /// The text under a key, without marks.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let obj = self.text_object(key)?;
        let text = match self.heads {
            None => self.automerge.text(obj),
            Some(heads) => self.automerge.text_at(obj, heads),
        };
        text.ok()
    }

    /// The text object under a key.
    pub(crate) fn text_object(&self, key: &str) -> Option<ObjId> {
        let item = self.entries.get(key)?;
        (item.value == ValueRef::Object(ObjType::Text)).then(|| item.id())
    }

    /// The keys, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(AsRef::as_ref)
    }

    /// The keys that are ids, with nothing else.
    pub(crate) fn ids<T: FromStr + Display>(&self) -> impl Iterator<Item = T> {
        self.keys().filter_map(canonical)
    }

    /// The maps under keys that are ids: comments, labels, ….
    pub(crate) fn maps<T: FromStr + Display>(&self) -> impl Iterator<Item = (T, MapView<'a>)> {
        self.keys().filter_map(|key| Some((canonical(key)?, self.map(key))))
    }

    /// The concurrent values of a key, if the merge could not decide: equal ones are no conflict.
    pub(crate) fn conflict<T: Scalar + Serialize>(
        &self,
        key: &str,
        field: impl FnOnce() -> String,
    ) -> Option<Conflict> {
        if !self.entries.get(key)?.conflict {
            return None;
        }
        let mut candidates = self.candidates::<T>(key);
        let shown = candidates.pop()?;
        let mut losing: Vec<Candidate> = Vec::new();
        candidates.sort_by_cached_key(|candidate| Reverse(rank(candidate)));
        for candidate in candidates {
            let is_known = candidate.value == shown.value
                || losing.iter().any(|known| known.value == candidate.value);
            if !is_known {
                losing.push(candidate);
            }
        }
        (!losing.is_empty()).then(|| Conflict { field: field(), shown, losing })
    }

    /// Every concurrent value, the one that is shown last.
    fn candidates<T: Scalar + Serialize>(&self, key: &str) -> Vec<Candidate> {
        let values = match self.heads {
            None => self.automerge.get_all(&self.obj, key),
            Some(heads) => self.automerge.get_all_at(&self.obj, key, heads),
        };
        let values = values.unwrap_or_default();
        values.into_iter().map(|(value, op)| self.candidate::<T>(value, &op)).collect()
    }

    fn candidate<T: Scalar + Serialize>(&self, value: Value<'_>, op: &ObjId) -> Candidate {
        let value = match value {
            Value::Object(_) => serde_json::Value::Null,
            Value::Scalar(scalar) => json_of::<T>(&scalar.into_owned().into()),
        };
        Candidate { value, author: self.author(op), at: self.time(op) }
    }

    fn author(&self, op: &ObjId) -> Option<UserId> {
        let ObjId::Id(_, actor, _) = op else { return None };
        user_of(&self.automerge.get_author_for_actor(actor)?)
    }

    fn time(&self, op: &ObjId) -> Timestamp {
        let change = self.automerge.hash_for_opid(op);
        let meta = change.and_then(|hash| self.automerge.get_change_meta_by_hash(&hash));
        meta.map_or(Timestamp::default(), |meta| Timestamp::from_millis(meta.timestamp))
    }
}

/// Newest first by time and author; the value breaks what is left of ties.
fn rank(candidate: &Candidate) -> (Timestamp, Option<UserId>, String) {
    (candidate.at, candidate.author, candidate.value.to_string())
}

/// The value as its row field would be in JSON.
fn json_of<T: Scalar + Serialize>(scalar: &ScalarValueRef<'_>) -> serde_json::Value {
    T::read(scalar)
        .and_then(|value| serde_json::to_value(value).ok())
        .unwrap_or_else(|| as_json(scalar))
}
