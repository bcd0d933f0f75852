//! Descriptions. Automerge's bytes travel raw: base64 would cost a third more and two passes.

use crate::seat::Seat;
use aloft_client::desk::views::Acted;
use aloft_client::desk::{Failure, TextOpened};
use aloft_crdt_model::document::Heads;
use aloft_crdt_model::ids::TaskId;
use serde::Deserialize;
use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};

type Answer<T> = Result<T, Failure>;

#[derive(Deserialize)]
pub(crate) struct Which {
    task: TaskId,
}

/// The header's length (four bytes, the lowest first), the header as JSON, the document.
#[tauri::command]
pub(crate) async fn text_open(seat: State<'_, Seat>, args: Which) -> Answer<Response> {
    let TextOpened { header, bytes } = seat.desk().await?.text_open(args.task).await?;
    let header =
        serde_json::to_vec(&header).map_err(|error| Failure::invalid(error.to_string()))?;
    let length = u32::try_from(header.len()).unwrap_or_default();
    Ok(Response::new([&length.to_le_bytes()[..], &header, &bytes].concat()))
}

/// The body is the change; the header `task` says whose description.
#[tauri::command]
pub(crate) async fn text_change(seat: State<'_, Seat>, request: Request<'_>) -> Answer<Acted> {
    let task = header(&request, "task")?;
    let task: TaskId = task.parse().map_err(|_| Failure::invalid("This is not a task's id."))?;
    let change = raw(&request)?;
    seat.desk().await?.text_change(task, change).await
}

#[derive(Deserialize)]
pub(crate) struct Since {
    task: TaskId,
    heads: Heads,
}

#[tauri::command]
pub(crate) async fn text_changes_since(seat: State<'_, Seat>, args: Since) -> Answer<Response> {
    seat.desk().await?.text_changes_since(args.task, args.heads).await.map(Response::new)
}

/// The bytes of a request that is no JSON.
pub(super) fn raw(request: &Request<'_>) -> Answer<Vec<u8>> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(_) => Err(Failure::invalid("Bytes are expected here.")),
    }
}

pub(super) fn header(request: &Request<'_>, name: &str) -> Answer<String> {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.map(str::to_owned).ok_or_else(|| Failure::invalid(format!("`{name}` is missing.")))
}
