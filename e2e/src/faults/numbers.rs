//! No actor's number in a document is ever given to two changes, not even by a relay or a store
//! that forgot that it had given it: such a document could not be loaded where both arrive.

use serde_json::Value;
use std::collections::BTreeMap;

/// Every change that a relay was seen to have had: document, actor and number, and which change.
#[derive(Debug, Default)]
pub struct Numbers(BTreeMap<(String, String, u64), String>);

/// What [`Numbers::note`] wants to see.
pub const QUERY: &str = "SELECT doc_id, actor, actor_seq, hash FROM changes";

impl Numbers {
    /// Remembers the log as it stands; says which numbers were given twice.
    pub fn note(&mut self, log: &[Value]) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut twice = Vec::new();
        for change in log {
            let number = change["actor_seq"].as_u64().unwrap_or_default();
            let key = (text(&change["doc_id"]), text(&change["actor"]), number);
            let hash = text(&change["hash"]);
            let known = self.0.entry(key.clone()).or_insert_with(|| hash.clone());
            if *known != hash {
                twice.push(format!("{key:?} is {known} and {hash}"));
            }
        }
        twice
    }
}
