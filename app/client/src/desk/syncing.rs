//! The thread that synchronises while it is wanted: signed in, and not offline on purpose.

use super::presence::{BEAT, MyPresence, Others};
use super::status::{Link, SharedLink};
use super::views::LinkView;
use super::{DeskEvent, Listener};
use crate::account::{Account, AccountError, Credentials, RelayUrl};
use crate::environment::Environment;
use crate::store::Store;
use crate::sync::{
    self, Control, LocalWork, Mode, Outcome, SyncError, SyncEvent, SyncLock, SyncRequest,
};
use std::path::{Path, PathBuf};
use std::sync::mpsc as channel;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How long an ending window waits for the goodbye.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often to look whether another process has stopped synchronising, or has signed in.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long to wait after an error that trying again will hardly mend.
const AFTER_TROUBLE: Duration = Duration::from_secs(30);
/// How often to look who has gone silent.
const EXPIRE_EVERY: Duration = Duration::from_secs(5);

/// What the thread is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Somebody signed in or out.
    AccountChanged,
    /// Offline on purpose, or not any more.
    Offline(bool),
    /// Do not wait for the next attempt.
    RetryNow,
    /// The person did something: it may be for the relay.
    Written,
    /// What the person looks at.
    Presence(MyPresence),
}

/// The thread, from outside. Dropping it says goodbye to the relay.
#[derive(Debug)]
pub(super) struct Syncing {
    orders: Option<mpsc::UnboundedSender<Order>>,
    /// Closed when the thread has ended. Locked by nobody: a receiver alone could not be shared.
    ended: Mutex<channel::Receiver<()>>,
}

impl Syncing {
    pub(super) fn start(
        folder: &Path,
        offline: bool,
        link: SharedLink,
        listener: Listener,
    ) -> Self {
        let (orders, inbox) = mpsc::unbounded_channel();
        let (ending, ended) = channel::channel();
        let runner = Runner {
            folder: folder.to_owned(),
            offline,
            link,
            listener,
            orders: inbox,
            mine: None,
            others: Others::default(),
        };
        let started = thread::Builder::new().name("aloft-sync".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => {
                    runtime.block_on(runner.run());
                    // A request to the relay may still be under way; nobody waits for it.
                    runtime.shutdown_timeout(Duration::from_millis(100));
                }
                Err(error) => tracing::error!(%error, "the sync cannot start"),
            }
            drop(ending);
        });
        if let Err(error) = started {
            tracing::error!(%error, "the sync cannot start");
        }
        Self { orders: Some(orders), ended: Mutex::new(ended) }
    }

    pub(super) fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // A thread that has ended has said so in the log.
            let _ = orders.send(order);
        }
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        self.orders = None;
        let ended = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = ended.recv_timeout(PATIENCE);
    }
}

/// What is to be done now.
enum Wish {
    Sync(RelayUrl),
    Rest { state: LinkView, words: Option<String>, look_again: Duration },
}

/// Whether the window is still there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    End,
}

struct Runner {
    folder: PathBuf,
    offline: bool,
    link: SharedLink,
    listener: Listener,
    orders: mpsc::UnboundedReceiver<Order>,
    mine: Option<MyPresence>,
    others: Others,
}

impl Runner {
    async fn run(mut self) {
        loop {
            let next = match self.wish() {
                Wish::Rest { state, words, look_again } => {
                    self.rest(state, words, look_again).await
                }
                Wish::Sync(relay) => match SyncLock::try_take(&self.folder) {
                    Ok(Some(lock)) => self.sync(relay, lock).await,
                    Ok(None) => {
                        let words = "Another program synchronises this store.".to_owned();
                        self.rest(LinkView::Connecting, Some(words), LOOK_AGAIN).await
                    }
                    Err(error) => self.trouble(&error).await,
                },
            };
            if next == Next::End {
                return;
            }
        }
    }

    /// Read anew each time: another process may have signed in or out.
    fn wish(&self) -> Wish {
        let rest = |state, words| Wish::Rest { state, words, look_again: LOOK_AGAIN };
        match Account::of_store(&self.folder).credentials() {
            Ok(None) => rest(LinkView::Local, None),
            Ok(Some(Credentials { session: None, .. })) => rest(LinkView::SignedOut, None),
            Ok(Some(_)) if self.offline => rest(LinkView::OfflineOnPurpose, None),
            Ok(Some(Credentials { relay, session: Some(_) })) => Wish::Sync(relay),
            Err(error) => rest(LinkView::Problem, Some(error.to_string())),
        }
    }

    /// Waits for an order, or for a while.
    async fn rest(&mut self, state: LinkView, words: Option<String>, look_again: Duration) -> Next {
        self.link.change(|link| link.rest(state, words));
        match tokio::time::timeout(look_again, self.orders.recv()).await {
            Ok(None) => Next::End,
            Ok(Some(order)) => {
                self.note(&order);
                Next::GoOn
            }
            Err(_) => Next::GoOn,
        }
    }

    async fn trouble(&mut self, error: &SyncError) -> Next {
        tracing::error!(%error, "the sync ended");
        let state = match error {
            SyncError::Account(AccountError::NotSignedIn { .. }) => LinkView::SignedOut,
            _ => LinkView::Problem,
        };
        self.rest(state, Some(error.to_string()), AFTER_TROUBLE).await
    }

    fn note(&mut self, order: &Order) {
        match order {
            Order::Offline(offline) => self.offline = *offline,
            Order::Presence(presence) => self.mine = Some(presence.clone()),
            Order::AccountChanged | Order::RetryNow | Order::Written => {}
        }
    }

    /// Synchronises until it is not wanted any more.
    async fn sync(&mut self, relay: RelayUrl, lock: SyncLock) -> Next {
        let store = match Store::open(&self.folder, Environment::system()) {
            Ok(store) => store,
            Err(error) => return self.trouble(&error.into()).await,
        };
        self.link.change(|link| link.rest(LinkView::Connecting, None));
        let request = SyncRequest {
            store,
            lock,
            account: Account::of_store(&self.folder),
            relay,
            mode: Mode::Stay,
            // Nothing leaves this machine before somebody shares it.
            local: LocalWork::Keep,
            environment: Environment::system(),
            agent: concat!("aloft-desktop/", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let (next, ended) = self.drive(request).await;
        for presence in self.others.clear() {
            (self.listener)(DeskEvent::Presence(presence));
        }
        match ended {
            Ok(_) => next,
            Err(error) if next == Next::GoOn => self.trouble(&error).await,
            Err(_) => Next::End,
        }
    }

    async fn drive(&mut self, request: SyncRequest) -> (Next, Result<Outcome, SyncError>) {
        let (events, mut heard) = mpsc::unbounded_channel();
        let (control, controls) = mpsc::unbounded_channel();
        let mut running = std::pin::pin!(sync::run(request, events, controls));
        let mut beat = tokio::time::interval(BEAT);
        let mut expire = tokio::time::interval(EXPIRE_EVERY);
        let mut next = Next::GoOn;
        let mut is_stopping = false;
        loop {
            let told = tokio::select! {
                ended = &mut running => return (next, ended),
                Some(event) = heard.recv() => self.hear(event),
                order = self.orders.recv(), if !is_stopping => {
                    let (controls, stop) = self.obey(order, &mut next);
                    is_stopping = stop;
                    controls
                }
                _ = beat.tick() => self.beat(),
                _ = expire.tick() => {
                    for presence in self.others.expire(Instant::now()) {
                        (self.listener)(DeskEvent::Presence(presence));
                    }
                    Vec::new()
                }
            };
            for told in told {
                // A session that has ended is about to be seen.
                let _ = control.send(told);
            }
        }
    }

    /// What the session is told because of an order, and whether it ends.
    fn obey(&mut self, order: Option<Order>, next: &mut Next) -> (Vec<Control>, bool) {
        let Some(order) = order else {
            *next = Next::End;
            let leaving = self.mine.take().map(|mine| mine.leaving());
            return (leaving.into_iter().chain([Control::Stop]).collect(), true);
        };
        let elsewhere = match (&order, &self.mine) {
            (Order::Presence(new), Some(old)) if old.project != new.project => Some(old.leaving()),
            _ => None,
        };
        self.note(&order);
        match order {
            Order::AccountChanged | Order::Offline(true) => (vec![Control::Stop], true),
            Order::Offline(false) => (Vec::new(), false),
            Order::RetryNow => {
                self.link.change(Link::try_now);
                (vec![Control::RetryNow], false)
            }
            Order::Written => (vec![Control::Written], false),
            Order::Presence(mine) => {
                (elsewhere.into_iter().chain([mine.control()]).collect(), false)
            }
        }
    }

    fn beat(&self) -> Vec<Control> {
        let mine = self.mine.iter().filter(|mine| mine.task.is_some());
        mine.map(MyPresence::control).collect()
    }

    /// What the session is told because of something that it said.
    fn hear(&mut self, event: SyncEvent) -> Vec<Control> {
        match event {
            SyncEvent::Status(status) => {
                let was_online = self.link.get().1.is_online();
                self.link.change(|link| link.follow(&status));
                if !was_online && self.link.get().1.is_online() {
                    // What was told on the connection before is out of date.
                    return self.beat();
                }
            }
            SyncEvent::Disconnected { words } => self.link.change(|link| link.lost(words)),
            SyncEvent::NotJoined { words } => self.link.change(|link| link.remark(words)),
            SyncEvent::Fetched { stream, documents } => {
                self.link.change(|link| link.fetched(stream, documents));
            }
            SyncEvent::Presence { stream, user, device, payload } => {
                let shown = self.others.heard((stream, user, device), &payload, Instant::now());
                if let Some(presence) = shown {
                    (self.listener)(DeskEvent::Presence(presence));
                }
            }
            // The thread that shows rows finds them by itself.
            SyncEvent::Directory
            | SyncEvent::Joined { .. }
            | SyncEvent::Arrived { .. }
            | SyncEvent::Accepted { .. }
            | SyncEvent::Refused { .. } => {}
        }
        Vec::new()
    }
}
