//! Progress of something long, on standard error.

use crate::args::transfer::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a line may come.
const LINE_EVERY: Duration = Duration::from_secs(2);
/// How often an event may come.
const EVENT_EVERY: Duration = Duration::from_millis(100);

/// Shows how far a piece of work is.
pub(crate) struct Meter {
    what: &'static str,
    face: Face,
    last: Option<Instant>,
    began: Instant,
}

enum Face {
    Bar(ProgressBar),
    Lines,
    Events,
    Silent,
}

impl Meter {
    /// For work of one kind, such as `import`.
    pub(crate) fn new(what: &'static str, how: Progress, json: bool) -> Self {
        let face = match how {
            Progress::Json => Face::Events,
            Progress::None => Face::Silent,
            // A script that reads JSON has asked for no prose.
            Progress::Auto if json => Face::Silent,
            Progress::Auto if io::stderr().is_terminal() => Face::Bar(bar()),
            Progress::Auto => Face::Lines,
        };
        Self { what, face, last: None, began: Instant::now() }
    }

    /// `done` of `total` are done; a total of 0 is one that nobody knows.
    pub(crate) fn at(&mut self, done: u64, total: u64) {
        if let Face::Bar(bar) = &self.face {
            bar.set_length(total);
            bar.set_position(done);
            return;
        }
        let due = match (&self.face, self.last) {
            (Face::Lines, last) => last.unwrap_or(self.began).elapsed() >= LINE_EVERY,
            (_, Some(last)) => last.elapsed() >= EVENT_EVERY,
            (_, None) => true,
        };
        if due {
            self.last = Some(Instant::now());
            self.tell(done, total);
        }
    }

    /// The work is over: a bar goes away, so that the result stands alone.
    pub(crate) fn finish(&mut self, done: u64, total: u64) {
        match &self.face {
            Face::Bar(bar) => bar.finish_and_clear(),
            Face::Events => self.tell(done, total),
            Face::Lines | Face::Silent => {}
        }
    }

    /// Lets a line through without tearing the bar.
    pub(crate) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        match &self.face {
            Face::Bar(bar) => bar.suspend(write),
            Face::Lines | Face::Events | Face::Silent => write(),
        }
    }

    fn tell(&self, done: u64, total: u64) {
        let line = match self.face {
            Face::Events => {
                json!({ "event": "progress", "what": self.what, "done": done, "total": total })
                    .to_string()
            }
            Face::Lines => format!("aloft: {} {done} of {total}", self.what),
            Face::Bar(_) | Face::Silent => return,
        };
        // Progress that cannot be shown is no reason to stop the work.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let template = "{bar:30} {pos}/{len}  {per_sec}  {eta} left";
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("━╸ ")),
        Err(_) => bar,
    }
}
