//! Fifty clients on one project, ten of them writing.

use super::blocking;
use crate::figure::{Book, percentile};
use crate::person::Person;
use crate::relay::{Relay, Site};
use crate::shape;
use crate::thin::{Hand, ThinProject};
use crate::wire::{Client, Receiver, Sender};
use aloft_crdt_model::command::Command;
use aloft_sync_protocol::frames::RelayFrame;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::MissedTickBehavior;

const NAME: &str = "fan-out";
const CLIENTS: usize = 50;
const WRITERS: usize = 10;
const TASKS: usize = 100;
const EVERY: Duration = Duration::from_millis(100);
/// How long what is still on its way may take after the last write.
const GRACE: Duration = Duration::from_secs(10);

/// What writers and listeners know together.
#[derive(Debug, Default)]
struct Ledger {
    /// Who began each change, and when, by the checksum that a chunk carries after its magic bytes.
    begun: HashMap<[u8; 4], (usize, Instant)>,
    /// Milliseconds from there to each other client.
    taken: Vec<f64>,
}

type Shared = Arc<Mutex<Ledger>>;

/// Measures for so many seconds of writing.
pub(crate) async fn fan_out(book: &mut Book, site: &Site, seconds: u64) -> Result<()> {
    let words = format!(
        "{CLIENTS} clients of {CLIENTS} people on one project of {TASKS} tasks, {WRITERS} of them \
         write 10 changes a second each for {seconds} s; {}. Thin clients that read and decode every \
         frame; delivered counts (change, other client) pairs",
        shape::TASK
    );
    Book::shape(NAME, CLIENTS, &words);
    let relay = blocking(|| site.relay())?;
    let people = blocking(|| sign_up(&relay))?;
    let others: Vec<&Person> = people.iter().skip(1).collect();
    let org = blocking(|| people[0].organisation(&others))?;
    let mut maker = Client::connect(relay.address(), &people[0]).await?;
    let project = ThinProject::make(&mut maker, org, TASKS).await?;
    drop(maker);
    let shared = Shared::default();
    let mut senders = Vec::new();
    let mut listeners = Vec::new();
    for (number, person) in people.iter().enumerate() {
        let mut client = Client::connect(relay.address(), person).await?;
        client.follow(project.stream(), project.cursor).await?;
        listeners.push(tokio::spawn(listen(client.receiver, number, Arc::clone(&shared))));
        senders.push((client.sender, Hand::of(client.user, 100)));
    }
    // The others only listen; their senders keep the sockets open.
    let quiet = senders.split_off(WRITERS);
    let (cpu, started) = (relay.cpu_seconds(), Instant::now());
    let end = started + Duration::from_secs(seconds);
    let writing: Vec<_> = senders
        .into_iter()
        .enumerate()
        .map(|(n, (sender, hand))| {
            let writer = Writer { sender, hand, project: project.clone(), number: n };
            tokio::spawn(writer.write(Arc::clone(&shared), end))
        })
        .collect();
    let mut written = 0;
    let mut open = Vec::new();
    for writer in writing {
        let (count, sender) = writer.await??;
        written += count;
        open.push(sender);
    }
    let wanted = written * (CLIENTS - 1);
    let deadline = Instant::now() + GRACE;
    while lock(&shared).taken.len() < wanted && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = started.elapsed().as_secs_f64();
    let used = cpu.zip(relay.cpu_seconds()).map(|(before, after)| after - before);
    for listener in listeners {
        listener.abort();
    }
    drop((quiet, open));
    let mut taken = std::mem::take(&mut lock(&shared).taken);
    tell(book, (written, wanted), &mut taken, took, used);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of some ten thousand")]
fn tell(
    book: &mut Book,
    (written, wanted): (usize, usize),
    taken: &mut [f64],
    took: f64,
    used: Option<f64>,
) {
    book.one(NAME, "written", CLIENTS, "changes/s", written as f64 / took);
    book.one(NAME, "delivered", CLIENTS, "/s", taken.len() as f64 / took);
    book.one(NAME, "missing at the end", CLIENTS, "deliveries", wanted as f64 - taken.len() as f64);
    book.one(NAME, "p50", CLIENTS, "ms", percentile(taken, 50));
    book.one(NAME, "p99", CLIENTS, "ms", percentile(taken, 99));
    if let Some(used) = used {
        book.one(NAME, "relay CPU for 20 s", CLIENTS, "s", used / took * 20.0);
    }
}

fn sign_up(relay: &Relay) -> Result<Vec<Person>> {
    let url = relay.url()?;
    (0..CLIENTS).map(|n| Person::sign_up(&url, &format!("person{n}"))).collect()
}

/// One of those who write.
struct Writer {
    sender: Sender,
    hand: Hand,
    project: ThinProject,
    number: usize,
}

impl Writer {
    /// Each writes on tasks of its own and a shared clock: its documents need not follow the
    /// others' for its changes to be right.
    async fn write(mut self, shared: Shared, end: Instant) -> Result<(usize, Sender)> {
        let own: Vec<_> =
            self.project.scene.tasks.iter().copied().skip(self.number).step_by(WRITERS).collect();
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut written = 0;
        // Not all in the same millisecond: people do not type in step.
        tokio::time::sleep(EVERY * u32::try_from(self.number)? / u32::try_from(WRITERS)?).await;
        while Instant::now() < end {
            ticks.tick().await;
            let doc = own[written % own.len()].doc();
            let document = self.project.documents.get_mut(&doc).context("a task of the project")?;
            // An edit that changes nothing is no change: another one is made.
            let (begun, change) = loop {
                let begun = Instant::now();
                let command = Command::Task(self.hand.shape.edit(&self.project.scene));
                if let Some(change) = self.hand.change(document, doc, &command)? {
                    break (begun, change);
                }
            };
            if let Some(checksum) = checksum(&change.bytes) {
                lock(&shared).begun.insert(checksum, (self.number, begun));
            }
            self.sender.push(self.project.stream(), vec![change]).await?;
            written += 1;
        }
        Ok((written, self.sender))
    }
}

async fn listen(mut receiver: Receiver, number: usize, shared: Shared) -> Result<()> {
    loop {
        let RelayFrame::Changes(changes) = receiver.next().await? else { continue };
        let entries = changes.entries()?;
        let now = Instant::now();
        let mut ledger = lock(&shared);
        for entry in &entries {
            let begun = checksum(&entry.bytes).and_then(|sum| ledger.begun.get(&sum).copied());
            // A change may come back to its author, when the log is read before the push is answered.
            if let Some((author, begun)) = begun
                && author != number
            {
                ledger.taken.push((now - begun).as_secs_f64() * 1e3);
            }
        }
    }
}

fn checksum(bytes: &[u8]) -> Option<[u8; 4]> {
    bytes.get(4..8)?.try_into().ok()
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Ledger> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
