//! Several relay nodes on one database.

use crate::rig::relay::{RelayRig, authenticated, questions, sent};
use crate::world::node::NodeId;
use crate::world::{ORG, World, doc, stream, user};
use aloft_sync_protocol::frames::RelayFrame;
use aloft_sync_protocol::frames::from_client::{ClientFrame, Refresh};
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::relay::{Answer, RelayEffect, RelayInput};
use std::collections::BTreeSet;

/// A client at each of two nodes, and a stream that both follow.
fn two_at_two(seed: u64) -> (World, [NodeId; 2]) {
    let mut world = World::new(seed);
    let left = world.random_node().unwrap();
    let right = world.start_node();
    for node in [left, right] {
        world.balance_to = Some(node);
        let client = world.add_client();
        world.run_until("connected", |world| world.node_of(client) == Some(node));
    }
    world.create_stream(0, stream(0));
    world.settle();
    // What is doubled on the bus has come, too.
    world.run_for(1_000);
    (world, [left, right])
}

fn follows(world: &World, client: usize, number: u128) -> bool {
    world.clients[client].store.streams.contains_key(&stream(number))
}

fn has(world: &World, client: usize, words: &str) -> bool {
    world.clients[client].store.streams[&stream(0)].words().contains(words)
}

#[test]
fn tail_2_a_node_without_the_bus_finds_changes_by_asking() {
    for seed in 0..40 {
        let (mut world, [_, right]) = two_at_two(seed);
        world.take_off_bus(right);
        for round in 0..10 {
            let (theirs, ours) = (format!("there {round}"), format!("here {round}"));
            world.edit(0, stream(0), doc(1), &theirs);
            world.edit(1, stream(0), doc(2), &ours);
            world.run_for(3_500);
            assert!(has(&world, 1, &theirs), "a node that hears nothing asks");
            assert!(has(&world, 0, &ours), "and is asked for by those whom it cannot tell");
        }
    }
}

#[test]
fn tail_2_a_node_that_is_back_on_the_bus_says_what_waited() {
    for seed in 0..40 {
        let (mut world, [_, right]) = two_at_two(seed);
        world.take_off_bus(right);
        world.edit(1, stream(0), doc(1), "said later");
        world.run_until("committed", |world| world.store.streams[&stream(0)].head_seq() == 1);
        world.put_on_bus(right);
        world.run_for(200);
        assert!(has(&world, 0, "said later"));
    }
}

#[test]
fn tail_2_what_one_socket_read_first_is_told_the_others() {
    for seed in 0..40 {
        let (mut world, [_, right]) = two_at_two(seed);
        let early = world.add_client();
        world.settle();
        world.take_off_bus(right);
        world.edit(0, stream(0), doc(1), "read by one");
        world.run_until("committed", |world| world.store.streams[&stream(0)].head_seq() == 1);
        world.kill_client(early);
        world.start_client(early);
        world.run_for(1_000);
        assert!(has(&world, early, "read by one"));
        world.run_for(3_000);
        assert!(has(&world, 1, "read by one"));
    }
}

#[test]
fn dir_2_who_was_off_the_bus_looks_at_the_directory_again() {
    for seed in 0..40 {
        let (mut world, [_, right]) = two_at_two(seed);
        world.take_off_bus(right);
        world.create_stream(0, stream(1));
        world.edit(0, stream(1), doc(9), "in a new stream");
        world.run_for(10_000);
        assert!(!follows(&world, 1, 1), "nobody could tell");
        world.put_on_bus(right);
        world.run_for(1_000);
        world.check_converged();
    }
}

#[test]
fn dir_6_the_directory_is_read_again_when_a_token_is_renewed() {
    let mut rig = RelayRig::ready();
    let asked = rig.frame(&ClientFrame::Refresh(Refresh { token: "newer".to_owned() }));
    let effects = rig.answer(&asked, authenticated(0, Millis(900_000)));
    assert!(matches!(questions(&effects)[..], [RelayEffect::LoadDirectory { .. }]));
    let effects = rig.answer(&effects, Answer::Directory(Vec::new()));
    assert!(matches!(sent(&effects)[..], [RelayFrame::Directory(_)]));
}

#[test]
fn dir_6_what_no_node_lived_to_tell_is_known_with_the_next_token() {
    for seed in 0..40 {
        let (mut world, [left, right]) = two_at_two(seed);
        world.create_stream(0, stream(1));
        world.run_until("made", |world| world.store.streams.contains_key(&stream(1)));
        world.stop_node(left);
        world.balance_to = Some(right);
        world.edit(0, stream(1), doc(9), "in a new stream");
        world.run_for(10_000);
        assert!(!follows(&world, 1, 1), "nobody was left to tell");
        world.run_for(world.token_ms);
        assert!(follows(&world, 1, 1));
        world.check_converged();
    }
}

#[test]
fn dir_6_who_was_shut_out_by_a_node_that_died_reads_no_longer_than_a_token() {
    let (mut world, _) = two_at_two(1);
    world.store.members.remove(&(ORG, user(1)));
    world.edit(0, stream(0), doc(1), "too early");
    world.run_for(1_000);
    assert!(has(&world, 1, "too early"), "nobody was left to tell");
    world.run_for(world.token_ms);
    world.edit(0, stream(0), doc(1), "in time");
    world.run_for(world.token_ms);
    assert!(!has(&world, 1, "in time"));
}

#[test]
fn push_2_a_client_that_moves_between_nodes_in_the_middle_of_a_push_loses_and_doubles_nothing() {
    for seed in 0..40 {
        let mut world = World::with_nodes(seed, 3, 2);
        world.create_stream(0, stream(0));
        world.settle();
        // Committed, and not answered before the node is gone.
        world.answer_delay = 400;
        let mut nodes = BTreeSet::new();
        for round in 0..20 {
            world.edit(round % 2, stream(0), doc(1), &format!("word {round}"));
            world.run_for(150);
            nodes.extend(world.node_of(0));
            match round % 4 {
                0 => world.cut_client(0),
                2 => restart_node_of(&mut world, 0),
                _ => {}
            }
        }
        world.answer_delay = 0;
        world.settle();
        world.check_converged();
        assert!(nodes.len() > 1, "it moved");
        let log = &world.store.streams[&stream(0)];
        assert_eq!((log.head_seq(), log.words().len()), (20, 20));
    }
}

fn restart_node_of(world: &mut World, client: usize) {
    if let Some(node) = world.node_of(client) {
        world.stop_node(node);
        world.start_node();
    }
}

#[test]
fn push_1_two_nodes_that_commit_to_one_stream_at_once_make_one_log() {
    for seed in 0..40 {
        let (mut world, _) = two_at_two(seed);
        for round in 0..30 {
            for client in 0..2 {
                world.edit(client, stream(0), doc(1), &format!("{client} says {round}"));
            }
            world.run_for(20);
        }
        world.settle();
        world.check_converged();
        let log = &world.store.streams[&stream(0)];
        assert!(log.entries.iter().map(|(_, entry)| entry.seq).eq(1..=60));
        assert_eq!(log.words().len(), 60);
        assert!(world.clients.iter().all(|client| client.fetched == 0), "nothing to mend");
    }
}

#[test]
fn drain_1_a_node_that_goes_away_sends_its_clients_to_the_others() {
    for seed in 0..40 {
        let (mut world, [left, right]) = two_at_two(seed);
        world.balance_to = Some(right);
        for number in 0..8 {
            world.edit(0, stream(0), doc(number), &format!("word {number}"));
        }
        world.run_for(40);
        world.tell_sessions_of(left, &RelayInput::Drain { retry_after_ms: 300 });
        world.run_for(5_000);
        world.stop_node(left);
        world.settle();
        world.check_converged();
        assert_eq!(world.store.streams[&stream(0)].head_seq(), 8);
    }
}
