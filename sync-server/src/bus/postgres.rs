//! Hints over LISTEN and NOTIFY, one channel for all.
//!
//! NOTIFY holds a lock of the whole cluster until its transaction commits, so it is sent after the
//! commit that it tells of, and many hints together: while one is on its way the next ones gather.

use super::outgoing::Outgoing;
use super::{Bus, Heard, Hint, LISTENER_LAG, payload};
use crate::db::{Db, DbError, Incarnation, Listener};
use crate::live::CHANNEL;
use crate::shutdown::Shutdown;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};

/// Before a connection that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Hints that wait, and the Postgres that they are of.
#[derive(Debug)]
struct Outbox {
    of: Incarnation,
    hints: Outgoing,
}

/// A bus to every node on the same database.
#[derive(Clone, Debug)]
pub struct PostgresBus(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    db: Db,
    heard: broadcast::Sender<Heard>,
    outbox: Mutex<Outbox>,
    /// Something waits to be sent.
    waiting: Notify,
    shutdown: Shutdown,
}

impl PostgresBus {
    /// Listens and sends until the node drains.
    pub fn start(db: Db, shutdown: &Shutdown) -> Self {
        let shared = Arc::new(Shared {
            outbox: Mutex::new(Outbox { of: db.incarnation(), hints: Outgoing::default() }),
            db,
            heard: broadcast::Sender::new(LISTENER_LAG),
            waiting: Notify::new(),
            shutdown: shutdown.clone(),
        });
        for task in [Task::Send, Task::Listen] {
            let shared = Arc::clone(&shared);
            let draining = shutdown.draining().clone();
            shutdown.tasks().spawn(async move {
                draining.run_until_cancelled(shared.run(task)).await;
            });
        }
        Self(shared)
    }
}

#[derive(Clone, Copy)]
enum Task {
    Send,
    Listen,
}

impl Bus for PostgresBus {
    fn publish(&self, hint: Hint) {
        self.0.outbox().hints.add(hint);
        if self.0.shutdown.is_draining() {
            // Nobody else sends any more, and what is committed last is told, too.
            let shared = Arc::clone(&self.0);
            self.0.shutdown.tasks().spawn(async move {
                let _ = tokio::time::timeout(PAUSE, shared.send_waiting()).await;
            });
        } else {
            self.0.waiting.notify_one();
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Heard> {
        self.0.heard.subscribe()
    }
}

impl Shared {
    /// What waits; nothing of an earlier Postgres, which may have lost what it was told.
    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.db.incarnation();
        if outbox.of != now {
            *outbox = Outbox { of: now, hints: Outgoing::default() };
        }
        outbox
    }

    async fn run(&self, task: Task) {
        match task {
            Task::Send => self.send().await,
            Task::Listen => self.listen().await,
        }
    }

    async fn send(&self) {
        loop {
            self.waiting.notified().await;
            while let Err(error) = self.send_waiting().await {
                tracing::warn!(%error, "hints could not be sent");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn send_waiting(&self) -> Result<(), DbError> {
        let (of, hints) = {
            let mut outbox = self.outbox();
            (outbox.of, outbox.hints.take())
        };
        for payload in payload::write(&hints) {
            if let Err(error) = self.db.notify(CHANNEL, &payload, of).await {
                let mut outbox = self.outbox();
                if outbox.of == of {
                    outbox.hints.put_back(hints);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    async fn listen(&self) {
        loop {
            if let Err(error) = self.hear().await {
                tracing::warn!(%error, "the listener lost its connection");
            }
            self.tell(Heard::Gap);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Listens until the connection fails.
    async fn hear(&self) -> Result<(), DbError> {
        let mut listener = Listener::start(&self.db, CHANNEL).await?;
        // What was said before the listening began was missed.
        self.tell(Heard::Gap);
        loop {
            match listener.next().await? {
                Some(payload) => {
                    for hint in payload::parse(&payload) {
                        self.tell(Heard::Hint(hint));
                    }
                }
                None => self.tell(Heard::Gap),
            }
        }
    }

    fn tell(&self, heard: Heard) {
        // Nobody listens: then nobody needs to know.
        let _ = self.heard.send(heard);
    }
}
