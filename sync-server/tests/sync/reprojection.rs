//! Derived rows made anew are those that were there.

use crate::client::{Change, Fate};
use crate::node::World;
use crate::tables;
use crate::test_app::any_id;
use crate::writer::{Draft, Writer};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, UserId, private_stream};
use aloft_sync_protocol::log::StreamKind;
use aloft_sync_server::reproject::{self, Differing, Mode};

#[tokio::test(flavor = "multi_thread")]
async fn rows_made_anew_are_identical_after_any_edits() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    let (mut ada_writes, mut ben_writes) = (Writer::of(&ada), Writer::of(&ben));
    ada.push(stream, vec![ada_writes.project(stream).1]).await;
    for number in 0..8 {
        let (mut task, created) = ada_writes.task(&format!("Task {number}"));
        let (_, text) = ada_writes.description(&task, "Words");
        ada.push(stream, vec![created, text]).await;
        // Both edit what they know: concurrent values, conflicts, deletions against edits.
        let mut other = task.clone();
        let left: Vec<Change> = (0..12).map(|_| ada_writes.any_edit(&mut task)).collect();
        let right: Vec<Change> = (0..12).map(|_| ben_writes.any_edit(&mut other)).collect();
        let (left, right) = tokio::join!(ada.push(stream, left), ben.push(stream, right));
        assert!(left.iter().chain(&right).all(|fate| matches!(fate, Fate::Accepted(_))));
    }
    let own = private_stream(world.org, UserId(world.ada.id));
    ada.open(world.org, own, StreamKind::Private).await;
    let mut state = Draft::new(DocId(own.0), DocKind::User);
    ada.push(own, vec![ada_writes.star(&mut state, DocId(any_id()))]).await[0].seq();

    let database = &world.app.database;
    let before = tables::derived(database).await;
    let db = &node.state.db;
    let report = reproject::run(db, None, Mode::Check).await.unwrap();
    assert_eq!(report.differences, []);
    assert_eq!((report.streams, report.documents), (2, 18));
    reproject::run(db, None, Mode::Rebuild).await.unwrap();
    assert_eq!(tables::derived(database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_found_and_mended() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let (task, created) = writer.task("Sound");
    let (_, second) = writer.task("Also sound");
    ada.push(stream, vec![created, second]).await[0].seq();
    let database = &world.app.database;
    let before = tables::derived(database).await;
    let damage = format!(
        "UPDATE tasks SET title = 'Damaged' WHERE id = '{0}';
         DELETE FROM activity WHERE subject = '{0}';
         INSERT INTO comments (org_id, task_id, id, project_id, body, reactions, created_at)
         VALUES ('{1}', '{0}', '{0}', '{2}', 'stray', '{{}}', 1)",
        task.id, world.org, stream
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(damage))
        .execute(&mut database.administrator().await)
        .await
        .unwrap();
    let db = &node.state.db;
    let report = reproject::run(db, Some(world.org), Mode::Check).await.unwrap();
    let found: Vec<_> = report.differences.iter().map(|difference| difference.what).collect();
    assert!(found.contains(&Differing::Rows(task.id)), "{found:?}");
    assert!(found.contains(&Differing::Activity(task.id)), "{found:?}");
    assert!(found.contains(&Differing::Strays), "{found:?}");
    reproject::run(db, Some(world.org), Mode::Rebuild).await.unwrap();
    assert_eq!(tables::derived(database).await, before);
    // Who goes on writing finds everything in order.
    let mut ben = node.connect(&world.ben).await;
    let (_, third) = Writer::of(&ben).task("Third");
    ben.push(stream, vec![third]).await[0].seq();
    let report = reproject::run(db, None, Mode::Check).await.unwrap();
    assert_eq!(report.differences, []);
}
