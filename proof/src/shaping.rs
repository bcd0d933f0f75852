//! A network that is worse than this machine's: a TCP proxy that delays, loses, narrows and cuts.
//!
//! For kernels without `tc netem`. TCP hides loss behind time, so a lost packet is a pause of a
//! retransmission timeout in front of everything behind it; a cut network lets nothing through and
//! tells nobody, and what was on its way arrives when it is whole again.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// A packet's payload on an ordinary Ethernet.
const PACKET: usize = 1_400;
/// What the kernel waits before it sends a lost packet again, at least.
const RETRANSMISSION: Duration = Duration::from_millis(200);
/// Packets on their way in one direction: the buffers between two machines are not endless.
const IN_FLIGHT: usize = 64;

/// How bad the network is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// How long a packet takes in one direction.
    pub delay: Duration,
    /// How many of a hundred packets are lost.
    pub loss: u32,
    /// Bytes a second in each direction; none: as many as come.
    pub rate: Option<u32>,
    /// Nothing passes.
    pub is_cut: bool,
}

/// An address in front of one or several others.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<SocketAddr>>>,
    weather: watch::Sender<Weather>,
    resets: watch::Sender<u64>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Front {
    /// Listens at an address and passes each connection to the next of the targets.
    pub async fn start(
        listen: SocketAddr,
        targets: Vec<SocketAddr>,
        seed: u64,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let targets = Arc::new(Mutex::new(targets));
        let (weather, resets) = (watch::Sender::new(Weather::default()), watch::Sender::new(0));
        let road = Road { weather: weather.subscribe(), resets: resets.subscribe() };
        let accepting = tokio::spawn(accept(listener, targets.clone(), road, seed));
        Ok(Self { address, targets, weather, resets, accepting })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on connections go there; those that are open stay.
    pub fn set_targets(&self, targets: Vec<SocketAddr>) {
        *self.targets.lock().unwrap_or_else(PoisonError::into_inner) = targets;
    }

    /// From now on the network is like this, for connections that are open, too.
    pub fn set_weather(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Ends every connection that is open.
    pub fn reset(&self) {
        self.resets.send_modify(|resets| *resets += 1);
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
        self.reset();
    }
}

#[derive(Clone)]
struct Road {
    weather: watch::Receiver<Weather>,
    resets: watch::Receiver<u64>,
}

async fn accept(
    listener: TcpListener,
    targets: Arc<Mutex<Vec<SocketAddr>>>,
    road: Road,
    mut seed: u64,
) {
    let mut turn = 0;
    while let Ok((near, _)) = listener.accept().await {
        let target = {
            let targets = targets.lock().unwrap_or_else(PoisonError::into_inner);
            targets.get(turn % targets.len().max(1)).copied()
        };
        turn += 1;
        seed = next(seed);
        let Some(target) = target else { continue };
        tokio::spawn(carry(near, target, road.clone(), seed));
    }
}

async fn carry(near: TcpStream, target: SocketAddr, mut road: Road, seed: u64) {
    road.resets.mark_unchanged();
    let weather = road.weather.clone();
    let both = async {
        // A connection is three packets: the first that carries anything comes after a way and back.
        let delay = weather.borrow().delay;
        sleep(delay * 2).await;
        let Ok(far) = TcpStream::connect(target).await else { return };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::join!(
            one_way(near_in, far_out, weather.clone(), seed),
            one_way(far_in, near_out, weather.clone(), next(seed)),
        );
    };
    tokio::select! {
        () = both => {}
        _ = road.resets.changed() => {}
    }
}

/// Carries packets in order; each leaves when the one before it has left, and arrives later.
async fn one_way(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
    mut seed: u64,
) {
    let (packets, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(IN_FLIGHT);
    let sky = weather.clone();
    let sending = async move {
        let mut packet = vec![0; PACKET];
        let mut free_at = Instant::now();
        while let Ok(length @ 1..) = from.read(&mut packet).await {
            let Weather { delay, loss, rate, .. } = *sky.borrow();
            seed = next(seed);
            free_at = free_at.max(Instant::now());
            if let Some(rate) = rate {
                let bytes = u32::try_from(length).unwrap_or(u32::MAX);
                free_at += Duration::from_secs(1) * bytes / rate;
            }
            if seed >> 33 < (u64::from(loss) << 31) / 100 {
                free_at += RETRANSMISSION + delay * 2;
            }
            if packets.send((free_at + delay, packet[..length].to_vec())).await.is_err() {
                return;
            }
        }
    };
    let receiving = async move {
        while let Some((at, packet)) = arriving.recv().await {
            sleep_until(at).await;
            // What it gives is a lock on the weather, to be let go of before anything is awaited.
            let is_over = weather.wait_for(|weather| !weather.is_cut).await.is_err();
            if is_over || to.write_all(&packet).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(sending, receiving);
}

/// The next of a row of numbers (Sebastiano Vigna, splitmix64).
fn next(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
