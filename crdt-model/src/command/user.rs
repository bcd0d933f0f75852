//! Commands on a person's private document. It needs no creation: it begins with the person.

use super::project::{put_view, remove_entry};
use super::write::Write;
use super::{CommandError, UserCommand, check};
use crate::ids::DocId;
use crate::schema::user;
use crate::time::Timestamp;
use automerge::ReadDoc;

pub(super) fn run(write: &mut Write<'_, '_>, command: &UserCommand) -> Result<(), CommandError> {
    match command {
        UserCommand::Star { doc } => {
            let stars = write.container(user::STARS)?;
            write.mark(&stars, &doc.to_string())
        }
        UserCommand::Unstar { doc } => {
            let stars = write.container(user::STARS)?;
            write.remove(&stars, &doc.to_string())
        }
        UserCommand::MarkRead { doc, upto } => mark_read(write, *doc, *upto),
        UserCommand::SetDraft { place, text } => set_draft(write, place, text),
        UserCommand::PutView { id, name, query } => {
            let views = write.container(user::VIEWS)?;
            put_view(write, &views, &id.to_string(), name, query)
        }
        UserCommand::RemoveView { id } => {
            let views = write.container(user::VIEWS)?;
            remove_entry(write, &views, user::VIEWS, &id.to_string())
        }
    }
}

/// Reading goes forward only: the latest time of any device counts.
fn mark_read(write: &mut Write<'_, '_>, doc: DocId, upto: Timestamp) -> Result<(), CommandError> {
    let read = write.container(user::READ)?;
    let key = doc.to_string();
    let times = write.tx.get_all(&read, &key)?;
    let latest = times.iter().filter_map(|(value, _)| value.as_i64()).max();
    if latest.is_some_and(|latest| latest >= upto.millis()) {
        Ok(())
    } else {
        write.put(&read, &key, &upto)
    }
}

fn set_draft(write: &mut Write<'_, '_>, place: &str, text: &str) -> Result<(), CommandError> {
    check::line("place of the draft", place)?;
    check::scalar("draft", text)?;
    let drafts = write.container(user::DRAFTS)?;
    if text.is_empty() {
        write.remove(&drafts, place)
    } else {
        write.put(&drafts, place, &text.to_owned())
    }
}
