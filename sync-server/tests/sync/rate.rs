//! How fast: run by hand, `cargo nextest run -p aloft-sync-server --run-ignored only -- rate`.

use crate::client::Change;
use crate::node::World;
use crate::writer::Writer;
use std::time::Instant;

const TASKS: usize = 5000;
const EDITS: usize = 500;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, and proves nothing"]
async fn rate_of_ingest() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (mut drafts, mut changes): (Vec<_>, Vec<Change>) =
        (0..TASKS).map(|number| writer.task(&format!("Task {number}"))).unzip();
    let began = Instant::now();
    while !changes.is_empty() {
        let rest = changes.split_off(changes.len().min(512));
        ada.push(stream, changes).await;
        changes = rest;
    }
    println!("{TASKS} new tasks: {:?}", began.elapsed());
    ben.entries_to(stream, 2 * TASKS as u64).await;
    println!("the same at another client: {:?}", began.elapsed());
    let mut times = Vec::new();
    for number in 0..EDITS {
        let edit = writer.title(&mut drafts[number % 50], &format!("Title {number}"));
        let began = Instant::now();
        let (fates, _) = tokio::join!(ada.push(stream, vec![edit]), ben.entries(stream));
        fates[0].seq();
        times.push(began.elapsed());
    }
    times.sort();
    println!(
        "edit to acknowledged and seen: p50 {:?}, p99 {:?}",
        times[EDITS / 2],
        times[EDITS * 99 / 100]
    );
    let mut fresh = node.connect(&world.ben).await;
    let began = Instant::now();
    fresh.subscribe(stream, aloft_sync_protocol::log::Position::Start).await;
    let (_, docs, pages) = fresh.snapshots(stream).await;
    println!("bootstrap of {} documents in {pages} pages: {:?}", docs.len(), began.elapsed());
}
