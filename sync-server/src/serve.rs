//! A node's life: connect, prove the walls, listen, drain.

use crate::app;
use crate::auth::keys::{KeyError, KeyRing};
use crate::auth::password::PasswordHashing;
use crate::auth::upkeep;
use crate::bus::{NodeId, PostgresBus};
use crate::clock::{SharedClock, SystemClock};
use crate::config::Config;
use crate::db::{Db, DbError, DbOptions, MigrationState, check_roles, migration_state};
use crate::error::ApiError;
use crate::listener;
use crate::metrics;
use crate::randomness::Randomness;
use crate::shutdown::Shutdown;
use crate::state::AppState;
use crate::sync::{Sync, SyncOptions};
use rand::RngExt;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Why a node does not start or stops.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database is not reachable, or not safe.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The schema is older than this program.
    #[error("the database's schema is older than this program: run `aloft-server migrate` first")]
    SchemaBehind,
    /// There is no key to sign with.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The operating system gave no random bits.
    #[error("no random bits: {0}")]
    Randomness(#[from] rand::rngs::SysError),
    /// Metrics cannot be recorded.
    #[error("cannot record metrics: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// The listener failed.
    #[error("the listener failed: {0}")]
    Io(#[from] std::io::Error),
    /// Passwords cannot be hashed.
    #[error("cannot hash passwords: {0}")]
    Passwords(ApiError),
}

/// What a node takes from outside besides its configuration.
#[derive(Clone)]
pub struct Surroundings {
    /// What time it is.
    pub clock: SharedClock,
    /// Where random bits come from.
    pub randomness: Randomness,
}

impl Surroundings {
    /// The machine's own.
    pub fn of_system() -> Result<Self, ServeError> {
        Ok(Self { clock: Arc::new(SystemClock), randomness: Randomness::from_system()? })
    }
}

/// A node that listens.
#[derive(Debug)]
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    shutdown: Shutdown,
    stop_listening: CancellationToken,
    server: JoinHandle<std::io::Result<()>>,
    db: Db,
    config: Arc<Config>,
}

/// Starts a node on a database whose schema is current.
pub async fn start(
    config: Config,
    database: &DbOptions,
    surroundings: Surroundings,
) -> Result<Running, ServeError> {
    let db = Db::connect(database).await?;
    if migration_state(&db).await? == MigrationState::Behind {
        return Err(ServeError::SchemaBehind);
    }
    check_roles(&db, config.login_policy).await?;
    let state = build_state(config, db, surroundings).await?;
    spawn_upkeep(&state);
    listen(state).await
}

/// The shared parts of a node, before it listens.
pub async fn build_state(
    config: Config,
    db: Db,
    surroundings: Surroundings,
) -> Result<AppState, ServeError> {
    metrics::install()?;
    let Surroundings { clock, randomness } = surroundings;
    let mut rng = randomness.generator();
    let keys = if config.signing_key_files.is_empty() {
        let keys = KeyRing::new(Vec::new());
        keys.refresh(&db, clock.now(), &mut rng).await?;
        keys
    } else {
        KeyRing::from_files(&config.signing_key_files)?
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let passwords = PasswordHashing::new(cores, &mut rng).map_err(ServeError::Passwords)?;
    let (config, shutdown) = (Arc::new(config), Shutdown::default());
    let node = NodeId(Uuid::from_u128(rng.random()));
    let bus = Arc::new(PostgresBus::start(db.clone(), &shutdown));
    let options = SyncOptions::for_connections(db.max_connections());
    let sync = Sync::start(node, &db, &clock, &shutdown, bus, options);
    Ok(AppState { db, clock, randomness, keys, passwords, config, shutdown, sync })
}

fn spawn_upkeep(state: &AppState) {
    state.shutdown.tasks().spawn(upkeep::run(state.clone()));
    state.shutdown.tasks().spawn(metrics::upkeep(state.clone()));
}

/// Each client is an open file, and what most systems give a program at first is about a thousand.
#[cfg(unix)]
fn raise_open_files() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!(limit, "files that may be open"),
        Err(error) => tracing::warn!(%error, "the limit of open files stays as it is"),
    }
}

async fn listen(state: AppState) -> Result<Running, ServeError> {
    #[cfg(unix)]
    raise_open_files();
    let wanted = state.config.listen;
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|source| ServeError::Listen { address: wanted, source })?;
    let address = listener.local_addr()?;
    let stop_listening = CancellationToken::new();
    let router = app::router(state.clone());
    let header_timeout = state.config.header_timeout;
    let server =
        tokio::spawn(listener::serve(listener, router, header_timeout, stop_listening.clone()));
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "listening");
    let AppState { db, config, shutdown, .. } = state;
    Ok(Running { address, shutdown, stop_listening, server, db, config })
}

impl Running {
    /// The node's way out, for who else wants to take it.
    pub fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    /// Serves until told to stop, or until the listener fails; then drains.
    pub async fn until(mut self, told: impl Future<Output = ()>) -> Result<(), ServeError> {
        tokio::select! {
            () = told => self.drain().await,
            () = self.shutdown.draining().clone().cancelled_owned() => self.drain().await,
            failed = &mut self.server => Ok(failed.map_err(std::io::Error::other)??),
        }
    }

    async fn drain(self) -> Result<(), ServeError> {
        tracing::info!("draining");
        self.shutdown.begin();
        tokio::time::sleep(self.config.drain_delay).await;
        self.stop_listening.cancel();
        let time = self.config.drain_timeout;
        let ended =
            tokio::time::timeout(time, self.server).await.is_ok() && self.shutdown.wait(time).await;
        if !ended {
            tracing::warn!("some requests or sockets did not end in time");
        }
        // A connection that somebody still holds must not keep the process.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), self.db.close()).await;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Resolves when the operator says stop: SIGTERM or SIGINT (Ctrl-C).
pub async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}
