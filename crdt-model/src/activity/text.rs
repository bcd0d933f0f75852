//! Events of a text.

use super::touched;
use crate::document::view::MapView;
use crate::document::{Change, history};
use crate::event::Event;
use crate::ids::DocId;
use crate::schema::text;
use automerge::Automerge;

/// An author who goes on within this time is still at the same edit, so that typing is one line
/// in the feed and not one a keystroke.
const SITTING_MILLIS: i64 = 10 * 60 * 1000;

/// Whom the feed is for (the text's owner), and the event, unless the edit goes on.
pub(super) fn events(automerge: &Automerge, id: DocId, change: &Change) -> (DocId, Vec<Event>) {
    let heads = [change.hash()];
    let owner = MapView::root_at(automerge, &heads).get(text::OWNER).unwrap_or(id);
    // Whatever lies in the text (characters, marks, the keys of its blocks) has this path's start.
    let is_edit = touched::paths(automerge, change)
        .iter()
        .any(|path| path.first().is_some_and(|key| key == text::TEXT));
    let events =
        if is_edit && !goes_on(automerge, change) { vec![Event::TextEdited] } else { Vec::new() };
    (owner, events)
}

/// The change follows one by the same author alone, soon after it.
fn goes_on(automerge: &Automerge, change: &Change) -> bool {
    let [before] = change.deps() else { return false };
    let Some(before) = automerge.get_change_meta_by_hash(before) else { return false };
    let author = before.author.as_ref().and_then(crate::document::user_of);
    let elapsed = change.timestamp().saturating_sub(before.timestamp);
    author.is_some()
        && author == history::author_of(automerge, change)
        && (0..SITTING_MILLIS).contains(&elapsed)
}
