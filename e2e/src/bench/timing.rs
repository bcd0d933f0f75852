//! Acts in the list, each many times, timed in the page.

use crate::window::Window;
use serde_json::{Value, json};
use std::time::Duration;

const PAGE: &str = include_str!("page.js");
/// How long the way to the end of the list may take, on a machine that draws in software.
const SCROLL: Duration = Duration::from_mins(4);

/// Milliseconds of one act.
pub(super) struct Timing {
    name: &'static str,
    sorted: Vec<f64>,
}

impl Timing {
    pub(super) fn new(name: &'static str, mut samples: Vec<f64>) -> Self {
        samples.sort_unstable_by(f64::total_cmp);
        Self { name, sorted: samples }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The nearest rank; NaN when nothing was measured.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ranks are small"
    )]
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let rank = (self.sorted.len() as f64 * share).ceil() as usize;
        self.sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "measure": self.name,
            "unit": "ms",
            "samples": self.count(),
            "p50": self.quantile(0.5),
            "p99": self.quantile(0.99),
            "max": self.quantile(1.0),
        })
    }
}

/// The focused task gets another state, chosen in the picker with Enter.
pub(super) fn change_state(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let sample = || {
        window.press("j");
        window.press("s");
        // Another than it has: the picker begins at the present one.
        window.press("ArrowDown");
        timed(
            window,
            "const id = document.querySelector('[role=row][data-focused]')?.id ?? aloftBench.rows()[0].id; \
             const label = document.getElementById(id)?.getAttribute('aria-label'); \
             return ['keydown', 'Enter', () => document.getElementById(id)?.getAttribute('aria-label') !== label]",
            || window.press("Enter"),
        )
    };
    Timing::new("change state", gather(samples, sample))
}

/// A label goes on the focused task, or off it.
pub(super) fn toggle_label(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let sample = || {
        window.press("l");
        let time = timed(
            window,
            "const row = document.querySelector('[role=row][data-focused]') ?? aloftBench.rows()[0]; \
             const text = row.textContent; \
             return ['keydown', 'Enter', () => document.getElementById(row.id)?.textContent !== text]",
            || window.press("Enter"),
        );
        window.press("Escape");
        time
    };
    Timing::new("toggle label", gather(samples, sample))
}

/// The focused task goes one place down.
pub(super) fn reorder(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let sample = || {
        timed(
            window,
            "const row = document.querySelector('[role=row][data-focused]') ?? aloftBench.rows()[0]; \
             const place = row.getAttribute('aria-rowindex'); \
             return ['keydown', 'ArrowDown', () => document.getElementById(row.id)?.getAttribute('aria-rowindex') !== place]",
            || window.press("Alt+ArrowDown"),
        )
    };
    Timing::new("reorder", gather(samples, sample))
}

/// From the search screen to the project's list, by its link.
pub(super) fn open_list(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let sample = || {
        window.run("location.hash = '#/search'", &[]);
        window.find("heading", "Search");
        let link = window.find("link", "Bench");
        timed(
            window,
            // Tasks that were left are there, and not shown: a style that costs no layout to read.
            "const shows = (element) => element === null || (element.style.display !== 'none' && shows(element.parentElement)); \
             return ['click', null, () => aloftBench.rows().length > 15 && shows(aloftBench.scroller())]",
            || window.click_on(&link),
        )
    };
    Timing::new("open list", gather(samples.min(50), sample))
}

/// From the list to a task's page: its title and fields.
pub(super) fn open_task(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let title = "document.querySelector('[data-shows] h1')?.textContent > ''";
    Timing::new("open task", gather(samples, || opened(window, title)))
}

/// From the list to a task's page: all of it, with what was said and the description's editor.
pub(super) fn open_task_whole(window: &Window, samples: usize) -> Timing {
    prepare(window);
    let editor_and_activity = "document.querySelector('[data-shows] [contenteditable]') !== null \
                               && document.querySelector('[data-shows] ol > li') !== null";
    Timing::new("open task, whole", gather(samples, || opened(window, editor_and_activity)))
}

fn opened(window: &Window, shows: &str) -> Option<f64> {
    window.press("j");
    let setup = format!("return ['keydown', 'Enter', () => {shows}]");
    let time = timed(window, &setup, || window.press("Enter"));
    // Not by Escape: the page's own way back is not what is measured.
    window.run("history.back()", &[]);
    window.find("grid", "Tasks");
    time
}

/// From a keystroke in the search field to other results.
pub(super) fn search(window: &Window, samples: usize) -> Timing {
    window.run("location.hash = '#/search'", &[]);
    window.find("combobox", "Search tasks");
    window.run(PAGE, &[]);
    let words = [
        "error",
        "agent fails",
        "memory",
        "test",
        "master",
        "deploy",
        "stream",
        "user",
        "config",
        "null",
    ];
    let mut letters = words.iter().cycle().flat_map(|word| word.chars().map(Some).chain([None]));
    let sample = || loop {
        let Some(letter) = letters.next().expect("they never end") else {
            window.press("Control+a");
            window.press("Backspace");
            settle(window);
            continue;
        };
        if letter == ' ' {
            window.press("Space");
            continue;
        }
        return timed(
            window,
            "const shown = document.getElementById('found').textContent; \
             return ['keydown', null, () => document.getElementById('found').textContent !== shown]",
            || window.type_text(&letter.to_string()),
        );
    };
    Timing::new("search keystroke", gather(samples, sample))
}

/// A letter more in a window with one word in it: what the system needs for any frame.
pub(super) fn bare_letter(window: &Window, samples: usize) -> Timing {
    window.run(PAGE, &[]);
    window.run(
        "addEventListener('keydown', (event) => { document.querySelector('h1').textContent += event.key; })",
        &[],
    );
    let sample = || {
        timed(
            window,
            "const before = document.querySelector('h1').textContent; \
             return ['keydown', null, () => document.querySelector('h1').textContent !== before]",
            || window.press("x"),
        )
    };
    Timing::new("a letter, bare window", gather(samples, sample))
}

/// The list from its beginning to its end.
pub(super) fn scroll(window: &Window) -> Value {
    window.click("link", "Bench");
    window.find("grid", "Tasks");
    prepare(window);
    // Longer than a script may take.
    window.run("aloftBench.scrolled = null; aloftBench.scroll().then((found) => { aloftBench.scrolled = found; })", &[]);
    let mut found = Value::Null;
    window.wait_long(SCROLL, "the list's end", || {
        found = window.run("return aloftBench.scrolled", &[]);
        !found.is_null()
    });
    found
}

/// What did not show within five seconds is no sample: five in a row, and there is nothing to measure.
fn gather(samples: usize, mut sample: impl FnMut() -> Option<f64>) -> Vec<f64> {
    let mut times = Vec::new();
    let mut missed = 0;
    while times.len() < samples && missed < 5 {
        match sample() {
            Some(time) => {
                times.push(time);
                missed = 0;
            }
            None => missed += 1,
        }
    }
    times
}

/// `setup` gives the event, its key and what shows that it is done; `act` causes the event.
fn timed(window: &Window, setup: &str, act: impl FnOnce()) -> Option<f64> {
    let arm = format!(
        "const [kind, key, shows] = (() => {{ {setup} }})(); aloftBench.pending = aloftBench.time(kind, key, shows); return null"
    );
    window.run(&arm, &[]);
    act();
    let read = "const done = arguments[0]; aloftBench.pending.then(done)";
    let time = window.run_async(read, &[]).as_f64();
    settle(window);
    time
}

fn settle(window: &Window) {
    window.run_async("const done = arguments[0]; aloftBench.settled().then(() => done(null))", &[]);
}

fn prepare(window: &Window) {
    window.run(PAGE, &[]);
    window.press("Escape");
    window.press("Home");
    window.press("j");
}
