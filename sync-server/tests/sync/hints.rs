//! Hints that are lost.

use crate::node::World;
use crate::tables;
use crate::writer::Writer;
use aloft_sync_protocol::frames::RelayFrame;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_hears_no_hints_finds_changes_by_asking() {
    let world = World::new().await;
    let (node, deaf) = (world.node().await, world.deaf_and_mute_node().await);
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = deaf.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    for number in 1..=3 {
        let (_, created) = writer.task(&format!("Task {number}"));
        ada.push(stream, vec![created]).await[0].seq();
        ben.entries_to(stream, number * 2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_lost_its_connection_hears_again() {
    let world = World::new().await;
    let (left, right) = (world.node().await, world.node().await);
    let (mut ada, stream) = world.with_project(&left).await;
    let mut ben = right.connect(&world.ben).await;
    ben.follow(stream).await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%')
            AND pid <> pg_backend_pid()";
    tables::run(&world.app.database, kill).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut writer = Writer::of(&ada);
    for number in 1..=5 {
        let (_, created) = writer.task(&format!("Task {number}"));
        ada.push(stream, vec![created]).await[0].seq();
        ben.entries_to(stream, number * 2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_socket_read_first_is_told_the_others() {
    let world = World::new().await;
    let node = world.node().await;
    let deaf = world.deaf_and_mute_node_that_asks_every(Duration::from_secs(2)).await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = deaf.connect(&world.ben).await;
    ben.follow(stream).await;
    let (_, created) = Writer::of(&ada).task("Read by one");
    ada.push(stream, vec![created]).await[0].seq();
    let mut early = deaf.connect(&world.ben).await;
    early.follow(stream).await;
    early.entries_to(stream, 2).await;
    tokio::time::timeout(Duration::from_secs(10), ben.entries_to(stream, 2)).await.unwrap();
}

/// What is read from memory is there at once, and must not overtake the answer to the push.
#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_not_sent_what_they_pushed() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("Mine");
    ada.push(stream, vec![created]).await[0].seq();
    let mut pushed = Vec::new();
    for number in 0..40 {
        let change = writer.title(&mut task, &format!("Mine, {number}"));
        pushed.push(change.bytes.clone());
        ada.push(stream, vec![change]).await[0].seq();
    }
    let mut came_back = 0;
    for frame in ada.says_within(Duration::from_millis(300)).await {
        let RelayFrame::Changes(changes) = frame else { continue };
        let entries = changes.entries().unwrap();
        came_back += entries.iter().filter(|entry| pushed.contains(&entry.bytes)).count();
    }
    assert_eq!(came_back, 0);
}
