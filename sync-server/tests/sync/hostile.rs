//! Every hostile change there is, over a real socket.

use crate::client::{Change, Fate};
use crate::node::World;
use crate::tables;
use crate::test_app::any_id;
use crate::writer::{Draft, Writer};
use aloft_crdt_model::command::{Command, TaskCommand};
use aloft_crdt_model::document::{ActorId, Author, DocKind};
use aloft_crdt_model::hostile::{Forger, Stage, quiet_engine_panics};

#[tokio::test(flavor = "multi_thread")]
async fn each_hostile_change_is_refused_with_its_code_and_all_others_go_on() {
    quiet_engine_panics();
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("A task under attack");
    ada.push(stream, vec![created]).await;

    let forger = Forger { actor: *any_id().as_bytes(), author: ada.user, time: 1_795_435_200_000 };
    let stage = Stage::new(&task.document, &forger).unwrap();
    let send = |bytes: Vec<u8>| vec![Change { doc: task.id, kind: DocKind::Task, bytes }];
    ada.push(stream, send(stage.bytes().to_vec())).await[0].seq();
    let cases = stage.cases();
    assert!(cases.len() > 30);
    for case in cases {
        let fates = ada.push(stream, send(case.bytes)).await;
        assert_eq!(fates, [Fate::Refused(case.code.as_str().to_owned())], "{}", case.name);
    }
    let last = ada.push(stream, send(stage.valid())).await[0].seq();

    // Nothing hostile reached the other client, and the document loads and takes more.
    let entries = ben.entries_to(stream, last).await;
    assert_eq!(entries.len(), 4, "creation, number, and two honest changes");
    let document = ben.fetch(stream, task.id).await.unwrap();
    assert!(document.heads().len() <= 2);
    let renamed = writer.title(&mut task, "Still here");
    let seq = ada.push(stream, vec![renamed]).await[0].seq();
    ben.entries_to(stream, seq).await;
    assert_eq!(tables::seqs(&world.app.database, stream).await, [1, 2, 3, 4, 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_under_anothers_actor_or_name() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("Mine");
    ada.push(stream, vec![created]).await[0].seq();

    // Ben with Ada's actor.
    let renamed = writer.title(&mut task.clone(), "Not yours");
    let fates = ben.push(stream, vec![renamed]).await;
    assert_eq!(fates, [Fate::Refused("actor_taken".to_owned())]);
    // Ben in Ada's name, in a document where he is new.
    let mut forger = Writer::of(&ben);
    forger.author.user = Some(ada.user);
    let fates = ben.push(stream, vec![forger.title(&mut task.clone(), "By Ada")]).await;
    assert_eq!(fates, [Fate::Refused("wrong_author".to_owned())]);
    // In nobody's, as if he were the relay.
    forger.author.user = None;
    let fates = ben.push(stream, vec![forger.title(&mut task.clone(), "By nobody")]).await;
    assert_eq!(fates, [Fate::Refused("wrong_author".to_owned())]);
    // With the relay's actor, which has written in this document.
    let numbered = ben.fetch(stream, task.id).await.unwrap();
    let relays = numbered.changes_since(&task.document.heads());
    let relays = ActorId::from_slice(relays[0].actor_id().to_bytes()).unwrap();
    forger.author = Author { actor: relays, user: None };
    let mut numbered = Draft { id: task.id, document: numbered };
    let fates = ben.push(stream, vec![forger.raw(&mut numbered, "title", "By the relay")]).await;
    assert_eq!(fates, [Fate::Refused("actor_taken".to_owned())]);
    // His own actor was bound to him by none of these, and serves him still.
    let honest = Writer::of(&ben).title(&mut task, "By Ben");
    ben.push(stream, vec![honest]).await[0].seq();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_relay_gives_numbers_and_what_builds_on_a_refusal_is_refused() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("One");
    let (_, other) = writer.task("Another");
    let number = writer.raw(&mut task, "number", 7_u64);
    let renamed = writer.title(&mut task, "One with a number");
    let fates = ada.push(stream, vec![created, number, renamed, other]).await;
    let refused = |code: &str| Fate::Refused(code.to_owned());
    assert_eq!(
        fates,
        [Fate::Accepted(1), refused("reserved"), refused("depends_on_refused"), Fate::Accepted(2)]
    );
    assert_eq!(tables::numbers(&world.app.database, stream).await, [Some(1), Some(2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_cannot_hold_is_refused_alone() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let mut changes = Vec::new();
    for number in 0..20 {
        let (mut task, created) = writer.task(&format!("Task {number}"));
        changes.push(created);
        if number == 13 {
            // A day of the year 0, which is none to Postgres.
            let due = Some("0000-01-01".parse().unwrap());
            changes.push(writer.write(&mut task, &Command::Task(TaskCommand::SetDue { due })));
        }
    }
    let fates = ada.push(stream, changes).await;
    let invalid = Fate::Refused("invalid_value".to_owned());
    let refused: Vec<_> = (0..fates.len()).filter(|place| fates[*place] == invalid).collect();
    assert_eq!(refused, [14]);
    assert_eq!(tables::numbers(&world.app.database, stream).await.len(), 20);
    let seqs = tables::seqs(&world.app.database, stream).await;
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_stays_in_its_stream_and_of_its_kind() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let (_, other) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("Here");
    ada.push(stream, vec![created.clone()]).await[0].seq();
    // The other stream is open, but made by another connection: ask for it.
    ada.open(world.org, other, aloft_sync_protocol::log::StreamKind::Project).await;
    let wrong = [Fate::Refused("wrong_document".to_owned())];
    let renamed = writer.title(&mut task, "There");
    assert_eq!(ada.push(other, vec![renamed.clone()]).await, wrong);
    let as_text = Change { kind: DocKind::Text, ..renamed };
    assert_eq!(ada.push(stream, vec![as_text]).await, wrong);
    let (_, mut project) = writer.project(stream);
    project.doc = task.id;
    assert_eq!(ada.push(stream, vec![project.clone()]).await, wrong);
    project.doc = aloft_crdt_model::ids::DocId(any_id());
    assert_eq!(ada.push(stream, vec![project]).await, wrong);
}
