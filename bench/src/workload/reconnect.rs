//! Two people come back at the same time, each with a long offline day behind them.

use super::{blocking, hand_over};
use crate::figure::Book;
use crate::machine;
use crate::meter::Meter;
use crate::person::Person;
use crate::relay::Site;
use crate::shape::{self, Scene, Shape};
use crate::syncing::Syncing;
use aloft_client::queries::TaskQuery;
use aloft_client::sync::{Mode, SyncEvent};
use anyhow::{Context, Result, ensure};
use std::time::Instant;

const NAME: &str = "reconnect";
const TASKS: usize = 1_000;

/// What one run came to.
struct Run {
    converged: f64,
    bytes: f64,
    cpu: Option<f64>,
    memory: Option<f64>,
}

/// Measures with so many edits on either side.
pub(crate) async fn reconnect(
    book: &mut Book,
    site: &Site,
    edits: usize,
    runs: usize,
) -> Result<()> {
    let words = format!(
        "two people with real stores and drivers, {edits} edits each (title, state, priority, due \
         date) made offline on a shared project of {TASKS} tasks; {}. converged: every change is \
         acknowledged to its author and durable at the other, with its rows",
        shape::TASK
    );
    Book::shape(NAME, edits, &words);
    let mut found = Vec::new();
    for _ in 0..runs {
        found.push(run(site, edits).await?);
    }
    let of = |value: fn(&Run) -> Option<f64>| found.iter().filter_map(value).collect::<Vec<_>>();
    book.put(NAME, "converged", edits, "s", &of(|run| Some(run.converged)));
    book.put(NAME, "wire", edits, "MB", &of(|run| Some(run.bytes / 1e6)));
    book.put(NAME, "relay CPU", edits, "s", &of(|run| run.cpu));
    book.put(NAME, "relay peak memory", edits, "MB", &of(|run| run.memory.map(|m| m / 1e6)));
    Ok(())
}

async fn run(site: &Site, edits: usize) -> Result<Run> {
    let relay = blocking(|| site.relay())?;
    let meter = Meter::before(relay.address()).await?;
    let ada = blocking(|| Person::sign_up(&meter.url()?, "ada"))?;
    let ben = blocking(|| Person::sign_up(&meter.url()?, "ben"))?;
    let org = blocking(|| ada.organisation(&[&ben]))?;
    let scene = Scene::with_tasks(&mut ada.store()?, org, TASKS)?;
    hand_over(&ada).await?;
    hand_over(&ben).await?;
    hand_over(&ada).await?;
    let made = [edit(&ada, &scene, edits, 1)?, edit(&ben, &scene, edits, 2)?];
    blocking(|| relay.settle())?;
    let (bytes, cpu) = (meter.bytes(), relay.cpu_seconds());
    let requests = [ada.sync(Mode::Stay)?, ben.sync(Mode::Stay)?];
    let begun = Instant::now();
    let [a, b] = requests.map(Syncing::start);
    let (a, b) = tokio::try_join!(settled(a, made[0], made[1]), settled(b, made[1], made[0]))?;
    let converged = begun.elapsed().as_secs_f64();
    let bytes = meter.bytes() - bytes;
    let cpu = cpu.zip(relay.cpu_seconds()).map(|(before, after)| after - before);
    a.stop().await?;
    b.stop().await?;
    let rows = |person: &Person| -> Result<_> {
        Ok(person.store()?.queries().tasks(&TaskQuery::default())?)
    };
    ensure!(rows(&ada)? == rows(&ben)?, "the two stores differ");
    Ok(Run { converged, bytes, cpu, memory: machine::peak_memory(relay.id()) })
}

/// So many changes; an edit that changes nothing is done again otherwise.
fn edit(person: &Person, scene: &Scene, edits: usize, seed: u64) -> Result<usize> {
    use rand::RngExt;
    let mut shape = Shape::new(seed);
    let mut store = person.store()?;
    let mut made = 0;
    while made < edits {
        made += store.write(|tx| {
            let mut changed = 0;
            for _ in 0..(edits - made).min(500) {
                let task = scene.tasks[shape.rng().random_range(0..scene.tasks.len())];
                changed += usize::from(tx.edit_task(task, shape.edit(scene))?.is_some());
            }
            Ok::<_, aloft_client::store::StoreError>(changed)
        })?;
    }
    Ok(made)
}

/// Runs until what was made here is accepted, and what was made there is here.
async fn settled(mut syncing: Syncing, own: usize, others: usize) -> Result<Syncing> {
    let (mut accepted, mut arrived) = (0, 0);
    while accepted < own || arrived < others {
        match syncing.events.recv().await.context("the sync ended early")? {
            SyncEvent::Accepted { count } => accepted += usize::try_from(count)?,
            SyncEvent::Arrived { changes, .. } => arrived += changes.len(),
            SyncEvent::Refused { count } => anyhow::bail!("{count} changes were refused"),
            _ => {}
        }
    }
    Ok(syncing)
}
