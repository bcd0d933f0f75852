//! How much the relay takes in: many changes from one client, and from fifty at once.

use super::blocking;
use crate::figure::Book;
use crate::machine;
use crate::person::Person;
use crate::relay::Site;
use crate::shape;
use crate::thin::{Hand, ThinProject};
use crate::wire::{Change, Client};
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::frames::RelayFrame;
use aloft_sync_protocol::limits::MAX_PUSH_CHANGES;
use anyhow::Result;
use std::collections::HashMap;
use std::time::Instant;

const NAME: &str = "ingest";
/// Pushes that a client has under way, as the relay allows.
const IN_FLIGHT: usize = 8;

/// Measures new tasks from one writer and from fifty, in one project.
pub(crate) async fn ingest(book: &mut Book, site: &Site, tasks: usize, runs: usize) -> Result<()> {
    for writers in [1, 50] {
        let words = format!(
            "{tasks} new tasks in one project from {writers} thin writers, four changes a task in \
             pushes of up to {MAX_PUSH_CHANGES}, {IN_FLIGHT} under way; {}. The relay's own \
             numbering changes are not counted",
            shape::TASK
        );
        Book::shape(NAME, writers, &words);
        let (mut rates, mut used, mut memory) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..runs {
            let run = run(site, writers, tasks).await?;
            rates.push(run.0);
            used.extend(run.1);
            memory.extend(run.2);
        }
        book.put(NAME, "acknowledged", writers, "changes/s", &rates);
        book.put(NAME, "relay CPU a change", writers, "ms", &used);
        book.put(NAME, "relay peak memory", writers, "MB", &memory);
    }
    Ok(())
}

async fn run(site: &Site, writers: usize, tasks: usize) -> Result<(f64, Option<f64>, Option<f64>)> {
    let relay = blocking(|| site.relay())?;
    let url = relay.url()?;
    let people: Vec<Person> = blocking(|| {
        (0..writers).map(|n| Person::sign_up(&url, &format!("person{n}"))).collect::<Result<_>>()
    })?;
    let others: Vec<&Person> = people.iter().skip(1).collect();
    let org = blocking(|| people[0].organisation(&others))?;
    let mut first = Client::connect(relay.address(), &people[0]).await?;
    let project = ThinProject::make(&mut first, org, 1).await?;
    let mut all = 0;
    let mut ready = Vec::new();
    for person in &people {
        let client = Client::connect(relay.address(), person).await?;
        let mut hand = Hand::of(client.user, 200);
        let (mut scene, mut documents) = (project.scene.clone(), HashMap::new());
        let mut changes = Vec::new();
        for _ in 0..tasks.div_ceil(writers) {
            changes.extend(hand.task(&mut scene, &mut documents)?);
        }
        all += changes.len();
        ready.push((client, changes));
    }
    blocking(|| relay.settle())?;
    let (cpu, begun) = (relay.cpu_seconds(), Instant::now());
    let pushing: Vec<_> = ready
        .into_iter()
        .map(|(client, changes)| tokio::spawn(push_all(client, project.stream(), changes)))
        .collect();
    for pushed in pushing {
        pushed.await??;
    }
    let took = begun.elapsed().as_secs_f64();
    let used = cpu.zip(relay.cpu_seconds()).map(|(before, after)| after - before);
    #[expect(clippy::cast_precision_loss, reason = "counts of some ten thousand")]
    let all = all as f64;
    let memory = machine::peak_memory(relay.id()).map(|bytes| bytes / 1e6);
    Ok((all / took, used.map(|used| used * 1e3 / all), memory))
}

/// Pushes in order, as many at once as are allowed, until all are acknowledged.
async fn push_all(mut client: Client, stream: StreamId, changes: Vec<Change>) -> Result<()> {
    let mut pushes = changes.chunks(MAX_PUSH_CHANGES);
    let mut open: HashMap<u64, usize> = HashMap::new();
    let mut sent = 0;
    loop {
        while open.len() < IN_FLIGHT {
            let Some(push) = pushes.next() else { break };
            client.sender.push(stream, push.to_vec()).await?;
            sent += 1;
            open.insert(sent, push.len());
        }
        if open.is_empty() {
            return Ok(());
        }
        if let RelayFrame::Accepted(accepted) = client.receiver.next().await?
            && let Some(left) = open.get_mut(&accepted.push_id)
        {
            *left -= accepted.accepted.len();
            if *left == 0 {
                open.remove(&accepted.push_id);
            }
        }
    }
}
