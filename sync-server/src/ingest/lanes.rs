//! Where the processor's work is done, by how much of it there is
//! ([ADR 31](../../../docs/adr/0031-few-changes-go-another-lane.md),
//! [ADR 36](../../../docs/adr/0036-small-work-stays-where-it-is.md)).

use super::Offered;
use super::batch::{Bench, Offer};
use super::held::Source;
use super::shares::{Permit, Shares};
use aloft_crdt_model::ids::OrgId;
use aloft_crdt_model::inspect::Limits;
use automerge::ReadDoc;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::runtime::{Handle, RuntimeFlavor};

/// Changes that take no longer than people wait.
const FEW: usize = 16;

/// What is bound to be done within about half a millisecond: so many changes, within these limits,
/// on documents of so many bytes and operations (the second because a document's bytes say little:
/// a hundred may hold a hundred thousand). A command makes a change of some hundred bytes and a few
/// operations; a task with its comments is a document of one or two kilobytes.
const SMALL: usize = 2;
const SMALL_DOCUMENT: usize = 8 << 10;
const SMALL_DOCUMENT_OPS: u64 = 512;
const SMALL_LIMITS: Limits = Limits {
    max_bytes: 2 << 10,
    max_ops: 64,
    max_deps: 8,
    max_actors: 8,
    max_key_bytes: 256,
    max_value_bytes: 2 << 10,
    max_message_bytes: 64,
    max_unfolded_bytes: 4 << 10,
};

/// How much work there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// Less than it takes to hand it to another thread and back.
    Small,
    /// What people do by hand.
    Few,
    /// What programs bring by the thousand.
    Many,
}

/// A node's threads for checking and judging.
#[derive(Debug)]
pub(super) struct Lanes {
    many: Shares,
    /// What people do by hand does not wait behind what programs bring by the thousand.
    few: Shares,
}

/// One of the threads for many changes.
pub(super) struct BulkThread {
    _permit: Permit,
}

impl Load {
    pub(super) fn of(changes: usize) -> Self {
        if changes <= FEW { Self::Few } else { Self::Many }
    }

    /// Of judging these offers.
    pub(super) fn of_judging(bench: &Bench, offers: &[Offer]) -> Self {
        let is_small = offers.len() <= SMALL
            && offers.iter().all(is_small_offer)
            && bench.sources.values().all(is_small_source);
        if is_small { Self::Small } else { Self::of(offers.len()) }
    }
}

impl Lanes {
    /// With so many threads for many changes, and as many more for a few.
    pub(super) fn new(threads: usize) -> Self {
        let shares = || Shares::new(threads, threads);
        Self { many: shares(), few: shares() }
    }

    /// Does a tenant's work on one of the threads for so much; none if it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        org: OrgId,
        load: Load,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let threads = match load {
            Load::Small => return run_here(work),
            Load::Few => &self.few,
            Load::Many => &self.many,
        };
        let _permit = threads.take(org).await;
        tokio::task::spawn_blocking(work).await.ok()
    }

    /// One of the threads for many changes, for all that is done with them.
    pub(super) async fn bulk_thread(&self, org: OrgId) -> BulkThread {
        BulkThread { _permit: self.many.take(org).await }
    }
}

impl BulkThread {
    /// Goes on where none of the runtime's other tasks wait for it: between its waits lies work of
    /// milliseconds, which is rows put into columns, written and taken apart.
    pub(super) async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let runtime = Handle::current();
        if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
            // There is no other thread.
            return work.await;
        }
        tokio::task::block_in_place(|| runtime.block_on(work))
    }
}

/// Does the work here and now; none if it panicked. What it took with it is gone with it.
pub(super) fn run_here<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// The limits within which checking these changes is small; none if they are too many. A change
/// beyond them is not refused for that: it is looked at again, on a thread and within the node's own.
pub(super) fn small_limits(offered: &[Offered], limits: &Limits) -> Option<Limits> {
    let small = &SMALL_LIMITS;
    (offered.len() <= SMALL).then(|| Limits {
        max_bytes: small.max_bytes.min(limits.max_bytes),
        max_ops: small.max_ops.min(limits.max_ops),
        max_deps: small.max_deps.min(limits.max_deps),
        max_actors: small.max_actors.min(limits.max_actors),
        max_key_bytes: small.max_key_bytes.min(limits.max_key_bytes),
        max_value_bytes: small.max_value_bytes.min(limits.max_value_bytes),
        max_message_bytes: small.max_message_bytes.min(limits.max_message_bytes),
        max_unfolded_bytes: small.max_unfolded_bytes.min(limits.max_unfolded_bytes),
    })
}

fn is_small_offer(offer: &Offer) -> bool {
    offer.change.as_ref().is_ok_and(|change| {
        let change = change.change();
        change.len() <= SMALL_LIMITS.max_ops && change.raw_bytes().len() <= SMALL_LIMITS.max_bytes
    })
}

/// One that must be loaded first is not.
fn is_small_source(source: &Source) -> bool {
    match source {
        Source::Held(held) => {
            held.stored.snapshot_len + held.stored.tail_len <= SMALL_DOCUMENT
                && held.document.automerge().stats().num_ops <= SMALL_DOCUMENT_OPS
        }
        Source::Elsewhere => true,
        Source::Behind { .. } | Source::Bytes { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Again;
    use super::super::held::Held;
    use super::*;
    use aloft_crdt_model::command::{Command, TextCommand};
    use aloft_crdt_model::document::{ActorId, Author, DocKind};
    use aloft_crdt_model::ids::{DocId, TextRole};
    use aloft_crdt_model::time::Timestamp;
    use uuid::Uuid;

    fn offered(count: usize) -> Vec<Offered> {
        let doc = DocId(Uuid::nil());
        let one = Offered { doc, kind: DocKind::Task, bytes: Vec::new(), again: Again::No };
        vec![one; count]
    }

    #[test]
    fn small_limits_are_never_above_the_nodes() {
        let strict = Limits { max_ops: 3, max_bytes: 100, ..Limits::default() };
        let small = small_limits(&offered(SMALL), &strict).unwrap();
        assert_eq!((small.max_ops, small.max_bytes), (3, 100));
        assert_eq!(small.max_deps, SMALL_LIMITS.max_deps);
        assert_eq!(small_limits(&offered(SMALL + 1), &strict), None);
    }

    /// The same letter again and again takes no room.
    #[test]
    fn a_document_of_few_bytes_and_many_operations_is_not_small() {
        let of_length = |letters: usize| {
            let owner = DocId(Uuid::nil());
            let (role, text) = (TextRole::Description, "a".repeat(letters));
            let start = Command::Text(TextCommand::Start { owner, role, text });
            let author = Author { actor: ActorId([1; 16]), user: None };
            let mut held = Held::fresh(DocKind::Text);
            held.document.execute(&author, Timestamp::from_millis(0), &start).unwrap();
            held.stored.snapshot_len = held.document.save().len();
            assert!(held.stored.snapshot_len < SMALL_DOCUMENT);
            Source::Held(Box::new(held))
        };
        assert!(is_small_source(&of_length(400)));
        assert!(!is_small_source(&of_length(1_000)));
    }

    #[tokio::test]
    async fn a_panic_ends_the_work_and_not_the_task() {
        let (lanes, org) = (Lanes::new(1), OrgId(Uuid::nil()));
        for load in [Load::Small, Load::Few, Load::Many] {
            assert_eq!(lanes.run(org, load, || panic!("hostile")).await, None::<()>, "{load:?}");
            assert_eq!(lanes.run(org, load, || 7).await, Some(7), "{load:?}");
        }
    }

    /// The runtime has one thread for all of its tasks.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_beside_much_work() {
        let lanes = Lanes::new(1);
        let thread = lanes.bulk_thread(OrgId(Uuid::nil())).await;
        let (said, heard) = std::sync::mpsc::channel();
        tokio::spawn(async move { said.send(7) });
        let patience = std::time::Duration::from_secs(20);
        assert_eq!(thread.run(async { heard.recv_timeout(patience) }).await, Ok(7));
    }
}
