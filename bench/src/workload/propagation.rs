//! An edit on one client until it is visible on the other, twenty times a second.
//!
//! Once with thin clients, where visible means applied to the document and its rows derived in
//! memory, as PEERS' clients do; once with real stores and drivers, where the edit is durable at
//! its author first and durable at the reader before it counts.

use super::{blocking, hand_over};
use crate::figure::{Book, percentile};
use crate::flush;
use crate::meter::Meter;
use crate::person::Person;
use crate::relay::{Relay, Site};
use crate::shape::{self, Scene, Shape};
use crate::syncing::Syncing;
use crate::thin::{Hand, ThinProject};
use crate::wire::Client;
use aloft_client::sync::{Control, Mode, SyncEvent};
use aloft_crdt_model::command::Command;
use aloft_crdt_model::ids::OrgId;
use aloft_sync_protocol::frames::RelayFrame;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};
use tokio::time::MissedTickBehavior;

const NAME: &str = "propagation";
const TASKS: usize = 100;
const EVERY: Duration = Duration::from_millis(50);

/// Measures so many edits, by thin clients and by real ones.
pub(crate) async fn propagation(book: &mut Book, site: &Site, edits: usize) -> Result<()> {
    let words = format!(
        "{edits} edits (title, state, priority, due date), one every 50 ms, on a project of \
         {TASKS} tasks; {}. thin: frames without stores, the reader applies the change and derives \
         the task's rows in memory. real: both are stores with the real driver, the edit is \
         durable at its author first, and at the reader before it counts",
        shape::TASK
    );
    Book::shape(NAME, edits, &words);
    let [p50, _, p99] = flush::probe()?;
    book.one(NAME, "one flush of this disk, p50", edits, "ms", p50);
    book.one(NAME, "one flush of this disk, p99", edits, "ms", p99);
    let relay = blocking(|| site.relay())?;
    let meter = Meter::before(relay.address()).await?;
    let ada = blocking(|| Person::sign_up(&meter.url()?, "ada"))?;
    let ben = blocking(|| Person::sign_up(&meter.url()?, "ben"))?;
    let org = blocking(|| ada.organisation(&[&ben]))?;
    thin(book, &relay, &meter, (&ada, &ben), org, edits).await?;
    let scene = Scene::with_tasks(&mut ada.store()?, org, TASKS)?;
    hand_over(&ada).await?;
    hand_over(&ben).await?;
    real(book, &meter, (&ada, &ben), &scene, edits).await
}

async fn thin(
    book: &mut Book,
    relay: &Relay,
    meter: &Meter,
    (ada, ben): (&Person, &Person),
    org: OrgId,
    edits: usize,
) -> Result<()> {
    let mut writer = Client::connect(meter.address(), ada).await?;
    let mut project = ThinProject::make(&mut writer, org, TASKS).await?;
    let stream = project.stream();
    let mut theirs = project.clone();
    let mut reader = Client::connect(meter.address(), ben).await?;
    reader.follow(stream, project.cursor).await?;
    let mut hand = Hand::of(writer.user, 11);
    let mut taken = Vec::with_capacity(edits);
    let mut itself = 0;
    let (bytes, cpu, flushes) = (meter.bytes(), relay.cpu_seconds(), blocking(|| relay.flushes())?);
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut own = writer.receiver;
    let answers = tokio::spawn(async move { while own.next().await.is_ok() {} });
    for n in 0..edits {
        ticks.tick().await;
        let doc = project.scene.tasks[n % TASKS].doc();
        let command = Command::Task(hand.shape.edit(&project.scene));
        let document = project.documents.get_mut(&doc).context("a task of the project")?;
        let begun = Instant::now();
        let Some(change) = hand.change(document, doc, &command)? else { continue };
        itself += change.bytes.len();
        writer.sender.push(stream, vec![change]).await?;
        receive_one(&mut reader, &mut theirs).await?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    answers.abort();
    told(book, ["thin, p50", "thin, p95", "thin, p99"], edits, &mut taken);
    let changes = f64::from(u32::try_from(taken.len())?);
    book.one(NAME, "thin, bytes a change", edits, "B", (meter.bytes() - bytes) / changes);
    let itself = f64::from(u32::try_from(itself)?) / changes;
    book.one(NAME, "thin, of these the change itself, twice", edits, "B", 2.0 * itself);
    if let Some((before, after)) = cpu.zip(relay.cpu_seconds()) {
        book.one(NAME, "thin, relay CPU a change", edits, "ms", (after - before) * 1e3 / changes);
    }
    let (count, time) = blocking(|| relay.flushes())?;
    if count > flushes.0 && time > flushes.1 {
        let mean = (time - flushes.1) / (count - flushes.0);
        book.one(NAME, "a commit's flush in Postgres, mean", edits, "ms", mean);
    }
    Ok(())
}

async fn receive_one(reader: &mut Client, project: &mut ThinProject) -> Result<()> {
    loop {
        let RelayFrame::Changes(changes) = reader.receiver.next().await? else { continue };
        for entry in changes.entries()? {
            project.take(&entry)?;
            let rows = project.documents[&entry.doc].rows(entry.doc, project.stream());
            std::hint::black_box(rows);
        }
        return Ok(());
    }
}

async fn real(
    book: &mut Book,
    meter: &Meter,
    (ada, ben): (&Person, &Person),
    scene: &Scene,
    edits: usize,
) -> Result<()> {
    let writing = Syncing::start(ada.sync(Mode::Stay)?);
    let mut reading = Syncing::start(ben.sync(Mode::Stay)?);
    let (mut store, theirs) = (ada.store()?, ben.store()?);
    // Both are online and idle before the first edit.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut shape = Shape::new(12);
    let mut taken = Vec::with_capacity(edits);
    let bytes = meter.bytes();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for n in 0..edits {
        ticks.tick().await;
        let task = scene.tasks[n % scene.tasks.len()];
        let begun = Instant::now();
        let made = blocking(|| store.write(|tx| tx.edit_task(task, shape.edit(scene))))?;
        let Some(hash) = made else { continue };
        writing.tell(Control::Written);
        loop {
            let event = reading.events.recv().await.context("the reader ended")?;
            if let SyncEvent::Arrived { changes, .. } = event
                && changes.iter().any(|change| change.0 == hash.0)
            {
                break;
            }
        }
        std::hint::black_box(theirs.queries().line(task)?);
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    writing.stop().await?;
    reading.stop().await?;
    told(book, ["real, p50", "real, p95", "real, p99"], edits, &mut taken);
    let changes = f64::from(u32::try_from(taken.len())?);
    book.one(NAME, "real, bytes a change", edits, "B", (meter.bytes() - bytes) / changes);
    Ok(())
}

fn told(book: &mut Book, names: [&'static str; 3], edits: usize, taken: &mut [f64]) {
    for (name, of_hundred) in names.into_iter().zip([50, 95, 99]) {
        book.one(NAME, name, edits, "ms", percentile(taken, of_hundred));
    }
}
