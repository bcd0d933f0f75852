//! Commands on a text.

use super::write::Write;
use super::{CommandError, TextCommand, check};
use crate::document::DocKind;
use crate::ids::{DocId, TextRole};
use crate::schema::text;
use automerge::transaction::Transactable;
use automerge::{ObjId, ObjType, ROOT, ReadDoc};

/// Code units that a text may hold: as many as the relay takes.
const TEXT: usize = 1_000_000;

pub(super) fn run(write: &mut Write<'_, '_>, command: &TextCommand) -> Result<(), CommandError> {
    let obj = write.object(&ROOT, text::TEXT, ObjType::Text)?;
    let obj = obj.ok_or(CommandError::Lacks(text::TEXT))?;
    match command {
        TextCommand::Start { owner, role, text } => start(write, &obj, *owner, *role, text)?,
        TextCommand::Splice { index, delete, insert } => {
            require_started(write)?;
            splice(write, &obj, *index, *delete, insert)?;
        }
        TextCommand::Replace { text } => {
            require_started(write)?;
            check::no_nul("text", text)?;
            write.rewrite(&obj, text)?;
        }
        TextCommand::Edited { .. } => return Err(CommandError::MadeElsewhere),
    }
    if write.tx.length(&obj) > TEXT {
        Err(CommandError::TooLong { what: "text", limit: TEXT })
    } else {
        Ok(())
    }
}

/// A text that somebody else has started meanwhile keeps what they wrote, and this comes after it:
/// nobody's words are lost, as when the two beginnings merge.
fn start(
    write: &mut Write<'_, '_>,
    obj: &ObjId,
    owner: DocId,
    role: TextRole,
    text: &str,
) -> Result<(), CommandError> {
    check::no_nul("text", text)?;
    let known = write.get::<DocId>(&ROOT, text::OWNER)?;
    if known.is_some_and(|known| known != owner) {
        return Err(CommandError::WrongTextId);
    }
    write.put(&ROOT, text::OWNER, &owner)?;
    write.put(&ROOT, text::ROLE, &role)?;
    let end = write.tx.length(obj);
    Ok(write.tx.splice_text(obj, end, 0, text)?)
}

fn require_started(write: &Write<'_, '_>) -> Result<(), CommandError> {
    if write.is_present(&ROOT, text::OWNER)? {
        Ok(())
    } else {
        Err(CommandError::NotCreated(DocKind::Text))
    }
}

fn splice(
    write: &mut Write<'_, '_>,
    obj: &ObjId,
    index: usize,
    delete: usize,
    insert: &str,
) -> Result<(), CommandError> {
    check::no_nul("text", insert)?;
    let text = write.tx.text(obj)?;
    let length = write.tx.length(obj);
    let end = index.checked_add(delete);
    let fits = end.is_some_and(|end| is_boundary(&text, index) && is_boundary(&text, end));
    let Some(count) = isize::try_from(delete).ok().filter(|_| fits) else {
        return Err(CommandError::OutOfText { index, delete, length });
    };
    Ok(write.tx.splice_text(obj, index, count, insert)?)
}

/// Whether a character begins or the text ends at this code unit.
fn is_boundary(text: &str, index: usize) -> bool {
    let mut units = 0;
    for character in text.chars() {
        if units >= index {
            break;
        }
        units += character.len_utf16();
    }
    units == index
}
