//! Many clients, random faults, every seed a different history. `ALOFT_FUZZ_SEEDS=5000` tries
//! more of them than every run does.

use crate::model::relay_store::Log;
use crate::world::{World, doc, stream};
use aloft_crdt_model::ids::StreamId;
use rand::RngExt;

const ROUNDS: u64 = 60;
const STREAMS: u64 = 2;
const DOCS: u64 = 6;

/// What may go wrong.
#[derive(Clone, Copy)]
struct Faults {
    lose_newest: bool,
    refusals: bool,
}

fn seeds() -> u64 {
    std::env::var("ALOFT_FUZZ_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(200)
}

fn random_history(seed: u64, faults: Faults) -> World {
    let clients = 2 + usize::try_from(seed % 3).unwrap();
    let nodes = 1 + usize::try_from(seed / 3 % 3).unwrap();
    // Shown only when the test fails.
    println!("seed {seed}: {nodes} nodes, {clients} clients");
    let mut world = World::with_nodes(seed, nodes, clients);
    world.lose_hints = Some(4);
    world.lose_on_bus = Some(4);
    // The first is there from the beginning, others come in the middle of everything.
    let begins: Vec<_> = (0..STREAMS).map(|number| world.random(number.min(1) * ROUNDS)).collect();
    for round in 0..ROUNDS {
        let client = usize::try_from(world.random(clients as u64)).unwrap();
        for (number, _) in (0..).zip(&begins).filter(|(_, begin)| **begin == round) {
            world.create_stream(client, stream(number));
        }
        match world.rng.random_range(0..32) {
            0..6 => trouble_client(&mut world, client),
            6..13 => trouble_nodes(&mut world, nodes),
            13 if faults.lose_newest => lose_newest(&mut world),
            _ => write(&mut world, client, round, faults),
        }
        let span = world.random(400);
        world.run_for(span);
    }
    end_troubles(&mut world, nodes);
    world.settle();
    world
}

fn trouble_client(world: &mut World, client: usize) {
    let connected = world.clients[client].socket.is_some();
    match world.random(6) {
        0 => world.cut_client(client),
        1 => {
            world.kill_client(client);
            world.start_client(client);
        }
        2 if connected => world.socket_of(client).half_open = true,
        3 if connected => world.socket_of(client).stalled = true,
        4 => world.answer_delay = world.random(300),
        _ => world.token_ms = 5_000 + world.random(60_000),
    }
}

fn trouble_nodes(world: &mut World, nodes: usize) {
    let node = world.random_node();
    match (world.random(10), node) {
        (0, _) => world.restart_relay(),
        (1, _) => world.relay_up = !world.relay_up,
        (2, Some(node)) => {
            world.stop_node(node);
            world.start_node();
        }
        (3, Some(node)) => world.stop_node(node),
        (4, Some(node)) => world.lose_node(node),
        (5, Some(node)) => world.take_off_bus(node),
        (6, Some(node)) => world.put_on_bus(node),
        (7, _) => world.bus_delay = world.random(5_000),
        _ => start_missing(world, nodes),
    }
}

fn start_missing(world: &mut World, nodes: usize) {
    while world.nodes.len() < nodes {
        world.start_node();
    }
}

fn pick_stream(world: &mut World) -> StreamId {
    stream(u128::from(world.random(STREAMS)))
}

fn lose_newest(world: &mut World) {
    let stream = pick_stream(world);
    if world.store.streams.contains_key(&stream) {
        if world.random(2) == 0 {
            world.restart_relay();
        } else {
            world.restart_database();
        }
        let count = usize::try_from(world.random(6)).unwrap();
        world.store.lose_newest(stream, count);
    }
}

fn write(world: &mut World, client: usize, round: u64, faults: Faults) {
    let stream = pick_stream(world);
    if world.clients[client].store.streams.contains_key(&stream) {
        let forbidden = faults.refusals && world.random(8) == 0;
        let kind = if forbidden { "forbidden" } else { "word" };
        let document = doc(u128::from(world.random(DOCS)));
        world.edit(client, stream, document, &format!("{kind} {client} {round}"));
    }
}

fn end_troubles(world: &mut World, nodes: usize) {
    start_missing(world, nodes);
    let running: Vec<_> = world.nodes.keys().copied().collect();
    for node in running {
        world.put_on_bus(node);
    }
    world.relay_up = true;
    world.answer_delay = 0;
    world.token_ms = 600_000;
}

/// Nothing that anybody wrote is gone: it is at the relay, or with its author as refused.
fn check_nothing_lost(world: &World) {
    let kept: std::collections::BTreeSet<_> =
        world.store.streams.values().flat_map(Log::words).collect();
    for client in &world.clients {
        for words in &client.written {
            let refused = client.store.refused.contains(words);
            assert!(kept.contains(words) != refused, "{words}: refused is {refused}");
            assert_eq!(refused, words.starts_with("forbidden"), "{words}");
        }
    }
}

#[test]
fn conv_1_random_faults_converge() {
    for seed in 0..seeds() {
        let faults = Faults { lose_newest: false, refusals: true };
        let world = random_history(seed, faults);
        world.check_converged();
        check_nothing_lost(&world);
    }
}

#[test]
fn conv_2_what_a_relay_lost_comes_back_from_its_clients() {
    for seed in 0..seeds() {
        let faults = Faults { lose_newest: true, refusals: false };
        let mut world = random_history(seed, faults);
        // What the cursors did not show, the digests do, with a change that somebody else makes.
        for editor in 0..2 {
            world.run_for(61_000);
            for (number, document) in (0..STREAMS).flat_map(|s| (0..DOCS).map(move |d| (s, d))) {
                let words = format!("last words of {editor} on {document}");
                world.edit(editor, stream(u128::from(number)), doc(u128::from(document)), &words);
            }
            world.settle();
        }
        world.check_converged();
        check_nothing_lost(&world);
    }
}
