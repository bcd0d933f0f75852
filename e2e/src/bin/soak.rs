//! `cargo xtask soak`: all faults, at random, for as long as one wants.
//!
//! Prints a seed for each team; `--seed` begins with it. Ends with 1 at the first thing that does
//! not hold, after saying what.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    soak::main()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!("faults are struck on Linux and macOS only");
    ExitCode::FAILURE
}

#[cfg(unix)]
mod soak {
    use aloft_e2e::faults::dice::Dice;
    use aloft_e2e::faults::fault::Fault;
    use aloft_e2e::faults::site::{Plan, Site};
    use std::collections::BTreeMap;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::process::ExitCode;
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

    /// What strikes one team: then another begins, with another seed, so that projects stay small
    /// and every seed can be run again in minutes.
    const STRIKES: u64 = 25;

    pub(super) fn main() -> ExitCode {
        let minutes = option("--minutes").unwrap_or(30);
        let first = option("--seed").unwrap_or_else(from_the_clock);
        let mut soak = Soak {
            until: Instant::now() + Duration::from_secs(60 * minutes),
            counts: BTreeMap::new(),
            teams: 0,
            promises: 0,
            killed: 0,
        };
        let mut seed = first;
        while Instant::now() < soak.until {
            println!("team {}: --seed {seed}", soak.teams + 1);
            let sound = catch_unwind(AssertUnwindSafe(|| soak.team(seed)));
            if sound.is_err() {
                println!("a check failed: cargo xtask soak --minutes 10 --seed {seed}");
                soak.print(first);
                return ExitCode::FAILURE;
            }
            seed = seed.wrapping_add(1);
        }
        soak.print(first);
        ExitCode::SUCCESS
    }

    struct Soak {
        until: Instant,
        counts: BTreeMap<&'static str, u64>,
        teams: u64,
        promises: usize,
        killed: u64,
    }

    impl Soak {
        /// One team, until enough has struck it or the time is over.
        fn team(&mut self, seed: u64) {
            let mut dice = Dice::new(seed);
            let people = usize::try_from(3 + dice.below(3)).unwrap_or(3);
            let plan = Plan { people, clocks: true, store_disks: true, postgres_disk: true };
            let mut site = Site::new(dice.split(), plan);
            self.teams += 1;
            for strike in 1..=STRIKES {
                if Instant::now() >= self.until {
                    break;
                }
                let possible: Vec<_> =
                    Fault::ALL.into_iter().filter(|fault| fault.is_possible(&site)).collect();
                let fault = *dice.pick(&possible).expect("some always are");
                let begin = Instant::now();
                println!("  {strike}: {} …", fault.name());
                fault.strike(&mut site);
                *self.counts.entry(fault.name()).or_default() += 1;
                let took = begin.elapsed().as_secs_f64();
                println!("  {strike}: {} promises hold ({took:.1} s)", site.promises());
            }
            self.promises += site.promises();
            self.killed += site.tally().killed;
        }

        fn print(&self, seed: u64) {
            println!("\nfirst seed {seed}, {} teams", self.teams);
            for (fault, count) in &self.counts {
                println!("{count:>6}  {fault}");
            }
            let checks: u64 = self.counts.values().sum();
            println!("{checks:>6}  times everything was checked");
            println!("{:>6}  promises of the finished teams", self.promises);
            println!("{:>6}  client processes killed by the finished teams", self.killed);
        }
    }

    fn option(name: &str) -> Option<u64> {
        let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
        arguments.next().map(|value| value.parse().expect("a number"))
    }

    #[expect(clippy::disallowed_methods, reason = "a seed that is printed")]
    fn from_the_clock() -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
    }
}
