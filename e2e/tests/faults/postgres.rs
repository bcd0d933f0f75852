//! Postgres goes away and comes back.

use crate::moments::{seed, strike, strike_times};
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::Plan;

#[test]
fn a_postgres_that_goes_away_takes_nothing_acknowledged_with_it() {
    let kinds = [Fault::PostgresRestarted, Fault::PostgresCrashed, Fault::PostgresAway];
    strike(&kinds, seed(3), Plan { people: 2, ..Plan::default() });
}

/// Long enough for every pause between attempts to have grown to its longest.
#[test]
fn a_postgres_that_is_away_for_minutes_is_waited_for() {
    let plan = Plan { people: 2, ..Plan::default() };
    strike_times(1, &[Fault::PostgresAwayLong], seed(9), plan);
}
