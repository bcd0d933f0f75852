//! Commands on a task's comments.

use super::write::Write;
use super::{CommandError, TaskCommand, check};
use crate::ids::{CommentId, UserId};
use crate::schema::task::{self, comment};
use crate::time::Timestamp;
use automerge::transaction::Transactable;
use automerge::{ObjId, ObjType};

/// Bytes of an emoji: the longest sequences of joined people stay below 50.
const EMOJI: usize = 64;

/// Runs the commands that are about comments; others are none of its business.
pub(super) fn run(write: &mut Write<'_, '_>, command: &TaskCommand) -> Result<(), CommandError> {
    match command {
        TaskCommand::AddComment { id, parent, body, at } => add(write, *id, *parent, body, *at),
        TaskCommand::EditComment { id, body } => edit(write, *id, body),
        TaskCommand::DeleteComment { id } => {
            let comment = known(write, *id)?;
            write.mark(&comment, comment::DELETED_AT)
        }
        TaskCommand::React { id, emoji } => react(write, *id, emoji),
        TaskCommand::Unreact { id, emoji } => unreact(write, *id, emoji),
        _ => Ok(()),
    }
}

/// An imported comment keeps the time at which it was written elsewhere.
fn add(
    write: &mut Write<'_, '_>,
    id: CommentId,
    parent: Option<CommentId>,
    body: &str,
    at: Option<Timestamp>,
) -> Result<(), CommandError> {
    check::prose("comment", body)?;
    person(write)?;
    if let Some(parent) = parent {
        known(write, parent)?;
    }
    let comments = write.container(task::COMMENTS)?;
    if write.is_present(&comments, &id.to_string())? {
        return Err(CommandError::Taken("comment"));
    }
    let comment = write.new_map(&comments, &id.to_string())?;
    let at = at.unwrap_or(write.at);
    write.put_author(&comment, comment::AUTHOR)?;
    write.put(&comment, comment::CREATED_AT, &at)?;
    if let Some(parent) = parent {
        write.put(&comment, comment::PARENT, &parent.to_string())?;
    }
    write.new_map(&comment, comment::REACTIONS)?;
    let text = write.tx.put_object(&comment, comment::BODY, ObjType::Text)?;
    Ok(write.tx.splice_text(&text, 0, 0, body)?)
}

fn edit(write: &mut Write<'_, '_>, id: CommentId, body: &str) -> Result<(), CommandError> {
    check::prose("comment", body)?;
    let comment = standing(write, id)?;
    let text = write.object(&comment, comment::BODY, ObjType::Text)?;
    let text = text.ok_or(CommandError::Lacks(comment::BODY))?;
    let before = write.tx.pending_ops();
    write.rewrite(&text, body)?;
    if write.tx.pending_ops() == before {
        return Ok(());
    }
    let at = write.at;
    write.put(&comment, comment::EDITED_AT, &at)
}

fn react(write: &mut Write<'_, '_>, id: CommentId, emoji: &str) -> Result<(), CommandError> {
    check::line("emoji", emoji)?;
    if emoji.len() > EMOJI {
        return Err(CommandError::TooLong { what: "emoji", limit: EMOJI });
    }
    let user = person(write)?;
    let reactions = reactions(write, id)?;
    write.mark(&reactions, &format!("{emoji}:{user}"))
}

fn unreact(write: &mut Write<'_, '_>, id: CommentId, emoji: &str) -> Result<(), CommandError> {
    let user = person(write)?;
    let reactions = reactions(write, id)?;
    write.remove(&reactions, &format!("{emoji}:{user}"))
}

fn reactions(write: &Write<'_, '_>, id: CommentId) -> Result<ObjId, CommandError> {
    let comment = standing(write, id)?;
    let reactions = write.object(&comment, comment::REACTIONS, ObjType::Map)?;
    reactions.ok_or(CommandError::Lacks(comment::REACTIONS))
}

fn person(write: &Write<'_, '_>) -> Result<UserId, CommandError> {
    write.author.user.ok_or(CommandError::NoPerson)
}

/// The comment, deleted or not: replies to a deleted one stay in place.
fn known(write: &Write<'_, '_>, id: CommentId) -> Result<ObjId, CommandError> {
    let comments = write.container(task::COMMENTS)?;
    let comment = write.object(&comments, &id.to_string(), ObjType::Map)?;
    comment.ok_or(CommandError::Unknown("comment"))
}

/// The comment, unless it was deleted.
fn standing(write: &Write<'_, '_>, id: CommentId) -> Result<ObjId, CommandError> {
    let comment = known(write, id)?;
    if write.is_present(&comment, comment::DELETED_AT)? {
        Err(CommandError::Unknown("comment"))
    } else {
        Ok(comment)
    }
}
