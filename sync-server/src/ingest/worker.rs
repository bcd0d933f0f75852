//! One stream's worker: takes whatever arrived meanwhile into one transaction.

use super::batch::{Entry, Offer, StreamKey};
use super::transaction::{Attempt, AttemptError, Batch, Known};
use super::{BATCH_CHANGES, Checked, Core, IngestError, Ingested, Push, RETRIES};
use aloft_crdt_model::document::ChangeHash;
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_sync_protocol::relay::Outcome;
use metrics::{counter, histogram};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long a worker waits for more before it ends.
const IDLE: Duration = Duration::from_mins(1);
/// Pauses before a failed transaction is done again.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(5),
    Duration::from_millis(50),
    Duration::from_millis(250),
    Duration::from_secs(1),
];

pub(super) struct Worker {
    key: StreamKey,
    core: Arc<Core>,
    queue: mpsc::UnboundedReceiver<Push>,
    known: Option<Known>,
}

/// What became of the offers of a batch so far.
struct Progress {
    outcomes: Vec<Option<Outcome>>,
    refused: HashSet<(usize, ChangeHash)>,
    /// What is in the log now, in its order.
    entries: Vec<Arc<Entry>>,
}

impl Worker {
    pub(super) fn new(
        key: StreamKey,
        core: Arc<Core>,
        queue: mpsc::UnboundedReceiver<Push>,
    ) -> Self {
        Self { key, core, queue, known: None }
    }

    pub(super) async fn run(mut self) {
        while let Some(first) = self.next().await {
            let pushes = self.with_whatever_else_arrived(first);
            self.serve(pushes).await;
        }
    }

    /// The next push. None when there was none for a while, or the node drains: then this worker is
    /// no longer known to anyone, and a later push makes a new one.
    async fn next(&mut self) -> Option<Push> {
        let core = Arc::clone(&self.core);
        tokio::select! {
            biased;
            push = self.queue.recv() => return push,
            () = tokio::time::sleep(IDLE) => {}
            () = core.shutdown.draining().cancelled() => {}
        }
        let mut workers = core.workers.lock().unwrap_or_else(PoisonError::into_inner);
        // Pushes are sent under the same lock, so none can come between these two.
        let last = self.queue.try_recv().ok();
        if last.is_none() {
            workers.remove(&self.key);
        }
        last
    }

    fn with_whatever_else_arrived(&mut self, first: Push) -> Vec<Push> {
        let mut changes = first.changes.len();
        let mut pushes = vec![first];
        while changes < self.core.options.batch_changes
            && let Ok(push) = self.queue.try_recv()
        {
            changes += push.changes.len();
            pushes.push(push);
        }
        pushes
    }

    async fn serve(&mut self, pushes: Vec<Push>) {
        let (offers, answers) = flatten(pushes);
        histogram!(BATCH_CHANGES).record(count_as_f64(offers.len()));
        let mut progress = Progress {
            outcomes: vec![None; offers.len()],
            refused: HashSet::new(),
            entries: Vec::new(),
        };
        let error = self.commit_all(&Arc::new(offers), &mut progress).await.err();
        let mut outcomes = progress.outcomes.into_iter();
        for (count, answer) in answers {
            let own: Option<Vec<_>> = outcomes.by_ref().take(count).collect();
            let ingested = own
                .zip(self.known)
                .map(|(outcomes, known)| Ingested { outcomes, head_seq: known.head_seq() });
            let ingested = ingested.ok_or(error.unwrap_or(IngestError::Unavailable));
            // Whoever asked may be gone; their changes are in the log all the same.
            let _ = answer.send(ingested);
        }
        // Only now: an author's socket that reads the log before it knows the answer sends the
        // author's own changes back.
        self.core.committed.committed(self.key, &progress.entries);
    }

    /// All offers in one transaction. One that Postgres cannot hold, or that breaks its document's
    /// derivation, must not stop the others: the batch is halved until it stands alone.
    async fn commit_all(
        &mut self,
        offers: &Arc<Vec<Offer>>,
        progress: &mut Progress,
    ) -> Result<(), IngestError> {
        let mut left: Vec<_> = std::iter::once(0..offers.len()).collect();
        while let Some(range) = left.pop() {
            match self.commit(offers, range.clone(), progress).await {
                Ok(()) => {}
                Err(AttemptError::Indigestible(words)) if range.len() == 1 => {
                    tracing::error!(stream = %self.key.stream, words, "a change was indigestible");
                    refuse(&offers[range.start], range.start, progress);
                }
                Err(AttemptError::Indigestible(_)) => {
                    let middle = range.start + range.len() / 2;
                    left.push(middle..range.end);
                    left.push(range.start..middle);
                }
                Err(AttemptError::NoSuchStream) => return Err(IngestError::NoSuchStream),
                Err(AttemptError::Transient(_)) => return Err(IngestError::Unavailable),
            }
        }
        Ok(())
    }

    /// One transaction, done again when it failed for reasons that pass.
    async fn commit(
        &mut self,
        offers: &Arc<Vec<Offer>>,
        range: Range<usize>,
        progress: &mut Progress,
    ) -> Result<(), AttemptError> {
        let mut pauses = PAUSES.iter();
        loop {
            let batch = Batch {
                key: self.key,
                offers: Arc::clone(offers),
                range: range.clone(),
                refused: progress.refused.clone(),
            };
            match Attempt::new(&self.core, self.known).run(batch).await {
                Ok(done) => {
                    self.known = Some(done.known);
                    for (place, outcome) in range.zip(done.outcomes) {
                        progress.outcomes[place] = Some(outcome);
                    }
                    progress.refused = done.refused;
                    progress.entries.extend(done.entries);
                    return Ok(());
                }
                Err(AttemptError::Transient(words)) => {
                    // Whether the commit went through may be unknown: believe nothing in memory.
                    self.known = None;
                    counter!(RETRIES).increment(1);
                    tracing::warn!(stream = %self.key.stream, words, "ingest failed");
                    let Some(pause) = pauses.next() else {
                        return Err(AttemptError::Transient(words));
                    };
                    tokio::time::sleep(*pause).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

type Answer = oneshot::Sender<Result<Ingested, IngestError>>;

/// The offers of all pushes in one list, and how many of them belong to each answer.
fn flatten(pushes: Vec<Push>) -> (Vec<Offer>, Vec<(usize, Answer)>) {
    let mut offers = Vec::new();
    let mut answers = Vec::with_capacity(pushes.len());
    for (push, Push { origin, changes, answer }) in pushes.into_iter().enumerate() {
        answers.push((changes.len(), answer));
        offers.extend(changes.into_iter().map(|Checked { doc, kind, again, change }| Offer {
            origin,
            push,
            doc,
            kind,
            again,
            change,
        }));
    }
    (offers, answers)
}

fn refuse(offer: &Offer, place: usize, progress: &mut Progress) {
    if let Ok(change) = &offer.change {
        progress.refused.insert((offer.push, change.hash()));
    }
    let words = "the relay cannot store what this change says";
    let refusal = Refusal::new(RefusalCode::InvalidValue, words);
    progress.outcomes[place] = Some(Outcome::Refused(refusal));
}

#[expect(clippy::cast_precision_loss, reason = "a batch has a few thousand changes")]
fn count_as_f64(count: usize) -> f64 {
    count as f64
}
