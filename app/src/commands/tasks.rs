//! Tasks and their comments.

use crate::seat::Seat;
use aloft_client::desk::Failure;
use aloft_client::desk::views::{Acted, Created, NewTask, Placement, TaskDetail};
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::ids::{CommentId, ProjectId, StateId, TaskId};
use serde::Deserialize;
use tauri::State;

type Answer<T> = Result<T, Failure>;

#[derive(Deserialize)]
pub(crate) struct Creation {
    project: ProjectId,
    task: NewTask,
    placement: Option<Placement>,
    description: Option<String>,
}

#[tauri::command]
pub(crate) async fn create_task(seat: State<'_, Seat>, args: Creation) -> Answer<Created> {
    let Creation { project, task, placement, description } = args;
    seat.desk().await?.create_task(project, task, placement, description).await
}

#[derive(Deserialize)]
pub(crate) struct Act {
    tasks: Vec<TaskId>,
    command: TaskCommand,
}

#[tauri::command]
pub(crate) async fn act(seat: State<'_, Seat>, args: Act) -> Answer<Acted> {
    seat.desk().await?.act(args.tasks, args.command).await
}

#[derive(Deserialize)]
pub(crate) struct Move {
    task: TaskId,
    to: Placement,
    state: Option<StateId>,
}

#[tauri::command]
pub(crate) async fn move_task(seat: State<'_, Seat>, args: Move) -> Answer<Acted> {
    seat.desk().await?.move_task(args.task, args.to, args.state).await
}

#[derive(Deserialize)]
pub(crate) struct Which {
    task: TaskId,
}

#[tauri::command]
pub(crate) async fn task_detail(seat: State<'_, Seat>, args: Which) -> Answer<Option<TaskDetail>> {
    seat.desk().await?.task_detail(args.task).await
}

#[derive(Deserialize)]
pub(crate) struct Comment {
    task: TaskId,
    parent: Option<CommentId>,
    body: String,
}

#[tauri::command]
pub(crate) async fn add_comment(seat: State<'_, Seat>, args: Comment) -> Answer<Created> {
    seat.desk().await?.add_comment(args.task, args.parent, args.body).await
}

#[derive(Deserialize)]
pub(crate) struct Resolution {
    task: TaskId,
    field: String,
    number: usize,
}

#[tauri::command]
pub(crate) async fn resolve_conflict(seat: State<'_, Seat>, args: Resolution) -> Answer<Acted> {
    seat.desk().await?.resolve_conflict(args.task, args.field, args.number).await
}

#[tauri::command]
pub(crate) async fn undo(seat: State<'_, Seat>) -> Answer<Option<Acted>> {
    seat.desk().await?.undo().await
}

#[tauri::command]
pub(crate) async fn redo(seat: State<'_, Seat>) -> Answer<Option<Acted>> {
    seat.desk().await?.redo().await
}
