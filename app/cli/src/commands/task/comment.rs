//! `aloft task comment`.

use super::{change, show_brief};
use crate::args::task::Comment;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find;
use aloft_client::store::Store;
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::ids::{CommentId, TaskId};

pub(super) fn run(context: &Context, args: &Comment) -> Result<()> {
    let mut store = context.store()?;
    let task = find::task(&store, &args.task)?.row.id;
    if let Some(command) = command(args)? {
        if let Some(id) = args.edit.or(args.delete) {
            check_is_there(&store, task, id)?;
        }
        store.write(|transaction| transaction.edit_task(task, command))?;
        return show_brief(context, &store, task);
    }
    if let Some(parent) = args.reply_to {
        check_is_there(&store, task, parent)?;
    }
    let body = body(args)?;
    let id = store.write(|transaction| transaction.comment(task, args.reply_to, &body))?;
    let comments = store.queries().comments(task)?;
    let comment = comments.into_iter().find(|comment| comment.id == id);
    context.output.show(&comment, |page| page.line(&id.to_string()))
}

/// What is to be done to a comment that is there.
fn command(args: &Comment) -> Result<Option<TaskCommand>> {
    if let Some(id) = args.edit {
        return Ok(Some(TaskCommand::EditComment { id, body: body(args)? }));
    }
    if let Some(id) = args.delete {
        return Ok(Some(TaskCommand::DeleteComment { id }));
    }
    if let Some([id, emoji]) = args.react.as_deref() {
        return Ok(Some(TaskCommand::React { id: comment_id(id)?, emoji: emoji.clone() }));
    }
    if let Some([id, emoji]) = args.unreact.as_deref() {
        return Ok(Some(TaskCommand::Unreact { id: comment_id(id)?, emoji: emoji.clone() }));
    }
    Ok(None)
}

fn check_is_there(store: &Store, task: TaskId, id: CommentId) -> Result<()> {
    let comments = store.queries().comments(task)?;
    if comments.iter().any(|comment| comment.id == id) {
        return Ok(());
    }
    Err(Failure::not_found(format!("there is no comment {id} on it")))
}

fn comment_id(word: &str) -> Result<CommentId> {
    word.parse().map_err(|_| Failure::usage(format!("`{word}` is not the id of a comment")))
}

fn body(args: &Comment) -> Result<String> {
    match args.body.as_deref() {
        Some("-") => change::read_text("-"),
        Some(body) => Ok(body.to_owned()),
        None => Err(Failure::usage("say what the comment says (see --help)")),
    }
}
