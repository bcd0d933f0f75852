//! A client that begins: pages of documents with their rows, the activity, then the tail.

use crate::client::{Change, Client, model_kind};
use crate::node::{Node, World};
use crate::writer::Writer;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::ids::StreamId;
use aloft_crdt_model::rows::DocRows;
use aloft_sync_protocol::frames::{RelayFrame, SnapshotDoc};
use aloft_sync_protocol::log::{Cursor, LogHash, Position};

/// A project with tasks, comments and descriptions, written by Ada.
async fn filled(world: &World, node: &Node, tasks: usize) -> (Client, StreamId) {
    let (mut ada, stream) = world.with_project(node).await;
    let mut writer = Writer::of(&ada);
    let mut changes: Vec<Change> = vec![writer.project(stream).1];
    for number in 0..tasks {
        let (mut task, created) = writer.task(&format!("Task {number}"));
        changes.push(created);
        changes.extend((0..number % 5).map(|_| writer.any_edit(&mut task)));
        if number % 3 == 0 {
            changes.push(writer.description(&task, &format!("Über {number} 😀\nmehr")).1);
        }
    }
    for chunk in changes.chunks(200) {
        for fate in ada.push(stream, chunk.to_vec()).await {
            fate.seq();
        }
    }
    (ada, stream)
}

/// Rows that travel beside a document are those that the document makes.
fn check(stream: StreamId, doc: &SnapshotDoc) {
    let document = Document::load(model_kind(doc.kind), &doc.bytes).unwrap();
    assert_eq!(document.heads().to_bytes(), doc.heads.as_bytes());
    let rows: DocRows = serde_json::from_slice(&doc.rows).unwrap();
    let own = document.rows(doc.doc, stream);
    assert_eq!(rows, own);
    assert_eq!(
        String::from_utf8_lossy(&doc.rows),
        serde_json::to_string(&own).unwrap(),
        "equal to the letter"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_document_with_its_rows_lists_first() {
    let world = World::new().await;
    let node = world.node_with_small_pages().await;
    let (mut ada, stream) = filled(&world, &node, 60).await;
    let mut ben = node.connect(&world.ben).await;
    ben.subscribe(stream, Position::Start).await;
    let (at, docs, pages) = ben.snapshots(stream).await;
    assert_eq!(docs.len(), 1 + 60 + 20);
    assert!(pages > 3, "{pages}");
    for doc in &docs {
        check(stream, doc);
    }
    let kinds: Vec<_> = docs.iter().map(|doc| model_kind(doc.kind)).collect();
    assert_eq!(kinds[0], DocKind::Project);
    assert!(kinds[1..61].iter().all(|kind| *kind == DocKind::Task));
    let mut activity: Vec<ActivityRow> = Vec::new();
    loop {
        let page = ben
            .until(|frame| match frame {
                RelayFrame::ActivityPage(page) => Some(page.clone()),
                _ => None,
            })
            .await;
        let rows: Vec<ActivityRow> = serde_json::from_slice(&page.rows.unpack().unwrap()).unwrap();
        activity.extend(rows);
        if page.before.is_none() {
            break;
        }
    }
    let stored = crate::tables::count(&world.app.database, "SELECT count(*) FROM activity").await;
    assert_eq!(activity.len(), usize::try_from(stored).unwrap());
    // The tail begins where the pages stood.
    let (_, created) = Writer::of(&ada).task("New");
    // A store that was never seen: its actor is new.
    let seq = ada.push(stream, vec![created]).await[0].seq();
    assert_eq!(ben.entries(stream).await[0].seq, at.seq + 1);
    assert_eq!(seq, at.seq + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_goes_on_where_it_was_interrupted() {
    let world = World::new().await;
    let node = world.node_with_small_pages().await;
    let (_ada, stream) = filled(&world, &node, 40).await;
    let mut ben = node.connect(&world.ben).await;
    ben.subscribe(stream, Position::Start).await;
    let first = ben
        .until(|frame| match frame {
            RelayFrame::SnapshotPage(page) => Some(page.clone()),
            _ => None,
        })
        .await;
    let had = first.docs().unwrap().len();
    drop(ben);
    let other = world.node_with_small_pages().await;
    let mut again = other.connect(&world.ben).await;
    let after = first.after.unwrap();
    again.subscribe(stream, Position::Snapshots { at: first.at, after }).await;
    let (_, rest, _) = again.snapshots(stream).await;
    assert_eq!(had + rest.len(), 1 + 40 + 14);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_does_not_fit_is_told() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = filled(&world, &node, 3).await;
    for cursor in [
        Cursor { seq: 1, hash: LogHash([7; 32]) },
        Cursor { seq: 1_000_000, hash: LogHash([7; 32]) },
    ] {
        ada.say(aloft_sync_protocol::frames::ClientFrame::Subscribe(
            aloft_sync_protocol::frames::from_client::Subscribe {
                stream,
                position: Position::Tail(cursor),
            },
        ))
        .await;
        ada.until(|frame| matches!(frame, RelayFrame::Diverged(_)).then_some(())).await;
    }
}
