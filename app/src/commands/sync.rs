//! The status, and presence.

use crate::seat::Seat;
use aloft_client::desk::views::{Cursor, SyncView};
use aloft_client::desk::{Failure, MyPresence};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use serde::Deserialize;
use tauri::State;

type Answer<T> = Result<T, Failure>;

#[derive(Deserialize)]
pub(crate) struct Looking {
    project: ProjectId,
    task: Option<TaskId>,
    cursor: Option<Cursor>,
}

#[tauri::command]
pub(crate) async fn set_presence(seat: State<'_, Seat>, args: Looking) -> Answer<()> {
    let Looking { project, task, cursor } = args;
    seat.desk().await?.set_presence(MyPresence { project, task, cursor });
    Ok(())
}

#[tauri::command]
pub(crate) async fn sync_status(seat: State<'_, Seat>) -> Answer<SyncView> {
    seat.desk().await?.sync_status().await
}

#[derive(Deserialize)]
pub(crate) struct Offline {
    offline: bool,
}

#[tauri::command]
pub(crate) async fn set_offline(seat: State<'_, Seat>, args: Offline) -> Answer<SyncView> {
    seat.desk().await?.set_offline(args.offline).await
}

#[tauri::command]
pub(crate) async fn sync_now(seat: State<'_, Seat>) -> Answer<()> {
    seat.desk().await?.sync_now();
    Ok(())
}
