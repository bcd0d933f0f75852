//! Counts what crosses the wire: a door in front of the relay that passes bytes on as they are.
//!
//! It takes the measuring process some time to copy them, and the relay none.

use aloft_client::account::RelayUrl;
use anyhow::Result;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A door with a counter. Dropping it closes it.
#[derive(Debug)]
pub(crate) struct Meter {
    address: SocketAddr,
    bytes: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Meter {
    /// In front of the relay at this address.
    pub(crate) async fn before(relay: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let bytes = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&bytes);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(relay).await {
                    join(client, server, &counter);
                }
            }
        });
        Ok(Self { address, bytes, task })
    }

    /// What clients are told instead of the relay's own.
    pub(crate) fn url(&self) -> Result<RelayUrl> {
        Ok(format!("http://{}", self.address).parse()?)
    }

    /// Its address, for clients that speak the protocol by themselves.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bytes of both directions so far, as TCP's users see them.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub(crate) fn bytes(&self) -> f64 {
        self.bytes.load(Ordering::Relaxed) as f64
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn join(client: TcpStream, server: TcpStream, counter: &Arc<AtomicU64>) {
    // Small frames must not wait for an acknowledgement, here as at both ends.
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::spawn(pass(from_client, to_server, Arc::clone(counter)));
    tokio::spawn(pass(from_server, to_client, Arc::clone(counter)));
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: Arc<AtomicU64>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        counter.fetch_add(count as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
