//! Ingest: offered changes into the log, in the order of DESIGN section 6, deny by default.
//!
//! 1. [`Ingest::push`] checks the bytes of each change before anything is locked; where, depends on
//!    how much there is ([`lanes`]).
//! 2. A worker per stream takes whatever arrived meanwhile into one transaction (group commit):
//!    the stream's lock, the round trips and the fsync are shared ([`worker`], [`transaction`]).
//! 3. Under the lock each change is judged on its document ([`judge`]) and what passes is written:
//!    log, documents, rows and activity together.
//! 4. After the commit, and not before, it is acknowledged, and whoever watches is told.
//!
//! *Invariant: acknowledged means committed.* A transaction that fails is done again; when it
//! cannot be, the push stays unanswered and its client offers it again, which changes nothing,
//! because every change is known by its hash.
//! *Invariant: knows nothing of sockets and frames.*

mod batch;
mod cache;
mod held;
mod judge;
mod lanes;
mod loading;
mod numbering;
mod queries;
mod shares;
mod transaction;
mod worker;

pub use batch::{Entry, Origin, StreamKey};
pub(crate) use queries::log_hash_at;

use crate::clock::SharedClock;
use crate::db::{Db, Incarnation};
use crate::shutdown::Shutdown;
use aloft_crdt_model::document::{ActorId, DocKind};
use aloft_crdt_model::ids::{DocId, OrgId};
use aloft_crdt_model::inspect::{self, FoldedChange, Limits};
use aloft_crdt_model::refusal::Refusal;
use aloft_sync_protocol::relay::Outcome;
use batch::Binding;
use cache::DocumentCache;
use lanes::{Lanes, Load};
use metrics::{counter, histogram};
use shares::Shares;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

/// Changes taken into logs.
pub(crate) const ACCEPTED: &str = "aloft_changes_accepted_total";
/// Changes refused, by code.
pub(crate) const REFUSED: &str = "aloft_changes_refused_total";
/// Changes in one ingest transaction.
pub(crate) const BATCH_CHANGES: &str = "aloft_ingest_batch_changes";
/// From a push's arrival to its answer.
pub(crate) const PUSH_SECONDS: &str = "aloft_ingest_push_seconds";
/// Parts of an ingest transaction, by phase: lock and gather, judge, write, commit.
pub(crate) const PHASE_SECONDS: &str = "aloft_ingest_phase_seconds";
/// Ingest transactions that failed and were done again.
pub(crate) const RETRIES: &str = "aloft_ingest_retries_total";

/// How much a node takes on.
#[derive(Clone, Debug)]
pub struct IngestOptions {
    /// Bounds of one change.
    pub limits: Limits,
    /// Bytes of documents kept in memory.
    pub cache_bytes: usize,
    /// Batches that hold a connection at once: the others stay free for readers.
    pub transactions: usize,
    /// How many of these may be one tenant's: the others stay free for its neighbours.
    pub transactions_of_tenant: usize,
    /// Threads that take in many changes at once, and do nothing else meanwhile; those that check and
    /// apply a few are as many more, and never wait for them.
    pub threads: usize,
    /// Changes in one transaction: bounds how long a stream stays locked.
    pub batch_changes: usize,
}

impl IngestOptions {
    /// For a node with so many connections to its database.
    pub fn for_connections(connections: u32) -> Self {
        let transactions = usize::try_from(connections / 2).unwrap_or(1).max(1);
        Self {
            limits: Limits::default(),
            cache_bytes: 128 << 20,
            transactions,
            transactions_of_tenant: (transactions / 4).max(1),
            // One processor is left to what people do by hand.
            threads: std::thread::available_parallelism().map_or(1, usize::from).max(2) - 1,
            batch_changes: 2048,
        }
    }
}

/// A change as a client offers it.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The document it changes.
    pub doc: DocId,
    /// The document's kind.
    pub kind: DocKind,
    /// One uncompressed change chunk, if it is honest.
    pub bytes: Vec<u8>,
    /// The client says that a relay had acknowledged it.
    pub again: Again,
}

/// Whether a client says that a relay had acknowledged a change before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is new.
    No,
    /// It was acknowledged, and the relay lacks it: a claim, and no proof.
    Claimed,
}

/// The push was not taken, and nothing was acknowledged: the client offers it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// There is no such stream any more.
    #[error("there is no such stream")]
    NoSuchStream,
    /// The storage does not answer, or the node goes away.
    #[error("changes cannot be stored at the moment")]
    Unavailable,
}

/// Who is told of what was committed.
pub trait Committed: Send + Sync {
    /// These changes are in the log of the stream, consecutive and in order.
    fn committed(&self, key: StreamKey, entries: &[Arc<Entry>]);
}

/// A node's way into the logs. Cheap to clone.
#[derive(Clone)]
pub struct Ingest(Arc<Core>);

/// What all workers of a node share.
struct Core {
    db: Db,
    clock: SharedClock,
    shutdown: Shutdown,
    options: IngestOptions,
    committed: Arc<dyn Committed>,
    cache: DocumentCache,
    /// Bindings are for good, so they can be remembered.
    bindings: Mutex<HashMap<(OrgId, ActorId), Binding>>,
    /// The Postgres that all that is remembered is of.
    incarnation: Mutex<Incarnation>,
    transactions: Shares,
    lanes: Lanes,
    workers: Mutex<HashMap<StreamKey, mpsc::UnboundedSender<Push>>>,
}

/// A push in a worker's queue.
struct Push {
    origin: Origin,
    changes: Vec<Checked>,
    answer: oneshot::Sender<Result<Ingested, IngestError>>,
}

/// An offered change after step 1.
struct Checked {
    doc: DocId,
    kind: DocKind,
    again: Again,
    change: Result<FoldedChange, Refusal>,
}

/// What became of a push, after commit.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// One for each change, in order.
    pub outcomes: Vec<Outcome>,
    /// The stream's newest change: what the relay itself wrote in answer lies up to there.
    pub head_seq: i64,
}

impl Ingest {
    /// Ready to take changes.
    pub fn new(
        db: Db,
        clock: SharedClock,
        shutdown: Shutdown,
        options: IngestOptions,
        committed: Arc<dyn Committed>,
    ) -> Self {
        Self(Arc::new(Core {
            cache: DocumentCache::new(options.cache_bytes),
            transactions: Shares::new(options.transactions, options.transactions_of_tenant),
            lanes: Lanes::new(options.threads),
            bindings: Mutex::default(),
            incarnation: Mutex::new(db.incarnation()),
            workers: Mutex::default(),
            db,
            clock,
            shutdown,
            options,
            committed,
        }))
    }

    /// Offers changes, in causal order, and says what became of each, after commit.
    pub async fn push(
        &self,
        key: StreamKey,
        origin: Origin,
        offered: Vec<Offered>,
    ) -> Result<Ingested, IngestError> {
        let arrived = Instant::now();
        let changes = self.0.check(key.org, offered).await?;
        let (answer, answered) = oneshot::channel();
        self.enqueue(key, Push { origin, changes, answer });
        let ingested = answered.await.map_err(|_| IngestError::Unavailable)??;
        histogram!(PUSH_SECONDS).record(arrived.elapsed());
        count(&ingested.outcomes);
        Ok(ingested)
    }

    /// A session has one push a stream on its way at most, so the queue needs no bound of its own.
    fn enqueue(&self, key: StreamKey, push: Push) {
        let mut workers = self.0.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let push = match workers.get(&key) {
            Some(worker) => match worker.send(push) {
                Ok(()) => return,
                Err(mpsc::error::SendError(push)) => push,
            },
            None => push,
        };
        let (sender, queue) = mpsc::unbounded_channel();
        // The queue was just made: its receiver is here.
        let _ = sender.send(push);
        workers.insert(key, sender);
        let worker = worker::Worker::new(key, Arc::clone(&self.0), queue);
        self.0.shutdown.tasks().spawn(worker.run());
    }
}

impl Core {
    /// Forgets what is of another Postgres than this one.
    fn remember_only(&self, of: Incarnation) -> Incarnation {
        let mut remembered = self.incarnation.lock().unwrap_or_else(PoisonError::into_inner);
        if *remembered != of {
            *remembered = of;
            self.cache.clear();
            self.bindings.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        of
    }

    /// Step 1: sound bytes, before anything is locked.
    async fn check(&self, org: OrgId, offered: Vec<Offered>) -> Result<Vec<Checked>, IngestError> {
        let limits = self.options.limits.clone();
        if let Some(small) = lanes::small_limits(&offered, &limits) {
            let checked: Vec<_> =
                offered.iter().map(|offered| check_one(offered, &small)).collect();
            if checked.iter().all(|checked| checked.change.is_ok()) {
                return Ok(checked);
            }
        }
        let load = Load::of(offered.len());
        let check = move || offered.iter().map(|offered| check_one(offered, &limits)).collect();
        self.lanes.run(org, load, check).await.ok_or(IngestError::Unavailable)
    }
}

fn check_one(offered: &Offered, limits: &Limits) -> Checked {
    let change = inspect::check_bytes(&offered.bytes, limits).map(FoldedChange::from);
    Checked { doc: offered.doc, kind: offered.kind, again: offered.again, change }
}

fn count(outcomes: &[Outcome]) {
    for outcome in outcomes {
        match outcome {
            Outcome::Accepted { .. } => counter!(ACCEPTED).increment(1),
            Outcome::Refused(refusal) => {
                counter!(REFUSED, "code" => refusal.code.as_str()).increment(1);
            }
        }
    }
}

impl std::fmt::Debug for Ingest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ingest")
    }
}
