//! Which offered changes go into the log: steps 2 to 6 of DESIGN section 6, and what follows from
//! those that do (numbers, rows, activity, snapshots).
//!
//! *Invariant: pure.* No IO and no clock; everything it needs was gathered under the stream's lock.
//! Runs off the async threads.

mod returning;

use super::batch::{
    Bench, Binding, Entry, Judged, Member, Offer, Origin, Ruling, StreamKey, StreamState,
};
use super::held::{BringError, Held, bring, write_document};
use super::numbering::Returned;
use crate::derive::{DerivedRows, StoredActivity};
use aloft_crdt_model::command::{Command, TaskCommand};
use aloft_crdt_model::document::{ActorId, Change, ChangeHash, DocKind, Document};
use aloft_crdt_model::ids::{DocId, UserId};
use aloft_crdt_model::inspect::{self, CheckedChange, Verdict};
use aloft_crdt_model::policy::{self, Place, Subject};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_crdt_model::rows::DocRows;
use aloft_crdt_model::time::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Rules on each offer, in order.
pub(super) fn judge(bench: Bench, offers: &[Offer]) -> Result<Judged, BringError> {
    let mut judge = Judge::new(bench)?;
    let rulings: Vec<_> = offers.iter().map(|offer| judge.rule(offer)).collect();
    Ok(judge.finish(rulings))
}

struct Judge {
    key: StreamKey,
    now: Timestamp,
    state: StreamState,
    members: HashMap<UserId, Member>,
    bindings: HashMap<ActorId, Binding>,
    bound: BTreeMap<ActorId, Binding>,
    holders: BTreeMap<u64, DocId>,
    /// Numbers that the relay gave, lost, and has back by this batch.
    returned: Vec<Returned>,
    renumbered: Vec<DocId>,
    refused: HashSet<(usize, ChangeHash)>,
    held: HashMap<DocId, Held>,
    elsewhere: HashSet<DocId>,
    /// Places of what this batch accepted, for what it holds twice.
    places: HashMap<(DocId, ChangeHash), i64>,
    /// Documents that changed, in the order of their first change.
    touched: Vec<DocId>,
    /// Those of them of which the log had nothing.
    fresh: HashSet<DocId>,
    /// When the newest change of each was made, by its author's clock.
    times: HashMap<DocId, Timestamp>,
    entries: Vec<Arc<Entry>>,
    rows: DerivedRows,
}

impl Judge {
    fn new(bench: Bench) -> Result<Self, BringError> {
        let mut held = HashMap::new();
        let mut elsewhere = HashSet::new();
        for (doc, source) in bench.sources {
            match bring(doc, source)? {
                Some(document) => drop(held.insert(doc, document)),
                None => drop(elsewhere.insert(doc)),
            }
        }
        Ok(Self {
            key: bench.key,
            now: bench.now,
            state: bench.state,
            members: bench.members,
            bindings: bench.bindings,
            bound: BTreeMap::new(),
            holders: bench.holders,
            returned: Vec::new(),
            renumbered: Vec::new(),
            refused: bench.refused,
            held,
            elsewhere,
            places: HashMap::new(),
            touched: Vec::new(),
            fresh: HashSet::new(),
            times: HashMap::new(),
            entries: Vec::new(),
            rows: DerivedRows::default(),
        })
    }

    fn rule(&mut self, offer: &Offer) -> Ruling {
        let change = match &offer.change {
            Ok(change) => change,
            Err(refusal) => return Ruling::Refused(refusal.clone()),
        };
        let ruling = change.unfold().and_then(|unfolded| self.consider(offer, &unfolded));
        match ruling {
            Ok(ruling) => ruling,
            Err(refusal) => {
                self.refused.insert((offer.push, change.hash()));
                Ruling::Refused(refusal)
            }
        }
    }

    fn consider(&mut self, offer: &Offer, change: &CheckedChange) -> Result<Ruling, Refusal> {
        let member = self.members.get(&offer.origin.user).ok_or_else(not_a_member)?;
        self.check_place(offer)?;
        let mut fresh = None;
        let document = document_or_fresh(&self.held, &mut fresh, offer);
        if change.change().deps().iter().any(|dep| self.refused.contains(&(offer.push, *dep))) {
            let words = "it builds on a change that was refused";
            return Err(Refusal::new(RefusalCode::DependsOnRefused, words));
        }
        if inspect::check_structure(document, change)? == Verdict::Duplicate {
            return self.duplicate(offer, change);
        }
        if let Some(back) = self.back(offer, document, member, change) {
            let after = back.admit(document, self.key, offer, change)?;
            return Ok(self.take_back(offer, change, back, after));
        }
        let actor = self.check_actor(offer, document, member, change)?;
        let subject = Subject {
            identities: &member.identities,
            org_role: Some(member.role),
            is_relay: false,
        };
        let held = held_or_fresh(&mut self.held, &mut fresh, offer);
        let copy = held.copy();
        let after = admit((&held.document, copy), self.key, offer, &subject, change)?;
        Ok(self.accept(offer, change, actor, after))
    }

    /// A document keeps its stream and kind; a new one must be of a kind that this stream holds.
    fn check_place(&self, offer: &Offer) -> Result<(), Refusal> {
        let wrong = |words| Err(Refusal::new(RefusalCode::WrongDocument, words));
        if self.elsewhere.contains(&offer.doc) {
            return wrong("this document belongs to another stream");
        }
        match self.held.get(&offer.doc) {
            Some(held) if held.document.kind() != offer.kind => {
                return wrong("this document is of another kind");
            }
            Some(_) => return Ok(()),
            None => {}
        }
        let is_streams_own = offer.doc.0 == self.key.stream.0;
        match (offer.kind, self.state.owner) {
            (DocKind::Project, None) | (DocKind::User, Some(_)) if is_streams_own => Ok(()),
            (DocKind::Task | DocKind::Text, None) if !is_streams_own => Ok(()),
            _ => wrong("this stream does not hold such a document"),
        }
    }

    fn duplicate(&self, offer: &Offer, change: &CheckedChange) -> Result<Ruling, Refusal> {
        let hash = change.hash();
        if let Some(seq) = self.places.get(&(offer.doc, hash)) {
            return Ok(Ruling::Accepted(*seq));
        }
        if Document::genesis(offer.kind).contains(&hash) {
            let words = "the first change of a document is known everywhere and never pushed";
            return Err(Refusal::new(RefusalCode::Reserved, words));
        }
        Ok(Ruling::Duplicate(offer.doc, hash))
    }

    fn check_actor(
        &self,
        offer: &Offer,
        document: &Document,
        member: &Member,
        change: &CheckedChange,
    ) -> Result<ActorId, Refusal> {
        let taken = |words| Err(Refusal::new(RefusalCode::ActorTaken, words));
        let Some(actor) = ActorId::from_slice(change.change().actor_id().to_bytes()) else {
            return taken("an actor id has 16 bytes");
        };
        match self.bindings.get(&actor).or_else(|| self.bound.get(&actor)) {
            Some(binding) if *binding == offer.origin => return Ok(actor),
            Some(_) => return taken("this actor belongs to another person or device"),
            None => {}
        }
        // One that is nobody's yet and has written here is the relay's, or somebody's whose binding
        // was lost: what it says next would be said in their name.
        let has_written = change.change().seq() > 1;
        let writer = document.author_of(actor);
        if has_written && writer.is_none_or(|writer| !member.identities.contains(&writer)) {
            return taken("this actor has written here, and not for you");
        }
        Ok(actor)
    }

    fn accept(
        &mut self,
        offer: &Offer,
        change: &CheckedChange,
        actor: ActorId,
        after: Document,
    ) -> Ruling {
        if !self.bindings.contains_key(&actor) {
            self.bound.insert(actor, offer.origin);
        }
        let held = self.held.entry(offer.doc).or_insert_with(|| Held::fresh(offer.kind));
        held.replace(after, change.change());
        Ruling::Accepted(self.append(offer.doc, change.change(), actor, Some(offer.origin)))
    }

    /// Puts a change that the document holds already at the end of the log.
    fn append(
        &mut self,
        doc: DocId,
        change: &Change,
        actor: ActorId,
        origin: Option<Origin>,
    ) -> i64 {
        self.state.head_seq += 1;
        let seq = self.state.head_seq;
        let Some(held) = self.held.get_mut(&doc) else { return seq };
        let bytes = change.raw_bytes().to_vec();
        if self.times.insert(doc, Timestamp::from_millis(change.timestamp())).is_none() {
            self.touched.push(doc);
        }
        if held.stored.seq == 0 {
            self.fresh.insert(doc);
        }
        held.stored.seq = seq;
        held.stored.tail_len += bytes.len();
        let lines = held.document.activity(doc, self.key.stream, change);
        self.rows.add_activity(lines.into_iter().map(|line| StoredActivity::new(seq, line)));
        self.places.insert((doc, change.hash()), seq);
        self.entries.push(Arc::new(Entry {
            seq,
            doc,
            kind: held.document.kind(),
            hash: change.hash(),
            actor,
            actor_seq: i64::try_from(change.seq()).unwrap_or(i64::MAX),
            origin,
            heads_digest: Some(held.document.heads().digest()),
            bytes,
        }));
        seq
    }

    /// The document's rows, after the task got its number if it has none.
    fn rows_with_number(&mut self, doc: DocId) -> Option<DocRows> {
        let stream = self.key.stream;
        let is_fresh = self.fresh.contains(&doc);
        let held = self.held.get(&doc)?;
        if held.document.kind() != DocKind::Task {
            return Some(held.document.rows(doc, stream));
        }
        if !is_fresh {
            let rows = held.document.rows(doc, stream);
            if !matches!(&rows, DocRows::Task { task, .. } if task.number.is_none()) {
                return Some(rows);
            }
        }
        // At the time of the change that it follows: numbering is no edit of its own.
        let at = self.times.get(&doc).copied().unwrap_or_default();
        self.number_next(doc, at);
        self.held.get(&doc).map(|held| held.document.rows(doc, stream))
    }

    /// Gives the task the next number.
    fn number_next(&mut self, doc: DocId, at: Timestamp) {
        let number = self.state.last_number + 1;
        if self.number(Returned { doc, number: number.cast_unsigned(), at }) {
            self.state.last_number = number;
        }
    }

    /// Writes the task's number into it, as the relay's own change; false when it says so already.
    fn number(&mut self, given: Returned) -> bool {
        let Returned { doc, number, at } = given;
        let Some(held) = self.held.get_mut(&doc) else { return false };
        let heads = held.document.heads();
        let author = self.state.number_key.author(self.key, given, heads.iter().copied());
        let command = Command::Task(TaskCommand::SetNumber { number });
        match held.document.execute(&author, at, &command) {
            Ok(Some(change)) => {
                held.wrote(&change);
                self.append(doc, &change, author.actor, None);
                true
            }
            Ok(None) => false,
            // It keeps its provisional key until its next change.
            Err(error) => {
                tracing::warn!(%doc, %error, "a task could not be numbered");
                false
            }
        }
    }

    fn finish(mut self, rulings: Vec<Ruling>) -> Judged {
        self.settle_returned();
        let mut documents = Vec::with_capacity(self.touched.len());
        for doc in std::mem::take(&mut self.touched) {
            let Some(rows) = self.rows_with_number(doc) else { continue };
            self.rows.add(rows);
            if let Some(held) = self.held.get_mut(&doc) {
                documents.push(write_document(doc, held));
            }
        }
        Judged {
            rulings,
            state: self.state,
            entries: self.entries,
            documents,
            rows: self.rows,
            renumbered: self.renumbered,
            bound: self.bound,
            held: self.held,
            refused: self.refused,
        }
    }
}

/// The document of an offer; one that the log does not have is only looked at, until its first
/// change is accepted.
fn document_or_fresh<'a>(
    held: &'a HashMap<DocId, Held>,
    fresh: &'a mut Option<Held>,
    offer: &Offer,
) -> &'a Document {
    match held.get(&offer.doc) {
        Some(held) => &held.document,
        None => &fresh.get_or_insert_with(|| Held::fresh(offer.kind)).document,
    }
}

/// The same, to take a copy from.
fn held_or_fresh<'a>(
    held: &'a mut HashMap<DocId, Held>,
    fresh: &'a mut Option<Held>,
    offer: &Offer,
) -> &'a mut Held {
    match held.get_mut(&offer.doc) {
        Some(held) => held,
        None => fresh.get_or_insert_with(|| Held::fresh(offer.kind)),
    }
}

/// Steps 4 to 6: applied to a copy, read back as operations with their places, and held against the
/// policy.
fn admit(
    (document, copy): (&Document, Document),
    key: StreamKey,
    offer: &Offer,
    subject: &Subject<'_>,
    change: &CheckedChange,
) -> Result<Document, Refusal> {
    policy::check_author(subject, change)?;
    let after = inspect::apply_to_copy(document, copy, change)?;
    let ops = inspect::resolve(&after, change)?;
    let place = Place {
        doc: offer.doc,
        kind: offer.kind,
        stream: key.stream,
        org: key.org,
        before: document,
        after: &after,
    };
    policy::authorise(subject, &place, change.author(), &ops)?;
    Ok(after)
}

fn not_a_member() -> Refusal {
    Refusal::new(RefusalCode::Forbidden, "you are not a member of this organisation")
}
