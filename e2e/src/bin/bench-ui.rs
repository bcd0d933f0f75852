//! Measures the window on a project of 10,000 tasks: `cargo xtask bench --ui` builds and starts it.

use aloft_e2e::bench;
use std::env;

fn main() {
    let mut arguments = env::args().skip_while(|argument| argument != "--samples").skip(1);
    let samples = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(200);
    bench::run(samples);
}
