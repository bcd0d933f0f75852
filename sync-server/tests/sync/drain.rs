//! A node that goes away.

use crate::node::World;
use crate::tables;
use crate::writer::Writer;
use aloft_sync_protocol::frames::GoodbyeCode;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_pushed_before_a_drain_is_answered_then_comes_the_goodbye() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut idle = node.connect(&world.ben).await;
    let mut writer = Writer::of(&ada);
    let tasks = (0..50).map(|number| writer.task(&format!("{number}")).1).collect();
    // Answered or not: what the answer says is so.
    let (push, _) = ada.begin_push(stream, tasks).await;
    node.shutdown.begin();
    let mut accepted = 0;
    let goodbye = loop {
        let frame = ada.until(|frame| Some(frame.clone())).await;
        match frame {
            aloft_sync_protocol::frames::RelayFrame::Accepted(answer) => {
                assert_eq!(answer.push_id, push);
                accepted += answer.accepted.len();
            }
            aloft_sync_protocol::frames::RelayFrame::Goodbye(goodbye) => break goodbye,
            _ => {}
        }
    };
    assert_eq!(goodbye.code, GoodbyeCode::Draining);
    assert!(goodbye.retry_after_ms <= 3000);
    assert_eq!(idle.until_goodbye().await.code, GoodbyeCode::Draining);
    let stored = tables::numbers(&world.app.database, stream).await.len();
    assert!(accepted == 0 || accepted == 50);
    assert!(stored >= accepted);
    assert!(node.shutdown.wait(Duration::from_secs(10)).await, "everything ended");
    // Another node takes over.
    let other = world.node().await;
    let mut again = other.connect(&world.ada).await;
    let (_, created) = Writer::of(&again).task("Afterwards");
    again.push(stream, vec![created]).await[0].seq();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draining_node_takes_no_new_sockets() {
    let world = World::new().await;
    let node = world.node().await;
    node.shutdown.begin();
    let url = format!("ws://{}/v1/sync", node.address);
    assert!(tokio_tungstenite::connect_async(url).await.is_err());
}
