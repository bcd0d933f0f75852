//! `aloft sync`.

mod elsewhere;
mod watch;

use crate::args::sync::Sync;
use crate::args::transfer::Progress;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::meter::Meter;
use crate::output::{self, counted};
use aloft_client::account::{AccountError, Credentials, RelayUrl};
use aloft_client::environment::Environment;
use aloft_client::sync::{
    self, Control, LocalWork, Mode, Outcome, StreamStatus, SyncEvent, SyncLock, SyncRequest,
};
use serde::Serialize;
use tokio::sync::mpsc;
use watch::Watch;

/// Why changes are held up.
const HELD_UP: &str = "the relay does not have what they build on";

/// How it ended, in JSON.
#[derive(Clone, Debug, Serialize)]
struct Ended {
    result: &'static str,
    /// Changes that no relay has acknowledged.
    waiting: u64,
    /// Changes that the relay would not take.
    refused: u64,
}

pub(super) fn run(context: &Context, args: &Sync) -> Result<()> {
    let relay = relay(context)?;
    let mut watch = Watch::new(context, args)?;
    let lock = loop {
        if let Some(lock) = SyncLock::try_take(context.dir())? {
            break lock;
        }
        if !args.watch {
            let status = elsewhere::wait(context, &mut watch)?;
            return conclude(context, &status);
        }
        watch.say("Another process syncs this store; waiting until it ends.")?;
        elsewhere::wait_for_lock();
    };
    let request = SyncRequest {
        store: context.store()?,
        lock,
        account: context.account(),
        relay,
        mode: if args.watch { Mode::Stay } else { Mode::Once },
        local: LocalWork::Share,
        environment: Environment::system(),
        agent: concat!("aloft-cli/", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let how = match args.progress {
        // What happens is told line by line already.
        Progress::Auto if args.watch => Progress::None,
        how => how,
    };
    let outcome = drive(request, &mut watch, Meter::new("sync", how, context.output.json))?;
    let (ended, words) = ended(context, outcome)?;
    if args.watch && context.output.json {
        return output::json_line(&ended);
    }
    conclude(context, &(ended, words))
}

/// Runs the synchronisation until it ends, or Ctrl-C ends it.
fn drive(request: SyncRequest, watch: &mut Watch<'_>, mut meter: Meter) -> Result<Outcome> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let (events, mut seen) = mpsc::unbounded_channel();
        let (control, controls) = mpsc::unbounded_channel();
        let mut running = tokio::spawn(sync::run(request, events, controls));
        let mut tally = Tally::default();
        loop {
            tokio::select! {
                Some(event) = seen.recv() => {
                    tally.note(&event);
                    let (done, total) = tally.progress();
                    meter.at(done, total);
                    meter.suspend(|| watch.show(&event))?;
                }
                ended = &mut running => {
                    while let Ok(event) = seen.try_recv() {
                        tally.note(&event);
                        watch.show(&event)?;
                    }
                    let (done, total) = tally.progress();
                    meter.finish(done, total);
                    let ended = ended.map_err(|error| Failure::failed(error.to_string()))?;
                    return Ok(ended?);
                }
                Ok(()) = tokio::signal::ctrl_c() => {
                    // A driver that has ended is about to be seen.
                    let _ = control.send(Control::Stop);
                }
            }
        }
    })
}

/// How much there is to do, as far as anybody has said.
#[derive(Default)]
struct Tally {
    pushed: u64,
    waiting: u64,
    pulled: u64,
    behind: u64,
}

impl Tally {
    fn note(&mut self, event: &SyncEvent) {
        match event {
            SyncEvent::Accepted { count } | SyncEvent::Refused { count } => self.pushed += count,
            SyncEvent::Arrived { changes, .. } => self.pulled += changes.len() as u64,
            SyncEvent::Fetched { documents, .. } => self.pulled += documents,
            SyncEvent::Status(status) => {
                self.waiting = status.waiting;
                let behind = status.behind.iter().map(|(_, what)| match what {
                    StreamStatus::CatchingUp { behind } => *behind,
                    _ => 0,
                });
                self.behind = behind.sum();
            }
            SyncEvent::Disconnected { .. }
            | SyncEvent::Directory
            | SyncEvent::Joined { .. }
            | SyncEvent::NotJoined { .. }
            | SyncEvent::Presence { .. } => {}
        }
    }

    /// Done, and in all. What goes out is counted while there is any: what comes in meanwhile is
    /// mostly the relay's answer to it.
    fn progress(&self) -> (u64, u64) {
        if self.pushed + self.waiting > 0 {
            return (self.pushed, self.pushed + self.waiting);
        }
        (self.pulled, self.pulled + self.behind)
    }
}

fn relay(context: &Context) -> Result<RelayUrl> {
    match context.account().credentials()? {
        Some(Credentials { relay, session: Some(_) }) => Ok(relay),
        Some(Credentials { relay, session: None }) => {
            Err(AccountError::NotSignedIn { relay: Some(relay) }.into())
        }
        None => Err(AccountError::NotSignedIn { relay: None }.into()),
    }
}

/// What the store says after it: the outcome's words may be older than another process's work.
fn ended(context: &Context, outcome: Outcome) -> Result<(Ended, String)> {
    let status = context.store()?.status()?;
    let (waiting, refused) = (status.waiting + status.local, status.refused);
    let (result, words) = match outcome {
        Outcome::Synced { .. } => ("synced", String::new()),
        Outcome::NoAccess { streams, waiting: 0 } => {
            tracing::info!(streams = streams.len(), "not open to this account any more");
            ("synced", String::new())
        }
        Outcome::NoAccess { streams, .. } => (
            "no_access",
            format!("{} closed to this account", counted(streams.len() as u64, "project")),
        ),
        Outcome::HeldUp { closed: 0, .. } => ("held_up", HELD_UP.to_owned()),
        Outcome::HeldUp { waiting, closed } => (
            "held_up",
            format!(
                "the relay does not have what {waiting} of them build on, and {} closed to this \
                 account",
                counted(closed, "project")
            ),
        ),
        Outcome::Offline { words, .. } => ("offline", words),
        Outcome::Stopped { .. } => ("stopped", String::new()),
    };
    Ok((Ended { result, waiting, refused }, words))
}

/// Says how it ended, and ends the command accordingly.
fn conclude(context: &Context, (ended, words): &(Ended, String)) -> Result<()> {
    let Ended { result, waiting, refused } = ended;
    if *result == "offline" {
        let safe = if *waiting == 0 { "nothing" } else { &counted(*waiting, "change") };
        let message = format!("the relay cannot be reached ({words}); {safe} waiting here");
        return Err(Failure::new(Exit::Offline, message));
    }
    context.output.show(ended, |page| match (*result, *refused) {
        ("synced", 0) => page.line("All synced."),
        ("synced", refused) => {
            page.line(&format!("Synced, but {} refused.", counted(refused, "change")))
        }
        ("no_access" | "held_up", _) => {
            page.line(&format!("Synced, but for {} waiting: {words}.", counted(*waiting, "change")))
        }
        _ => page.line(&format!("Stopped; {} waiting.", counted(*waiting, "change"))),
    })?;
    if matches!(*result, "no_access" | "held_up") {
        let message = format!("{} waiting: {words}", counted(*waiting, "change"));
        return Err(Failure::new(Exit::Refused, message));
    }
    if *refused > 0 && *result == "synced" {
        let changes = counted(*refused, "change");
        let message = format!("the relay refused {changes}: see `aloft refused`");
        return Err(Failure::new(Exit::Refused, message));
    }
    Ok(())
}
