//! A member of a team: a store of the real client on one machine, and its account.

use aloft_client::account::{Account, RelayUrl};
use aloft_client::enrolment::{self, Newcomer};
use aloft_client::environment::{Clock, Environment};
use aloft_client::store::{DATABASE_FILE, Store};
use aloft_client::sync::{self, LocalWork, Mode, Outcome, SyncError, SyncLock, SyncRequest};
use aloft_crdt_model::ids::OrgId;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_server::clock::{Clock as _, ManualClock};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::block_in_place;

const PASSWORD: &str = "correct horse battery";

pub(crate) struct Member {
    pub(crate) number: usize,
    pub(crate) store: Option<Store>,
    pub(crate) account: Account,
    folder: TempDir,
    backup: Option<PathBuf>,
    clock: MachineClock,
    rng: StdRng,
}

/// The relay's time, and how much this machine's clock is off.
#[derive(Clone, Debug)]
struct MachineClock {
    relay: Arc<ManualClock>,
    off_by: i64,
}

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.relay.now().millis() + self.off_by)
    }
}

impl Member {
    /// A machine with an empty store.
    pub(crate) fn new(number: usize, relay: &Arc<ManualClock>, rng: &mut StdRng) -> Self {
        let folder = TempDir::new().unwrap();
        // A clock further off than tokens live would sign out: what people see then is told, too.
        let clock =
            MachineClock { relay: relay.clone(), off_by: rng.random_range(-20_000..20_000) };
        let mut rng = StdRng::seed_from_u64(rng.random());
        let environment = Environment::seeded(Arc::new(clock.clone()), rng.random());
        let store = Store::open(folder.path(), environment).unwrap();
        let account = Account::of_store(folder.path());
        Self { number, store: Some(store), account, folder, backup: None, clock, rng }
    }

    pub(crate) fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE_FILE)
    }

    pub(crate) fn sign_up(&mut self, relay: &RelayUrl, email: &str) {
        let (account, url) = (self.account.clone(), relay.clone());
        let newcomer = Newcomer { email, password: PASSWORD, name: "Somebody" };
        block_in_place(|| enrolment::sign_up(self.store(), &account, &url, &newcomer)).unwrap();
    }

    pub(crate) fn sign_in(&mut self, relay: &RelayUrl, email: &str) {
        let (account, url) = (self.account.clone(), relay.clone());
        block_in_place(|| enrolment::sign_in(self.store(), &account, &url, email, PASSWORD))
            .unwrap();
    }

    /// Lets somebody into an organisation of this member's.
    pub(crate) fn add(&self, org: OrgId, email: &str) {
        block_in_place(|| self.account.add_member(org, email, "member", self.clock.now())).unwrap();
    }

    /// Closes the store and opens it, as a program does that was started again.
    pub(crate) fn reopen(&mut self) {
        self.store = None;
        self.store = Some(self.open());
    }

    /// Keeps a copy of the database.
    pub(crate) fn back_up(&mut self) {
        self.store = None;
        let backup = self.folder.path().join("backup");
        std::fs::copy(self.database(), &backup).unwrap();
        self.backup = Some(backup);
        self.store = Some(self.open());
    }

    /// Puts the copy back: the store forgets what it did since, also what others have of it.
    pub(crate) fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.store = None;
        for suffix in ["-wal", "-shm"] {
            let mut path = self.database().into_os_string();
            path.push(suffix);
            let _ = std::fs::remove_file(path);
        }
        std::fs::copy(backup, self.database()).unwrap();
        self.store = Some(self.open());
        true
    }

    /// Syncs as `aloft sync` does.
    pub(crate) async fn sync(&mut self, relay: &RelayUrl) -> Result<Outcome, SyncError> {
        let lock = SyncLock::try_take(self.folder.path()).unwrap().unwrap();
        let request = SyncRequest {
            store: self.open(),
            lock,
            account: self.account.clone(),
            relay: relay.clone(),
            mode: Mode::Once,
            local: LocalWork::Share,
            environment: self.environment(),
            agent: "oracle".to_owned(),
        };
        let (events, _heard) = unbounded_channel();
        let (_control, controlled) = unbounded_channel();
        sync::run(request, events, controlled).await
    }

    /// Begins to sync, and is cut off after a while. Whether it was.
    pub(crate) async fn sync_and_die(&mut self, relay: &RelayUrl, after: Duration) -> bool {
        let cut = tokio::time::timeout(after, self.sync(relay)).await.is_err();
        self.reopen();
        cut
    }

    fn open(&mut self) -> Store {
        let environment = self.environment();
        Store::open(self.folder.path(), environment).unwrap()
    }

    fn environment(&mut self) -> Environment {
        Environment::seeded(Arc::new(self.clock.clone()), self.rng.random())
    }
}
