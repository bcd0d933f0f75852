//! Repair over rows.

use crate::team::{Replica, at, author, id};
use aloft_crdt_model::command::{Command, NewState, ProjectCommand};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{StateId, TaskId};
use aloft_crdt_model::repair::{effective_parents, effective_state};
use aloft_crdt_model::rows::StateCategory;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Edges = Vec<(TaskId, Option<TaskId>)>;

/// Tasks 0 to 11 with random parents among 0 to 14: some do not exist.
fn edges() -> impl Strategy<Value = Edges> {
    prop::collection::vec(prop::option::weighted(0.8, 0_u8..15), 12).prop_map(|parents| {
        (0..).zip(parents).map(|(task, parent)| (id(task), parent.map(id))).collect()
    })
}

fn exists(edges: &Edges) -> impl Fn(TaskId) -> bool + use<> {
    let known: BTreeSet<_> = edges.iter().map(|(task, _)| *task).collect();
    move |task| known.contains(&task)
}

fn has_cycle(parents: &BTreeMap<TaskId, Option<TaskId>>) -> bool {
    parents.keys().any(|start| {
        let mut task = *start;
        for _ in 0..=parents.len() {
            match parents[&task] {
                Some(parent) => task = parent,
                None => return false,
            }
        }
        true
    })
}

proptest! {
    #[test]
    fn parents_resolve_the_same_for_any_order_and_without_cycles(
        (edges, shuffled) in edges().prop_flat_map(|edges| {
            (Just(edges.clone()), Just(edges).prop_shuffle())
        }),
    ) {
        let resolved = effective_parents(edges.iter().copied(), exists(&edges));
        let again = effective_parents(shuffled.iter().copied(), exists(&edges));
        prop_assert_eq!(&resolved, &again);
        prop_assert!(!has_cycle(&resolved));
    }

    #[test]
    fn only_what_must_go_goes(edges in edges()) {
        let resolved = effective_parents(edges.iter().copied(), exists(&edges));
        for (task, parent) in &edges {
            if resolved[task] == *parent {
                continue;
            }
            prop_assert_eq!(resolved[task], None);
            // Either the parent does not exist, or restoring the edge closes a cycle.
            let mut with_edge = resolved.clone();
            with_edge.insert(*task, *parent);
            let parent_exists = parent.is_some_and(exists(&edges));
            prop_assert!(!parent_exists || has_cycle(&with_edge));
        }
    }
}

#[test]
fn a_cycle_loses_the_parent_of_its_greatest_task() {
    let edges: Edges = vec![
        (id(1), Some(id(2))),
        (id(2), Some(id(3))),
        (id(3), Some(id(1))),
        (id(9), Some(id(1))),
        (id(5), Some(id(5))),
    ];
    let resolved = effective_parents(edges.iter().copied(), exists(&edges));
    assert_eq!(resolved[&id(3)], None);
    assert_eq!(resolved[&id(1)], Some(id(2)));
    assert_eq!(resolved[&id(2)], Some(id(3)));
    assert_eq!(resolved[&id(9)], Some(id(1)));
    assert_eq!(resolved[&id(5)], None);
}

#[test]
fn a_long_chain_is_not_walked_again_and_again() {
    let task = |number: u128| TaskId(uuid::Uuid::from_u128(number));
    let count = 200_000;
    let edges = (0..count).map(|number| (task(number), Some(task((number + 1) % count))));
    let resolved = effective_parents(edges, |_| true);
    assert_eq!(resolved.values().filter(|parent| parent.is_none()).count(), 1);
    assert_eq!(resolved[&task(count - 1)], None);
}

fn state(number: u8, category: StateCategory, order: &str) -> NewState {
    let (name, color) = (format!("State {number}"), "#5e6ad2".to_owned());
    NewState { id: id(number), name, category, color, order: order.to_owned() }
}

#[test]
fn a_state_that_is_gone_shows_as_the_first_of_its_category() {
    let mut replica = Replica::new(DocKind::Project);
    let mut run = |command| {
        replica.run(&author(0), at(0), &Command::Project(command)).unwrap();
    };
    run(ProjectCommand::Create {
        name: "Apollo".to_owned(),
        key: "APO".to_owned(),
        states: vec![
            state(1, StateCategory::Unstarted, "a0"),
            state(2, StateCategory::Started, "a1"),
            state(3, StateCategory::Started, "a2"),
            state(4, StateCategory::Completed, "a3"),
        ],
    });
    run(ProjectCommand::RemoveState { id: id(2) });
    run(ProjectCommand::RemoveState { id: id(4) });
    let project = replica.project();
    let shown = |number: u8| effective_state(Some(id::<StateId>(number)), &project);
    assert_eq!(shown(3), Some(id(3)), "kept");
    assert_eq!(shown(2), Some(id(3)), "another of the category");
    assert_eq!(shown(4), Some(id(1)), "none of the category left: the first");
    assert_eq!(shown(9), Some(id(1)), "never heard of: the first");
    assert_eq!(effective_state(None, &project), None);
}
