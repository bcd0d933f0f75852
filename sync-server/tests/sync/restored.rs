//! A relay that was put back from a backup: what it lost comes back, from whoever has it.

use crate::client::{Change, Client, Fate};
use crate::node::{Node, World};
use crate::tables;
use crate::writer::{Draft, Writer};
use aloft_crdt_model::document::{self, DocKind};
use aloft_crdt_model::ids::{DocId, StreamId};
use aloft_sync_protocol::frames::from_client::Subscribe;
use aloft_sync_protocol::frames::{ClientFrame, RelayFrame, TailEntry};
use aloft_sync_protocol::log::Position;
use aloft_sync_server::recovery;

/// What a backup from before a stream's first change does to it.
async fn lose_everything(world: &World, stream: StreamId) {
    let database = &world.app.database;
    for (table, of) in [
        ("changes", "stream_id"),
        ("documents", "stream_id"),
        ("tasks", "project_id"),
        ("comments", "project_id"),
        ("texts", "stream_id"),
        ("activity", "stream_id"),
    ] {
        tables::run(database, &format!("DELETE FROM {table} WHERE {of} = '{stream}'")).await;
    }
    tables::run(database, "DELETE FROM actors").await;
    let back = format!("UPDATE streams SET head_seq = 0, last_number = 0 WHERE id = '{stream}'");
    tables::run(database, &back).await;
}

fn change_of(entry: &TailEntry) -> Change {
    Change { doc: entry.doc, kind: DocKind::Task, bytes: entry.bytes.to_vec() }
}

/// A task that the relay has numbered, the change that made it, and the one that numbered it.
async fn numbered(
    client: &mut Client,
    stream: StreamId,
    title: &str,
) -> (Writer, Draft, Change, Change) {
    let mut writer = Writer::of(client);
    let (mut task, created) = writer.task(title);
    let seq = client.push(stream, vec![created.clone()]).await[0].seq();
    let entries = client.entries_to(stream, seq + 1).await;
    let number = change_of(entries.last().unwrap());
    let bytes = document::Change::try_from(&number.bytes[..]).unwrap();
    task.document.apply(vec![bytes]).unwrap();
    (writer, task, created, number)
}

async fn number_of(world: &World, doc: DocId) -> i64 {
    let sql = format!("SELECT coalesce(number, 0) FROM tasks WHERE id = '{}'", doc.0);
    tables::count(&world.app.database, &sql).await
}

/// A relay without anything in memory, and a store that comes back to it.
async fn come_back(world: &World, who: &Client, node: &Node) -> Client {
    let person = if who.user.0 == world.ada.id { &world.ada } else { &world.ben };
    Client::connect(node.address, person, who.device).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_lost_is_taken_back_from_anybody() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    numbered(&mut ada, stream, "The first").await;
    let (mut writer, mut task, created, number) = numbered(&mut ada, stream, "The second").await;
    let renamed = writer.title(&mut task, "On top of its number");
    ada.push(stream, vec![renamed.clone()]).await[0].seq();
    lose_everything(&world, stream).await;

    let node = world.node().await;
    let mut ada = come_back(&world, &ada, &node).await;
    ada.push(stream, vec![created]).await[0].seq();
    // It was numbered anew by that, and is the second again once that is known.
    assert_eq!(number_of(&world, task.id).await, 1);
    let mut ben = node.connect(&world.ben).await;
    ben.push(stream, vec![number.clone()]).await[0].seq();
    assert_eq!(number_of(&world, task.id).await, 2);
    ada.push(stream, vec![renamed, number]).await[1].seq();
    let other = Writer::of(&ben).task("A third");
    ben.push(stream, vec![other.1]).await[0].seq();
    assert_eq!(number_of(&world, other.0.id).await, 3);
    assert_eq!(number_of(&world, task.id).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_came_back_is_not_another_tasks_any_more() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    let (_, task, created, number) = numbered(&mut ada, stream, "Was the first").await;
    lose_everything(&world, stream).await;

    let node = world.node().await;
    let mut ben = node.connect(&world.ben).await;
    let usurper = Writer::of(&ben).task("Is the first now");
    ben.push(stream, vec![usurper.1]).await[0].seq();
    assert_eq!(number_of(&world, usurper.0.id).await, 1);
    let mut ada = come_back(&world, &ada, &node).await;
    // In one push, so that it needs no other number in between.
    let fates = ada.push(stream, vec![created, number]).await;
    assert_eq!(fates, [Fate::Accepted(3), Fate::Accepted(4)]);
    assert_eq!(number_of(&world, task.id).await, 1);
    assert_eq!(number_of(&world, usurper.0.id).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_back_a_number_that_the_relay_did_not_give() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    let (_, task, _, number) = numbered(&mut ada, stream, "Mine").await;
    let (_, other, ..) = numbered(&mut ada, stream, "Another").await;
    lose_everything(&world, stream).await;

    let node = world.node().await;
    let mut ada = come_back(&world, &ada, &node).await;
    let refused = Fate::Refused("wrong_author".to_owned());
    // The relay's change of one task, for another.
    let elsewhere = Change { doc: other.id, ..number.clone() };
    assert_eq!(
        ada.push(stream, vec![elsewhere]).await,
        [Fate::Refused("missing_dependency".into())]
    );
    // Its form, with a number of one's own choice, under its actor and under one's own.
    let relays = document::Change::try_from(&number.bytes[..]).unwrap();
    let relays = document::ActorId::from_slice(relays.actor_id().to_bytes()).unwrap();
    for actor in [relays, Writer::of(&ada).author.actor] {
        let mut stranger = Writer::new(document::Author { actor, user: None });
        let mut forged = Draft::new(task.id, DocKind::Task);
        let forged = stranger.raw(&mut forged, "number", 7_u64);
        assert_eq!(ada.push(stream, vec![forged]).await, std::slice::from_ref(&refused));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_absent_people_wrote_is_taken_back_while_an_operator_allows_it() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    let (mut writer, mut task, created, number) = numbered(&mut ada, stream, "Ada's").await;
    let renamed = writer.title(&mut task, "Ada's, renamed");
    ada.push(stream, vec![renamed.clone()]).await[0].seq();
    lose_everything(&world, stream).await;

    let node = world.node().await;
    let mut ben = node.connect(&world.ben).await;
    let lost = vec![created, number, renamed];
    let wrong = || Fate::Refused("wrong_author".to_owned());
    assert_eq!(ben.push_again(stream, lost.clone()).await[0], wrong());
    allow(&world, 1).await;
    // Who is there comes back, and compares.
    ben.until(|frame| matches!(frame, RelayFrame::Goodbye(_)).then_some(())).await;
    let mut ben = come_back(&world, &ben, &node).await;
    // A claim is wanted all the same.
    assert_eq!(ben.push(stream, lost.clone()).await[0], wrong());
    let fates = ben.push_again(stream, lost).await;
    assert_eq!(fates, [Fate::Accepted(1), Fate::Accepted(2), Fate::Accepted(3)]);
    assert_eq!(number_of(&world, task.id).await, 1);
    let by = format!("SELECT count(*) FROM tasks WHERE created_by = '{}'", world.ada.id);
    assert_eq!(tables::count(&world.app.database, &by).await, 1, "it is hers");

    // She goes on where she was, under her own actor; nobody else can.
    let more = Writer::new(writer.author).raw(&mut task.clone(), "title", "By Ben, for Ada");
    let taken = Fate::Refused("actor_taken".to_owned());
    assert_eq!(ben.push(stream, vec![more]).await, [taken]);
    let mut ada = come_back(&world, &ada, &node).await;
    let more = writer.title(&mut task, "Ada's still");
    ada.push(stream, vec![more]).await[0].seq();

    // And when it is over it is over.
    allow(&world, 0).await;
    let mut ben = come_back(&world, &ben, &node).await;
    let mut stranger = Writer::of(&ben);
    stranger.author.user = Some(ada.user);
    let forged = stranger.title(&mut task, "By Ben, as Ada");
    assert_eq!(ben.push_again(stream, vec![forged]).await, [wrong()]);
}

/// What was given back can come to stand exactly where it was, with somebody else's work before it
/// that its readers do not have.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_at_its_old_place_does_not_vouch_for_those_before_it() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    numbered(&mut ada, stream, "The first").await;
    let (_, _, second, _) = numbered(&mut ada, stream, "The second").await;
    let mut reader = node.connect(&world.ben).await;
    reader.subscribe(stream, Position::Start).await;
    let (at, ..) = reader.snapshots(stream).await;
    assert_eq!(at.seq, 4);
    let newest = async |column: &str| {
        let of = format!("FROM changes WHERE stream_id = '{stream}' AND seq = 4");
        tables::text(&world.app.database, &format!("SELECT encode({column}, 'hex') {of}")).await
    };
    let hash = newest("hash").await;
    assert_eq!(newest("log_hash").await, at.hash.to_string());
    lose_everything(&world, stream).await;

    let node = world.node().await;
    let mut ben = node.connect(&world.ben).await;
    ben.push(stream, vec![Writer::of(&ben).task("Before it now").1]).await[0].seq();
    let mut ada = come_back(&world, &ada, &node).await;
    ada.push(stream, vec![second]).await[0].seq();
    assert_eq!(newest("hash").await, hash, "the very same change, at the same place");
    let subscribe = Subscribe { stream, position: Position::Tail(at) };
    ben.say(ClientFrame::Subscribe(subscribe)).await;
    ben.until(|frame| matches!(frame, RelayFrame::Diverged(_)).then_some(())).await;
}

/// As behind a proxy that moves connections to another server: none broke.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_finds_another_log_sends_everybody_away_to_compare() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (mut task, created) = writer.task("Lost");
    ada.push(stream, vec![created.clone()]).await[0].seq();
    lose_everything(&world, stream).await;
    // By another node, so that the log is as long as it was: its length tells nothing.
    let mut other = world.node().await.connect(&world.ben).await;
    other.push(stream, vec![Writer::of(&other).task("In its place").1]).await[0].seq();
    assert_eq!(tables::seqs(&world.app.database, stream).await, [1, 2]);

    let on_top = writer.title(&mut task, "On top of what is not there");
    ada.begin_push(stream, vec![on_top]).await;
    for client in [&mut ada, &mut ben] {
        client.until(|frame| matches!(frame, RelayFrame::Goodbye(_)).then_some(())).await;
    }
    let mut ada = come_back(&world, &ada, &node).await;
    ada.push(stream, vec![created]).await[0].seq();
}

/// What the relay did not take back before is offered to it again.
#[tokio::test(flavor = "multi_thread")]
async fn while_it_recovers_everybody_compares_heads_once_in_a_session() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.push(stream, vec![Writer::of(&ada).task("Any").1]).await[0].seq();
    let mut ben = node.connect(&world.ben).await;
    ben.subscribe(stream, Position::Start).await;
    let (at, ..) = ben.snapshots(stream).await;

    allow(&world, 1).await;
    let mut ben = node.connect(&world.ben).await;
    let subscribe = Subscribe { stream, position: Position::Tail(at) };
    ben.say(ClientFrame::Subscribe(subscribe)).await;
    let diverged = |frame: &RelayFrame| matches!(frame, RelayFrame::Diverged(_)).then_some(());
    ben.until(diverged).await;
    ben.subscribe(stream, Position::Tail(at)).await;

    allow(&world, 0).await;
    let mut ben = node.connect(&world.ben).await;
    ben.subscribe(stream, Position::Tail(at)).await;
}

async fn allow(world: &World, hours: u32) {
    let node = world.node().await;
    let until = (hours > 0).then(|| recovery::end(node.state.now(), hours));
    assert_eq!(recovery::allow(&node.state.db, Some(world.org), until).await.unwrap(), 1);
}
