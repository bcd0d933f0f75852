//! The account, and what only a relay can do.

use crate::seat::Seat;
use aloft_client::desk::Failure;
use aloft_client::desk::views::{Me, Workspace};
use aloft_crdt_model::ids::OrgId;
use serde::Deserialize;
use tauri::State;

type Answer<T> = Result<T, Failure>;

#[derive(Deserialize)]
pub(crate) struct SignUp {
    relay: String,
    email: String,
    password: String,
    name: String,
}

#[tauri::command]
pub(crate) async fn sign_up(seat: State<'_, Seat>, args: SignUp) -> Answer<Me> {
    let SignUp { relay, email, password, name } = args;
    seat.desk().await?.sign_up(relay, email, password, name).await
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    relay: String,
    email: String,
    password: String,
}

#[tauri::command]
pub(crate) async fn sign_in(seat: State<'_, Seat>, args: SignIn) -> Answer<Me> {
    let SignIn { relay, email, password } = args;
    seat.desk().await?.sign_in(relay, email, password).await
}

#[tauri::command]
pub(crate) async fn sign_out(seat: State<'_, Seat>) -> Answer<Me> {
    seat.desk().await?.sign_out().await
}

#[derive(Deserialize)]
pub(crate) struct Joining {
    org: OrgId,
    name: String,
}

#[tauri::command]
pub(crate) async fn join_relay(seat: State<'_, Seat>, args: Joining) -> Answer<Workspace> {
    seat.desk().await?.join_relay(args.org, args.name).await
}

#[derive(Deserialize)]
pub(crate) struct NewMember {
    org: OrgId,
    email: String,
    role: String,
}

#[tauri::command]
pub(crate) async fn add_member(seat: State<'_, Seat>, args: NewMember) -> Answer<Workspace> {
    seat.desk().await?.add_member(args.org, args.email, args.role).await
}
