//! The runs: a short one each time, a long one by command, and one for each seed that once failed.

use crate::agreement;
use crate::history::Team;
use std::time::{Duration, Instant};

/// One team's life, and whether all agree in the end.
async fn run(seed: u64, steps: u32) {
    // Shown when the test fails, and by the long run.
    println!("oracle: seed {seed} with {steps} steps");
    let mut team = Team::assemble(seed).await;
    team.live(steps).await;
    team.settle().await;
    agreement::check(&mut team).await;
    println!("oracle: seed {seed}, {} machines: {:?}", team.members.len(), team.counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_of_every_run_agree() {
    for seed in 1..=3 {
        run(seed, 60).await;
    }
}

/// Two documents hold a change with the same hash: a store's activity kept one of them.
#[tokio::test(flavor = "multi_thread")]
async fn seed_1001_one_change_in_two_documents() {
    run(1001, 120).await;
}

/// `cargo xtask oracle --minutes N --seed S`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs for as long as it is told"]
async fn teams_for_long() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let minutes = number("ALOFT_ORACLE_MINUTES").unwrap_or(1);
    let first = number("ALOFT_ORACLE_SEED").unwrap_or(1_000);
    let began = Instant::now();
    let mut seed = first;
    while began.elapsed() < Duration::from_mins(minutes) {
        run(seed, 120).await;
        seed += 1;
    }
    println!("oracle: {} teams agree, seeds {first} to {}", seed - first, seed - 1);
}
