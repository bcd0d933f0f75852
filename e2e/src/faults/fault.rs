//! What breaks.

use super::backup::{self, Restored};
use super::cluster::Stop;
use super::member::{Fate, Member};
use super::site::{Site, Struck};
use std::fs;

/// Something that breaks while people work, and is well again when [`Fault::strike`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `kill -9` of clients: commands, imports, `sync --watch`, the desk.
    ClientsKilled,
    /// `kill -9` of the relay.
    RelayKilled,
    /// Postgres restarted, fast: sessions are cut.
    PostgresRestarted,
    /// Postgres crashed and started.
    PostgresCrashed,
    /// Postgres away for a while.
    PostgresAway,
    /// Postgres away for one to three minutes.
    PostgresAwayLong,
    /// The disks of stores are full for a while.
    StoreDiskFull,
    /// Postgres' disk is full for a while.
    PostgresDiskFull,
    /// Clocks of clients jump by hours, or days.
    ClientClock,
    /// The relay's clock jumps by hours, or days.
    RelayClock,
    /// A store is put back from a backup, after newer work was pushed from it.
    StoreRestored,
    /// Postgres is put back from a backup: the relay has lost what it acknowledged since.
    PostgresRestored,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::ClientsKilled,
        Self::RelayKilled,
        Self::PostgresRestarted,
        Self::PostgresCrashed,
        Self::PostgresAway,
        Self::PostgresAwayLong,
        Self::StoreDiskFull,
        Self::PostgresDiskFull,
        Self::ClientClock,
        Self::RelayClock,
        Self::StoreRestored,
        Self::PostgresRestored,
    ];

    /// Its name in what is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientsKilled => "clients killed",
            Self::RelayKilled => "relay killed",
            Self::PostgresRestarted => "Postgres restarted",
            Self::PostgresCrashed => "Postgres crashed",
            Self::PostgresAway => "Postgres away",
            Self::PostgresAwayLong => "Postgres away for minutes",
            Self::StoreDiskFull => "store's disk full",
            Self::PostgresDiskFull => "Postgres' disk full",
            Self::ClientClock => "client's clock jumped",
            Self::RelayClock => "relay's clock jumped",
            Self::StoreRestored => "store restored",
            Self::PostgresRestored => "Postgres restored",
        }
    }

    /// Whether the site has what it takes: disks need root, clocks need libfaketime.
    pub fn is_possible(self, site: &Site) -> bool {
        match self {
            Self::StoreDiskFull => !site.store_disks.is_empty(),
            Self::PostgresDiskFull => site.postgres_disk.is_some(),
            Self::ClientClock => !site.clocks.is_empty(),
            Self::RelayClock => site.relay_clock.is_some(),
            _ => true,
        }
    }

    /// Everybody works, this breaks at some moment, and everything is checked.
    pub fn strike(self, site: &mut Site) {
        for member in &mut site.members {
            member.watch();
        }
        match self {
            Self::ClientsKilled => site.work(Fate::Hunted, |struck| struck.pause(200, 600)),
            Self::RelayKilled => site.work(Fate::Spared, kill_relay),
            Self::PostgresRestarted => {
                site.work(Fate::Spared, |struck| outage(struck, Stop::Fast, 0));
            }
            Self::PostgresCrashed => {
                site.work(Fate::Spared, |struck| outage(struck, Stop::Immediate, 0));
            }
            Self::PostgresAway => {
                site.work(Fate::Spared, |struck| outage(struck, Stop::Fast, 2_000));
            }
            Self::PostgresAwayLong => {
                site.work(Fate::Spared, |struck| outage(struck, Stop::Fast, 180_000));
            }
            Self::StoreDiskFull => {
                set_may_fail(site, true);
                site.work(Fate::Spared, fill_stores);
                set_may_fail(site, false);
            }
            Self::PostgresDiskFull => site.work(Fate::Spared, fill_postgres),
            Self::ClientClock => site.work(Fate::Spared, jump_clients),
            Self::RelayClock => site.work(Fate::Spared, jump_relay),
            Self::StoreRestored => return restore_store(site),
            Self::PostgresRestored => return restore_postgres(site),
        }
        site.check();
    }
}

fn kill_relay(struck: &mut Struck<'_>) {
    struck.relay.kill();
    struck.pause(0, 300);
    struck.relay.start_again();
}

/// Stops Postgres and starts it again after so many milliseconds at most. The relay goes on: it is
/// not started again, and has to be ready by itself.
fn outage(struck: &mut Struck<'_>, how: Stop, most: u64) {
    struck.cluster.stop(how);
    struck.pause(most / 3, most);
    struck.cluster.begin();
    struck.relay.wait_until_ready();
}

fn set_may_fail(site: &mut Site, may_fail: bool) {
    for member in &mut site.members {
        member.may_fail = may_fail;
    }
}

fn fill_stores(struck: &mut Struck<'_>) {
    for disk in struck.store_disks {
        if struck.dice.percent(70) {
            // Enough for the beginning of something.
            disk.fill(usize::try_from(struck.dice.below(64 << 10)).unwrap_or_default());
        }
    }
    struck.pause(200, 600);
    struck.store_disks.iter().for_each(super::disk::Disk::free);
}

fn fill_postgres(struck: &mut Struck<'_>) {
    let Some(disk) = struck.postgres_disk else { return };
    disk.fill(usize::try_from(struck.dice.below(256 << 10)).unwrap_or_default());
    struck.pause(300, 1_000);
    disk.free();
    // Without room for its log Postgres ends itself, and an operator starts it.
    if !struck.cluster.is_running() {
        struck.cluster.begin();
    }
    struck.relay.wait_until_ready();
}

fn jump_clients(struck: &mut Struck<'_>) {
    for clock in struck.clocks {
        clock.jump(jump(struck.dice));
    }
    struck.pause(200, 1_000);
}

fn jump_relay(struck: &mut Struck<'_>) {
    if let Some(clock) = struck.relay_clock {
        clock.jump(jump(struck.dice));
    }
    struck.pause(200, 1_000);
}

/// Up to three days, in minutes.
fn jump(dice: &mut super::dice::Dice) -> i64 {
    let three_days = 3 * 24 * 60;
    let minutes = i64::try_from(dice.below(2 * three_days)).unwrap_or_default();
    minutes - i64::try_from(three_days).unwrap_or_default()
}

/// Somebody's store goes back to before what it has pushed since, and goes on from there.
fn restore_store(site: &mut Site) {
    site.stop_watching();
    let shelved = site.shelf.path().join("store");
    let whose = usize::try_from(site.dice.below(site.members.len() as u64)).unwrap_or_default();
    backup::back_up(site.members[whose].person.store(), &shelved);
    site.work(Fate::Spared, |struck| struck.pause(200, 600));
    site.stop_watching();
    site.was_restored = true;
    let how = *site
        .dice
        .pick(&[Restored::Folder, Restored::Database, Restored::Image])
        .expect("there are some");
    let acts = 1 + site.dice.below(5);
    let member = &mut site.members[whose];
    member.sync_fully();
    backup::restore(&shelved, member.person.store(), how);
    fs::remove_dir_all(shelved).expect("it is ours");
    member.was_restored = true;
    // What it does now has the numbers that its lost work had, unless it notices.
    for _ in 0..acts {
        member.act_apart();
    }
    site.settle();
}

/// The relay goes back to before what it has acknowledged since, and people go on.
fn restore_postgres(site: &mut Site) {
    let shelved = site.shelf.path().join("cluster");
    site.cluster.back_up(&shelved);
    site.relay.wait_until_ready();
    site.work(Fate::Spared, |struck| struck.pause(200, 900));
    // Some know that everything is safe, some do not.
    for member in &mut site.members {
        member.stop_watching();
        if site.dice.percent(60) {
            member.sync_fully();
        }
    }
    site.note_numbers();
    // As with a replica that takes over, the relay may run on, and people's sockets stay open.
    let stays = site.dice.percent(50);
    if stays {
        site.members.iter_mut().take(2).for_each(Member::watch);
    } else {
        site.relay.kill();
    }
    site.cluster.restore(&shelved);
    fs::remove_dir_all(shelved).expect("it is ours");
    assert!(site.relay.operate(&["recover", "--hours", "1"]), "an operator says so");
    if stays {
        site.relay.wait_until_ready();
    } else {
        site.relay.start_again();
    }
    site.was_restored = true;
    // New tasks get numbers before the lost ones come back.
    site.work(Fate::Spared, |struck| struck.pause(0, 400));
    site.stop_watching();
    super::checks::saved_is_here(&site.members);
    site.settle();
}
