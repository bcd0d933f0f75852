//! One attempt at one transaction: lock, gather, judge, write, commit.

use super::batch::{Bench, Entry, Judged, Member, Offer, Ruling, StreamKey, StreamState};
use super::cache::Cached;
use super::judge;
use super::lanes::{self, Load};
use super::loading::{self, LoadingError};
use super::queries::MemberRecord;
use super::{Core, PHASE_SECONDS, queries};
use crate::db::{Ctx, DbError, Incarnation, TenantTx};
use crate::derive;
use aloft_crdt_model::document::{ActorId, ChangeHash};
use aloft_crdt_model::ids::{DocId, UserId};
use aloft_crdt_model::inspect::FoldedChange;
use aloft_crdt_model::policy::OrgRole;
use aloft_sync_protocol::log::LogHash;
use aloft_sync_protocol::relay::Outcome;
use metrics::histogram;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError};
use std::time::Instant;
use uuid::Uuid;

/// How many bindings are remembered before all are forgotten.
const REMEMBERED_BINDINGS: usize = 100_000;

/// Offers that go into one transaction.
pub(super) struct Batch {
    pub(super) key: StreamKey,
    pub(super) offers: Arc<Vec<Offer>>,
    pub(super) range: Range<usize>,
    pub(super) refused: HashSet<(usize, ChangeHash)>,
}

impl Batch {
    fn offers(&self) -> &[Offer] {
        &self.offers[self.range.clone()]
    }
}

/// What a worker knows of its stream from its own transactions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// From here on it made every change itself.
    since: i64,
    head_seq: i64,
    head_hash: LogHash,
    /// In which Postgres.
    of: Incarnation,
}

impl Known {
    /// Where the stream stood after the latest of them.
    pub(super) fn head_seq(self) -> i64 {
        self.head_seq
    }

    /// Nobody else has written since, nor was the database put back.
    fn is_at(self, state: &StreamState) -> bool {
        (self.head_seq, self.head_hash) == (state.head_seq, state.locked_at)
    }
}

/// A transaction that is committed.
pub(super) struct Done {
    pub(super) known: Known,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) refused: HashSet<(usize, ChangeHash)>,
}

/// Why a transaction was not committed, or is not known to be.
#[derive(Debug)]
pub(super) enum AttemptError {
    /// Another attempt may go well.
    Transient(String),
    /// Some offer of the batch cannot be stored, and never will be.
    Indigestible(String),
    /// The stream is gone.
    NoSuchStream,
}

pub(super) struct Attempt<'a> {
    core: &'a Core,
    known: Option<Known>,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(core: &'a Core, known: Option<Known>) -> Self {
        Self { core, known }
    }

    pub(super) async fn run(self, batch: Batch) -> Result<Done, AttemptError> {
        let (core, org) = (self.core, batch.key.org);
        if Load::of(batch.range.len()) == Load::Many {
            // First, so that what waits for a thread keeps no connection from others.
            let thread = core.lanes.bulk_thread(org).await;
            let _turn = core.transactions.take(org).await;
            return thread.run(self.transact(batch)).await;
        }
        let _turn = core.transactions.take(org).await;
        self.transact(batch).await
    }

    async fn transact(self, batch: Batch) -> Result<Done, AttemptError> {
        let key = batch.key;
        let mut stopwatch = Stopwatch::start();
        let mut tx =
            TenantTx::begin_writing(&self.core.db, &Ctx::of_relay(key.org), key.stream).await?;
        // A connection is only had to the Postgres that runs now.
        let incarnation = self.core.remember_only(self.core.db.incarnation());
        let (bench, known) = self.gather(&mut tx, &batch, incarnation).await?;
        stopwatch.lap("gather");
        let Batch { offers, range, .. } = batch;
        let load = Load::of_judging(&bench, &offers[range.clone()]);
        let judge = move || judge::judge(bench, &offers[range]);
        let judged = match load {
            Load::Few => self.core.lanes.run(key.org, load, judge).await,
            // Small work needs no thread, and much has one already.
            Load::Small | Load::Many => lanes::run_here(judge),
        };
        let judged = judged
            .ok_or_else(|| AttemptError::Indigestible("judging panicked".to_owned()))?
            .map_err(|error| AttemptError::Indigestible(error.to_string()))?;
        stopwatch.lap("judge");
        let places = self.places(&mut tx, &judged).await?;
        let head_hash = if judged.entries.is_empty() {
            judged.state.locked_at
        } else {
            self.write(&mut tx, key, &judged).await?
        };
        let known = Known { head_seq: judged.state.head_seq, head_hash, ..known };
        stopwatch.lap("write");
        tx.commit().await?;
        stopwatch.lap("commit");
        Ok(self.keep(key, known, judged, &places))
    }

    /// Everything that judging needs, under the stream's lock.
    async fn gather(
        &self,
        tx: &mut TenantTx,
        batch: &Batch,
        of: Incarnation,
    ) -> Result<(Bench, Known), AttemptError> {
        let key = batch.key;
        let users: BTreeSet<_> = batch.offers().iter().map(|offer| offer.origin.user.0).collect();
        let users: Vec<_> = users.into_iter().collect();
        let standing = queries::standing(tx, key.stream, &users).await?;
        let (state, members) = standing.ok_or(AttemptError::NoSuchStream)?;
        let known = match self.known.filter(|known| known.of == of) {
            Some(known) if known.is_at(&state) => known,
            known => {
                if let Some(known) = known.filter(|known| known.head_seq > 0) {
                    let there = queries::log_hash_at(tx, key.stream, known.head_seq).await?;
                    if there != Some(known.head_hash) {
                        return Err(self.another_past(key));
                    }
                }
                let (head_seq, head_hash) = (state.head_seq, state.locked_at);
                Known { since: head_seq, head_seq, head_hash, of }
            }
        };
        let docs = batch.offers().iter().filter(|offer| offer.change.is_ok());
        let mut docs: BTreeSet<DocId> = docs.map(|offer| offer.doc).collect();
        let holders = holders(tx, key, batch.offers()).await?;
        docs.extend(holders.values());
        let sources = match loading::gather(tx, &self.core.cache, key, known.since, docs).await {
            Err(LoadingError::WentBack) => return Err(self.another_past(key)),
            sources => sources?,
        };
        let bench = Bench {
            key,
            now: self.core.clock.now(),
            state,
            sources,
            members: known_members(members)?,
            bindings: self.bindings(tx, batch).await?,
            holders,
            refused: batch.refused.clone(),
        };
        Ok((bench, known))
    }

    /// Something that had been read is not there. The next attempt begins with nothing in memory.
    fn another_past(&self, key: StreamKey) -> AttemptError {
        tracing::error!(stream = %key.stream, "the database has another past");
        self.core.remember_only(self.core.db.has_another_past());
        transient("the database has another past")
    }

    async fn bindings(
        &self,
        tx: &mut TenantTx,
        batch: &Batch,
    ) -> Result<HashMap<ActorId, super::Binding>, AttemptError> {
        let changes = batch.offers().iter().filter_map(|offer| offer.change.as_ref().ok());
        let actors: HashSet<ActorId> = changes
            .filter_map(|change| ActorId::from_slice(change.change().actor_id().to_bytes()))
            .collect();
        let mut bindings = HashMap::new();
        let mut unknown = Vec::new();
        {
            let remembered = self.core.bindings.lock().unwrap_or_else(PoisonError::into_inner);
            for actor in actors {
                match remembered.get(&(batch.key.org, actor)) {
                    Some(binding) => drop(bindings.insert(actor, *binding)),
                    None => unknown.push(actor.0.to_vec()),
                }
            }
        }
        if !unknown.is_empty() {
            bindings.extend(queries::bindings(tx, &unknown).await?);
        }
        Ok(bindings)
    }

    /// The places of changes that were in the log before.
    async fn places(
        &self,
        tx: &mut TenantTx,
        judged: &Judged,
    ) -> Result<HashMap<(DocId, Vec<u8>), i64>, AttemptError> {
        let (mut docs, mut hashes) = (Vec::new(), Vec::new());
        for ruling in &judged.rulings {
            if let Ruling::Duplicate(doc, hash) = ruling {
                docs.push(doc.0);
                hashes.push(hash.0.to_vec());
            }
        }
        if docs.is_empty() {
            return Ok(HashMap::new());
        }
        let places: HashMap<_, _> = queries::seqs(tx, &docs, &hashes)
            .await?
            .into_iter()
            .map(|(doc, hash, seq)| ((doc, hash), seq))
            .collect();
        let in_log = |(doc, hash): (&Uuid, Vec<u8>)| places.contains_key(&(DocId(*doc), hash));
        if !docs.iter().zip(hashes).all(in_log) {
            return Err(transient("a document in memory holds what the log does not"));
        }
        Ok(places)
    }

    async fn write(
        &self,
        tx: &mut TenantTx,
        key: StreamKey,
        judged: &Judged,
    ) -> Result<LogHash, AttemptError> {
        let now = self.core.clock.now();
        if !judged.bound.is_empty() {
            let bound: Vec<_> = judged.bound.iter().map(|(actor, to)| (*actor, *to)).collect();
            if queries::bind(tx, &bound, now).await? != bound.len() as u64 {
                return Err(transient("an actor was bound in another stream meanwhile"));
            }
        }
        let (state, entries) = (&judged.state, &judged.entries);
        let head_hash =
            queries::append(tx, key.stream, state, entries, &judged.documents, now).await?;
        if !judged.renumbered.is_empty() {
            queries::forget_numbers(tx, &judged.renumbered).await?;
        }
        derive::write(tx, key.stream, &judged.rows).await?;
        Ok(head_hash)
    }

    /// Keeps in memory what is durable now.
    fn keep(
        &self,
        key: StreamKey,
        known: Known,
        judged: Judged,
        places: &HashMap<(DocId, Vec<u8>), i64>,
    ) -> Done {
        let current_at = judged.state.head_seq;
        if self.core.db.incarnation() == known.of {
            let held = judged.held.into_iter();
            self.core
                .cache
                .put(held.map(|(doc, held)| (doc, Cached { held, stream: key, current_at })));
            let mut remembered = self.core.bindings.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() > REMEMBERED_BINDINGS {
                remembered.clear();
            }
            remembered.extend(judged.bound.iter().map(|(actor, to)| ((key.org, *actor), *to)));
        }
        let outcomes = judged.rulings.into_iter().map(|ruling| outcome(ruling, places)).collect();
        Done { known, outcomes, entries: judged.entries, refused: judged.refused }
    }
}

/// Where an ingest transaction's time goes.
struct Stopwatch(Instant);

impl Stopwatch {
    fn start() -> Self {
        Self(Instant::now())
    }

    fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        histogram!(PHASE_SECONDS, "phase" => phase).record(now - self.0);
        self.0 = now;
    }
}

/// Which tasks have the numbers that are given back, if any are.
async fn holders(
    tx: &mut TenantTx,
    key: StreamKey,
    offers: &[Offer],
) -> Result<BTreeMap<u64, DocId>, AttemptError> {
    let changes = offers.iter().filter_map(|offer| offer.change.as_ref().ok());
    let numbers = changes.filter_map(FoldedChange::number);
    let numbers: Vec<_> = numbers.filter_map(|number| i64::try_from(number).ok()).collect();
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(queries::holders(tx, key.stream, &numbers).await?)
}

/// Roles and identities, as they are now and not as they were when the change was made.
fn known_members(records: Vec<MemberRecord>) -> Result<HashMap<UserId, Member>, AttemptError> {
    let known = |record: MemberRecord| {
        let role = OrgRole::parse(&record.role)
            .ok_or_else(|| transient(format!("unknown role {}", record.role)))?;
        let mut identities: BTreeSet<_> = record.identities.into_iter().map(UserId).collect();
        identities.insert(UserId(record.user));
        Ok((UserId(record.user), Member { role, identities }))
    };
    records.into_iter().map(known).collect()
}

fn outcome(ruling: Ruling, places: &HashMap<(DocId, Vec<u8>), i64>) -> Outcome {
    let accepted = |seq: i64| Outcome::Accepted { seq: seq.cast_unsigned() };
    match ruling {
        Ruling::Accepted(seq) => accepted(seq),
        // Looked up, or the transaction had failed.
        Ruling::Duplicate(doc, hash) => {
            accepted(places.get(&(doc, hash.0.to_vec())).copied().unwrap_or_default())
        }
        Ruling::Refused(refusal) => Outcome::Refused(refusal),
    }
}

fn transient(error: impl std::fmt::Display) -> AttemptError {
    AttemptError::Transient(error.to_string())
}

impl From<LoadingError> for AttemptError {
    fn from(error: LoadingError) -> Self {
        match error {
            LoadingError::Db(error) => error.into(),
            other => transient(other),
        }
    }
}

impl From<DbError> for AttemptError {
    fn from(error: DbError) -> Self {
        let words = error.to_string();
        match error {
            DbError::Sql(sqlx::Error::Encode(_)) => Self::Indigestible(words),
            DbError::Sql(sqlx::Error::Database(error)) => match error.code().as_deref() {
                // Data exceptions, broken constraints, exceeded limits: the data's fault.
                Some(code) if ["22", "23", "54"].iter().any(|class| code.starts_with(class)) => {
                    Self::Indigestible(words)
                }
                _ => Self::Transient(words),
            },
            _ => Self::Transient(words),
        }
    }
}
