//! Over a bad network everything arrives, late perhaps, and all agree.
//!
//! The bad network is [`aloft_proof::shaping`]: it needs neither root nor a kernel with netem.

use crate::team::Team;
use aloft_proof::shaping::{Front, Weather};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::runtime::Runtime;

const SEED: u64 = 20_261_128;

/// A proxy on a runtime of its own: everything else in these tests waits.
pub(crate) struct Road {
    front: Option<Front>,
    runtime: Runtime,
}

impl Road {
    pub(crate) fn to(relay: SocketAddr, listen: Ipv4Addr) -> Self {
        let runtime = Runtime::new().unwrap();
        let listen = SocketAddr::from((listen, 0));
        let front = runtime.block_on(Front::start(listen, vec![relay], SEED)).unwrap();
        Self { front: Some(front), runtime }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.front.as_ref().unwrap().address()
    }

    pub(crate) fn set(&self, weather: Weather) {
        self.front.as_ref().unwrap().set_weather(weather);
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        self.front = None;
    }
}

fn on_the_road() -> (Team, Road) {
    let team = Team::new();
    let road = Road::to(team.relay(), Ipv4Addr::LOCALHOST);
    team.meet([road.address(); 2]);
    (team, road)
}

fn through(weather: Weather) {
    let (mut team, road) = on_the_road();
    road.set(weather);
    team.work_and_sync();
    team.agree();
}

#[test]
fn over_three_hundred_milliseconds_of_delay() {
    through(Weather { delay: Duration::from_millis(300), ..Weather::default() });
}

#[test]
fn with_five_of_a_hundred_packets_lost() {
    through(Weather { loss: 5, ..Weather::default() });
}

#[test]
fn through_sixty_four_kilobits_a_second() {
    through(Weather { rate: Some(8_000), ..Weather::default() });
}

#[test]
fn a_network_that_comes_and_goes_holds_nobody_up_and_loses_nothing() {
    let (mut team, road) = on_the_road();
    let cut = || road.set(Weather { is_cut: true, ..Weather::default() });
    team.work_while(cut, || road.set(Weather::default()));
    team.agree();
}
