//! What people may see, as it changes under open sockets.

use crate::client::{Client, Fate};
use crate::node::World;
use crate::test_app::any_id;
use crate::writer::Writer;
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId, private_stream};
use aloft_sync_protocol::frames::from_client::{OpenStream, Refresh};
use aloft_sync_protocol::frames::{ClientFrame, ErrorCode, GoodbyeCode, RelayFrame};
use aloft_sync_protocol::log::StreamKind;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_member_and_a_new_stream_show_up_at_once() {
    let world = World::new().await;
    let (left, right) = (world.node().await, world.node().await);
    let carl = world.app.person("Carl").await;
    let mut carls = right.connect(&carl).await;
    world.app.add(world.org.0, &world.ada, &carl, "member").await;
    let orgs = carls.directory().await;
    assert_eq!(orgs.iter().map(|org| org.id).collect::<Vec<_>>(), [world.org]);
    assert_eq!(orgs[0].members.len(), 3);
    let (_ada, stream) = world.with_project(&left).await;
    loop {
        let orgs = carls.directory().await;
        if orgs[0].streams.iter().any(|known| known.id == stream) {
            break;
        }
    }
    carls.follow(stream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_becomes_a_guest_loses_the_projects_at_once() {
    let world = World::new().await;
    let (left, right) = (world.node().await, world.node().await);
    let (mut ada, stream) = world.with_project(&left).await;
    let mut ben = right.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (task, created) = writer.task("Internal");
    ada.push(stream, vec![created]).await[0].seq();
    ben.entries_to(stream, 2).await;
    world.app.add(world.org.0, &world.ada, &world.ben, "guest").await;
    assert_eq!(ben.error().await, ErrorCode::AccessLost);
    ada.push(stream, vec![writer.title(&mut task.clone(), "Secret")]).await[0].seq();
    let heard = ben.says_within(std::time::Duration::from_millis(300)).await;
    assert!(!heard.iter().any(|frame| matches!(frame, RelayFrame::Changes(_))), "{heard:?}");
    let open = OpenStream { org: world.org, stream: StreamId(any_id()), kind: StreamKind::Project };
    ben.say(ClientFrame::OpenStream(open)).await;
    assert_eq!(ben.error().await, ErrorCode::Forbidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_is_shut_out_on_every_node() {
    let world = World::new().await;
    let node = world.node().await;
    let mut ben = node.connect(&world.ben).await;
    let body = json!({"refresh_token": world.ben.refresh});
    let answer = world.app.ask("POST", "/v1/sign-out", Some(&world.ben.access), Some(body)).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    assert_eq!(ben.until_goodbye().await.code, GoodbyeCode::Revoked);
    // The access token is still good by itself, and opens no socket any more.
    let mut again = Client::silent(node.address, &world.ben, ben.device).await;
    again.hello(&world.ben.access).await;
    assert_eq!(again.until_goodbye().await.code, GoodbyeCode::Revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_a_good_token() {
    let world = World::new().await;
    let node = world.node().await;
    for token in ["", "nonsense", &format!("{}x", world.ada.access)] {
        let device = DeviceId(any_id());
        let mut client = Client::silent(node.address, &world.ada, device).await;
        client.hello(token).await;
        assert_eq!(client.until_goodbye().await.code, GoodbyeCode::Unauthenticated);
    }
    let mut ada = node.connect(&world.ada).await;
    ada.say(ClientFrame::Refresh(Refresh { token: world.ben.access.clone() })).await;
    assert_eq!(ada.until_goodbye().await.code, GoodbyeCode::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_stream_is_its_persons_alone() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, mut ben) = (node.connect(&world.ada).await, node.connect(&world.ben).await);
    let own = private_stream(world.org, UserId(world.ada.id));
    let kind = StreamKind::Private;
    assert_eq!(ada.open(world.org, own, kind).await, 0);
    let mut writer = Writer::of(&ada);
    let mut state = crate::writer::Draft::new(DocId(own.0), DocKind::User);
    let star = writer.star(&mut state, DocId(any_id()));
    assert_eq!(ada.push(own, vec![star.clone()]).await, [Fate::Accepted(1)]);
    let (_, task) = writer.task("Not here");
    let fates = ada.push(own, vec![task]).await;
    assert_eq!(fates, [Fate::Refused("wrong_document".to_owned())]);
    // To everyone else it is not there, and its id is no use.
    for (stream, kind) in [(own, StreamKind::Private), (own, StreamKind::Project)] {
        ben.say(ClientFrame::OpenStream(OpenStream { org: world.org, stream, kind })).await;
        assert_eq!(ben.error().await, ErrorCode::NotFound);
    }
    let invented = StreamId(any_id());
    ben.say(ClientFrame::OpenStream(OpenStream { org: world.org, stream: invented, kind })).await;
    assert_eq!(ben.error().await, ErrorCode::NotFound);
}
