//! A random history of a team, from a seed.

use crate::arbitrary;
use crate::member::Member;
use crate::node::{Node, World};
use crate::others::Others;
use crate::team::id;
use aloft_client::account::RelayUrl;
use aloft_client::queries::{Deleted, SortBy, TaskFilter, TaskQuery};
use aloft_client::store::StoreError;
use aloft_client::sync::Outcome;
use aloft_crdt_model::command::{Command, NewTask, TextCommand};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, ProjectId, StreamId, TaskId, TextRole, text_doc};
use aloft_proof::shaping::{Front, Weather};
use futures_util::future::join_all;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// What happened, for whoever reads the result.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) commands: u64,
    pub(crate) declined: u64,
    pub(crate) syncs: u64,
    pub(crate) cut: u64,
    pub(crate) restored: u64,
    pub(crate) refused: u64,
}

/// People, their machines, and two relays behind one address.
pub(crate) struct Team {
    pub(crate) world: World,
    pub(crate) node: Node,
    pub(crate) members: Vec<Member>,
    pub(crate) project: ProjectId,
    pub(crate) counts: Counts,
    _other: Node,
    front: Front,
    relay: RelayUrl,
    others: Others,
    rng: StdRng,
    runner: TestRunner,
}

impl Team {
    /// Two to eight machines; every third person has two of them.
    pub(crate) async fn assemble(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let size = rng.random_range(2..=8);
        let mut world = World::new().await;
        let (node, other) = (world.node().await, world.node().await);
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let front = Front::start(anywhere, vec![node.address, other.address], seed).await.unwrap();
        let relay: RelayUrl = format!("http://{}", front.address()).parse().unwrap();
        let clock = world.app.clock.clone();
        let mut members: Vec<_> =
            (0..size).map(|number| Member::new(number, &clock, &mut rng)).collect();
        let first = &mut members[0];
        first.sign_up(&relay, &email(0));
        let (org, project) = first
            .store()
            .write(|tx| {
                let org = tx.create_organisation("Team")?;
                Ok::<_, StoreError>((org, tx.create_project(org, "Kitchen", "KIT")?))
            })
            .unwrap();
        assert!(matches!(first.sync(&relay).await.unwrap(), Outcome::Synced { .. }));
        // The people who came with the world stand for clients of other versions.
        for who in [&world.ada.email, &world.ben.email] {
            first.add(org, who);
        }
        world.org = org;
        for number in 1..size {
            let twin = number % 3 == 2;
            let address = email(if twin { number - 1 } else { number });
            if twin {
                members[number].sign_in(&relay, &address);
            } else {
                members[number].sign_up(&relay, &address);
                members[0].add(org, &address);
            }
        }
        let stream = project.stream();
        let others = Others::new(&node, &world, stream);
        let chacha = {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&seed.to_le_bytes());
            TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
        };
        let runner = TestRunner::new_with_rng(Config::default(), chacha);
        let counts = Counts::default();
        Self {
            world,
            node,
            members,
            project,
            counts,
            _other: other,
            front,
            relay,
            others,
            rng,
            runner,
        }
    }

    /// So many things happen.
    pub(crate) async fn live(&mut self, steps: u32) {
        // Whoever has nothing of the project yet fetches it whole, in the middle of everything.
        for number in 0..self.members.len() {
            if self.rng.random_range(0..3) > 0 {
                self.sync(number).await;
            }
        }
        for _ in 0..steps {
            let number = self.rng.random_range(0..self.members.len());
            match self.rng.random_range(0..40) {
                0..=5 => self.sync(number).await,
                6..=7 => self.sync_all_at_once().await,
                8..=9 => self.sync_and_die(number).await,
                10 => self.members[number].reopen(),
                11 => self.members[number].back_up(),
                12 => self.counts.restored += u64::from(self.members[number].restore()),
                13..=14 => self.others.write_as_older(&self.world, &mut self.rng).await,
                15..=16 => {
                    let task = self.task(number).doc();
                    self.others.write_as_newer(&self.world, task).await;
                }
                17 => {
                    // Mostly longer than an access token lives.
                    let minutes = self.rng.random_range(1..180);
                    self.world.app.clock.advance(Duration::from_mins(minutes));
                }
                18 => {
                    let delay = Duration::from_millis(self.rng.random_range(0..15));
                    let loss = self.rng.random_range(0..4);
                    self.front.set_weather(Weather { delay, loss, ..Weather::default() });
                }
                19 => self.front.reset(),
                20 => self.take_up_refusals(number),
                _ => {
                    for _ in 0..self.rng.random_range(1..12) {
                        self.command(number);
                    }
                }
            }
            self.world.app.clock.advance(Duration::from_millis(self.rng.random_range(0..5_000)));
        }
        self.front.set_weather(Weather::default());
    }

    /// Everybody syncs until nobody has anything that another lacks.
    pub(crate) async fn settle(&mut self) {
        let stream = self.project.stream();
        let mut before = None;
        for _ in 0..20 {
            for member in &mut self.members {
                let outcome = member.sync(&self.relay).await.unwrap();
                assert!(
                    matches!(outcome, Outcome::Synced { .. }),
                    "member {}: {outcome:?}",
                    member.number
                );
                self.counts.syncs += 1;
            }
            let heads: Vec<_> =
                self.members.iter_mut().map(|member| member.store().cursor(stream)).collect();
            let heads: Vec<_> = heads.into_iter().map(Result::unwrap).collect();
            let is_one = heads.iter().all(|heads_of| *heads_of == heads[0]);
            if is_one && before.as_ref() == Some(&heads) {
                for member in &mut self.members {
                    let status = member.store().status().unwrap();
                    assert_eq!((status.waiting, status.diverging), (0, 0), "{}", member.number);
                    self.counts.refused += member.store().refused().unwrap().len() as u64;
                }
                return;
            }
            before = Some(heads);
        }
        panic!("they never end: {before:#?}");
    }

    async fn sync(&mut self, number: usize) {
        self.counts.syncs += 1;
        self.members[number].sync(&self.relay).await.unwrap();
    }

    async fn sync_all_at_once(&mut self) {
        let relay = &self.relay;
        let all = self.members.iter_mut().map(|member| member.sync(relay));
        for outcome in join_all(all).await {
            outcome.unwrap();
            self.counts.syncs += 1;
        }
    }

    async fn sync_and_die(&mut self, number: usize) {
        let after = Duration::from_millis(self.rng.random_range(1..120));
        let was_cut = self.members[number].sync_and_die(&self.relay, after).await;
        self.counts.cut += u64::from(was_cut);
    }

    fn take_up_refusals(&mut self, number: usize) {
        let store = self.members[number].store();
        for work in store.refused().unwrap().into_iter().take(3) {
            if self.rng.random_range(0..2) == 0 {
                store.discard_refused(work.number).unwrap();
            } else {
                // What can no longer be done stays refused.
                let _ = store.retry_refused(work.number);
            }
        }
    }

    fn command(&mut self, number: usize) {
        // Somebody who has not heard of the project yet has nothing to write to.
        let stream = self.project.stream();
        if self.members[number].store().organisation_of(stream).is_err() {
            return;
        }
        let (stream, doc, command) = self.think(number);
        match self.members[number].store().execute(stream, doc, &command) {
            Ok(_) => self.counts.commands += 1,
            Err(StoreError::Command(_)) => self.counts.declined += 1,
            Err(error) => panic!("member {number}: {command:?}: {error}"),
        }
    }

    /// A command, and what it is about.
    fn think(&mut self, number: usize) -> (StreamId, DocId, Command) {
        let stream = self.project.stream();
        match self.rng.random_range(0..20) {
            0..=1 => (stream, DocId(stream.0), self.draw(DocKind::Project)),
            2..=4 => self.think_of_text(number),
            5 => {
                let org = self.world.org;
                let store = self.members[number].store();
                let user = store.identity().unwrap().user;
                let own = store.write(|tx| tx.private_stream(org, user)).unwrap();
                (own, DocId(own.0), self.draw(DocKind::User))
            }
            6 => {
                let new = NewTask { title: "Another".to_owned(), ..NewTask::default() };
                let project = self.project;
                let store = self.members[number].store();
                let task = store.write(|tx| tx.create_task(project, new)).unwrap();
                (stream, task.doc(), self.draw(DocKind::Task))
            }
            _ => {
                let task = self.task(number);
                let store = self.members[number].store();
                if store.queries().task(task).unwrap().is_none() {
                    return (stream, task.doc(), arbitrary::creation(DocKind::Task));
                }
                (stream, task.doc(), self.draw(DocKind::Task))
            }
        }
    }

    fn think_of_text(&mut self, number: usize) -> (StreamId, DocId, Command) {
        let owner = self.task(number).doc();
        let role = TextRole::Description;
        let mut command = self.draw(DocKind::Text);
        let doc = text_doc(owner, role);
        let is_there = self.members[number].store().queries().text(doc).unwrap().is_some();
        if let Command::Text(TextCommand::Start { owner: of, .. }) = &mut command {
            *of = owner;
        } else if !is_there {
            let text = "Once upon a time.".to_owned();
            command = Command::Text(TextCommand::Start { owner, role, text });
        }
        (self.project.stream(), doc, command)
    }

    /// One of four that everybody makes and writes, or one that the member knows.
    fn task(&mut self, number: usize) -> TaskId {
        if self.rng.random_range(0..2) == 0 {
            return id(self.rng.random_range(0..4));
        }
        let filter = TaskFilter { deleted: Deleted::Include, ..TaskFilter::default() };
        let all = TaskQuery { filter, sort: SortBy::Created, ..TaskQuery::default() };
        let known = self.members[number].store().queries().task_ids(&all).unwrap();
        if known.is_empty() { id(0) } else { known[self.rng.random_range(0..known.len())] }
    }

    fn draw(&mut self, kind: DocKind) -> Command {
        arbitrary::command(kind).new_tree(&mut self.runner).unwrap().current()
    }
}

fn email(person: usize) -> String {
    format!("person{person}@example.org")
}
