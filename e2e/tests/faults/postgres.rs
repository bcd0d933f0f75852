//! Postgres goes away and comes back.

use crate::moments::{seed, strike};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn a_postgres_that_goes_away_takes_nothing_acknowledged_with_it() {
    let kinds = [Fault::PostgresRestarted, Fault::PostgresCrashed, Fault::PostgresAway];
    strike(&kinds, seed(3), Plan { people: 2, ..Plan::default() });
}
