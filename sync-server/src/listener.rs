//! The listener: HTTP on a TCP socket, with a time for what comes before a request.
//!
//! `axum::serve` waits for ever for a request's head, and gives no way to change that: whoever
//! opens sockets and says nothing, or one byte a minute, would hold them until the files ran out.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// How long accepting rests when the system has no file or no memory for another socket.
const REST: Duration = Duration::from_millis(100);

/// Serves until told to stop; then lets the requests in hand end. Sockets that were upgraded are
/// not waited for: they have a way out of their own ([`crate::shutdown`]).
pub async fn serve(
    listener: TcpListener,
    router: Router,
    header_timeout: Duration,
    stop: CancellationToken,
) -> io::Result<()> {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((socket, peer)) => {
                let connection = Connection { socket, peer, router: router.clone() };
                connections.spawn(connection.serve(header_timeout, stop.clone()));
            }
            Err(error) => rest_after(&error).await,
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
    Ok(())
}

struct Connection {
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
}

impl Connection {
    /// Serves requests until the peer has no more, or the request in hand when told to stop.
    async fn serve(self, header_timeout: Duration, stop: CancellationToken) {
        let Self { socket, peer, router } = self;
        prepare(&socket);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(header_timeout);
        let mut connection =
            pin!(http.serve_connection(TokioIo::new(socket), service).with_upgrades());
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "a connection ended");
        }
    }
}

/// Frames are small, and somebody waits for each.
fn prepare(socket: &TcpStream) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
}

/// A peer that is gone already says nothing about the next; a lack of files does.
async fn rest_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "cannot accept a connection");
        tokio::time::sleep(REST).await;
    }
}
