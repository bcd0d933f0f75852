//! A member who sends changes of a hundred bytes that unfold into a hundred thousand operations each.

use crate::client::{Change, Client, Fate};
use crate::siege::memory;
use crate::test_app::{PASSWORD, Person};
use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::hostile::RawChange;
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId};
use aloft_crdt_model::inspect::{self, Limits};
use aloft_e2e::database::Database;
use aloft_e2e::relay::Relay;
use aloft_sync_protocol::log::StreamKind;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// As many operations as a change may have, but for a few.
const OPS: u64 = 99_000;
const BOMBS: u64 = 64;
/// What one push may cost, whatever is in it: all of these unfolded at once are more than six times as much.
const BYTES: u64 = 160 << 20;

#[test]
fn a_push_of_changes_that_unfold_into_gigabytes_costs_little() {
    let database = Database::new();
    let relay = Relay::start(&database.relay_url());
    let ada = sign_up(relay.address());
    let org = post(relay.address(), "/v1/orgs", Some(&ada.access), &json!({"name": "Target"}));
    let before = memory(&relay, "VmRSS:");
    let fates = Runtime::new().unwrap().block_on(async {
        let stream = StreamId(Uuid::from_u128(1));
        let device = DeviceId(Uuid::from_u128(2));
        let mut client = Client::connect(relay.address(), &ada, device).await;
        client.open(OrgId(id(&org["id"])), stream, StreamKind::Project).await;
        client.follow(stream).await;
        client.push(stream, (0..BOMBS).map(bomb).collect()).await
    });
    assert!(fates.iter().all(|fate| matches!(fate, Fate::Refused(_))), "{fates:?}");
    let peak = memory(&relay, "VmHWM:");
    println!("bombs: {before} bytes before, {peak} at most");
    assert!(peak < before + BYTES, "{before} bytes before, {peak} at most");
    assert!(!relay.log().contains("panicked"), "{}", relay.log());
}

/// One key, written again and again without taking back what was there: sound bytes, which no
/// document takes.
fn bomb(number: u64) -> Change {
    let genesis = Document::genesis(DocKind::Task);
    let raw = RawChange {
        deps: genesis.heads().iter().copied().collect(),
        actor: vec![7; 16],
        seq: 1,
        start_op: 1_000,
        time: i64::try_from(number).unwrap(),
        ..RawChange::default()
    };
    let bytes = raw.with_puts("k", OPS).bytes();
    assert!(bytes.len() < 200, "{} bytes", bytes.len());
    if number == 0 {
        let sound = inspect::check_bytes(&bytes, &Limits::default());
        assert_eq!(sound.unwrap().change().len() as u64, OPS);
    }
    Change { doc: DocId(Uuid::from_u128(3)), kind: DocKind::Task, bytes }
}

fn sign_up(relay: SocketAddr) -> Person {
    let (email, name) = ("ada@example.org", "Ada");
    let body = json!({"email": email, "password": PASSWORD, "name": name});
    let tokens = post(relay, "/v1/sign-up", None, &body);
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    Person {
        id: id(&tokens["user"]["id"]),
        email: email.to_owned(),
        access: text("access_token"),
        refresh: text("refresh_token"),
    }
}

fn post(relay: SocketAddr, path: &str, token: Option<&str>, body: &Value) -> Value {
    let body = body.to_string();
    let token =
        token.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
    let mut socket = TcpStream::connect(relay).unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n{token}\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    let (_, json) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(json).unwrap_or_else(|_| panic!("{answer}"))
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}
