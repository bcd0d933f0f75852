//! Backups that were put back.

use crate::moments::{seed, strike};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn a_store_that_was_put_back_gets_its_work_back_and_numbers_nothing_twice() {
    strike(&[Fault::StoreRestored], seed(7), Plan { people: 2, ..Plan::default() });
}

#[test]
fn a_relay_that_was_put_back_gets_what_it_lost_from_its_clients() {
    strike(&[Fault::PostgresRestored], seed(8), Plan { people: 3, ..Plan::default() });
}
