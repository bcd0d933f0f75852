//! Relays that listen, on one database, and people who have accounts there.

use crate::client::Client;
use crate::test_app::{Person, TestApp, any_id, config, options, surroundings};
use aloft_crdt_model::ids::{DeviceId, OrgId, StreamId};
use aloft_sync_protocol::log::StreamKind;
use aloft_sync_server::app;
use aloft_sync_server::bus::{InProcess, NodeId};
use aloft_sync_server::db::Db;
use aloft_sync_server::listener;
use aloft_sync_server::serve;
use aloft_sync_server::shutdown::Shutdown;
use aloft_sync_server::state::AppState;
use aloft_sync_server::sync::{Sync, SyncOptions};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const LOGGED: tracing::Level = tracing::Level::WARN;

/// An organisation with two members, and relays to reach it by.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) org: OrgId,
    pub(crate) ada: Person,
    pub(crate) ben: Person,
}

/// A relay that listens.
pub(crate) struct Node {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: Shutdown,
    /// Only of a node whose state the test built.
    pub(crate) state: AppState,
}

impl World {
    pub(crate) async fn new() -> Self {
        // What the relay logs stands beside a failure.
        let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(LOGGED).try_init();
        let app = TestApp::start().await;
        let ada = app.person("Ada").await;
        let ben = app.person("Ben").await;
        let org = app.org(&ada, "Analytical Engines").await;
        assert!(app.add(org, &ada, &ben, "member").await.status.is_success());
        Self { app, org: OrgId(org), ada, ben }
    }

    /// A relay like any in production.
    pub(crate) async fn node(&self) -> Node {
        self.node_with(|_| {}).await
    }

    /// A relay that hears nothing from others and tells them nothing, but asks often.
    pub(crate) async fn deaf_and_mute_node(&self) -> Node {
        self.deaf_and_mute_node_that_asks_every(Duration::from_millis(200)).await
    }

    pub(crate) async fn deaf_and_mute_node_that_asks_every(&self, every: Duration) -> Node {
        self.lonely_node(|options| options.poll_every = every).await
    }

    /// A relay that reads little at once.
    pub(crate) async fn node_with_small_pages(&self) -> Node {
        self.lonely_node(|options| {
            options.session.page_bytes = 20_000;
            options.session.page_changes = 7;
        })
        .await
    }

    pub(crate) async fn node_for_few_sockets(&self, of_person: usize) -> Node {
        self.lonely_node(|options| options.sockets_of_person = of_person).await
    }

    async fn lonely_node(&self, change: impl FnOnce(&mut SyncOptions)) -> Node {
        self.node_with(|state| {
            let mut options = SyncOptions::for_connections(5);
            change(&mut options);
            // The sync that stands there already hears hints: it goes with its shutdown.
            state.shutdown.begin();
            state.shutdown = Shutdown::default();
            let bus = Arc::new(InProcess::default());
            let node = NodeId(any_id());
            let (db, clock, shutdown) = (&state.db, &state.clock, &state.shutdown);
            state.sync = Sync::start(node, db, clock, shutdown, bus, options);
        })
        .await
    }

    async fn node_with(&self, change: impl FnOnce(&mut AppState)) -> Node {
        let db = Db::connect(&options(self.app.database.url())).await.unwrap();
        let surroundings = surroundings(&self.app.clock);
        let mut state = serve::build_state(config(&[]), db, surroundings).await.unwrap();
        change(&mut state);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let header_timeout = state.config.header_timeout;
        let router = app::router(state.clone());
        tokio::spawn(listener::serve(listener, router, header_timeout, stop));
        Node { address, shutdown: state.shutdown.clone(), state }
    }

    /// A client of Ada's whose project's stream is open, and the stream.
    pub(crate) async fn with_project(&self, node: &Node) -> (Client, StreamId) {
        let mut ada = node.connect(&self.ada).await;
        let stream = StreamId(any_id());
        ada.open(self.org, stream, StreamKind::Project).await;
        (ada, stream)
    }
}

impl Node {
    /// A store of this person's, new to the relay.
    pub(crate) async fn connect(&self, person: &Person) -> Client {
        Client::connect(self.address, person, DeviceId(any_id())).await
    }
}
