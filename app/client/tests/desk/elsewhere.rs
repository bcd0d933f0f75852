//! What another process writes, settings, and being offline on purpose.

use crate::setup::{Seat, sit_down};
use aloft_client::desk::views::LinkView;
use aloft_client::desk::{DeskEvent, Settings, Theme};
use aloft_client::store::StoreError;
use aloft_crdt_model::command::{NewTask, TaskCommand};
use aloft_crdt_model::ids::OrgId;

#[tokio::test]
async fn what_another_process_writes_is_told() {
    let seat = Seat::new().await;
    let mut other = seat.elsewhere();
    let new = NewTask { title: "Theirs".to_owned(), ..NewTask::default() };
    let task = other
        .write(|transaction| transaction.create_task(seat.project, new))
        .map_err(|error: StoreError| error)
        .unwrap();
    let delta = seat
        .hear(|event| match event {
            DeskEvent::Delta(delta) if !delta.upserted.is_empty() => Some(delta),
            _ => None,
        })
        .await;
    assert_eq!(delta.upserted[0].core.id, task);
    // And only once: the next answer holds the next act alone.
    let acted = seat.desk.act(vec![task], TaskCommand::Delete).await.unwrap();
    assert_eq!(acted.delta.upserted.len(), 1);
    assert!(acted.delta.upserted[0].core.deleted_at.is_some());
}

#[tokio::test]
async fn a_project_of_another_process_makes_the_window_read_the_workspace_again() {
    let seat = Seat::new().await;
    let org: OrgId = seat.desk.workspace().await.unwrap().organisations[0].id;
    let made = |transaction: &mut aloft_client::store::Transaction<'_>| {
        transaction.create_project(org, "Garden", "GAR")
    };
    seat.elsewhere().write(made).unwrap();
    seat.hear(|event| matches!(event, DeskEvent::Workspace).then_some(())).await;
    assert_eq!(seat.desk.workspace().await.unwrap().projects.len(), 2);
}

#[tokio::test]
async fn without_a_relay_nothing_is_called_synced() {
    let seat = Seat::new().await;
    seat.task("One").await;
    let view = seat.desk.sync_status().await.unwrap();
    assert_eq!(view.link, LinkView::Local);
    assert!(!view.synced);
    assert!(view.local > 0);
    assert_eq!(view.waiting, 0);
    let told = |event| match event {
        DeskEvent::Sync(view) if view.local > 1 => Some(view),
        _ => None,
    };
    assert_eq!(seat.hear(told).await.link, LinkView::Local);
}

#[tokio::test]
async fn being_offline_on_purpose_outlives_the_window() {
    let seat = Seat::new().await;
    let kept = seat.folder.path().join("settings.json");
    std::fs::write(&kept, r#"{"density":"airy"}"#).unwrap();
    seat.desk.set_offline(true).await.unwrap();
    let told = |event| match event {
        DeskEvent::Settings(settings) => Some(settings),
        _ => None,
    };
    assert!(seat.hear(told).await.offline);
    let text = std::fs::read_to_string(&kept).unwrap();
    assert!(text.contains("airy"), "a newer version's setting is gone: {text}");
    let Seat { desk, folder, .. } = seat;
    drop(desk);
    let (desk, _events) = sit_down(folder.path());
    assert!(desk.boot().await.unwrap().settings.offline);
    // What the window sends does not hold what a newer version kept.
    let settings = Settings { theme: Theme::Dark, offline: false, ..Settings::default() };
    let saved = desk.save_settings(settings).await.unwrap();
    assert!(saved.others.contains_key("density"));
}

#[tokio::test]
async fn damaged_settings_keep_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("settings.json"), b"{\"theme\":").unwrap();
    let (desk, _events) = sit_down(folder.path());
    let boot = desk.boot().await.unwrap();
    assert_eq!(boot.settings, Settings::default());
    assert!(folder.path().join("settings.json.damaged").exists());
    assert!(boot.workspace.projects.is_empty());
    assert!(boot.me.account.is_none());
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_said_and_nothing_is_lost() {
    let seat = Seat::new().await;
    let failed = seat
        .desk
        .sign_in("http://127.0.0.1:9".to_owned(), "a@b.c".to_owned(), "password".to_owned())
        .await
        .unwrap_err();
    assert_eq!(failed.code, "unreachable");
    let odd = seat.desk.sign_in("not an address".to_owned(), String::new(), String::new()).await;
    assert_eq!(odd.unwrap_err().code, "invalid");
    seat.task("Still here").await;
    assert_eq!(seat.titles().await, ["Still here"]);
}
