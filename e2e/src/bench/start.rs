//! From the start of the process to the first frame with the list in it.

use super::timing::Timing;
use crate::programs;
use crate::window::Window;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const TIMES: usize = 10;
/// Linux counts a process's start in these (`getconf CLK_TCK`).
const TICK_MS: f64 = 10.0;

/// The window with nothing in it, an example program of the app's package.
pub(super) fn bare() -> PathBuf {
    programs::folder().join("examples/bare")
}

/// Starts a program again and again; both say with a mark when their first frame was there.
pub(super) fn of(name: &'static str, program: &Path, store: &Path) -> Timing {
    Timing::new(name, (0..TIMES).map(|_| once(program, store)).collect())
}

fn once(program: &Path, store: &Path) -> f64 {
    let window = Window::open_program("start", program, store);
    let mark = "const [mark] = performance.getEntriesByName('aloft:list'); \
                return mark === undefined ? null : performance.timeOrigin + mark.startTime";
    let mut shown = None;
    window.wait_until("the first frame", || {
        shown = window.run(mark, &[]).as_f64();
        shown.is_some()
    });
    shown.unwrap_or(f64::NAN) - started(window.process())
}

/// When a process began, in milliseconds since 1970.
fn started(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let after_name = stat.rsplit_once(')').expect("a name in parentheses").1;
    let ticks: f64 = after_name
        .split_whitespace()
        .nth(19)
        .and_then(|field| field.parse().ok())
        .expect("a start");
    let uptime = fs::read_to_string("/proc/uptime").expect("Linux");
    let up: f64 =
        uptime.split_whitespace().next().and_then(|field| field.parse().ok()).expect("seconds");
    now_ms() - (up * 1000.0 - ticks * TICK_MS)
}

#[expect(clippy::disallowed_methods, reason = "the page's clock is the machine's too")]
fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs_f64() * 1000.0
}
