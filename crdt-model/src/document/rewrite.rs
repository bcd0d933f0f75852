//! Running an edit of the editor again.
//!
//! What a person types into a rich text becomes changes of the editor's own Automerge, and no
//! command. When such a change must be made anew, under another actor, what it led to is known:
//! the text, its marks and its blocks just after it.

use super::{Author, Change, Document};
use crate::command::CommandError;
use crate::schema::text;
use crate::time::Timestamp;
use automerge::iter::Span;
use automerge::marks::{ExpandMark, UpdateSpansConfig};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ObjId, ROOT, ReadDoc};

/// Marks that do not grow when somebody types at their end, as the editor makes them.
const TIGHT_MARKS: [&str; 2] = ["link", "code"];

impl Document {
    /// Makes this text read as `original` does just after `edit`, changing as little as a diff
    /// finds necessary; none if it does so already. For text documents.
    pub fn edit_again(
        &mut self,
        author: &Author,
        at: Timestamp,
        original: &Document,
        edit: &Change,
    ) -> Result<Option<Change>, CommandError> {
        self.take_author(author)?;
        let heads = [edit.hash()];
        let spans: Vec<Span> = match text_of(&original.automerge) {
            Some(obj) => original.automerge.spans_at(&obj, &heads)?.collect(),
            None => return Err(CommandError::Lacks(text::TEXT)),
        };
        let obj = text_of(&self.automerge).ok_or(CommandError::Lacks(text::TEXT))?;
        let mut tx = self.automerge.transaction();
        let written = copy(original, &heads, &mut tx, text::OWNER)
            .and_then(|()| copy(original, &heads, &mut tx, text::ROLE))
            .and_then(|()| Ok(tx.update_spans(&obj, marks(), spans)?));
        if let Err(error) = written {
            tx.rollback();
            return Err(error);
        }
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(at.millis()));
        Ok(hash.and_then(|hash| self.automerge.get_change_by_hash(&hash)))
    }
}

/// Whose text it is and what it is to them, which the first edit of a text says.
fn copy(
    original: &Document,
    heads: &[automerge::ChangeHash],
    tx: &mut automerge::transaction::Transaction<'_>,
    key: &str,
) -> Result<(), CommandError> {
    let Some((value, _)) = original.automerge.get_at(ROOT, key, heads)? else { return Ok(()) };
    let Some(value) = value.as_str().map(str::to_owned) else { return Ok(()) };
    if tx.get(ROOT, key)?.is_none() {
        tx.put(ROOT, key, value)?;
    }
    Ok(())
}

fn text_of(doc: &impl ReadDoc) -> Option<ObjId> {
    let (value, obj) = doc.get(ROOT, text::TEXT).ok().flatten()?;
    value.is_object().then_some(obj)
}

fn marks() -> UpdateSpansConfig {
    let grows = UpdateSpansConfig::default().with_default_expand(ExpandMark::Both);
    TIGHT_MARKS.iter().fold(grows, |config, mark| config.with_mark_expand(*mark, ExpandMark::None))
}
