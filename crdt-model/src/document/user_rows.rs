//! A private document's row.

use super::project_rows::saved_views;
use super::view::MapView;
use crate::ids::{DocId, StreamId};
use crate::rows::{DocRows, UserRow};
use crate::schema::user;
use automerge::Automerge;

/// The person's private state.
pub(super) fn rows(automerge: &Automerge, stream: StreamId) -> DocRows {
    let root = MapView::root(automerge);
    let read = root.map(user::READ);
    let drafts = root.map(user::DRAFTS);
    DocRows::User(Box::new(UserRow {
        stream_id: stream,
        stars: root.map(user::STARS).ids().collect(),
        read: read
            .ids::<DocId>()
            .filter_map(|doc| Some((doc, read.latest_time(&doc.to_string())?)))
            .collect(),
        drafts: drafts
            .keys()
            .filter_map(|place| Some((place.to_owned(), drafts.get(place)?)))
            .collect(),
        views: saved_views(&root, user::VIEWS),
    }))
}
