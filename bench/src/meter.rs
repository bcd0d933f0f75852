//! Counts what crosses the wire: a door in front of the relay that passes bytes on as they are.
//!
//! It takes the measuring process some time to copy them, and the relay none.

use crate::frames::{Frames, Kind};
use aloft_client::account::RelayUrl;
use anyhow::Result;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A door with a counter. Dropping it closes it.
#[derive(Debug)]
pub(crate) struct Meter {
    address: SocketAddr,
    counts: Arc<Counts>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Of both directions.
    bytes: AtomicU64,
    /// Of what the relay sent, by kind of frame.
    kinds: Mutex<BTreeMap<Kind, u64>>,
}

impl Meter {
    /// In front of the relay at this address.
    pub(crate) async fn before(relay: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let counts = Arc::new(Counts::default());
        let counter = Arc::clone(&counts);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(relay).await {
                    join(client, server, &counter);
                }
            }
        });
        Ok(Self { address, counts, task })
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
        self.counts.bytes.load(Ordering::Relaxed) as f64
    }

    /// Bytes of the relay's frames of a kind so far.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub(crate) fn bytes_of(&self, kind: Kind) -> f64 {
        let kinds = self.counts.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.get(&kind).copied().unwrap_or_default() as f64
    }
}

impl Counts {
    fn add(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn join(client: TcpStream, server: TcpStream, counts: &Arc<Counts>) {
    // Small frames must not wait for an acknowledgement, here as at both ends.
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut frames = Frames::default();
    let (up, down) = (Arc::clone(counts), Arc::clone(counts));
    tokio::spawn(pass(from_client, to_server, move |bytes| up.add(bytes)));
    tokio::spawn(pass(from_server, to_client, move |bytes| {
        down.add(bytes);
        frames.read(bytes, &mut down.kinds.lock().unwrap_or_else(PoisonError::into_inner));
    }));
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut count: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        count(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
