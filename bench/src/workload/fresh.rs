//! A client that has nothing, and a project: until the list stands, until all is here.

use super::{blocking, hand_over};
use crate::figure::Book;
use crate::floor;
use crate::frames::{ACTIVITY_PAGE, SNAPSHOT_PAGE};
use crate::machine;
use crate::meter::Meter;
use crate::person::Person;
use crate::relay::{Relay, Site};
use crate::shape::{self, Scene};
use crate::syncing::Syncing;
use aloft_client::queries::{TaskFilter, TaskQuery};
use aloft_client::sync::{Mode, SyncEvent};
use anyhow::{Result, ensure};
use std::time::Instant;

const NAME: &str = "fresh";

/// What one run came to.
struct Run {
    usable: f64,
    complete: f64,
    bytes: f64,
    snapshots: f64,
    activity: f64,
    cpu: Option<f64>,
    own_cpu: Option<f64>,
    floor: f64,
    memory: Option<f64>,
}

/// Measures with projects of these sizes.
pub(crate) async fn fresh(
    book: &mut Book,
    site: &Site,
    sizes: &[usize],
    runs: usize,
) -> Result<()> {
    for &tasks in sizes {
        let words = format!(
            "one project of {tasks} tasks; {}; the relay was restarted just before, the client is \
             the real store and driver. usable: every task's row is in the store and the first 100 \
             were listed; complete: descriptions and activity too, outcome Synced",
            shape::TASK
        );
        Book::shape(NAME, tasks, &words);
        let mut relay = blocking(|| site.relay())?;
        let ada = blocking(|| Person::sign_up(&relay.url()?, "ada"))?;
        let org = blocking(|| ada.organisation(&[]))?;
        let scene = Scene::with_tasks(&mut ada.store()?, org, tasks)?;
        let before = relay.cpu_seconds();
        let begun = Instant::now();
        hand_over(&ada).await?;
        book.one(NAME, "handed over by the real client", tasks, "s", begun.elapsed().as_secs_f64());
        let after = relay.cpu_seconds();
        if let (Some(before), Some(after)) = (before, after) {
            book.one(NAME, "relay CPU of that", tasks, "s", after - before);
        }
        blocking(|| relay.settle())?;
        let mut found = Vec::new();
        for _ in 0..runs {
            found.push(run(&mut relay, &ada, &scene).await?);
        }
        let of =
            |value: fn(&Run) -> Option<f64>| found.iter().filter_map(value).collect::<Vec<_>>();
        book.put(NAME, "usable", tasks, "s", &of(|run| Some(run.usable)));
        book.put(NAME, "complete", tasks, "s", &of(|run| Some(run.complete)));
        book.put(NAME, "floor: rows copied by SQL", tasks, "s", &of(|run| Some(run.floor)));
        book.put(NAME, "wire", tasks, "MB", &of(|run| Some(run.bytes / 1e6)));
        book.put(NAME, "wire: documents, rows", tasks, "MB", &of(|run| Some(run.snapshots / 1e6)));
        book.put(NAME, "wire: activity", tasks, "MB", &of(|run| Some(run.activity / 1e6)));
        book.put(NAME, "client CPU", tasks, "s", &of(|run| run.own_cpu));
        book.put(NAME, "relay CPU", tasks, "s", &of(|run| run.cpu));
        book.put(NAME, "relay peak memory", tasks, "MB", &of(|run| run.memory.map(|m| m / 1e6)));
    }
    Ok(())
}

async fn run(relay: &mut Relay, ada: &Person, scene: &Scene) -> Result<Run> {
    blocking(|| relay.restart())?;
    // A second machine of the same person: signing in costs argon2, and is not what is measured.
    let meter = Meter::before(relay.address()).await?;
    let fresh = blocking(|| ada.elsewhere(&meter.url()?))?;
    let reading = fresh.store()?;
    let request = fresh.sync(Mode::Once)?;
    let (cpu, bytes) = (relay.cpu_seconds(), meter.bytes());
    let own_cpu = machine::cpu_seconds(std::process::id());
    let begun = Instant::now();
    let mut syncing = Syncing::start(request);
    let mut usable = None;
    while let Some(event) = syncing.events.recv().await {
        if usable.is_none() && matches!(event, SyncEvent::Fetched { .. }) {
            let filter = TaskFilter { project: Some(scene.project), ..TaskFilter::default() };
            let queries = reading.queries();
            if queries.count_tasks(&filter)? == scene.tasks.len() as u64 {
                let query = TaskQuery { filter, limit: Some(100), ..TaskQuery::default() };
                ensure!(!queries.tasks(&query)?.is_empty(), "an empty list");
                usable = Some(begun.elapsed().as_secs_f64());
            }
        }
    }
    syncing.synced().await?;
    let complete = begun.elapsed().as_secs_f64();
    ensure!(usable.is_some(), "not all tasks arrived");
    let cpu = cpu.zip(relay.cpu_seconds()).map(|(before, after)| after - before);
    let own_now = machine::cpu_seconds(std::process::id());
    let own_cpu = own_cpu.zip(own_now).map(|(before, after)| after - before);
    Ok(Run {
        usable: usable.unwrap_or(complete),
        complete,
        bytes: meter.bytes() - bytes,
        snapshots: meter.bytes_of(SNAPSHOT_PAGE),
        activity: meter.bytes_of(ACTIVITY_PAGE),
        cpu,
        own_cpu,
        floor: blocking(|| floor::copy_rows(fresh.folder()))?,
        memory: machine::peak_memory(relay.id()),
    })
}
