//! Another tenant sees nothing and changes nothing, by whatever frame.

use crate::client::Change;
use crate::node::World;
use crate::tables;
use crate::test_app::any_id;
use crate::writer::Writer;
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_sync_protocol::frames::from_client::{
    Fetch, Heads, OpenStream, PresenceOut, Push, PushedChange, Subscribe, Unsubscribe,
};
use aloft_sync_protocol::frames::{ClientFrame, ErrorCode, RelayFrame};
use aloft_sync_protocol::log::{self, Cursor, Position, StreamKind};
use std::time::Duration;
use uuid::Uuid;

/// Every frame that names something of a tenant's. A new kind of frame belongs here.
fn intrusions(org: OrgId, stream: StreamId, change: &Change) -> Vec<ClientFrame> {
    let subscribe = |position| ClientFrame::Subscribe(Subscribe { stream, position });
    let pushed = PushedChange {
        doc: change.doc,
        kind: log::DocKind::Task,
        bytes: change.bytes.clone().into(),
        again: None,
    };
    vec![
        ClientFrame::OpenStream(OpenStream { org, stream, kind: StreamKind::Project }),
        ClientFrame::OpenStream(OpenStream { org, stream, kind: StreamKind::Private }),
        subscribe(Position::Start),
        subscribe(Position::Tail(Cursor::ZERO)),
        subscribe(Position::Snapshots { at: Cursor::ZERO, after: DocId(Uuid::nil()) }),
        subscribe(Position::Activity { at: Cursor::ZERO, before: None }),
        ClientFrame::Push(Push { push_id: 1, stream, changes: vec![pushed] }),
        ClientFrame::Heads(Heads { stream, after: None }),
        ClientFrame::Fetch(Fetch { stream, doc: change.doc }),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_learns_and_changes_nothing_by_any_frame() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    ada.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (_, created) = writer.task("Secret");
    ada.push(stream, vec![created.clone()]).await[0].seq();
    let eve = world.app.person("Eve").await;
    let own_org = OrgId(world.app.org(&eve, "Eavesdroppers").await);
    let mut eves = node.connect(&eve).await;
    let before = tables::derived(&world.app.database).await;

    for org in [world.org, own_org] {
        for frame in intrusions(org, stream, &created) {
            eves.say(frame.clone()).await;
            assert_eq!(eves.error().await, ErrorCode::NotFound, "{frame:?}");
        }
    }
    // These have no answer.
    eves.say(ClientFrame::Presence(PresenceOut { stream, payload: vec![1].into() })).await;
    eves.say(ClientFrame::Unsubscribe(Unsubscribe { stream })).await;
    let heard = eves.says_within(Duration::from_millis(300)).await;
    let told = heard.iter().find(|frame| {
        !matches!(frame, RelayFrame::Error(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::NotSubscribed))
            && !matches!(frame, RelayFrame::Directory(_))
    });
    assert_eq!(told, None);
    let heard = ada.says_within(Duration::from_millis(300)).await;
    assert!(!heard.iter().any(|frame| matches!(frame, RelayFrame::Presence(_))));
    assert_eq!(tables::derived(&world.app.database).await, before);
    assert_eq!(tables::seqs(&world.app.database, stream).await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_documents_id_is_each_tenants_own() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut writer = Writer::of(&ada);
    let (task, created) = writer.task("Ours");
    ada.push(stream, vec![created]).await[0].seq();
    let eve = world.app.person("Eve").await;
    let own_org = OrgId(world.app.org(&eve, "Eavesdroppers").await);
    let mut eves = node.connect(&eve).await;
    let own = StreamId(any_id());
    eves.open(own_org, own, StreamKind::Project).await;
    // The same document id, and even the same actor, in another tenant: nothing is known of either.
    let mut forger = Writer::of(&eves);
    forger.author.actor = writer.author.actor;
    let (_, mut theirs) = forger.task("Theirs");
    theirs.doc = task.id;
    assert_eq!(theirs.kind, DocKind::Task);
    eves.push(own, vec![theirs]).await[0].seq();
    let ours = ada.fetch(stream, task.id).await.unwrap();
    let rows = serde_json::to_string(&ours.rows(task.id, stream)).unwrap();
    assert!(rows.contains("Ours") && !rows.contains("Theirs"));
    assert_eq!(
        tables::count(&world.app.database, "SELECT count(DISTINCT org_id) FROM tasks").await,
        2
    );
}
