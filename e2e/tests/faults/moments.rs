//! Twenty moments from one seed.

use aloft_e2e::faults::dice::Dice;
use aloft_e2e::faults::fault::Fault;
use aloft_e2e::faults::site::{Plan, Site};
use std::env;
use std::time::Instant;

/// How often each fault strikes in a run of the tests.
pub(crate) const MOMENTS: u32 = 20;

/// The seed, printed: the given one, or this test's own.
pub(crate) fn seed(own: u64) -> u64 {
    let given = env::var("ALOFT_FAULTS_SEED").ok();
    let seed = given.map_or(own, |seed| seed.parse().expect("ALOFT_FAULTS_SEED is a number"));
    println!("ALOFT_FAULTS_SEED={seed}");
    seed
}

/// These in turn, twenty times; everything is checked each time. None: they are not possible here.
pub(crate) fn strike(faults: &[Fault], seed: u64, plan: Plan) -> Option<Site> {
    strike_times(MOMENTS, faults, seed, plan)
}

/// The same, so many times.
pub(crate) fn strike_times(moments: u32, faults: &[Fault], seed: u64, plan: Plan) -> Option<Site> {
    let mut site = Site::new(Dice::new(seed), plan);
    if let Some(fault) = faults.iter().find(|fault| !fault.is_possible(&site)) {
        println!("{}: not possible here (needs Linux, and root or libfaketime)", fault.name());
        return None;
    }
    for (moment, fault) in (1..=moments).zip(faults.iter().cycle()) {
        let begin = Instant::now();
        fault.strike(&mut site);
        let took = begin.elapsed().as_millis();
        println!("{moment}: {}: {} promises hold ({took} ms)", fault.name(), site.promises());
    }
    println!("{:?}", site.tally());
    Some(site)
}
