//! What goes into the log: once, durably, in order.

use crate::client::{Change, Fate};
use crate::node::World;
use crate::tables;
use crate::test_app::any_id;
use crate::writer::Writer;
use aloft_crdt_model::ids::DeviceId;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_change_is_in_the_log_and_its_rows_and_reaches_others() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (_, project) = writer.project(stream);
    let (_, created) = writer.task("First");
    let fates = ada.push(stream, vec![project.clone(), created.clone()]).await;
    assert_eq!(fates, [Fate::Accepted(1), Fate::Accepted(2)]);
    // Acknowledged, so it is there for everyone, and without waiting.
    let database = &world.app.database;
    assert_eq!(tables::seqs(database, stream).await, [1, 2, 3]);
    assert_eq!(tables::numbers(database, stream).await, [Some(1)]);
    assert_eq!(tables::count(database, "SELECT count(*) FROM activity").await, 3);
    let entries = ben.entries_to(stream, 3).await;
    let came: Vec<_> = entries.iter().map(|entry| entry.bytes.to_vec()).collect();
    assert_eq!(came[..2], [project.bytes, created.bytes], "bytes go out as they came in");
    assert!(entries[2].heads_digest.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_comes_twice_keeps_its_place() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("Once");
    let renamed = writer.title(&mut task, "Once and again");
    let changes = vec![created.clone(), renamed, created.clone()];
    let fates = ada.push(stream, changes.clone()).await;
    assert_eq!(fates, [Fate::Accepted(1), Fate::Accepted(2), Fate::Accepted(1)]);
    assert_eq!(ada.push(stream, changes.clone()).await, fates);
    // After a reconnect, to another node that has nothing in memory, and from another store: a
    // client that heals offers what others wrote.
    let other = world.node().await;
    let mut again = crate::client::Client::connect(other.address, &world.ada, ada.device).await;
    assert_eq!(again.push(stream, changes.clone()).await, fates);
    let mut ben = other.connect(&world.ben).await;
    assert_eq!(ben.push(stream, changes).await, fates);
    assert_eq!(tables::seqs(&world.app.database, stream).await, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_relays_number_one_stream_without_gaps() {
    let world = World::new().await;
    let nodes = [world.node().await, world.node().await];
    let (mut ada, stream) = world.with_project(&nodes[0]).await;
    let mut listener = nodes[1].connect(&world.ben).await;
    listener.follow(stream).await;
    let mut shared = Writer::of(&ada);
    let (task, created) = shared.task("Everybody writes here");
    ada.push(stream, vec![created]).await[0].seq();
    let mut writing = Vec::new();
    for place in 0..4 {
        let person = if place % 2 == 0 { world.ada.clone() } else { world.ben.clone() };
        let device = DeviceId(any_id());
        let address = nodes[place / 2].address;
        let mut task = task.clone();
        writing.push(tokio::spawn(async move {
            let mut client = crate::client::Client::connect(address, &person, device).await;
            let mut writer = Writer::of(&client);
            let mut seqs = Vec::new();
            for number in 0..15 {
                let (_, own) = writer.task(&format!("{place}/{number}"));
                let edit = writer.any_edit(&mut task);
                let fates = client.push(stream, vec![own, edit]).await;
                seqs.extend(fates.iter().map(Fate::seq));
            }
            seqs
        }));
    }
    let mut acknowledged = BTreeSet::new();
    for writing in writing {
        let seqs = writing.await.unwrap();
        assert!(seqs.is_sorted());
        for seq in seqs {
            assert!(acknowledged.insert(seq), "{seq} was given twice");
        }
    }
    let total = 2 + 4 * 15 * 3;
    let database = &world.app.database;
    let seqs = tables::seqs(database, stream).await;
    assert_eq!(seqs, (1..=total).collect::<Vec<_>>());
    let numbers: Vec<_> = (1..=61).map(Some).collect();
    assert_eq!(tables::numbers(database, stream).await, numbers);
    let heard = listener.entries_to(stream, total.cast_unsigned()).await;
    let heard: Vec<_> = heard.iter().map(|entry| entry.seq.cast_signed()).collect();
    assert_eq!(heard, seqs);
    let report = aloft_sync_server::reproject::run(
        &nodes[0].state.db,
        Some(world.org),
        aloft_sync_server::reproject::Mode::Check,
    );
    assert_eq!(report.await.unwrap().differences, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_to_the_database_loses_nothing_and_doubles_nothing() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    for number in 1..=8_u64 {
        // Postgres ends every session of the relay's, idle or in the middle.
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let changes: Vec<Change> =
            (0..10).map(|at| writer.task(&format!("{number}.{at}")).1).collect();
        let kill = tables::run(&world.app.database, kill);
        let (pushed, ()) = tokio::join!(ada.try_push(stream, changes.clone()), kill);
        let pushed = if let Some(pushed) = pushed {
            pushed
        } else {
            // Sent away without an answer: offered again, at most what is there already.
            let device = ada.device;
            ada = crate::client::Client::connect(node.address, &world.ada, device).await;
            ada.push(stream, changes).await
        };
        assert!(pushed.iter().all(|fate| matches!(fate, Fate::Accepted(_))), "{pushed:?}");
    }
    let seqs = tables::seqs(&world.app.database, stream).await;
    assert_eq!(seqs, (1..=160).collect::<Vec<_>>());
}
