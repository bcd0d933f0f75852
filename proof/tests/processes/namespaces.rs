//! Machines of their own, as far as the kernel's network is concerned: each person in a network
//! namespace, with one cable to the relay's.
//!
//! The kernel pulls the cable and narrows it; delay and loss, for which small kernels have no
//! module, are the proxy's. Needs Linux and root; elsewhere the test says so and passes.

use crate::team::Team;
use crate::weather::Road;
use aloft_proof::shaping::Weather;
use std::net::Ipv4Addr;
use std::process::{self, Command};
use std::time::Duration;

/// One person's machine. Dropping it takes it away with its cable.
struct Machine {
    name: String,
    /// This end of the cable.
    cable: String,
    /// What the relay's side is called from there.
    relay_side: Ipv4Addr,
}

impl Machine {
    /// None: namespaces are not to be had here.
    fn new(number: u8) -> Option<Self> {
        let name = format!("aloft-{}-{number}", process::id());
        let cable = format!("al{}n{number}", process::id() % 100_000);
        // Different for processes that run side by side.
        let net = u8::try_from(process::id() % 200).unwrap();
        let (relay_side, own) = (
            Ipv4Addr::new(10, 213, net, number * 4 + 1),
            Ipv4Addr::new(10, 213, net, number * 4 + 2),
        );
        if !ip(&["netns", "add", &name]) {
            return None;
        }
        let machine = Self { name, cable, relay_side };
        let (name, cable) = (machine.name.as_str(), machine.cable.as_str());
        let connected = ip(&["link", "add", cable, "type", "veth", "peer", "eth0", "netns", name])
            && ip(&["address", "add", &format!("{relay_side}/30"), "dev", cable])
            && ip(&["link", "set", cable, "up"])
            && ip(&["-n", name, "address", "add", &format!("{own}/30"), "dev", "eth0"])
            && ip(&["-n", name, "link", "set", "eth0", "up"])
            && ip(&["-n", name, "link", "set", "lo", "up"]);
        connected.then_some(machine)
    }

    fn command(&self) -> Vec<String> {
        ["ip", "netns", "exec", &self.name].map(str::to_owned).to_vec()
    }

    /// Pulls the cable: no end is told, and open connections stay half open.
    fn cut(&self) {
        assert!(ip(&["link", "set", &self.cable, "down"]));
    }

    fn mend(&self) {
        assert!(ip(&["link", "set", &self.cable, "up"]));
    }

    /// 64 kbit/s in both directions.
    fn narrow(&self) {
        let rate = ["root", "tbf", "rate", "64kbit", "burst", "3000", "latency", "2s"];
        let there = ["-n", &self.name, "qdisc", "replace", "dev", "eth0"];
        assert!(succeeds("tc", &[&["qdisc", "replace", "dev", &self.cable][..], &rate].concat()));
        assert!(succeeds("tc", &[&there[..], &rate].concat()));
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Its end of the cable goes with it, and with that the other.
        ip(&["netns", "delete", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> bool {
    succeeds("ip", arguments)
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

struct Site {
    team: Team,
    machines: [Machine; 2],
    roads: [Road; 2],
}

impl Site {
    /// None, and the reason is printed: not possible here.
    fn new() -> Option<Self> {
        let machines = (Machine::new(1), Machine::new(2));
        let (Some(ada), Some(ben)) = machines else {
            println!("not possible here: network namespaces need Linux and root");
            return None;
        };
        let mut team = Team::new();
        let roads = [&ada, &ben].map(|machine| Road::to(team.relay(), machine.relay_side));
        team.each_in([ada.command(), ben.command()]);
        team.meet([roads[0].address(), roads[1].address()]);
        Some(Self { team, machines: [ada, ben], roads })
    }
}

#[test]
fn cables_that_are_pulled_hold_nobody_up_and_lose_nothing() {
    let Some(Site { mut team, machines, roads: _roads }) = Site::new() else { return };
    let each = |act: fn(&Machine)| machines.iter().for_each(act);
    team.work_while(|| each(Machine::cut), || each(Machine::mend));
    team.agree();
}

#[test]
fn a_narrow_cable_with_delay_and_loss_is_slow_and_loses_nothing() {
    let Some(Site { mut team, machines, roads }) = Site::new() else { return };
    machines.iter().for_each(Machine::narrow);
    let weather = Weather { delay: Duration::from_millis(300), loss: 5, ..Weather::default() };
    for road in &roads {
        road.set(weather);
    }
    team.work_and_sync();
    team.agree();
}
