//! Two relays, one stream: live both ways.

use crate::node::World;
use crate::writer::Writer;
use aloft_crdt_model::document::Change;
use aloft_crdt_model::rows::DocRows;
use aloft_sync_protocol::frames::RelayFrame;
use aloft_sync_protocol::frames::from_client::PresenceOut;
use aloft_sync_protocol::frames::{ClientFrame, TailEntry};

fn changes(entries: &[TailEntry]) -> Vec<Change> {
    entries.iter().map(|entry| Change::try_from(&entry.bytes[..]).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_travel_both_ways_and_caches_follow() {
    let world = World::new().await;
    let (left, right) = (world.node().await, world.node().await);
    let (mut ada, stream) = world.with_project(&left).await;
    ada.follow(stream).await;
    let mut ben = right.connect(&world.ben).await;
    ben.follow(stream).await;
    let (mut ada_writes, mut ben_writes) = (Writer::of(&ada), Writer::of(&ben));
    let (mut ada_has, created) = ada_writes.task("Ping");
    ada.push(stream, vec![created]).await[0].seq();
    let mut ben_has = crate::writer::Draft::new(ada_has.id, ada_has.document.kind());
    ben_has.document.apply(changes(&ben.entries_to(stream, 2).await)).unwrap();
    ada_has.document.apply(changes(&ada.entries_to(stream, 2).await)).unwrap();
    for turn in 0..10 {
        // Each builds on what the other relay took last: neither may work on an old document.
        let title = ada_writes.title(&mut ada_has, &format!("ping {turn}"));
        let seq = ada.push(stream, vec![title]).await[0].seq();
        ben_has.document.apply(changes(&ben.entries_to(stream, seq).await)).unwrap();
        let title = ben_writes.title(&mut ben_has, &format!("pong {turn}"));
        let seq = ben.push(stream, vec![title]).await[0].seq();
        ada_has.document.apply(changes(&ada.entries_to(stream, seq).await)).unwrap();
    }
    assert_eq!(ada_has.document.heads(), ben_has.document.heads());
    let DocRows::Task { task, .. } = ada_has.document.rows(ada_has.id, stream) else { panic!() };
    assert_eq!((task.title.as_str(), task.number), ("pong 9", Some(1)));
    let at_relay = ben.fetch(stream, ada_has.id).await.unwrap();
    assert_eq!(at_relay.heads(), ada_has.document.heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_reaches_everyone_but_its_sender_stamped_by_the_relay() {
    let world = World::new().await;
    let (left, right) = (world.node().await, world.node().await);
    let (mut ada, stream) = world.with_project(&left).await;
    ada.follow(stream).await;
    let mut near = left.connect(&world.ben).await;
    near.follow(stream).await;
    let mut far = right.connect(&world.ben).await;
    far.follow(stream).await;
    let payload = b"looks at ENG-1".to_vec();
    ada.say(ClientFrame::Presence(PresenceOut { stream, payload: payload.clone().into() })).await;
    for client in [&mut near, &mut far] {
        let seen = client
            .until(|frame| match frame {
                RelayFrame::Presence(presence) => Some(presence.clone()),
                _ => None,
            })
            .await;
        assert_eq!((seen.user, seen.device), (ada.user, ada.device));
        assert_eq!(seen.payload.to_vec(), payload);
    }
    let own = ada.says_within(std::time::Duration::from_millis(300)).await;
    assert!(!own.iter().any(|frame| matches!(frame, RelayFrame::Presence(_))), "{own:?}");
}
