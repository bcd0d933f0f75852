//! What every target does before its first input.
//!
//! *Invariant: knows nothing of what is tried.* That is `aloft_proof::targets`, which the tests
//! call as well.

use aloft_crdt_model::hostile::quiet_engine_panics;
use aloft_proof::seeds;
use std::path::PathBuf;
use std::{env, fs};

/// Names the folder that a target writes its seeds to; without it, it writes none.
const CORPUS: &str = "ALOFT_FUZZ_CORPUS";

/// Lets the product catch the panics that it catches, and writes the target's seeds.
pub fn begin(target: &str) {
    // libFuzzer's own hook ends the process at every panic, and the engine's are caught: what is
    // wrong is one that comes out of the target, at which libFuzzer ends as well.
    drop(std::panic::take_hook());
    quiet_engine_panics();
    let Some(corpus) = env::var_os(CORPUS).map(PathBuf::from) else { return };
    for (number, bytes) in seeds::of(target).iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), bytes).expect("writing a seed");
    }
}
