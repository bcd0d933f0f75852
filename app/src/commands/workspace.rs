//! Organisations, projects, and what a window begins with.

use crate::seat::Seat;
use aloft_client::desk::views::{Acted, Boot, Created, SearchHit, Workspace};
use aloft_client::desk::{ExportFormat, Failure, Settings};
use aloft_client::environment;
use aloft_crdt_model::command::ProjectCommand;
use aloft_crdt_model::ids::{OrgId, ProjectId};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use tauri::State;
use tauri::ipc::Response;

type Answer<T> = Result<T, Failure>;

#[tauri::command]
pub(crate) async fn boot(seat: State<'_, Seat>) -> Answer<Boot> {
    seat.desk().await?.boot().await
}

#[tauri::command]
pub(crate) async fn workspace(seat: State<'_, Seat>) -> Answer<Workspace> {
    seat.desk().await?.workspace().await
}

#[tauri::command]
pub(crate) async fn new_id(seat: State<'_, Seat>) -> Answer<String> {
    Ok(seat.desk().await?.new_id().await?.to_string())
}

#[derive(Deserialize)]
pub(crate) struct NewOrganisation {
    name: String,
}

#[tauri::command]
pub(crate) async fn create_organisation(
    seat: State<'_, Seat>,
    args: NewOrganisation,
) -> Answer<Created> {
    seat.desk().await?.create_organisation(args.name).await
}

#[derive(Deserialize)]
pub(crate) struct NewProject {
    org: Option<OrgId>,
    name: String,
    key: String,
}

#[tauri::command]
pub(crate) async fn create_project(seat: State<'_, Seat>, args: NewProject) -> Answer<Created> {
    seat.desk().await?.create_project(args.org, args.name, args.key).await
}

#[derive(Deserialize)]
pub(crate) struct ProjectEdit {
    project: ProjectId,
    command: ProjectCommand,
}

#[tauri::command]
pub(crate) async fn edit_project(seat: State<'_, Seat>, args: ProjectEdit) -> Answer<Acted> {
    seat.desk().await?.edit_project(args.project, args.command).await
}

#[derive(Deserialize)]
pub(crate) struct Which {
    project: ProjectId,
}

#[tauri::command]
pub(crate) async fn open_project(seat: State<'_, Seat>, args: Which) -> Answer<Response> {
    seat.desk().await?.open_project(args.project).await.map(Response::new)
}

#[tauri::command]
pub(crate) async fn open_bin(seat: State<'_, Seat>, args: Which) -> Answer<Response> {
    seat.desk().await?.open_bin(args.project).await.map(Response::new)
}

#[derive(Deserialize)]
pub(crate) struct Search {
    text: String,
    project: Option<ProjectId>,
    limit: usize,
}

#[tauri::command]
pub(crate) async fn search(seat: State<'_, Seat>, args: Search) -> Answer<Vec<SearchHit>> {
    seat.desk().await?.search(args.text, args.project, args.limit).await
}

#[derive(Deserialize)]
pub(crate) struct Export {
    project: ProjectId,
    format: ExportFormat,
}

#[derive(Serialize)]
pub(crate) struct Exported {
    path: PathBuf,
}

#[tauri::command]
pub(crate) async fn export_project(seat: State<'_, Seat>, args: Export) -> Answer<Exported> {
    let folder = environment::downloads()
        .ok_or_else(|| Failure::not_found("There is no folder for downloads."))?;
    let path = seat.desk().await?.export_project(args.project, args.format, folder).await?;
    Ok(Exported { path })
}

#[derive(Deserialize)]
pub(crate) struct NewSettings {
    settings: Settings,
}

#[tauri::command]
pub(crate) async fn save_settings(seat: State<'_, Seat>, args: NewSettings) -> Answer<Settings> {
    seat.desk().await?.save_settings(args.settings).await
}
