//! Real programs over a bad network: everything arrives, late perhaps, and all agree.
//!
//! The bad network is [`aloft_proof::shaping`]: it needs neither root nor a kernel with netem.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use aloft_e2e::agreement::assert_agree;
use aloft_e2e::database::Database;
use aloft_e2e::person::Person;
use aloft_e2e::relay::Relay;
use aloft_proof::shaping::{Front, Weather};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::runtime::Runtime;

const KEY: &str = "STORM";
const SEED: u64 = 20_261_128;
/// For what comes through a network like these, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_mins(2);

struct Scene {
    database: Database,
    _relay: Relay,
    runtime: Runtime,
    front: Option<Front>,
    ada: Person,
    ben: Person,
}

impl Scene {
    /// Two people of one project, on a good network so far.
    fn new() -> Self {
        let database = Database::new();
        let relay = Relay::start(&database.relay_url());
        let target: SocketAddr = relay.url().trim_start_matches("http://").parse().unwrap();
        let runtime = Runtime::new().unwrap();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let front = runtime.block_on(Front::start(anywhere, vec![target], SEED)).unwrap();
        let url = format!("http://{}", front.address());
        let (ada, ben) = (Person::new("Ada"), Person::new("Ben"));
        ada.aloft(&["project", "create", "--key", KEY, "--name", "Storm"]);
        ada.sign_up(&url);
        ada.aloft(&["sync"]);
        ben.sign_up(&url);
        ada.aloft(&["org", "add-member", &ben.email()]);
        ben.aloft(&["sync"]);
        Self { database, _relay: relay, runtime, front: Some(front), ada, ben }
    }

    fn weather(&self, weather: Weather) {
        self.front.as_ref().unwrap().set_weather(weather);
    }

    fn create(&self, who: &Person, count: usize) {
        for number in 0..count {
            let title = format!("Of {} {number}", who.email());
            who.aloft(&["task", "create", "--project", KEY, "--title", &title]);
        }
    }

    /// Both sync through it, and all agree.
    fn through(&self, weather: Weather) {
        self.weather(weather);
        for _ in 0..3 {
            self.create(&self.ada, 10);
            self.create(&self.ben, 10);
            for who in [&self.ada, &self.ben, &self.ada] {
                let synced = who.json(&["sync"]);
                assert_eq!(synced["result"], "synced", "{weather:?}: {synced}");
            }
        }
        self.ben.aloft(&["sync"]);
        assert_eq!(self.database.count("tasks"), 60);
        assert_agree(&[&self.ada, &self.ben], &self.database, KEY);
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        self.front = None;
    }
}

#[test]
fn over_three_hundred_milliseconds_of_delay() {
    Scene::new().through(Weather { delay: Duration::from_millis(300), ..Weather::default() });
}

#[test]
fn with_five_of_a_hundred_packets_lost() {
    Scene::new().through(Weather { loss: 5, ..Weather::default() });
}

#[test]
fn through_sixty_four_kilobits_a_second() {
    Scene::new().through(Weather { rate: Some(8_000), ..Weather::default() });
}

#[test]
fn a_cut_network_holds_nothing_up_and_loses_nothing() {
    let scene = Scene::new();
    let _ada = scene.ada.start(&["sync", "--watch"]);
    let _ben = scene.ben.start(&["sync", "--watch"]);
    for round in 1..=3 {
        scene.weather(Weather { is_cut: true, ..Weather::default() });
        // Both go on working: nothing waits for the network.
        scene.create(&scene.ada, 5);
        scene.create(&scene.ben, 5);
        scene.weather(Weather::default());
        for who in [&scene.ada, &scene.ben] {
            who.wait_for(PATIENCE, &["task", "list", "--project", KEY], |list| {
                list.as_array().is_some_and(|tasks| {
                    tasks.len() == round * 10 && tasks.iter().all(|task| !task["number"].is_null())
                })
            });
        }
    }
    assert_agree(&[&scene.ada, &scene.ben], &scene.database, KEY);
}
