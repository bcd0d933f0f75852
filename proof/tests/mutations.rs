//! The targets of [`aloft_proof::targets`] on what libFuzzer found (`proof/corpus`), on seeds, and on
//! mutations of both. libFuzzer itself runs by `cargo xtask fuzz`.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use aloft_crdt_model::hostile::{mend, quiet_engine_panics};
use aloft_proof::{seeds, targets};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Mutations of each run.
const COUNT: u64 = 20_000;

/// Inputs that libFuzzer found, and those among them that once broke something (`found-…`).
fn corpus(target: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
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

/// Gives a target its corpus and its seeds, and so many mutations of these.
fn run(name: &str, count: u64) {
    quiet_engine_panics();
    let (_, target) = targets::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let holds = |bytes: &[u8]| std::panic::catch_unwind(|| target(bytes)).is_ok();
    let mut begin = seeds::of(name);
    for bytes in &begin {
        target(bytes);
    }
    for (path, bytes) in corpus(name) {
        assert!(holds(&bytes), "{name}: {path}");
        begin.push(bytes);
    }
    for seed in 1..=count {
        // Each input has a seed of its own: one that fails is made again without those before.
        let mut rng = StdRng::seed_from_u64(seed);
        let mut bytes = mutate(&begin, &mut rng);
        if name == "inspect" && rng.random() {
            mend(&mut bytes);
        }
        assert!(holds(&bytes), "{name}: seed {seed}: {bytes:02x?}");
    }
}

#[test]
fn changes_of_strangers_never_panic() {
    run("inspect", COUNT);
}

#[test]
fn frames_of_strangers_never_panic() {
    run("frames", COUNT);
}

#[test]
fn imported_files_never_panic() {
    // Each of these builds several parsers, which is what takes the time.
    run("csv", COUNT / 10);
}
