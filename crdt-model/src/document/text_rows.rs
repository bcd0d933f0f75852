//! A text document's row.

use super::view::MapView;
use crate::ids::{DocId, StreamId, TextRole};
use crate::rows::{DocRows, TextRow};
use crate::schema::text;
use automerge::iter::Span;
use automerge::{Automerge, ReadDoc};

/// What a block marker looks like in Automerge's plain text.
const MARKER: char = '\u{fffc}';

/// The text. One that nobody has started says that it is its own.
pub(super) fn rows(automerge: &Automerge, id: DocId, stream: StreamId) -> DocRows {
    let root = MapView::root(automerge);
    DocRows::Text(TextRow {
        id,
        owner: root.get(text::OWNER).unwrap_or(id),
        role: root.get(text::ROLE).unwrap_or(TextRole::Description),
        stream_id: stream,
        text: plain_text(automerge, &root),
    })
}

/// The text without marks, a new line at each block (paragraph, heading, …) but the first. People
/// may write U+FFFC too, so only the spans tell a marker from a character.
fn plain_text(automerge: &Automerge, root: &MapView<'_>) -> String {
    let text = root.text(text::TEXT).unwrap_or_default();
    if !text.contains(MARKER) {
        return text;
    }
    let spans = root.text_object(text::TEXT).and_then(|obj| automerge.spans(obj).ok());
    let mut plain = String::with_capacity(text.len());
    for (place, span) in spans.into_iter().flatten().enumerate() {
        match span {
            Span::Text { text, .. } => plain.push_str(&text),
            Span::Block(_) if place == 0 => {}
            Span::Block(_) => plain.push('\n'),
        }
    }
    plain
}
