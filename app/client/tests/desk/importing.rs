//! Files in and out.

use crate::setup::Seat;
use aloft_client::desk::views::{ImportPreview, ImportRequest};
use aloft_client::desk::{DeskEvent, ExportFormat};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn file(rows: usize) -> Vec<u8> {
    let mut text = "issuekey,title,storypoint\n".to_owned();
    for row in 0..rows {
        writeln!(text, "K-{row},Task {row},{}", row % 5).unwrap();
    }
    text.into_bytes()
}

fn request(seat: &Seat, preview: &ImportPreview) -> ImportRequest {
    ImportRequest {
        token: preview.token.clone(),
        project: seat.project,
        source: "jira".to_owned(),
        delimiter: preview.delimiter.clone(),
        id: preview.guess.id.clone().unwrap(),
        title: preview.guess.title.clone().unwrap(),
        description: None,
        estimate: preview.guess.estimate.clone(),
        dry_run: false,
    }
}

async fn shown(seat: &Seat, rows: usize) -> ImportPreview {
    seat.desk.import_preview("k.csv".to_owned(), String::new(), file(rows)).await.unwrap()
}

#[tokio::test]
async fn an_import_is_shown_tried_and_done() {
    let seat = Seat::new().await;
    let preview = shown(&seat, 3).await;
    assert_eq!((preview.row_count, preview.columns.len()), (3, 3));
    let dry = ImportRequest { dry_run: true, ..request(&seat, &preview) };
    assert_eq!(seat.desk.import_run(dry, |_| ()).await.unwrap().created, 3);
    assert!(seat.titles().await.is_empty(), "a dry run keeps nothing");
    let done = seat.desk.import_run(request(&seat, &preview), |_| ()).await.unwrap();
    assert_eq!((done.created, done.stopped), (3, false));
    assert_eq!(seat.titles().await.len(), 3);
    let again = seat.desk.import_run(request(&seat, &preview), |_| ()).await.unwrap();
    assert_eq!((again.created, again.unchanged), (0, 3));
}

#[tokio::test]
async fn lines_come_while_an_import_runs() {
    let seat = Seat::new().await;
    let preview = shown(&seat, 250).await;
    let run = seat.desk.import_run(request(&seat, &preview), |_| ());
    let told = seat.hear(|event| match event {
        DeskEvent::Delta(delta) if !delta.upserted.is_empty() => Some(delta.upserted.len()),
        _ => None,
    });
    let (report, told) = tokio::join!(run, told);
    assert_eq!(report.unwrap().created, 250);
    assert!(told > 0);
}

#[tokio::test]
async fn a_stopped_import_keeps_what_was_done_and_says_so() {
    let seat = Arc::new(Seat::new().await);
    let preview = shown(&seat, 2_000).await;
    let stop = (Arc::clone(&seat), preview.token.clone());
    let seen = Arc::new(AtomicU64::new(0));
    let last = Arc::clone(&seen);
    let report = seat
        .desk
        .import_run(request(&seat, &preview), move |at| {
            last.store(at.done, Ordering::Relaxed);
            stop.0.desk.import_stop(&stop.1).unwrap();
        })
        .await
        .unwrap();
    assert!(report.stopped);
    assert_eq!(report.created, seen.load(Ordering::Relaxed));
    assert!(report.created > 0 && report.created < 2_000);
    assert_eq!(seat.lines().await.len() as u64, report.created);
    // It can go on from there.
    let rest = seat.desk.import_run(request(&seat, &preview), |_| ()).await.unwrap();
    assert_eq!(rest.created + report.created, 2_000);
}

#[tokio::test]
async fn a_file_that_is_not_open_any_more_is_said() {
    let seat = Seat::new().await;
    let preview = shown(&seat, 1).await;
    for _ in 0..4 {
        shown(&seat, 1).await;
    }
    let gone = seat.desk.import_run(request(&seat, &preview), |_| ()).await.unwrap_err();
    assert_eq!(gone.code, "not_found");
}

#[tokio::test]
async fn an_export_takes_a_free_name() {
    let seat = Seat::new().await;
    seat.task("One").await;
    let folder = seat.folder.path().join("Downloads");
    let export = |format| seat.desk.export_project(seat.project, format, folder.clone());
    let first = export(ExportFormat::Csv).await.unwrap();
    let second = export(ExportFormat::Csv).await.unwrap();
    assert!(first.ends_with("Aloft KIT.csv") && second.ends_with("Aloft KIT (2).csv"));
    assert!(std::fs::read_to_string(first).unwrap().contains("One"));
    let json = export(ExportFormat::Json).await.unwrap();
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(json["format"], "aloft");
}
