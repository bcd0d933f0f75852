//! `aloft sync`.

mod elsewhere;
mod watch;

use crate::args::sync::Sync;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::meter::Meter;
use aloft_client::account::{AccountError, Credentials, RelayUrl};
use aloft_client::environment::Environment;
use aloft_client::sync::{self, Control, Mode, Outcome, SyncEvent, SyncLock, SyncRequest};
use serde::Serialize;
use tokio::sync::mpsc;
use watch::Watch;

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
        environment: Environment::system(),
        agent: concat!("aloft-cli/", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let meter = Meter::new("sync", args.progress, context.output.json);
    let outcome = drive(request, &mut watch, meter)?;
    conclude(context, &ended(context, outcome)?)
}

/// Runs the synchronisation until it ends, or Ctrl-C ends it.
fn drive(request: SyncRequest, watch: &mut Watch<'_>, mut meter: Meter) -> Result<Outcome> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let (events, mut seen) = mpsc::unbounded_channel();
        let (control, controls) = mpsc::unbounded_channel();
        let mut running = tokio::spawn(sync::run(request, events, controls));
        let mut progress = Progress::default();
        loop {
            tokio::select! {
                Some(event) = seen.recv() => {
                    progress.note(&event);
                    meter.at(progress.done, progress.total());
                    meter.suspend(|| watch.show(&event))?;
                }
                ended = &mut running => {
                    while let Ok(event) = seen.try_recv() {
                        progress.note(&event);
                        watch.show(&event)?;
                    }
                    meter.finish(progress.done, progress.total());
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

/// How much there was to do, as far as anybody has said.
#[derive(Default)]
struct Progress {
    done: u64,
    waiting: u64,
    behind: u64,
}

impl Progress {
    fn note(&mut self, event: &SyncEvent) {
        use aloft_sync_protocol::client::StreamStatus;
        match event {
            SyncEvent::Accepted { count } | SyncEvent::Refused { count } => self.done += count,
            SyncEvent::Arrived { changes, .. } => self.done += changes.len() as u64,
            SyncEvent::Fetched { documents, .. } => self.done += documents,
            SyncEvent::Status(status) => {
                self.waiting = status.waiting;
                let behind = status.behind.iter().map(|(_, what)| match what {
                    StreamStatus::CatchingUp { behind } => *behind,
                    _ => 0,
                });
                self.behind = behind.sum();
            }
            _ => {}
        }
    }

    fn total(&self) -> u64 {
        self.done + self.waiting + self.behind
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
        Outcome::NoAccess { streams, .. } => {
            ("no_access", format!("{} projects are not open to this account", streams.len()))
        }
        Outcome::Offline { words, .. } => ("offline", words),
        Outcome::Stopped { .. } => ("stopped", String::new()),
    };
    Ok((Ended { result, waiting, refused }, words))
}

/// Says how it ended, and ends the command accordingly.
fn conclude(context: &Context, (ended, words): &(Ended, String)) -> Result<()> {
    let Ended { result, waiting, refused } = ended;
    if *result == "offline" {
        let safe = if *waiting == 0 { "nothing" } else { &format!("{waiting} changes") };
        let message = format!("the relay cannot be reached ({words}); {safe} waiting here");
        return Err(Failure::new(Exit::Offline, message));
    }
    context.output.show(ended, |page| match (*result, *refused) {
        ("synced", 0) => page.line("All synced."),
        ("synced", refused) => page.line(&format!("Synced, but for {refused} refused changes.")),
        ("no_access", _) => page.line(&format!("Synced, but {waiting} changes wait: {words}.")),
        _ => page.line(&format!("Stopped; {waiting} changes waiting.")),
    })?;
    if *result == "no_access" {
        return Err(Failure::new(Exit::Refused, format!("{waiting} changes wait: {words}")));
    }
    if *refused > 0 && *result == "synced" {
        let message = format!("the relay refused {refused} changes: see `aloft refused`");
        return Err(Failure::new(Exit::Refused, message));
    }
    Ok(())
}
