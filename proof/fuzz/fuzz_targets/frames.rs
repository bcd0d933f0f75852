//! libFuzzer on `targets::frames`.

#![no_main]

use aloft_fuzz::begin;
use aloft_proof::targets;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: begin("frames"), |bytes: &[u8]| targets::frames(bytes));
