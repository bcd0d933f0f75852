//! What goes to the relay: pending changes, and what it said of them.

use super::changes::{self, ACCEPTED};
use super::replay::Cause;
pub use super::replay::Rebuilt;
use super::{Store, StoreError, Transaction, sql};
use aloft_crdt_model::document::{Change, ChangeHash};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_sync_protocol::client::{
    AcceptedChange, Advance, PendingChange, PendingMark, RefusedChange,
};
use aloft_sync_protocol::frames::WireRefusal;
use aloft_sync_protocol::log;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Marks of ordinary pending changes lie above those of changes that are offered again.
const ORDINARY: u64 = 1 << 62;

impl Store {
    /// Pending changes after a mark in the order of offering: those that the relay had and lost
    /// first, then as they were made. At least one if there is any, at most `max_changes` and
    /// about `max_bytes`.
    ///
    /// Accepted changes that the cursor has not passed are among them (HEAL-8): nothing vouches
    /// for them yet, and a relay restored from a backup may have lost them. Offering one that is
    /// there costs a lookup.
    pub fn pending(
        &self,
        stream: StreamId,
        after: Option<PendingMark>,
        max_changes: usize,
        max_bytes: usize,
    ) -> Result<Vec<PendingChange>, StoreError> {
        pending(&self.connection, stream, after, (max_changes, max_bytes))
    }

    /// The relay committed these. The cursor moves if told.
    pub fn mark_accepted(
        &mut self,
        stream: StreamId,
        accepted: &[AcceptedChange],
        advance: Option<&Advance>,
    ) -> Result<(), StoreError> {
        self.write(|transaction| transaction.mark_accepted(stream, accepted, advance))
    }

    /// The relay will never take these: their documents are rebuilt without them, the commands made
    /// after them are run again under a new actor, and the refused ones are kept for the person.
    ///
    /// Returns what came of that.
    pub fn mark_refused(&mut self, refused: &[RefusedChange]) -> Result<Rebuilt, StoreError> {
        self.write(|transaction| transaction.refuse(refused))
    }

    /// The relay lacks what these build on: they go on waiting.
    pub fn mark_held_up(&mut self, changes: &[(DocId, log::ChangeHash)]) -> Result<(), StoreError> {
        self.write(|transaction| {
            changes.iter().try_for_each(|(doc, hash)| transaction.hold_up(*doc, sql::hash(hash.0)))
        })
    }
}

/// See [`Store::pending`].
pub(super) fn pending(
    db: &Connection,
    stream: StreamId,
    after: Option<PendingMark>,
    (max_changes, max_bytes): (usize, usize),
) -> Result<Vec<PendingChange>, StoreError> {
    let after = after.map_or(0, |mark| mark.0);
    let mut found = Vec::new();
    let mut bytes = 0;
    let mut statement = db.prepare_cached(
        "SELECT c.n, c.doc, d.kind, c.hash, c.bytes, c.again
         FROM changes AS c JOIN documents AS d ON d.id = c.doc
         WHERE c.stream = ?1 AND c.state IN (0, 1) AND c.again = ?2 AND c.n > ?3
         ORDER BY c.n LIMIT ?4",
    )?;
    for (again, above) in [(true, 0), (false, ORDINARY)] {
        let beyond = after.saturating_sub(above).cast_signed();
        if again && after >= ORDINARY {
            continue;
        }
        let mut rows = statement.query(params![stream.0, again, beyond, max_changes])?;
        while let Some(row) = rows.next()? {
            let change = PendingChange {
                mark: PendingMark(above + row.get::<_, u64>(0)?),
                doc: DocId(row.get::<_, Uuid>(1)?),
                kind: super::streams::wire_kind(sql::kind(2, row.get_ref(2)?.as_str()?)?),
                hash: aloft_sync_protocol::log::ChangeHash(row.get(3)?),
                bytes: row.get(4)?,
                acknowledged_before: row.get(5)?,
            };
            bytes += change.bytes.len();
            if found.len() >= max_changes || (bytes > max_bytes && !found.is_empty()) {
                return Ok(found);
            }
            found.push(change);
        }
    }
    Ok(found)
}

/// What a refusal calls for.
#[derive(Default)]
struct Verdict {
    refused: BTreeMap<ChangeHash, Refusal>,
    replay: BTreeSet<ChangeHash>,
}

impl Transaction<'_> {
    pub(super) fn mark_accepted(
        &mut self,
        stream: StreamId,
        accepted: &[AcceptedChange],
        advance: Option<&Advance>,
    ) -> Result<(), StoreError> {
        let mut mark = self.sql.prepare_cached(
            "UPDATE changes SET state = ?3, seq = ?4, again = 0, code = NULL
             WHERE hash = ?1 AND doc = ?2 AND state IN (0, 1)",
        )?;
        for change in accepted {
            mark.execute(params![change.hash.0, change.doc.0, ACCEPTED, change.seq])?;
        }
        drop(mark);
        advance.map_or(Ok(()), |advance| self.advance(stream, advance, &[]))
    }

    fn refuse(&mut self, refused: &[RefusedChange]) -> Result<Rebuilt, StoreError> {
        let mut after = Rebuilt::default();
        let mut by_document: BTreeMap<DocId, Verdict> = BTreeMap::new();
        for change in refused {
            let hash = sql::hash(change.hash.0);
            match changes::standing(&self.sql, change.doc, hash)? {
                None => {}
                Some(standing) if standing.again => {
                    self.keep_lost(change.doc, hash)?;
                }
                Some(_) => {
                    let verdict = by_document.entry(change.doc).or_default();
                    if wants_replay(&change.refusal) {
                        verdict.replay.insert(hash);
                    } else {
                        verdict.refused.insert(hash, refusal(&change.refusal));
                    }
                }
            }
        }
        if by_document.is_empty() {
            return Ok(after);
        }
        self.rotate_actor()?;
        for (doc, verdict) in by_document {
            // Dependants come after what they depend on, so they are run again with it.
            let rebuilt = if verdict.refused.is_empty() {
                self.rebuild(doc, &Cause::Replay(&verdict.replay))?
            } else {
                self.rebuild(doc, &Cause::Refused(&verdict.refused))?
            };
            after.refused += rebuilt.refused;
            after.requeued += rebuilt.requeued;
        }
        Ok(after)
    }

    fn hold_up(&mut self, doc: DocId, hash: ChangeHash) -> Result<(), StoreError> {
        let Some(standing) = changes::standing(&self.sql, doc, hash)? else { return Ok(()) };
        if standing.again && !self.is_own(doc, hash)? && self.keep_lost(doc, hash)? {
            return Ok(());
        }
        changes::hold_up(&self.sql, doc, hash)
    }

    /// A change that the relay lost, and did not take back from here, is nobody's loss: others have
    /// seen it, and it stays part of the document. False: it builds on one that waits, and so waits
    /// itself.
    fn keep_lost(&mut self, doc: DocId, hash: ChangeHash) -> Result<bool, StoreError> {
        let change = self.document(doc)?.change(&hash);
        for dep in change.iter().flat_map(Change::deps) {
            if changes::standing(&self.sql, doc, *dep)?.is_some() {
                return Ok(false);
            }
        }
        changes::keep_lost(&self.sql, doc, hash)?;
        Ok(true)
    }

    /// Whether this store's person made a change that the document has.
    fn is_own(&mut self, doc: DocId, hash: ChangeHash) -> Result<bool, StoreError> {
        let document = self.document(doc)?;
        let change = document.change(&hash);
        let author = change.and_then(|change| document.author_of_change(&change));
        let own = self.own_identities()?;
        Ok(author.is_some_and(|author| own.contains(&author)))
    }
}

/// The change itself is not at fault: its actor is, or what it was built upon.
fn wants_replay(refusal: &WireRefusal) -> bool {
    matches!(
        refusal.known_code(),
        Some(
            RefusalCode::DependsOnRefused
                | RefusalCode::MissingDependency
                | RefusalCode::BadSequence
                | RefusalCode::BadStartOp
                | RefusalCode::ActorTaken
        )
    )
}

/// A code of a newer relay is kept in the words.
fn refusal(wire: &WireRefusal) -> Refusal {
    let path = (!wire.path.is_empty()).then(|| wire.path.clone());
    match wire.known_code() {
        Some(code) => Refusal { code, path, words: wire.words.clone() },
        None => Refusal {
            code: RefusalCode::Forbidden,
            path,
            words: format!("{} ({})", wire.words, wire.code),
        },
    }
}
