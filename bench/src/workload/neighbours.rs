//! Others flood the relay; what a tenant's edits feel of it.

use super::blocking;
use crate::figure::{Book, percentile};
use crate::person::Person;
use crate::relay::{Relay, Site};
use crate::shape;
use crate::thin::{Hand, ThinProject};
use crate::wire::{Change, Client};
use aloft_crdt_model::command::Command;
use aloft_crdt_model::ids::StreamId;
use aloft_sync_protocol::frames::RelayFrame;
use aloft_sync_protocol::limits::MAX_PUSH_CHANGES;
use aloft_sync_protocol::log::Cursor;
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

const TASKS: usize = 100;
const EVERY: Duration = Duration::from_millis(50);
/// Pushes that a flood has under way on each socket, as the relay allows.
const IN_FLIGHT: usize = 8;

/// How others flood: each by one socket for each of their projects.
#[derive(Clone, Copy)]
struct Manner {
    name: &'static str,
    tenants: usize,
    /// Of each tenant.
    sockets: usize,
    /// Changes in a push.
    push: usize,
    /// Tasks that each socket has ready: more than the relay takes in the time.
    ready: usize,
}

/// Much at once, as an import does; and as many small things as there can be, which are not told
/// from what people do by hand.
const MANNERS: [Manner; 2] = [
    Manner {
        name: "neighbours of bulk",
        tenants: 4,
        sockets: 1,
        push: MAX_PUSH_CHANGES,
        ready: 8_000,
    },
    Manner { name: "neighbours of small", tenants: 1, sockets: 32, push: 1, ready: 1_000 },
];

/// Measures so many edits of one tenant, without and with others that flood in each manner.
pub(crate) async fn neighbours(book: &mut Book, site: &Site, edits: usize) -> Result<()> {
    for manner in MANNERS {
        beside(manner, book, site, edits).await?;
    }
    Ok(())
}

async fn beside(manner: Manner, book: &mut Book, site: &Site, edits: usize) -> Result<()> {
    let Manner { name, tenants, sockets, push, .. } = manner;
    let words = format!(
        "{edits} edits, one every 50 ms, on a project of {TASKS} tasks, from a thin client to \
         another; first alone, then while {tenants} other tenants with {sockets} sockets each push \
         new tasks without rest, {push} changes a push, {IN_FLIGHT} under way on each socket; {}",
        shape::TASK
    );
    Book::shape(name, edits, &words);
    let relay = blocking(|| site.relay())?;
    // First, because it takes longer than a silent socket is kept.
    let mut flooding = Vec::new();
    for tenant in 0..tenants {
        flooding.extend(Flood::prepare(&relay, manner, tenant).await?);
    }
    let mut quiet = Quiet::prepare(&relay).await?;
    let mut alone = quiet.edit(edits).await?;
    let address = relay.address();
    let mut floods: JoinSet<Result<()>> =
        flooding.into_iter().map(|flood| flood.run(address, push)).collect();
    let (before, began) = (cpu(&relay), Instant::now());
    let mut flooded = quiet.edit(edits).await?;
    let (used, took) = (cpu(&relay) - before, began.elapsed().as_secs_f64());
    // One that had nothing left to push, or was sent away, was no flood.
    if let Some(ended) = floods.try_join_next() {
        ended??;
        bail!("a flood was over before it was measured");
    }
    for (of_hundred, [before, during, ratio]) in [
        (50, ["alone, p50", "flooded, p50", "ratio of p50"]),
        (99, ["alone, p99", "flooded, p99", "ratio of p99"]),
    ] {
        let alone = percentile(&mut alone, of_hundred);
        let flooded = percentile(&mut flooded, of_hundred);
        book.one(name, before, edits, "ms", alone);
        book.one(name, during, edits, "ms", flooded);
        book.one(name, ratio, edits, "×", flooded / alone);
    }
    book.one(name, "relay processors during the flood", edits, "", used / took);
    Ok(())
}

fn cpu(relay: &Relay) -> f64 {
    relay.cpu_seconds().unwrap_or(f64::NAN)
}

/// Two people who edit one thing after the other.
struct Quiet {
    writer: Client,
    reader: Client,
    hand: Hand,
    project: ThinProject,
    theirs: ThinProject,
}

impl Quiet {
    async fn prepare(relay: &Relay) -> Result<Self> {
        let url = relay.url()?;
        let ada = blocking(|| Person::sign_up(&url, "ada"))?;
        let ben = blocking(|| Person::sign_up(&url, "ben"))?;
        let org = blocking(|| ada.organisation(&[&ben]))?;
        let mut writer = Client::connect(relay.address(), &ada).await?;
        let project = ThinProject::make(&mut writer, org, TASKS).await?;
        let mut reader = Client::connect(relay.address(), &ben).await?;
        reader.follow(project.stream(), project.cursor).await?;
        let hand = Hand::of(writer.user, 11);
        Ok(Self { writer, reader, hand, theirs: project.clone(), project })
    }

    /// Milliseconds from the edit to the other's document.
    async fn edit(&mut self, edits: usize) -> Result<Vec<f64>> {
        let mut taken = Vec::with_capacity(edits);
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for n in 0..edits {
            ticks.tick().await;
            let doc = self.project.scene.tasks[n % TASKS].doc();
            let command = Command::Task(self.hand.shape.edit(&self.project.scene));
            let document = self.project.documents.get_mut(&doc).context("one of its tasks")?;
            let begun = Instant::now();
            let Some(change) = self.hand.change(document, doc, &command)? else { continue };
            self.writer.sender.push(self.project.stream(), vec![change]).await?;
            self.receive().await?;
            taken.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        Ok(taken)
    }

    async fn receive(&mut self) -> Result<()> {
        loop {
            // Its own answers are read, too, or the writer's socket would fill.
            tokio::select! {
                frame = self.writer.receiver.next() => { frame?; }
                frame = self.reader.receiver.next() => {
                    let RelayFrame::Changes(changes) = frame? else { continue };
                    for entry in changes.entries()? {
                        self.theirs.take(&entry)?;
                    }
                    return Ok(());
                }
            }
        }
    }
}

/// One socket that pushes without rest.
struct Flood {
    person: Arc<Person>,
    stream: StreamId,
    changes: Vec<Change>,
    cursor: Cursor,
}

impl Flood {
    /// All of a tenant's.
    async fn prepare(relay: &Relay, manner: Manner, tenant: usize) -> Result<Vec<Self>> {
        let name = format!("mallory{tenant}");
        let person = Arc::new(blocking(|| Person::sign_up(&relay.url()?, &name))?);
        let org = blocking(|| person.organisation(&[]))?;
        let mut flooding = Vec::new();
        for socket in 0..manner.sockets {
            let mut client = Client::connect(relay.address(), &person).await?;
            let project = ThinProject::make(&mut client, org, 1).await?;
            let mut hand = Hand::of(client.user, 300 + socket as u64);
            let (mut scene, mut documents) = (project.scene.clone(), HashMap::new());
            let mut changes = Vec::new();
            for _ in 0..manner.ready {
                changes.extend(hand.task(&mut scene, &mut documents)?);
            }
            let (person, stream) = (Arc::clone(&person), project.stream());
            flooding.push(Self { person, stream, changes, cursor: project.cursor });
        }
        Ok(flooding)
    }

    async fn run(self, relay: SocketAddr, size: usize) -> Result<()> {
        let mut client = Client::connect(relay, &self.person).await?;
        client.follow(self.stream, self.cursor).await?;
        let mut under_way = 0;
        for push in self.changes.chunks(size) {
            while under_way >= IN_FLIGHT {
                under_way -= usize::from(matches!(
                    client.receiver.next().await?,
                    RelayFrame::Accepted(_) | RelayFrame::Refused(_)
                ));
            }
            client.sender.push(self.stream, push.to_vec()).await?;
            under_way += 1;
        }
        Ok(())
    }
}
