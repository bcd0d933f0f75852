//! No space left.

use crate::moments::{seed, strike};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn a_store_on_a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let plan = Plan { people: 2, store_disks: true, ..Plan::default() };
    if let Some(site) = strike(&[Fault::StoreDiskFull], seed(4), plan) {
        assert!(site.tally().failed > 0, "no disk was ever full");
    }
}

#[test]
fn a_relay_whose_postgres_has_no_room_goes_on_when_there_is() {
    let plan = Plan { people: 2, postgres_disk: true, ..Plan::default() };
    if let Some(site) = strike(&[Fault::PostgresDiskFull], seed(5), plan) {
        let log = site.cluster.log();
        assert!(log.contains("No space left on device"), "its disk was never full:\n{log}");
    }
}
