//! Hints over LISTEN and NOTIFY, one channel for all.
//!
//! NOTIFY holds a lock of the whole cluster until its transaction commits, so it is sent after the
//! commit that it tells of, and many hints together: while one is on its way the next ones gather.
//! It is sent on the connection that listens: another one would have to be fetched and given back
//! for each, and what a node says itself would wake it once more.

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
        let run = Arc::clone(&shared).run();
        let draining = shutdown.draining().clone();
        shutdown.tasks().spawn(draining.run_until_cancelled_owned(run));
        Self(shared)
    }
}

impl Bus for PostgresBus {
    fn publish(&self, hint: Hint) {
        self.0.outbox().hints.add(hint);
        if self.0.shutdown.is_draining() {
            // Nobody else sends any more, and what is committed last is told, too.
            let shared = Arc::clone(&self.0);
            self.0.shutdown.tasks().spawn(async move {
                let _ = tokio::time::timeout(PAUSE, shared.send_waiting(None)).await;
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

    async fn run(self: Arc<Self>) {
        loop {
            if let Err(error) = self.hear_and_send().await {
                tracing::warn!(%error, "the bus lost its connection");
            }
            self.tell(Heard::Gap);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Listens, and sends what waits, until the connection fails.
    async fn hear_and_send(&self) -> Result<(), DbError> {
        let mut listener = Listener::start(&self.db, CHANNEL).await?;
        // What was said before the listening began was missed.
        self.tell(Heard::Gap);
        self.send_waiting(Some(&mut listener)).await?;
        loop {
            tokio::select! {
                payload = listener.next() => match payload? {
                    Some(payload) => {
                        for hint in payload::parse(&payload) {
                            self.tell(Heard::Hint(hint));
                        }
                    }
                    None => return Ok(()),
                },
                () = self.waiting.notified() => self.send_waiting(Some(&mut listener)).await?,
            }
        }
    }

    /// Sends what waits, on this connection or on any.
    async fn send_waiting(&self, mut listener: Option<&mut Listener>) -> Result<(), DbError> {
        let (of, hints) = {
            let mut outbox = self.outbox();
            (outbox.of, outbox.hints.take())
        };
        for payload in payload::write(&hints) {
            let sent = match &mut listener {
                Some(listener) => listener.notify(CHANNEL, &payload).await,
                None => self.db.notify(CHANNEL, &payload, of).await,
            };
            if let Err(error) = sent {
                let mut outbox = self.outbox();
                if outbox.of == of {
                    outbox.hints.put_back(hints);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn tell(&self, heard: Heard) {
        // Nobody listens: then nobody needs to know.
        let _ = self.heard.send(heard);
    }
}
