//! Any interleaving, duplication and reordering of deliveries gives the same rows, heads and
//! activity.

use crate::arbitrary::{command, creation};
use crate::team::{Replica, at, author, relay};
use aloft_crdt_model::command::{Command, ProjectCommand, TaskCommand};
use aloft_crdt_model::document::{Author, Change, DocKind, Document, Heads};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// Somebody runs a command (refused commands do nothing).
    Run { who: Index, command: Command },
    /// A change that is under way reaches somebody, any of those sent to them; `again` leaves a
    /// duplicate under way.
    Deliver { to: Index, which: Index, again: bool },
}

#[derive(Clone, Debug)]
struct Story {
    kind: DocKind,
    people: usize,
    steps: Vec<Step>,
    /// In which order what is left under way arrives at last.
    rest: Vec<Index>,
}

fn story() -> impl Strategy<Value = Story> {
    select(DocKind::ALL.to_vec()).prop_flat_map(|kind| {
        let run =
            (any::<Index>(), command(kind)).prop_map(|(who, command)| Step::Run { who, command });
        let deliver = (any::<Index>(), any::<Index>(), prop::bool::weighted(0.2))
            .prop_map(|(to, which, again)| Step::Deliver { to, which, again });
        let steps = prop::collection::vec(prop_oneof![run, deliver], 1..60);
        let rest = prop::collection::vec(any::<Index>(), 40);
        (2_usize..=5, steps, rest).prop_map(move |(people, steps, rest)| Story {
            kind,
            people,
            steps,
            rest,
        })
    })
}

/// The team and what is under way to each of its members.
struct Team {
    replicas: Vec<Replica>,
    under_way: Vec<Vec<Change>>,
}

impl Team {
    /// Everyone has the document as the first person created it.
    fn new(kind: DocKind, people: usize) -> Self {
        let mut first = Replica::new(kind);
        first.run(&author(0), at(0), &creation(kind)).unwrap();
        Self { replicas: vec![first; people], under_way: vec![Vec::new(); people] }
    }

    fn play(&mut self, story: &Story) {
        for (seconds, step) in (1..).zip(&story.steps) {
            match step {
                Step::Run { who, command } => self.run(who.index(story.people), seconds, command),
                Step::Deliver { to, which, again } => {
                    self.deliver(to.index(story.people), *which, *again);
                }
            }
        }
        for person in 0..story.people {
            let mut order = story.rest.iter().cycle();
            while !self.under_way[person].is_empty() {
                self.deliver(person, *order.next().unwrap(), false);
            }
        }
    }

    /// Clocks of the members differ by hours.
    fn run(&mut self, who: usize, seconds: i64, command: &Command) {
        let number = u8::try_from(who).unwrap();
        let numbering = matches!(command, Command::Task(TaskCommand::SetNumber { .. }));
        // The relay's actor writes at one place only: the first member's.
        let author: Author = if numbering && who == 0 { relay() } else { author(number) };
        let time = at(seconds + 3_600 * i64::from(number));
        let Ok(Some(change)) = self.replicas[who].run(&author, time, command) else { return };
        for (person, inbox) in self.under_way.iter_mut().enumerate() {
            if person != who {
                inbox.push(change.clone());
            }
        }
    }

    fn deliver(&mut self, to: usize, which: Index, again: bool) {
        let inbox = &mut self.under_way[to];
        if inbox.is_empty() {
            return;
        }
        let place = which.index(inbox.len());
        let change = if again { inbox[place].clone() } else { inbox.swap_remove(place) };
        self.replicas[to].receive(change);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn everyone_ends_with_the_same_rows_heads_and_activity(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        let first = &team.replicas[0];
        for other in &team.replicas[1..] {
            prop_assert_eq!(first.rows(), other.rows());
            prop_assert_eq!(first.document.heads(), other.document.heads());
            prop_assert_eq!(&first.activity, &other.activity);
        }
    }

    #[test]
    fn heads_kept_without_the_document_are_the_documents(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        let document = &team.replicas[0].document;
        let mut heads = Document::genesis(story.kind).heads();
        for change in document.changes_since(&heads) {
            heads.advance(change.hash(), change.deps());
        }
        prop_assert_eq!(&heads, &document.heads());
        prop_assert_eq!(Heads::from_bytes(&heads.to_bytes()).unwrap(), heads);
    }

    #[test]
    fn a_saved_document_is_the_document(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        let replica = &team.replicas[0];
        let loaded = Replica::of(Document::load(story.kind, &replica.document.save()).unwrap());
        prop_assert_eq!(loaded.rows(), replica.rows());
        prop_assert_eq!(loaded.document.heads(), replica.document.heads());
        for change in loaded.document.changes_since(&Heads::default()) {
            let hash = change.hash().to_string();
            prop_assert_eq!(&loaded.activity_of(&change), &replica.activity[&hash]);
        }
    }

    #[test]
    fn running_a_command_is_deterministic(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        for step in &story.steps {
            let Step::Run { command, .. } = step else { continue };
            let run = |replica: &Replica| {
                let change = replica.clone().document.execute(&author(9), at(99_999), command);
                change.map(|change| change.map(|change| change.raw_bytes().to_vec()))
            };
            let (one, other) = (run(&team.replicas[0]), run(&team.replicas[1]));
            match (one, other) {
                (Ok(one), Ok(other)) => prop_assert_eq!(one, other),
                (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
            }
        }
    }

    #[test]
    fn a_command_that_was_just_run_changes_nothing(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        for step in &story.steps {
            let Step::Run { command, .. } = step else { continue };
            if matches!(command, Command::Text(_)) {
                continue;
            }
            let mut replica = team.replicas[0].clone();
            if replica.run(&author(9), at(99_999), command).is_ok()
                && let Ok(second) = replica.run(&author(9), at(99_999), command)
                && !matches!(command, Command::Task(TaskCommand::Batch { .. }))
                && !matches!(command, Command::Project(ProjectCommand::Batch { .. }))
            {
                prop_assert!(second.is_none(), "{command:?}");
            }
        }
    }

    #[test]
    fn a_refused_command_leaves_the_document_as_it_was(story in story()) {
        let mut team = Team::new(story.kind, story.people);
        team.play(&story);
        let mut replica = team.replicas[0].clone();
        let before = (replica.rows(), replica.document.save());
        for step in &story.steps {
            let Step::Run { command, .. } = step else { continue };
            let mut other = replica.clone();
            if other.run(&author(9), at(99_999), command).is_err() {
                replica = other;
                prop_assert_eq!(&before, &(replica.rows(), replica.document.save()));
            }
        }
    }

    #[test]
    fn commands_come_back_from_json(
        command in select(DocKind::ALL.to_vec()).prop_flat_map(command),
    ) {
        let json = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
    }
}
