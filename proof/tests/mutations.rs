//! The targets of [`aloft_proof::targets`] on mutations of valid input: a short run each time, a
//! long one by `cargo xtask fuzz TARGET --minutes N --seed S`.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::hostile::{Forger, Stage, mend, quiet_engine_panics};
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};
use aloft_proof::targets;
use aloft_sync_protocol::frames::ClientFrame;
use aloft_sync_protocol::frames::from_client::{Fetch, Hello, Push, PushedChange, Subscribe};
use aloft_sync_protocol::limits::VERSIONS;
use aloft_sync_protocol::log::{self, Cursor, Position};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Inputs of a run that every test makes.
const SHORT: u64 = 20_000;

fn stage() -> Stage {
    let forger = Forger { actor: [5; 16], author: UserId(Uuid::nil()), time: 1_764_000_000_000 };
    Stage::new(&Document::genesis(DocKind::Task), &forger).unwrap()
}

/// What mutations begin with.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    match target {
        "inspect" => {
            let stage = stage();
            let mut corpus = vec![stage.bytes().to_vec(), stage.valid()];
            corpus.extend(stage.cases().into_iter().map(|case| case.bytes));
            // Bombs are large, and each mutation would copy all of it: their heads are enough.
            corpus.retain(|bytes| bytes.len() < 4_096);
            corpus
        }
        "frames" => frames(),
        "csv" => [
            "id,title,description,points\n1,One,\"a, b\",3\n2,\"T\"\"wo\",,x\n",
            "\u{feff}Title;Points\r\n\"a\nb\";5\r\n",
            "title\tid\nÄ\t7\n",
            "title\n\"never closed\n",
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec(),
        other => panic!("there is no target {other}"),
    }
}

fn frames() -> Vec<Vec<u8>> {
    let (stream, doc) = (StreamId(Uuid::from_u128(1)), DocId(Uuid::from_u128(2)));
    let bytes = stage().bytes().to_vec().into();
    let change = PushedChange { doc, kind: log::DocKind::Task, bytes, again: None };
    let hello = Hello {
        versions: VERSIONS.to_vec(),
        device: DeviceId(Uuid::from_u128(3)),
        token: "token".to_owned(),
        agent: "test".to_owned(),
    };
    [
        ClientFrame::Hello(hello),
        ClientFrame::Subscribe(Subscribe { stream, position: Position::Tail(Cursor::ZERO) }),
        ClientFrame::Push(Push { push_id: 1, stream, changes: vec![change] }),
        ClientFrame::Fetch(Fetch { stream, doc }),
    ]
    .iter()
    .map(ClientFrame::encode)
    .collect()
}

/// One to eight small wrongs, of the kinds that parsers stumble over.
fn mutate(corpus: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = corpus[rng.random_range(0..corpus.len())].clone();
    for _ in 0..rng.random_range(1..=8) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = rng.random(),
            2 if at < bytes.len() => bytes[at] = [0x00, 0x7f, 0x80, 0xff][rng.random_range(0..4)],
            3 => bytes.insert(at, rng.random()),
            4 => bytes.truncate(at),
            5 => {
                let to = (at + rng.random_range(0..16)).min(bytes.len());
                bytes.drain(at..to);
            }
            6 => {
                let to = (at + rng.random_range(0..64)).min(bytes.len());
                let part = bytes[at..to].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let other = &corpus[rng.random_range(0..corpus.len())];
                let from = rng.random_range(0..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
    bytes
}

/// Gives a target what a seed makes, for so many inputs or so long; how many it was.
fn run(name: &str, seed: u64, goes_on: impl Fn(u64) -> bool) -> u64 {
    quiet_engine_panics();
    let (_, target) = targets::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let corpus = corpus(name);
    for bytes in &corpus {
        target(bytes);
    }
    let mut count = 0;
    while goes_on(count) {
        // Each input has a seed of its own: one that fails is made again without those before.
        let mut rng = StdRng::seed_from_u64(seed.wrapping_add(count));
        let mut bytes = mutate(&corpus, &mut rng);
        if name == "inspect" && rng.random() {
            mend(&mut bytes);
        }
        let failed = std::panic::catch_unwind(|| target(&bytes)).is_err();
        assert!(!failed, "{name}: seed {}: {bytes:02x?}", seed.wrapping_add(count));
        count += 1;
    }
    count
}

#[test]
fn changes_of_strangers_never_panic() {
    run("inspect", 1, |count| count < SHORT);
}

#[test]
fn frames_of_strangers_never_panic() {
    run("frames", 1, |count| count < SHORT);
}

#[test]
fn imported_files_never_panic() {
    // Each of these builds several parsers, which is what takes the time.
    run("csv", 1, |count| count < SHORT / 10);
}

/// `cargo xtask fuzz TARGET --minutes N --seed S`.
#[test]
#[ignore = "runs for as long as it is told"]
fn one_target_for_long() {
    let target = std::env::var("ALOFT_FUZZ_TARGET").unwrap();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let time = Duration::from_mins(number("ALOFT_FUZZ_MINUTES").unwrap_or(1));
    let seed = number("ALOFT_FUZZ_SEED").unwrap_or(1_000_000);
    let began = Instant::now();
    let count = run(&target, seed, |_| began.elapsed() < time);
    println!("fuzz: {target}: {count} inputs from seed {seed}, none panicked");
}
