//! What the relay would not take.

use crate::seat::Seat;
use aloft_client::desk::Failure;
use aloft_client::desk::views::{Acted, RefusedWork};
use serde::Deserialize;
use tauri::State;

type Answer<T> = Result<T, Failure>;

#[tauri::command]
pub(crate) async fn refused(seat: State<'_, Seat>) -> Answer<Vec<RefusedWork>> {
    seat.desk().await?.refused().await
}

#[derive(Deserialize)]
pub(crate) struct Which {
    number: i64,
}

#[tauri::command]
pub(crate) async fn retry_refused(seat: State<'_, Seat>, args: Which) -> Answer<Acted> {
    seat.desk().await?.retry_refused(args.number).await
}

#[tauri::command]
pub(crate) async fn discard_refused(seat: State<'_, Seat>, args: Which) -> Answer<()> {
    seat.desk().await?.discard_refused(args.number).await
}
