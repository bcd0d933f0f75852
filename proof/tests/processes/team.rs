//! Two people of one project, with a relay that they reach over whatever a test puts in between.

use aloft_e2e::agreement::assert_agree;
use aloft_e2e::database::Database;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use std::net::SocketAddr;
use std::time::Duration;

const KEY: &str = "STORM";
/// For what comes through a bad network, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Team {
    ada: Person,
    ben: Person,
    relay: Relay,
    database: Database,
    made: usize,
}

impl Team {
    /// A relay, and two people who have not met.
    pub(crate) fn new() -> Self {
        let database = Database::new();
        let relay = Relay::start(&database.relay_url());
        Self { ada: Person::new("Ada"), ben: Person::new("Ben"), relay, database, made: 0 }
    }

    pub(crate) fn relay(&self) -> SocketAddr {
        self.relay.address()
    }

    /// Where each of their commands runs.
    pub(crate) fn each_in(&mut self, places: [Vec<String>; 2]) {
        let [ada, ben] = places;
        self.ada.run_within(ada);
        self.ben.run_within(ben);
    }

    /// They make accounts, each at an address of the relay's, and share a project.
    pub(crate) fn meet(&self, addresses: [SocketAddr; 2]) {
        let Self { ada, ben, .. } = self;
        ada.aloft(&["project", "create", "--key", KEY, "--name", "Storm"]);
        ada.sign_up(&format!("http://{}", addresses[0]));
        ada.aloft(&["sync"]);
        ben.sign_up(&format!("http://{}", addresses[1]));
        ada.aloft(&["org", "add-member", &ben.email()]);
        ben.aloft(&["sync"]);
    }

    /// Both make tasks; neither needs a network for it.
    pub(crate) fn work(&mut self, each: usize) {
        for who in [&self.ada, &self.ben] {
            for number in 0..each {
                let title = format!("Of {} {}", who.name(), self.made + number);
                who.aloft(&["task", "create", "--project", KEY, "--title", &title]);
            }
        }
        self.made += 2 * each;
    }

    /// Both work and sync by command, some times.
    pub(crate) fn work_and_sync(&mut self) {
        for _ in 0..3 {
            self.work(5);
            for who in [&self.ada, &self.ben, &self.ada] {
                let synced = who.json(&["sync"]);
                assert_eq!(synced["result"], "synced", "{synced}");
            }
        }
        self.ben.aloft(&["sync"]);
    }

    /// Both sync all the time while the network comes and goes.
    pub(crate) fn work_while(&mut self, cut: impl Fn(), mend: impl Fn()) {
        let _ada = self.ada.start(&["sync", "--watch"]);
        let _ben = self.ben.start(&["sync", "--watch"]);
        for _ in 0..3 {
            cut();
            self.work(5);
            mend();
            for who in [&self.ada, &self.ben] {
                who.wait_for(PATIENCE, &["task", "list", "--project", KEY], |list| {
                    let all_there = |tasks: &Vec<_>| {
                        tasks.len() == self.made
                            && tasks
                                .iter()
                                .all(|task: &serde_json::Value| !task["number"].is_null())
                    };
                    list.as_array().is_some_and(all_there)
                });
            }
        }
    }

    /// Everything is everywhere, once.
    pub(crate) fn agree(&self) {
        assert_eq!(self.database.count("tasks"), self.made as u64);
        assert_agree(&[&self.ada, &self.ben], &self.database, KEY);
        assert!(!self.relay.log().contains("panicked"), "{}", self.relay.log());
    }
}
