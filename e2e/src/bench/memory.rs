//! What the app's processes hold in memory, from Linux's `smaps_rollup`.

use serde_json::{Value, json};
use std::fs;

/// One process of the app.
pub(super) struct Process {
    pub(super) name: String,
    /// Everything it has mapped and touched.
    pub(super) rss_mib: f64,
    /// The same, with what it shares divided among those who share it.
    pub(super) pss_mib: f64,
}

/// A process and its children: the core, and WebKit's processes for the page and the network.
pub(super) fn of(app: u32) -> Vec<Process> {
    let children =
        fs::read_to_string(format!("/proc/{app}/task/{app}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
    [app].into_iter().chain(children).filter_map(process).collect()
}

pub(super) fn to_json(of: &str, processes: &[Process]) -> Value {
    let processes = processes.iter().map(
        |process| json!({ "name": process.name, "rss": process.rss_mib, "pss": process.pss_mib }),
    );
    json!({ "measure": "memory", "of": of, "unit": "MiB", "processes": processes.collect::<Value>() })
}

fn process(pid: u32) -> Option<Process> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim().to_owned();
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let mib = |field: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(field))?;
        let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kib / 1024.0)
    };
    Some(Process { name, rss_mib: mib("Rss:")?, pss_mib: mib("Pss:")? })
}
