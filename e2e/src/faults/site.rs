//! A Postgres cluster, a relay and a team, and what they do between one check and the next.

use super::checks::{self, Session};
use super::clock::Clock;
use super::cluster::Cluster;
use super::dice::Dice;
use super::disk::Disk;
use super::member::{Fate, KEY, Member, Tally};
use super::numbers::{self, Numbers};
use crate::database::Database;
use crate::person::Person;
use crate::relay::Relay;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use tempfile::TempDir;

const NAMES: [&str; 5] = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
/// What somebody does between two checks, at most: a fault may take its time.
const ACTS: u32 = 10;
/// A store of some hundred tasks, its log, and a little.
const STORE_DISK: u32 = 24;
/// A new cluster, its log, and a little.
const POSTGRES_DISK: u32 = 120;

/// What is to be had at a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// How many people, five at most.
    pub people: usize,
    /// Clocks that jump, if libfaketime is there.
    pub clocks: bool,
    /// Small disks for the stores, if we may mount any.
    pub store_disks: bool,
    /// A small disk for Postgres, if we may mount any.
    pub postgres_disk: bool,
}

/// Where everything happens.
pub struct Site {
    // In the order in which they end.
    /// The team.
    pub members: Vec<Member>,
    /// The relay.
    pub relay: Relay,
    /// Its database.
    pub database: Database,
    /// Its Postgres.
    pub cluster: Cluster,
    /// The stores' disks, if they have their own, by member.
    pub store_disks: Vec<Disk>,
    /// Postgres' disk, if it has its own.
    pub postgres_disk: Option<Disk>,
    /// The members' clocks, if they can be wrong.
    pub clocks: Vec<Clock>,
    /// The relay's clock, if it can be wrong.
    pub relay_clock: Option<Clock>,
    /// Every number of an actor that the relay was seen to have.
    pub numbers: Numbers,
    /// For backups.
    pub shelf: TempDir,
    /// Something was put back from a backup: people may have to sign in again.
    pub was_restored: bool,
    /// Decides.
    pub dice: Dice,
}

impl Site {
    /// A team with a project that all of them have.
    pub fn new(mut dice: Dice, plan: Plan) -> Self {
        let names = &NAMES[..plan.people];
        let postgres_disk = plan.postgres_disk.then(|| Disk::mount(POSTGRES_DISK)).flatten();
        let cluster = match &postgres_disk {
            Some(disk) => Cluster::start_on(disk.path()),
            None => Cluster::start(),
        };
        let each = |wanted: bool| names.iter().filter(move |_| wanted);
        let store_disks: Vec<_> =
            each(plan.store_disks).filter_map(|_| Disk::mount(STORE_DISK)).collect();
        let clocks: Vec<_> = each(plan.clocks).filter_map(|_| Clock::new()).collect();
        let relay_clock = plan.clocks.then(Clock::new).flatten();
        let environment = relay_clock.as_ref().map(Clock::environment).unwrap_or_default();
        let database = Database::on(&cluster.url());
        let relay = Relay::start_with(&database.relay_url(), &environment);
        let people = names.iter().enumerate().map(|(index, name)| {
            let mut person = match store_disks.get(index) {
                Some(disk) => Person::at(name, disk.path()),
                None => Person::new(name),
            };
            let clock = clocks.get(index).map(Clock::environment).unwrap_or_default();
            for (variable, value) in &clock {
                person.set(variable, value);
            }
            person
        });
        let people = gather(&relay, people.collect()).into_iter();
        Self {
            members: people.map(|person| Member::new(person, dice.split())).collect(),
            relay,
            database,
            cluster,
            store_disks,
            postgres_disk,
            clocks,
            relay_clock,
            numbers: Numbers::default(),
            shelf: tempfile::tempdir().expect("a folder"),
            was_restored: false,
            dice,
        }
    }

    /// Everybody works while `strike` happens, and a little longer.
    pub fn work(&mut self, fate: Fate, strike: impl FnOnce(&mut Struck<'_>)) {
        let lead = self.dice.millis(30, 300);
        let trail = self.dice.millis(0, 100);
        let over = AtomicBool::new(false);
        let Self { members, relay, cluster, store_disks, postgres_disk, dice, .. } = self;
        let Self { clocks, relay_clock, .. } = self;
        thread::scope(|scope| {
            for member in members.iter_mut() {
                let over = &over;
                scope.spawn(move || {
                    // Everybody does something, however soon it is over.
                    for _ in 0..ACTS {
                        member.act(fate);
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                });
            }
            // Also when the strike fails: nobody may go on for ever.
            let _ends = Ends(&over);
            thread::sleep(lead);
            strike(&mut Struck {
                relay,
                cluster,
                store_disks,
                postgres_disk: postgres_disk.as_ref(),
                clocks,
                relay_clock: relay_clock.as_ref(),
                dice,
            });
            thread::sleep(trail);
        });
    }

    /// Everything holds: what was said to be saved, at once and once all have exchanged everything.
    pub fn check(&mut self) {
        self.stop_watching();
        checks::saved_is_here(&self.members);
        checks::acknowledged_is_there(&self.members, &self.database);
        self.settle();
    }

    /// All exchange everything, and then all have the same, and everything that was promised.
    pub fn settle(&mut self) {
        let relay = self.relay.url();
        let session =
            if self.was_restored { Session::MayBeLost { relay: &relay } } else { Session::Holds };
        checks::settle(&self.members, &self.database, session);
        for member in &mut self.members {
            member.was_restored = false;
        }
        checks::all_agree(&self.members, &self.database, &mut self.numbers);
    }

    /// Nothing synchronises any more.
    pub fn stop_watching(&mut self) {
        for member in &mut self.members {
            member.stop_watching();
        }
    }

    /// Remembers which numbers of actors the relay has given, before it forgets.
    pub fn note_numbers(&mut self) {
        let twice = self.numbers.note(&self.database.rows(numbers::QUERY));
        assert!(twice.is_empty(), "{twice:?}");
    }

    /// What everybody did, and what befell them.
    pub fn tally(&self) -> Tally {
        self.members.iter().fold(Tally::default(), |sum, member| Tally {
            done: sum.done + member.tally.done,
            failed: sum.failed + member.tally.failed,
            killed: sum.killed + member.tally.killed,
        })
    }

    /// How much was promised.
    pub fn promises(&self) -> usize {
        self.members.iter().map(|member| member.ledger.len()).sum()
    }
}

/// What a fault may lay hands on while people work.
pub struct Struck<'a> {
    /// The relay.
    pub relay: &'a mut Relay,
    /// Its Postgres.
    pub cluster: &'a Cluster,
    /// The stores' disks.
    pub store_disks: &'a [Disk],
    /// Postgres' disk.
    pub postgres_disk: Option<&'a Disk>,
    /// The members' clocks.
    pub clocks: &'a [Clock],
    /// The relay's.
    pub relay_clock: Option<&'a Clock>,
    /// Decides.
    pub dice: &'a mut Dice,
}

impl Struck<'_> {
    /// Some time passes.
    pub fn pause(&mut self, from: u64, to: u64) {
        let pause = self.dice.millis(from, to);
        thread::sleep(pause);
    }
}

struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The first makes the project, the others join.
fn gather(relay: &Relay, people: Vec<Person>) -> Vec<Person> {
    for person in &people {
        person.sign_up(&relay.url());
    }
    let Some((first, others)) = people.split_first() else { return people };
    first.aloft(&["project", "create", "--key", KEY, "--name", "The team's"]);
    first.aloft(&["sync"]);
    for other in others {
        first.aloft(&["org", "add-member", &other.email()]);
        other.aloft(&["sync"]);
    }
    people
}
