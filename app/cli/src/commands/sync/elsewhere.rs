//! Another process syncs the store: wait for what it does.

use super::watch::Watch;
use super::{Ended, HELD_UP};
use crate::context::Context;
use crate::failure::Result;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long that process may make no progress before it counts as offline.
const PATIENCE: Duration = Duration::from_secs(15);

/// Waits until nothing waits any more, or the other process gets nowhere.
pub(super) fn wait(context: &Context, watch: &mut Watch<'_>) -> Result<(Ended, String)> {
    watch.say("Another process syncs this store; waiting for it.")?;
    let store = context.store()?;
    let mut moved = Instant::now();
    let mut before = store.status()?;
    loop {
        let status = store.status()?;
        let (waiting, refused) = (status.waiting + status.local, status.refused);
        if waiting == 0 && status.diverging == 0 {
            return Ok((Ended { result: "synced", waiting, refused }, String::new()));
        }
        let is_held_up =
            status.held_up > 0 && status.waiting == status.held_up && status.local == 0;
        if status != before {
            moved = Instant::now();
            before = status;
        }
        if moved.elapsed() >= PATIENCE && is_held_up {
            return Ok((Ended { result: "held_up", waiting, refused }, HELD_UP.to_owned()));
        }
        if moved.elapsed() >= PATIENCE {
            let words = "the process that syncs this store makes no progress".to_owned();
            return Ok((Ended { result: "offline", waiting, refused }, words));
        }
        sleep(LOOK_EVERY);
    }
}

pub(super) fn wait_for_lock() {
    sleep(LOOK_EVERY * 5);
}
