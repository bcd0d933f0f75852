//! `kill -9`.

use crate::moments::{MOMENTS, seed, strike};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn clients_that_are_killed_lose_nothing_that_they_said_was_saved() {
    let plan = Plan { people: 2, ..Plan::default() };
    let site = strike(&[Fault::ClientsKilled], seed(1), plan).expect("always possible");
    let killed = site.tally().killed;
    assert!(killed >= u64::from(MOMENTS), "only {killed} processes were killed");
}

#[test]
fn a_relay_that_is_killed_loses_nothing_that_it_acknowledged() {
    strike(&[Fault::RelayKilled], seed(2), Plan { people: 2, ..Plan::default() });
}
