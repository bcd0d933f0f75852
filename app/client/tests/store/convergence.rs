//! Any interleaving of work and delivery ends in equal rows everywhere.

use crate::relay::{Relay, joined, never, picture};
use crate::setup::{Home, RELAY, set_title};
use aloft_client::store::tasks::Performed;
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::document::Change;
use aloft_crdt_model::ids::TaskId;
use aloft_crdt_model::rows::Priority;
use aloft_sync_protocol::client::{Advance, StoreTask};
use proptest::prelude::*;

/// One step of one of two stores.
#[derive(Clone, Debug)]
enum Step {
    Create,
    Title(usize, u8),
    Estimate(usize, u8),
    Priority(usize, usize),
    Parent(usize, usize),
    Describe(usize, u8),
    Comment(usize),
    Delete(usize),
    Restore(usize),
    /// Push some; the acknowledgement may get lost, and some may be refused.
    Push {
        most: usize,
        lost: bool,
        refuse: u8,
    },
    /// Take some of the log, perhaps from too early.
    Pull {
        most: u64,
        back: u64,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let task = 0..6_usize;
    prop_oneof![
        2 => Just(Step::Create),
        3 => (task.clone(), any::<u8>()).prop_map(|(t, n)| Step::Title(t, n)),
        2 => (task.clone(), any::<u8>()).prop_map(|(t, n)| Step::Estimate(t, n)),
        1 => (task.clone(), 0..5_usize).prop_map(|(t, n)| Step::Priority(t, n)),
        2 => (task.clone(), task.clone()).prop_map(|(t, n)| Step::Parent(t, n)),
        3 => (task.clone(), any::<u8>()).prop_map(|(t, n)| Step::Describe(t, n)),
        2 => task.clone().prop_map(Step::Comment),
        1 => task.clone().prop_map(Step::Delete),
        1 => task.prop_map(Step::Restore),
        4 => (1..6_usize, any::<bool>(), any::<u8>())
            .prop_map(|(most, lost, refuse)| Step::Push { most, lost, refuse }),
        4 => (1..8_u64, 0..4_u64).prop_map(|(most, back)| Step::Pull { most, back }),
        1 => Just(Step::Reopen),
    ]
}

struct Side {
    home: Option<Home>,
    seed: u64,
}

impl Side {
    fn home(&mut self) -> &mut Home {
        self.home.as_mut().unwrap()
    }

    /// The tasks that this side knows, by id.
    fn task(&mut self, n: usize) -> Option<TaskId> {
        let all = aloft_client::queries::TaskQuery {
            filter: aloft_client::queries::TaskFilter {
                deleted: aloft_client::queries::Deleted::Include,
                ..Default::default()
            },
            sort: aloft_client::queries::SortBy::Created,
            ..Default::default()
        };
        let known = self.home().store.queries().task_ids(&all).unwrap();
        known.get(n % known.len().max(1)).copied()
    }

    fn take(&mut self, step: &Step, relay: &mut Relay) {
        let stream = self.home().project.stream();
        match step {
            Step::Push { most, lost, refuse } => {
                let store = &mut self.home().store;
                let pending = store.pending(stream, None, *most, 100_000).unwrap();
                // About one change in eight, always the same ones.
                let refused = |change: &Change| {
                    (*refuse < 60 && change.hash().0[0] < 32).then_some("forbidden")
                };
                let (accepted, refused) = relay.push(&pending, stream, &refused);
                if !lost {
                    store.mark_accepted(stream, &accepted, None).unwrap();
                    store.mark_refused(&refused).unwrap();
                }
                return;
            }
            Step::Pull { most, back } => {
                let store = &mut self.home().store;
                relay.bootstrap(store, stream, 2);
                let cursor = store.cursor(stream).unwrap().unwrap().seq;
                let upto = relay.head().min(cursor + most);
                let entries = relay.entries(cursor.saturating_sub(*back), upto);
                // In pieces, and all of them in one transaction.
                let pieces: Vec<_> = entries
                    .chunks(3)
                    .map(|entries| StoreTask::StoreChanges {
                        advance: Advance {
                            seq: entries.last().map_or(upto, |entry| entry.seq),
                            own: Vec::new(),
                            from: 0,
                        },
                        entries: entries.to_vec(),
                    })
                    .collect();
                for done in store.perform_together(stream, &pieces).unwrap() {
                    let Performed::Stored(outcome) = done else { panic!("{done:?}") };
                    assert_eq!(outcome.diverging, []);
                }
                return;
            }
            Step::Reopen => {
                self.seed += 2;
                let seed = self.seed;
                self.home = self.home.take().map(|home| home.reopen(seed));
                return;
            }
            Step::Create => {
                self.home().task("New");
                return;
            }
            _ => {}
        }
        self.edit(step);
    }

    fn edit(&mut self, step: &Step) {
        let command = match step {
            Step::Title(t, n) => (*t, set_title(&format!("Title {n}"))),
            Step::Estimate(t, n) => {
                (*t, TaskCommand::SetEstimate { estimate: Some(f64::from(*n)) })
            }
            Step::Priority(t, n) => (*t, TaskCommand::SetPriority { priority: Priority::ALL[*n] }),
            Step::Parent(t, n) => {
                let parent = self.task(*n);
                if parent == self.task(*t) {
                    return;
                }
                (*t, TaskCommand::SetParent { parent })
            }
            Step::Delete(t) => (*t, TaskCommand::Delete),
            Step::Restore(t) => (*t, TaskCommand::Restore),
            Step::Describe(t, n) => {
                if let Some(task) = self.task(*t) {
                    self.home().describe(task, &format!("Words {n} and more"));
                }
                return;
            }
            Step::Comment(t) => {
                if let Some(task) = self.task(*t) {
                    self.home().write(|tx| tx.comment(task, None, "said"));
                }
                return;
            }
            _ => return,
        };
        if let Some(task) = self.task(command.0) {
            self.home().edit(task, command.1);
        }
    }
}

/// A few in every run; as many as wanted with `PROPTEST_CASES`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..Default::default() })]

    #[test]
    fn two_stores_and_a_relay_converge(
        steps in proptest::collection::vec((any::<bool>(), step()), 1..60),
        seed in 0..1_000_u64,
    ) {
        let mut first = Home::new(seed * 10);
        first.store.organisation_joined(first.org, "Home", RELAY).unwrap();
        let second = joined(&first, seed * 10 + 1);
        let mut relay = Relay::default();
        let stream = first.project.stream();
        relay.sync(&mut first.store, stream);
        let mut sides = [
            Side { home: Some(first), seed: seed * 10 + 2 },
            Side { home: Some(second), seed: seed * 10 + 3 },
        ];
        for (side, step) in &steps {
            sides[usize::from(*side)].take(step, &mut relay);
        }
        for _ in 0..2 {
            for side in &mut sides {
                relay.bootstrap(&mut side.home().store, stream, 4);
                relay.push_all(&mut side.home().store, stream, &never);
                relay.pull(&mut side.home().store, stream);
            }
        }
        let [a, b] = &mut sides;
        prop_assert_eq!(picture(a.home()), picture(b.home()));
        for side in [a, b] {
            let status = side.home().store.status().unwrap();
            prop_assert_eq!((status.waiting, status.diverging), (0, 0));
            side.home().assert_sound();
        }
    }
}
