//! libFuzzer on `targets::changes`.

#![no_main]

use aloft_crdt_model::hostile::mend;
use aloft_fuzz::begin;
use aloft_proof::targets;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(init: begin("inspect"), |bytes: &[u8]| targets::changes(bytes));

// Nothing is read behind a wrong checksum, and no mutation meets the right one by chance.
fuzz_mutator!(|bytes: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let size = fuzzer_mutate(bytes, size, max_size);
    if seed.is_multiple_of(8) {
        return size;
    }
    let mut mended = bytes[..size].to_vec();
    mend(&mut mended);
    if mended.len() > max_size {
        return size;
    }
    bytes[..mended.len()].copy_from_slice(&mended);
    mended.len()
});
