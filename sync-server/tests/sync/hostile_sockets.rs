//! Sockets whose peers say nothing, or say it slowly: they are closed, and others go on meanwhile.

use crate::client::Client;
use crate::node::World;
use crate::test_app::{TestApp, any_id};
use aloft_crdt_model::ids::DeviceId;
use aloft_sync_protocol::frames::from_client::Refresh;
use aloft_sync_protocol::frames::{ClientFrame, GoodbyeCode, RelayFrame};
use aloft_sync_server::{app, listener};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Short, because the test waits for it. The default is in the configuration.
const HEADER_TIMEOUT: Duration = Duration::from_millis(500);
/// Longer than any relay that works would take, on however busy a machine.
const PATIENCE: Duration = Duration::from_mins(1);
const SOCKETS: usize = 200;

async fn listening() -> (SocketAddr, TestApp) {
    let app = TestApp::start().await;
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let (router, stop) = (app::router(app.state.clone()), CancellationToken::new());
    tokio::spawn(listener::serve(socket, router, HEADER_TIMEOUT, stop));
    (address, app)
}

/// What each has sent waits in the relay's memory.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_so_many_sockets_and_no_more() {
    const MOST: usize = 3;
    let world = World::new().await;
    let node = world.node_for_few_sockets(MOST).await;
    let mut sockets = Vec::new();
    for _ in 0..MOST {
        sockets.push(node.connect(&world.ada).await);
    }
    let one_more = || async {
        let mut client = Client::silent(node.address, &world.ada, DeviceId(any_id())).await;
        client.hello(&world.ada.access).await;
        client
    };
    assert_eq!(one_more().await.until_goodbye().await.code, GoodbyeCode::RateLimited);
    // Others have their own, and those that are there stay: a token may be renewed on them.
    node.connect(&world.ben).await;
    let token = world.ada.access.clone();
    sockets[0].say(ClientFrame::Refresh(Refresh { token })).await;
    sockets[0].until(|frame| matches!(frame, RelayFrame::Refreshed(_)).then_some(())).await;
    // One that ends makes room; the relay hears of it in its own time.
    drop(sockets.pop());
    let begin = tokio::time::Instant::now();
    while !one_more().await.is_welcome().await {
        assert!(begin.elapsed() < PATIENCE, "a socket that ended is counted still");
    }
}

async fn is_healthy(address: SocketAddr) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n\r\n";
    socket.write_all(request).await.unwrap();
    let mut answer = String::new();
    let reading = socket.read_to_string(&mut answer);
    tokio::time::timeout(PATIENCE, reading).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Reads to the end, which comes because the relay closes the socket.
async fn until_closed(mut socket: impl AsyncReadExt + Unpin) {
    let mut rest = Vec::new();
    let end = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut rest)).await;
    // A reset is an end, too.
    let _ = end.expect("the relay keeps a socket on which no request comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_on_which_nothing_comes_is_closed() {
    let (address, _app) = listening().await;
    let mut silent = Vec::new();
    for _ in 0..SOCKETS {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    is_healthy(address).await;
    for socket in silent {
        until_closed(socket).await;
    }
    is_healthy(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let (address, _app) = listening().await;
    let mut slow = Vec::new();
    for _ in 0..SOCKETS {
        slow.push(tokio::spawn(async move {
            let (from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
            let dripping = tokio::spawn(async move {
                to.write_all(b"GET /healthz HTTP/1.1\r\nhost: relay\r\n").await?;
                loop {
                    // Each byte is progress; the whole head is what the time is for.
                    to.write_all(b"x").await?;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                #[expect(unreachable_code, reason = "it says what the block fails with")]
                Ok::<_, std::io::Error>(())
            });
            until_closed(from).await;
            dripping.abort();
        }));
    }
    is_healthy(address).await;
    for socket in slow {
        socket.await.unwrap();
    }
}
