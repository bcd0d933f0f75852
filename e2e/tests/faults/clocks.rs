//! Clocks that jump by hours and days.

use crate::moments::{seed, strike};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn clocks_that_jump_change_nothing_but_what_the_time_is() {
    let plan = Plan { people: 2, clocks: true, ..Plan::default() };
    strike(&[Fault::ClientClock, Fault::RelayClock], seed(6), plan);
}
