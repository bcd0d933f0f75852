//! libFuzzer on `targets::csv`.

#![no_main]

use aloft_fuzz::begin;
use aloft_proof::targets;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: begin("csv"), |bytes: &[u8]| targets::csv(bytes));
